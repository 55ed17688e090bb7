import { dependencyGraph, restricted, topologicalOrder, walk, withLast } from './dependency-graph';
import type { DependencyGraph } from './dependency-graph';
import type { Resolver } from './intrinsics';
import { deleteResources, messageOf } from './deletion';
import { ResourceFailure, sameProperties } from './resource-operations';
import type { ResourceOperations, ResourceTarget } from './resource-operations';
import type { Stack, StackResource } from './stack';
import type { JsonObject, ResourceDefinition, Template } from './template';
import { textOf } from './template';

/** A resource that is made to fail. */
export interface ForcedFailure {
  /** Logical id, or the path of the construct. */
  readonly resource: string;
  readonly reason?: string;
  /**
   * Fails this long after what it depends on is done. Without it, the failure comes last: after every resource that does
   * not depend on it.
   */
  readonly delayMs?: number;
}

/** What a deployment works with. */
export interface DeploymentServices {
  readonly operations: ResourceOperations;
  readonly concurrency: number;
  /** Whether a failure is rolled back. Default: true. */
  readonly rollback?: boolean;
  readonly forcedFailure?: Required<Pick<ForcedFailure, 'resource' | 'reason'>> & Pick<ForcedFailure, 'delayMs'>;
}

/** What a deployment is to bring about. */
export interface DeploymentPlan {
  readonly template: Template;
  readonly parameters: Record<string, string>;
  readonly resolver: Resolver;
  /** Resolves as the other does, and masks the attributes of resources that ask for it. */
  readonly shown: Resolver;
  /** The resources whose condition holds. */
  readonly targets: ReadonlyMap<string, ResourceTarget>;
}

/** A resource that a deployment has begun to create or update. */
interface Touched {
  readonly before?: StackResource;
  /** What it is now: after success, or as far as a failed request got. */
  readonly now: StackResource;
  /** Nothing was sent, so nothing is to be undone. */
  readonly sent: boolean;
}

/** What a roll-back of an update has left to do. */
export interface PendingRollback {
  readonly before: ReadonlyMap<string, StackResource>;
  readonly updated: Map<string, Touched>;
  readonly obsolete: StackResource[];
}

/** One create, update or delete of a stack. */
export class Deployment {
  private readonly touched = new Map<string, Touched>();

  constructor(
    private readonly stack: Stack,
    private readonly services: DeploymentServices,
  ) {}

