import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { findPartition } from '../../template/values/expressions';
import { readStack } from './assembly';
import { CustomResources } from './custom-resource';
import type { SentRequest } from './custom-resource';
import { Deployment } from './deployment';
import type { PendingRollback } from './deployment';
import { listChanges, type DeploymentPlan, planDeployment } from './deployment-plan';
import { findForcedFailure, type PlannedFailure } from './forced-failure';
import { EventSender } from './event-sender';
import { publishFiles } from './publish-files';
import { FunctionCode } from './function-code';
import type { LogLine } from './function-configuration';
import type { LambdaFunction } from './lambda-function';
import type { DeployOptions, DeployResult, LocalCloudFormationOptions, SendOptions } from './options';
import { ResourceOperations } from './resource-operations';
import type { ResourceServices } from './resource-operations';
import { findResource } from './resource-names';
import { ResponseEndpoint } from './response-endpoint';
import { Stack } from './stack';
import type { StackResource, StackStatus } from './stack';
import type { Json } from './template';
import { isCustomResource, toText, ValidationError } from './template';

const NOT_UPDATABLE: readonly StackStatus[] = ['UPDATE_ROLLBACK_FAILED', 'DELETE_FAILED'];
const CREATED_AGAIN: readonly StackStatus[] = ['ROLLBACK_COMPLETE', 'ROLLBACK_FAILED'];
/** The time that a finished operation waits for the last log lines of functions that have answered. */
const LAST_LINES_MS = 2000;

/** Deploys cloud assemblies on this machine, with the protocol of CloudFormation for custom resources. */
export class LocalCloudFormation {
  /** Every line that functions wrote. */
  readonly logs: LogLine[] = [];
  readonly customResources: CustomResources;
  private readonly stacks = new Map<string, Stack>();
  private readonly pendingRollback = new Map<string, PendingRollback>();
  private readonly services: ResourceServices;
  private readonly sender: EventSender;
  private readonly stopping = new AbortController();

  private constructor(
    private readonly options: LocalCloudFormationOptions,
    /** Receives the responses of custom resources, records every delivery, and injects faults. */
    readonly responses: ResponseEndpoint,
  ) {
    setMaxListeners(0, this.stopping.signal);
    const functions = new Map<string, LambdaFunction>();
    this.customResources = new CustomResources({
      endpoint: responses,
      functionOf: (serviceToken) => functions.get(serviceToken),
      serviceTimeoutSeconds: options.serviceTimeoutSeconds,
      workflowsEnded: () => options.stepFunctions?.idle() ?? Promise.resolve(),
    });
    this.sender = new EventSender(this.customResources, (stackName) => this.existing(stackName));
    this.services = {
      customResources: this.customResources,
      code: new FunctionCode(),
      functions,
      s3: options.s3,
      events: options.events,
      sqs: options.sqs,
      stepFunctions: options.stepFunctions,
      functionTimeoutSeconds: options.functionTimeoutSeconds,
      oldPropertiesAfterFailure: options.oldPropertiesAfterFailure ?? 'last-succeeded',
      runtime: {
        nodePath: options.nodePath ?? process.execPath,
        environment: options.environment ?? {},
        retryDelayMs: options.retryDelayMs ?? 0,
        graceMs: (options.functionGraceSeconds ?? 0) * 1000,
        signal: this.stopping.signal,
        onLog: (line) => {
          this.logs.push(line);
          options.onLog?.(line);
        },
      },
    };
  }

  static async start(options: LocalCloudFormationOptions = {}): Promise<LocalCloudFormation> {
    return new LocalCloudFormation(options, await ResponseEndpoint.start(options.urlSignature));
  }

  /** Ends the functions that still run, and forgets all stacks. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.settled();
    await Promise.all([...this.services.functions.values()].map((target) => target.stop()));
    await this.responses.stop();
    this.services.code.remove();
  }

  /** Resolves when no function runs any more. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.customResources.sent.map(({ settled }) => settled));
  }

  /** A deployed stack, or undefined. */
  stack(stackName: string): Stack | undefined {
    return this.stacks.get(stackName);
  }

