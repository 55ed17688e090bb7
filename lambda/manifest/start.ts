import { SFNClient, type SFNClientConfig, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { environmentCredentials } from '../../codeartifact/codeartifact';
import { functionCaller } from '../../codeartifact/describe-service-error';
import { describeRepository, type ManifestDeclaration, parseManifestProperties } from '../../declaration/manifest';
import { type Action, DONE } from '../../declaration/declaration';
import { isSameRepository } from '../../declaration/previous-versions';
import { actionOfManifestType, MANIFEST_RESOURCE_TYPES } from '../../declaration/resource-type';
import { InvalidProperties } from '../../declaration/schema';
import { checkEvent } from '../event/event';
import { determineWait, type Wait } from '../event/event-age';
import { DisposalError, type FailureMessage, findRegionFailure, invalidProperties, unexpected } from '../event/failure';
import { Log } from '../event/log';
import { deliver, failureAnswer, successAnswer } from '../event/response';
import { findDifferences } from './configuration';
import { ExecutionState } from './execution-state';
import { logOf } from './finish';
import { executionId, loadRequest, saveRequest } from './request';
import type { Services } from './run';

/** Starts executions of a workflow. */
export class Workflow {
  private readonly client: SFNClient;

  constructor(config: SFNClientConfig = {}) {
    this.client = new SFNClient({
      credentials: environmentCredentials,
      retryMode: 'standard',
      maxAttempts: 8,
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 30_000, throwOnRequestTimeout: true },
      ...config,
    });
  }

  /** Starts an execution, unless there was one of the name. */
  async start(stateMachineArn: string, name: string, input: object): Promise<void> {
    try {
      await this.client.send(new StartExecutionCommand({ stateMachineArn, name, input: JSON.stringify(input) }));
    } catch (error) {
      if ((error as Error).name !== 'ExecutionAlreadyExists') {
        throw error;
      }
    }
  }
}

/**
 * Takes an event of CloudFormation: starts the workflow that will answer it, or answers it where there is nothing to do.
 * The same event may come again; it is the same deployment then.
 *
 * @throws if there is nowhere to answer to, or if the answer cannot be delivered
 */
export async function start(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  { workflow, ...services }: Services & { readonly workflow: Workflow },
): Promise<void> {
  checkEvent(event);
  const { RequestType, StackId, LogicalResourceId, RequestId } = event;
  const id = executionId(event);
  const log = new Log({
    requestType: RequestType,
    stackId: StackId,
    logicalId: LogicalResourceId,
    requestId: RequestId,
    execution: id,
  });
  const { action = 'dispose' } = services.configuration.properties;
  const isDeletion = RequestType === 'Delete';
  if (isDeletion && action === 'dispose') {
    // What was disposed stays disposed; there is nothing to undo.
    log.info('answering', { status: 'SUCCESS' });
    await deliver(event.ResponseURL, successAnswer(event));
    return;
  }
  let mayHaveStarted = false;
  try {
    const properties = propertiesOf(event, services);
    checkRegion(properties, context);
    await saveRequest(services.store, services.configuration, event);
    await ExecutionState.create(services.store, services.configuration, {
      id,
      ...waitOf(event),
      ...(isDeletion && { phase: 'restore' }),
      ...(isNew(event, properties, context) && { isNew: true }),
    });
    await checkReadable(services, id);
    mayHaveStarted = true;
    await workflow.start(properties.stateMachineArn, `disposal-${id}`, { execution: id });
    log.info('started');
  } catch (error) {
    const failure = failureOf(error, event.RequestType, action);
    log.error('failed', { what: failure.what, next: failure.next });
    if (mayHaveStarted) {
      // Of a call whose answer was lost nobody knows: a workflow that runs must find that the deployment is over.
      await stop(services, id, failure);
    }
    // What was refused when it was deployed archived nothing; and without a restoreTo there is nothing to miss.
    const isExcused =
      isDeletion && (error instanceof InvalidProperties || services.configuration.properties.restoreTo === undefined);
    const answer = isExcused ? successAnswer(event) : failureAnswer(event, failure, logOf(context));
    await deliver(event.ResponseURL, answer);
  }
}

