import { SFNClient, type SFNClientConfig, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { environmentCredentials } from '../../codeartifact/codeartifact';
import { functionCaller } from '../../codeartifact/describe-service-error';
import {
  describeRepository,
  MANIFEST_RESOURCE_TYPE,
  type ManifestProperties,
  parseManifestProperties,
} from '../../declaration/manifest';
import { InvalidProperties } from '../../declaration/schema';
import { checkEvent } from '../event';
import { determineWait, type Wait } from '../event-age';
import { DisposalError, type FailureMessage, findRegionFailure, invalidProperties, unexpected } from '../failure';
import { Log } from '../log';
import { deliver, failureAnswer, successAnswer } from '../response';
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
  if (RequestType === 'Delete') {
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
    await ExecutionState.create(services.store, services.configuration, { id, ...waitOf(event) });
    await checkReadable(services, id);
    mayHaveStarted = true;
    await workflow.start(properties.stateMachineArn, `disposal-${id}`, { execution: id });
    log.info('started');
  } catch (error) {
    const failure = failureOf(error);
    log.error('failed', { what: failure.what, next: failure.next });
    if (mayHaveStarted) {
      // Of a call whose answer was lost nobody knows: a workflow that runs must find that the deployment is over.
      await stop(services, id, failure);
    }
    await deliver(event.ResponseURL, failureAnswer(event, failure, logOf(context)));
  }
}

function propertiesOf(event: CloudFormationCustomResourceEvent, { configuration }: Services): ManifestProperties {
  if (event.RequestType !== 'Create' && event.RequestType !== 'Update') {
    const { RequestType } = event as { RequestType: unknown };
    throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
  }
  if (event.ResourceType !== MANIFEST_RESOURCE_TYPE) {
    throw new InvalidProperties([
      { property: 'ResourceType', rule: MANIFEST_RESOURCE_TYPE, value: event.ResourceType },
    ]);
  }
  const properties = parseManifestProperties(event.ResourceProperties);
  const [different] = findDifferences(configuration, properties);
  if (different !== undefined) {
    throw new InvalidProperties([
      {
        property: different,
        rule: 'what the deployed function is bound to',
        value: properties[different as keyof ManifestProperties],
      },
    ]);
  }
  return properties;
}

/** @throws DisposalError */
function checkRegion(properties: ManifestProperties, { invokedFunctionArn }: Context) {
  const failure = findRegionFailure(describeRepository(properties), properties, functionCaller(invokedFunctionArn));
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

function failureOf(error: unknown): FailureMessage {
  if (error instanceof InvalidProperties) {
    return invalidProperties(error.violations);
  }
  if (error instanceof DisposalError) {
    return error.failure;
  }
  const { entries } = unexpected(error);
  return {
    what: 'Nothing was disposed: the workflow could not be started',
    entries,
    next: 'Resolve that and deploy again.',
  };
}