  /**
   * Creates or updates a stack from the cloud assembly in a directory.
   *
   * Rejects with a ValidationError if nothing was begun. A deployment that failed resolves with the status it ended in.
   */
  async deploy(directory: string, name: string, options: DeployOptions = {}): Promise<DeployResult> {
    const assembly = readStack(directory, name);
    const existing = this.stacks.get(assembly.stackName);
    if (existing !== undefined) {
      refuseNotUpdatable(existing);
    }
    if (existing !== undefined && CREATED_AGAIN.includes(existing.status)) {
      const deleted = await this.destroy(assembly.stackName);
      if (deleted.status !== 'DELETE_COMPLETE') {
        return deleted;
      }
      return this.deploy(directory, name, options);
    }
    const stack = existing ?? this.newStack(assembly);
    const plan = planDeployment(stack, assembly, {
      parameters: options.parameters ?? {},
      importValue: (exported) => this.importValue(exported),
    });
    const forcedFailure = findForcedFailure(plan, options.failResource);
    this.services.code.publish(assembly.assets);
    publishFiles(this.options.s3, stack, assembly.assets);

    if (existing !== undefined && isSame(existing, plan) && forcedFailure === undefined) {
      return this.runOperation(stack, () => Promise.resolve(undefined), true);
    }
    stack.resourcesTotal = listChanges(stack, plan).size;
    stack.resourceTypes = [...plan.targets.values(), ...stack.resources.values()].map(({ type }) => type);
    this.stacks.set(stack.name, stack);
    const deployment = this.deployment(stack, forcedFailure, options.rollback);
    return this.runOperation(stack, async () => {
      if (existing === undefined) {
        return deployment.create(plan);
      }
      const { reason, pending: pendingRollback } = await deployment.update(plan);
      if (pendingRollback !== undefined) {
        this.pendingRollback.set(stack.name, pendingRollback);
      }
      return reason;
    });
  }

  /** Tries again to roll back the update of a stack that is in UPDATE_ROLLBACK_FAILED. */
  async continueUpdateRollback(stackName: string): Promise<DeployResult> {
    const stack = this.existing(stackName);
    const pendingRollback = this.pendingRollback.get(stackName);
    if (pendingRollback === undefined) {
      throw new ValidationError(
        `Only a stack in UPDATE_ROLLBACK_FAILED can continue its rollback; ${stackName} is in ${stack.status}.`,
      );
    }
    this.pendingRollback.delete(stackName);
    return this.runOperation(stack, async () => {
      stack.enter('UPDATE_ROLLBACK_IN_PROGRESS', 'User Initiated');
      const left = await this.deployment(stack).rollBack(pendingRollback);
      if (left !== undefined) {
        this.pendingRollback.set(stackName, left);
      }
      return undefined;
    });
  }

  /** Deletes a stack. */
  async destroy(stackName: string): Promise<DeployResult> {
    const stack = this.existing(stackName);
    refuseInProgress(stack);
    stack.resourcesTotal = stack.resources.size;
    stack.resourceTypes = [...stack.resources.values()].map(({ type }) => type);
    const result = await this.runOperation(stack, () => this.deployment(stack).delete());
    if (stack.status === 'DELETE_COMPLETE') {
      this.stacks.delete(stackName);
      this.pendingRollback.delete(stackName);
    }
    return result;
  }

  /** A resource of a deployed stack, by logical id or construct path. */
  resource(stackName: string, resource: string): StackResource {
    return findResource([...this.existing(stackName).resources.values()], resource);
  }

