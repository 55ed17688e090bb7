import { dependencyGraph, restricted, topologicalOrder, walk, withLast } from './dependency-graph';
import type { DependencyGraph } from './dependency-graph';
import type { DeploymentPlan } from './deployment-plan';
import type { DeploymentValues } from './deployment-values';
import { deleteResources, describeError } from './deletion';
import { failIfForced, type PlannedFailure } from './forced-failure';
import { resolveOutputs } from './outputs';
import { ResourceFailure, sameProperties } from './resource-operations';
import type { ResourceOperations, ResourceTarget } from './resource-operations';
import type { Stack, StackResource } from './stack';
import type { JsonObject, ResourceDefinition } from './template';

/** The services and options of a deployment. */
export interface DeploymentServices {
  readonly operations: ResourceOperations;
  readonly concurrency: number;
  /** True if a failure is rolled back. Default: true. */
  readonly rollback?: boolean;
  readonly forcedFailure?: PlannedFailure;
}

/** A resource that a deployment has begun to create or update. */
interface ResourceChange {
  readonly before?: StackResource;
  /** Its state after the request, whether that succeeded or failed. */
  readonly now: StackResource;
  /** True if a request was sent. If not, there is nothing to undo. */
  readonly sent: boolean;
}

interface ResourceToApply {
  readonly target: ResourceTarget;
  readonly definition: ResourceDefinition;
  /** The deployed resource; undefined for a new one. */
  readonly before?: StackResource;
}

/** The rest of a rollback of an update. */
export interface PendingRollback {
  readonly before: ReadonlyMap<string, StackResource>;
  readonly updated: Map<string, ResourceChange>;
  readonly obsolete: StackResource[];
}

/** One create, update or delete of a stack. */
export class Deployment {
  private readonly changes = new Map<string, ResourceChange>();

  constructor(
    private readonly stack: Stack,
    private readonly services: DeploymentServices,
  ) {}

  /** Creates the stack. If that fails, deletes everything again. */
  async create(plan: DeploymentPlan): Promise<string | undefined> {
    this.stack.enter('CREATE_IN_PROGRESS', 'User Initiated');
    const before = new Map(this.stack.resources);
    const reason = await this.apply(plan, before);
    if (reason === undefined) {
      this.stack.enter('CREATE_COMPLETE');
      return undefined;
    }
    if (this.services.rollback === false) {
      return this.keepFailed('CREATE_FAILED', reason);
    }
    this.stack.enter('ROLLBACK_IN_PROGRESS', reason);
    const created = [...this.changes.values()].filter(({ sent }) => sent).map(({ now }) => now);
    const failed = await this.deleteStackResources(created, true);
    if (failed === undefined) {
      this.stack.enter('ROLLBACK_COMPLETE');
    } else {
      this.stack.enter('ROLLBACK_FAILED', failed);
    }
    return reason;
  }

  /** Updates the stack. If that fails, rolls it back. */
  async update(plan: DeploymentPlan): Promise<{ readonly reason?: string; readonly pending?: PendingRollback }> {
    this.stack.enter('UPDATE_IN_PROGRESS', 'User Initiated');
    await this.deleteFailedCreations();
    const before = new Map(this.stack.resources);
    const reason = await this.apply(plan, before);
    if (reason === undefined) {
      const removals = [...before.values()].filter(({ logicalId }) => !plan.targets.has(logicalId));
      this.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      await deleteResources(this.stack, this.services, { resources: [...removals, ...this.replacedResources()] });
      removals.forEach(({ logicalId }) => this.stack.resources.delete(logicalId));
      this.stack.enter('UPDATE_COMPLETE');
      return {};
    }

    if (this.services.rollback === false) {
      return { reason: this.keepFailed('UPDATE_FAILED', reason) };
    }
    this.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const sent = [...this.changes].filter(([, change]) => change.sent);
    const pendingRollback = {
      before,
      updated: new Map(sent.filter(([, change]) => change.before !== undefined)),
      obsolete: sent.filter(([, change]) => change.before === undefined).map(([, { now }]) => now),
    };
    return { reason, pending: await this.rollBack(pendingRollback) };
  }