  /** Creates the stack; everything is deleted again if that fails. */
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
    const created = [...this.touched.values()].filter(({ sent }) => sent).map(({ now }) => now);
    const failed = await this.deleteStackResources(created, { onCreate: true });
    if (failed === undefined) {
      this.stack.enter('ROLLBACK_COMPLETE');
    } else {
      this.stack.enter('ROLLBACK_FAILED', failed);
    }
    return reason;
  }

  /** Updates the stack; it is rolled back if that fails. */
  async update(plan: DeploymentPlan): Promise<{ readonly reason?: string; readonly pending?: PendingRollback }> {
    this.stack.enter('UPDATE_IN_PROGRESS', 'User Initiated');
    await this.deleteFailedCreations();
    const before = new Map(this.stack.resources);
    const reason = await this.apply(plan, before);
    if (reason === undefined) {
      const removed = [...before.values()].filter(({ logicalId }) => !plan.targets.has(logicalId));
      this.stack.enter('UPDATE_COMPLETE_CLEANUP_IN_PROGRESS');
      for (const { logicalId } of removed) {
        this.stack.resources.delete(logicalId);
      }
      await deleteResources(this.stack, this.services, [...removed, ...this.replaced()], {});
      this.stack.enter('UPDATE_COMPLETE');
      return {};
    }

    if (this.services.rollback === false) {
      return { reason: this.keepFailed('UPDATE_FAILED', reason) };
    }
    this.stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', reason);
    const sent = [...this.touched].filter(([, touched]) => touched.sent);
    const pending = {
      before,
      updated: new Map(sent.filter(([, touched]) => touched.before !== undefined)),
      obsolete: sent.filter(([, touched]) => touched.before === undefined).map(([, { now }]) => now),
    };
    return { reason, pending: await this.rollBack(pending) };
  }

  /** Brings an update back to what was before; returns what is left to do if that fails too. */
  async rollBack(pending: PendingRollback): Promise<PendingRollback | undefined> {
    const { before, updated } = pending;
    const obsolete = [...pending.obsolete];
    const left = new Map(updated);
    const graph = restricted(graphOf(before.values()), new Set(updated.keys()));
    const failed = await walk(graph, { concurrency: this.services.concurrency }, async (logicalId, signal) => {
      const { before: former, now } = updated.get(logicalId) as Touched & { before: StackResource };
      this.stack.emitResource(now, 'UPDATE_IN_PROGRESS');
      try {
        const restored = await this.services.operations.update(now, former, former.properties, signal);
        this.stack.resources.set(logicalId, restored);
        left.delete(logicalId);
        // A function that answers another id has replaced the resource once more.
        obsolete.push(...[former, now].filter(({ physicalId }) => physicalId !== restored.physicalId));
        this.stack.emitResource(restored, 'UPDATE_COMPLETE');
      } catch (error) {
        this.stack.emitResource(now, 'UPDATE_FAILED', messageOf(error));
        throw error;
      }
    });
    if (failed.size > 0) {
      // Kept with the stack, so that deleting it deletes them too.
      for (const resource of obsolete) {
        if (!before.has(resource.logicalId)) {
          this.stack.resources.set(resource.logicalId, resource);
        }
      }
      this.stack.enter('UPDATE_ROLLBACK_FAILED', failedTo('update', [...failed.keys()]));
      return { before, updated: left, obsolete };
    }
    this.stack.enter('UPDATE_ROLLBACK_COMPLETE_CLEANUP_IN_PROGRESS');
    for (const { logicalId } of obsolete) {
      if (!before.has(logicalId)) {
        this.stack.resources.delete(logicalId);
      }
    }
    await deleteResources(this.stack, this.services, obsolete, { onCreate: true });
    this.stack.enter('UPDATE_ROLLBACK_COMPLETE');
    return undefined;
  }

  /** Ends a deployment that failed and is not rolled back: what succeeded stays, and what failed is remembered. */
  private keepFailed(status: 'CREATE_FAILED' | 'UPDATE_FAILED', reason: string): string {
    for (const [logicalId, { now, before, sent }] of this.touched) {
      if (sent && this.stack.resources.get(logicalId) === before) {
        this.stack.failed.set(logicalId, now);
      }
    }
    this.stack.enter(status, reason);
    return reason;
  }

  /** A resource that was never created is deleted before it is created once more (User Guide, stack failure options). */
  private async deleteFailedCreations(): Promise<void> {
    const created = [...this.stack.failed.values()].filter(({ logicalId }) => !this.stack.resources.has(logicalId));
    await deleteResources(this.stack, this.services, created, { onCreate: true });
    created.forEach(({ logicalId }) => this.stack.failed.delete(logicalId));
  }

  /** Deletes the stack; what cannot be deleted, and what it needs, is left. */
  async delete(): Promise<string | undefined> {
    this.stack.enter('DELETE_IN_PROGRESS', 'User Initiated');
    const failed = await this.deleteStackResources([...this.stack.resources.values()], {});
    if (failed === undefined) {
      this.stack.enter('DELETE_COMPLETE');
    } else {
      this.stack.enter('DELETE_FAILED', failed);
    }
    return failed;
  }

  /** Creates and updates what the template says; returns why that failed, or undefined. */
  private async apply(plan: DeploymentPlan, before: ReadonlyMap<string, StackResource>): Promise<string | undefined> {
    const forced = this.services.forcedFailure;
    const ordered = inOrder(dependencyGraph(plan.template, new Set(plan.targets.keys())));
    const graph = forced !== undefined && forced.delayMs === undefined ? withLast(ordered, forced.resource) : ordered;
    const failed = await walk(graph, { concurrency: this.services.concurrency }, (logicalId, signal) =>
      this.applyOne(
        plan.targets.get(logicalId) as ResourceTarget,
        plan.template.Resources[logicalId] as ResourceDefinition,
        plan.resolver,
        before.get(logicalId),
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
      Object.assign(this.stack, { template: plan.template, parameters: plan.parameters, ...outputsOf(plan) });
      return undefined;
    } catch (error) {
      return messageOf(error);
    }
  }

  private async applyOne(
    target: ResourceTarget,
    definition: ResourceDefinition,
    resolver: Resolver,
    before: StackResource | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { logicalId } = target;
    const verb = before === undefined ? 'CREATE' : 'UPDATE';
    let properties: JsonObject = {};
    try {
      if (before === undefined) {
        this.stack.emitResource(target, 'CREATE_IN_PROGRESS');
      }
      await this.failIfForced(logicalId, signal);
      properties = resolver.object(definition.Properties ?? {});
      if (before !== undefined && sameProperties(target.type, before.properties, properties)) {
        this.stack.resources.set(logicalId, { ...before, ...target });
        return;
      }
      let now: StackResource;
      if (before === undefined) {
        now = await this.services.operations.create(target, properties, signal);
      } else {
        this.stack.emitResource(before, 'UPDATE_IN_PROGRESS');
        now = await this.services.operations.update(before, target, properties, signal);
      }
      this.stack.resources.set(logicalId, now);
      this.stack.failed.delete(logicalId);
      this.touched.set(logicalId, { before, now, sent: true });
      this.stack.emitResource(now, `${verb}_COMPLETE`);
    } catch (error) {
      const { sent = false, physicalId = undefined } = error instanceof ResourceFailure ? error : {};
      const id = physicalId ?? before?.physicalId ?? this.services.operations.generatedId(logicalId);
      const now = { ...target, physicalId: id, properties, attributes: before?.attributes ?? {}, noEcho: false };
      this.touched.set(logicalId, { before, now, sent });
      this.stack.emitResource(now, `${verb}_FAILED`, messageOf(error));
      throw error;
    }
  }

  private async failIfForced(logicalId: string, signal: AbortSignal): Promise<void> {
    const forced = this.services.forcedFailure;
    if (forced === undefined || forced.resource !== logicalId) {
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, forced.delayMs ?? 0);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
    throw new ResourceFailure(forced.reason, false);
  }

  /** The former resources whose physical id an update has changed: they are deleted in the clean-up. */
  private replaced(): StackResource[] {
    return [...this.touched.values()].flatMap(({ before, now }) =>
      before === undefined || before.physicalId === now.physicalId || before.updateReplacePolicy === 'Retain'
        ? []
        : [{ ...before, deletionPolicy: undefined }],
    );
  }

  /** Deletes all that the stack has, keeps what could not be deleted, and returns why. */
  private async deleteStackResources(
    resources: readonly StackResource[],
    when: { readonly onCreate?: boolean },
  ): Promise<string | undefined> {
    const { left, failed } = await deleteResources(this.stack, this.services, resources, when);
    this.stack.resources = new Map(left.map((resource) => [resource.logicalId, resource]));
    this.stack.outputs = {};
    this.stack.exports = new Map();
    return failed.length === 0 ? undefined : failedTo('delete', failed);
  }
}