/** Whether a resource that archives has not watched the versions of the repository so far. */
function isNew(
  event: CloudFormationCustomResourceEvent,
  properties: ManifestDeclaration,
  { invokedFunctionArn }: Context,
) {
  const { region } = functionCaller(invokedFunctionArn);
  const isOther =
    event.RequestType === 'Create' ||
    (event.RequestType === 'Update' && !isSameRepository(event.OldResourceProperties, properties, region));
  return properties.action === 'archive' && isOther;
}

/**
 * @throws InvalidProperties
 * @throws DisposalError if the function is bound to others
 */
function propertiesOf(event: CloudFormationCustomResourceEvent, { configuration }: Services): ManifestDeclaration {
  if (!['Create', 'Update', 'Delete'].includes(event.RequestType)) {
    const { RequestType } = event as { RequestType: unknown };
    throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
  }
  const { action = 'dispose' } = configuration.properties;
  if (actionOfManifestType(event.ResourceType) !== action) {
    const rule = MANIFEST_RESOURCE_TYPES[action];
    throw new InvalidProperties([{ property: 'ResourceType', rule, value: event.ResourceType }]);
  }
  const properties = parseManifestProperties(event.ResourceProperties, action);
  // A deletion restores by the record, whatever the manifest is.
  const isAsked = (name: string) => event.RequestType !== 'Delete' || !/^manifest|Count$/.test(name);
  const different = findDifferences(configuration, properties).find(isAsked);
  if (different !== undefined) {
    const rule = 'what the deployed function is bound to';
    const value = properties[different as keyof ManifestDeclaration];
    throw new DisposalError(invalidProperties([{ property: different, rule, value }], action));
  }
  return properties;
}

/** @throws DisposalError */
function checkRegion(properties: ManifestDeclaration, { invokedFunctionArn }: Context) {
  const { action } = properties;
  const caller = functionCaller(invokedFunctionArn);
  const failure = findRegionFailure(describeRepository(properties), properties, { ...caller, action });
  if (failure !== undefined) {
    throw new DisposalError(failure);
  }
}

/** Milliseconds in which the answer is written and delivered, while CloudFormation still waits. */
const ANSWER_MILLISECONDS = 60_000;
const ANSWER_PART = 0.1;
/** Milliseconds for a deployment whose event does not say how long CloudFormation waits. */
const UNKNOWN_WAIT = 3_000_000;

/** @throws DisposalError if CloudFormation may have given the event up */
function waitOf(event: CloudFormationCustomResourceEvent): Wait {
  const now = Date.now();
  const { end, unknownAge } = determineWait(event, now);
  const wait = Math.min(end - now, UNKNOWN_WAIT);
  return { end: now + wait - Math.min(ANSWER_MILLISECONDS, wait * ANSWER_PART), unknownAge };
}

/** A run that may not read these could neither work nor answer, and CloudFormation would wait for an hour. */
async function checkReadable({ store, configuration }: Services, id: string): Promise<void> {
  await loadRequest(store, configuration, id);
  await ExecutionState.load(store, configuration, id);
}

/** @throws if the state cannot be written; Lambda then runs the event again */
async function stop({ store, configuration }: Services, id: string, failure: FailureMessage) {
  const state = await ExecutionState.load(store, configuration, id);
  state.phase = 'answer';
  state.stop(failure);
  await state.save();
}

function failureOf(error: unknown, requestType: string, action: Action): FailureMessage {
  if (error instanceof InvalidProperties) {
    return invalidProperties(error.violations, action);
  }
  if (error instanceof DisposalError) {
    return error.failure;
  }
  const isDeletion = requestType === 'Delete';
  const { entries } = unexpected(error);
  return {
    what: `Nothing was ${isDeletion ? 'restored' : DONE[action]}: the workflow could not be started`,
    entries,
    next: `Resolve that and ${isDeletion ? 'delete' : 'deploy'} again.`,
  };
}