  /** The function that serves a custom resource, or the function that a resource is. */
  findFunction(stackName: string, resource: string): LambdaFunction {
    const { properties, attributes, type } = this.resource(stackName, resource);
    const arn = isCustomResource(type) ? properties['ServiceToken'] : attributes['Arn'];
    const target = this.services.functions.get(toText(arn));
    if (target === undefined) {
      throw new ValidationError(`${resource} is served by no function of a local stack.`);
    }
    return target;
  }

  /** See {@link EventSender.send}. */
  send(stackName: string, resource: string, options: SendOptions): Promise<SentRequest> {
    return this.sender.send(stackName, resource, options);
  }

  /** See {@link EventSender.cancelCreate}. */
  cancelCreate(...args: Parameters<EventSender['cancelCreate']>): ReturnType<EventSender['cancelCreate']> {
    return this.sender.cancelCreate(...args);
  }

  /** Runs an operation on a stack and collects its result. */
  private async runOperation(
    stack: Stack,
    operation: () => Promise<string | undefined>,
    noChanges = false,
  ): Promise<DeployResult> {
    const start = { events: stack.events.length, logs: this.logs.length, requests: this.customResources.sent.length };
    const reason = await operation();
    const requests = this.customResources.sent.slice(start.requests).filter(({ stackId }) => stackId === stack.id);
    const answered = requests.filter(({ response }) => response !== undefined).map(({ settled }) => settled);
    await Promise.race([Promise.all(answered), delay(LAST_LINES_MS, undefined, { ref: false })]);
    const events = stack.events.slice(start.events);
    const firstFailure = events.find(({ status, logicalId }) => status.endsWith('_FAILED') && logicalId !== stack.name);
    return {
      status: stack.status,
      stackId: stack.id,
      outputs: { ...stack.outputs },
      events,
      logs: this.logs.slice(start.logs),
      requests,
      reason: firstFailure?.reason ?? reason,
      noChanges,
    };
  }

  private deployment(stack: Stack, forcedFailure?: PlannedFailure, rollback?: boolean): Deployment {
    const operations = new ResourceOperations(stack, this.services);
    return new Deployment(stack, { operations, concurrency: this.options.concurrency ?? 4, rollback, forcedFailure });
  }

  private newStack(assembly: { stackName: string; account?: string; region?: string }): Stack {
    const account = assembly.account ?? this.options.account ?? '111122223333';
    const region = assembly.region ?? this.options.region ?? 'us-east-1';
    const { stackName } = assembly;
    const partition = findPartition(region);
    const stackId = `arn:${partition}:cloudformation:${region}:${account}:stack/${stackName}/${randomUUID()}`;
    return new Stack(
      { account, region, stackName, stackId },
      this.options.now ?? (() => new Date()),
      this.options.onEvent,
    );
  }

  private existing(stackName: string): Stack {
    const stack = this.stacks.get(stackName);
    if (stack === undefined) {
      throw new ValidationError(`Stack with id ${stackName} does not exist`);
    }
    return stack;
  }

  private importValue(name: string): Json {
    for (const { exports } of this.stacks.values()) {
      const value = exports.get(name);
      if (value !== undefined) {
        return value;
      }
    }
    throw new Error(`No export named ${name} found. Deploy the stack that exports it first.`);
  }
}

function refuseInProgress(stack: Stack): void {
  if (!stack.status.endsWith('IN_PROGRESS')) {
    return;
  }
  throw new ValidationError(`Stack:${stack.id} is in ${stack.status} state and can not be updated.`);
}

function refuseNotUpdatable(stack: Stack): void {
  refuseInProgress(stack);
  if (!NOT_UPDATABLE.includes(stack.status)) {
    return;
  }
  throw new ValidationError(
    `Stack:${stack.id} is in ${stack.status} state and can not be updated. Continue its rollback, or delete it.`,
  );
}

function isSame(stack: Stack, plan: DeploymentPlan): boolean {
  const of = ({ template, parameters }: Pick<Stack, 'template' | 'parameters'>) =>
    JSON.stringify([template, parameters]);
  return of(stack) === of(plan);
}