  /** Rolls an update back. Returns the rest if that fails too. */
  async rollBack(pendingRollback: PendingRollback): Promise<PendingRollback | undefined> {
    const { before, updated } = pendingRollback;
    const obsolete = [...pendingRollback.obsolete];
    const left = new Map(updated);
    const graph = restricted(makeGraph(before.values()), new Set(updated.keys()));
    const failed = await walk(graph, { concurrency: this.services.concurrency }, async (logicalId, signal) => {
      const { before: former, now } = updated.get(logicalId) as ResourceChange & { before: StackResource };
      this.stack.emitResource(now, 'UPDATE_IN_PROGRESS');
      try {
        const result = await this.services.operations.update(
          { current: now, target: former, properties: former.properties },
          signal,
        );
        this.stack.resources.set(logicalId, result);
        left.delete(logicalId);
        // A function that answers another id has replaced the resource again.
        obsolete.push(...[former, now].filter(({ physicalId }) => physicalId !== result.physicalId));
        this.stack.emitResource(result, 'UPDATE_COMPLETE');
      } catch (error) {
        this.stack.emitResource(now, 'UPDATE_FAILED', describeError(error));
        throw error;
      }
    });
    if (failed.size > 0) {
      // They stay with the stack, so that they are deleted with it.
      for (const resource of obsolete) {
        if (!before.has(resource.logicalId)) {
          this.stack.resources.set(resource.logicalId, resource);
        }
      }
      this.stack.enter('UPDATE_ROLLBACK_FAILED', failedTo('update', [...failed.keys()]));
      return { before, updated: left, obsolete };
    }
    this.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    await deleteResources(this.stack, this.services, { resources: obsolete, onCreate: true });
    obsolete
      .filter(({ logicalId }) => !before.has(logicalId))
      .forEach(({ logicalId }) => this.stack.resources.delete(logicalId));
    this.stack.enter('UPDATE_ROLLBACK_COMPLETE');
    return undefined;
  }

  /** Ends a failed deployment without a rollback: the resources that succeeded stay, and those that failed are recorded. */
  private keepFailed(status: 'CREATE_FAILED' | 'UPDATE_FAILED', reason: string): string {
    for (const [logicalId, { now, before, sent }] of this.changes) {
      if (sent && this.stack.resources.get(logicalId) === before) {
        this.stack.failed.set(logicalId, now);
      }
    }
    this.stack.enter(status, reason);
    return reason;
  }

  /** Deletes failed creations before they are created again (User Guide, stack failure options). */
  private async deleteFailedCreations(): Promise<void> {
    const created = [...this.stack.failed.values()].filter(({ logicalId }) => !this.stack.resources.has(logicalId));
    await deleteResources(this.stack, this.services, { resources: created, onCreate: true });
    created.forEach(({ logicalId }) => this.stack.failed.delete(logicalId));
  }

  /** Deletes the stack. Resources that cannot be deleted are left, with those that they need. */
  async delete(): Promise<string | undefined> {
    this.stack.enter('DELETE_IN_PROGRESS', 'User Initiated');
    const failed = await this.deleteStackResources([...this.stack.resources.values()]);
    if (failed === undefined) {
      this.stack.enter('DELETE_COMPLETE');
    } else {
      this.stack.enter('DELETE_FAILED', failed);
    }
    return failed;
  }