/** The outputs and exports of a stack, resolved; an attribute that must not be shown is masked. */
function outputsOf({ template, resolver, shown }: DeploymentPlan): Pick<Stack, 'outputs' | 'exports'> {
  const outputs: Record<string, string> = {};
  const exports = new Map<string, string>();
  for (const [name, { Value: expression, Condition: condition, Export: exported }] of Object.entries(
    template.Outputs ?? {},
  )) {
    if (condition !== undefined && !resolver.condition(condition)) {
      continue;
    }
    const value = shown.value(expression);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new Error(
        `Template format error: Output ${name} must be a string; got ${JSON.stringify(value) ?? 'AWS::NoValue'}.`,
      );
    }
    outputs[name] = String(value);
    if (exported !== undefined) {
      exports.set(textOf(resolver.value(exported.Name)), textOf(resolver.value(expression)));
    }
  }
  return { outputs, exports };
}

function graphOf(resources: Iterable<StackResource>): DependencyGraph {
  return new Map([...resources].map(({ logicalId, dependsOn }) => [logicalId, new Set(dependsOn)]));
}

/** The same graph with its resources listed in the order in which they can be worked on. */
function inOrder(graph: DependencyGraph): DependencyGraph {
  return new Map(topologicalOrder(graph).map((logicalId) => [logicalId, graph.get(logicalId) as ReadonlySet<string>]));
}

function failedTo(verb: 'create' | 'update' | 'delete', logicalIds: readonly string[]): string {
  const suffix = verb === 'create' ? ' Rollback requested by user.' : '';
  return `The following resource(s) failed to ${verb}: [${logicalIds.join(', ')}].${suffix}`;
}