  /** Creates and updates the resources of the template. Returns why that failed, or undefined. */
  private async apply(plan: DeploymentPlan, before: ReadonlyMap<string, StackResource>): Promise<string | undefined> {
    const forced = this.services.forcedFailure;
    const ordered = sortGraph(dependencyGraph(plan.template, new Set(plan.targets.keys())));
    const graph = forced !== undefined && forced.delayMs === undefined ? withLast(ordered, forced.resource) : ordered;
    const failed = await walk(graph, { concurrency: this.services.concurrency }, (logicalId, signal) =>
      this.applyResource(
        {
          target: plan.targets.get(logicalId) as ResourceTarget,
          definition: plan.template.Resources[logicalId] as ResourceDefinition,
          before: before.get(logicalId),
        },
        plan.resolver,
        signal,
      ),
    );
    if (failed.size > 0) {
      const created = [...failed.keys()].filter((logicalId) => !before.has(logicalId));
      const updated = [...failed.keys()].filter((logicalId) => before.has(logicalId));
      return [
        ...(created.length > 0 ? [failedTo('create', created)] : []),
        ...(updated.length > 0 ? [failedTo('update', updated)] : []),
      ].join(' ');
    }
    try {
      Object.assign(this.stack, { template: plan.template, parameters: plan.parameters, ...resolveOutputs(plan) });
      return undefined;
    } catch (error) {
      return describeError(error);
    }
  }

  private async applyResource(
    { target, definition, before }: ResourceToApply,
    resolver: DeploymentValues,
    signal: AbortSignal,
  ): Promise<void> {
    const { logicalId } = target;
    const verb = before === undefined ? 'CREATE' : 'UPDATE';
    let properties: JsonObject = {};
    try {
      if (before === undefined) {
        this.stack.emitResource(target, 'CREATE_IN_PROGRESS');
      }
      await failIfForced(this.services.forcedFailure, logicalId, signal);
      properties = resolver.resolveObject(definition.Properties ?? {});
      if (before !== undefined && sameProperties(target.type, before.properties, properties)) {
        this.stack.resources.set(logicalId, { ...before, ...target });
        return;
      }
      let now: StackResource;
      if (before === undefined) {
        now = await this.services.operations.create(target, properties, signal);
      } else {
        this.stack.emitResource(before, 'UPDATE_IN_PROGRESS');
        now = await this.services.operations.update({ current: before, target, properties }, signal);
      }
      this.stack.resources.set(logicalId, now);
      this.stack.failed.delete(logicalId);
      this.changes.set(logicalId, { before, now, sent: true });
      this.stack.emitResource(now, `${verb}_COMPLETE`);
    } catch (error) {
      const { sent = false, physicalId = undefined } = error instanceof ResourceFailure ? error : {};
      const id = physicalId ?? before?.physicalId ?? this.services.operations.generatedId(logicalId);
      const now = { ...target, physicalId: id, properties, attributes: before?.attributes ?? {}, noEcho: false };
      this.changes.set(logicalId, { before, now, sent });
      this.stack.emitResource(now, `${verb}_FAILED`, describeError(error));
      throw error;
    }
  }

  /** The former resources whose physical id an update has changed. The clean-up deletes them. */
  private replacedResources(): StackResource[] {
    return [...this.changes.values()].flatMap(({ before, now }) =>
      before === undefined || before.physicalId === now.physicalId || before.updateReplacePolicy === 'Retain'
        ? []
        : [{ ...before, deletionPolicy: undefined }],
    );
  }

  /** Deletes the resources of the stack. Keeps those that could not be deleted, and returns why. */
  private async deleteStackResources(
    resources: readonly StackResource[],
    onCreate = false,
  ): Promise<string | undefined> {
    const { left, failed } = await deleteResources(this.stack, this.services, { resources, onCreate });
    this.stack.resources = new Map(left.map((resource) => [resource.logicalId, resource]));
    this.stack.outputs = {};
    this.stack.exports = new Map();
    return failed.length === 0 ? undefined : failedTo('delete', failed);
  }
}

function makeGraph(resources: Iterable<StackResource>): DependencyGraph {
  return new Map([...resources].map(({ logicalId, dependsOn }) => [logicalId, new Set(dependsOn)]));
}

/** The same graph, with its resources in an order of visits. */
function sortGraph(graph: DependencyGraph): DependencyGraph {
  return new Map(topologicalOrder(graph).map((logicalId) => [logicalId, graph.get(logicalId) as ReadonlySet<string>]));
}

function failedTo(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  const suffix = verb === 'create' ? ' Rollback requested by user.' : '';
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}].${suffix}`;
}
