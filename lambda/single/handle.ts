import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { CodeArtifact } from '../../codeartifact/codeartifact';
import { functionCaller } from '../../codeartifact/describe-service-error';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { type Action, describePackage } from '../../declaration/declaration';
import { actionOfType } from '../../declaration/resource-type';
import { InvalidProperties, parseDeclaration } from '../../declaration/schema';
import { archives } from '../versions/archive-request';
import type { DeploymentRequest } from '../versions/check-versions';
import { Deadline } from '../event/deadline';
import { disposePackageVersions } from '../versions/dispose';
import { checkEvent } from '../event/event';
import { determineWait } from '../event/event-age';
import {
  DisposalError,
  type FailureMessage,
  findRegionFailure,
  foreignResourceType,
  invalidProperties,
  unexpected,
} from '../event/failure';
import { Log } from '../event/log';
import { type Data, deliver, failureAnswer, successAnswer } from '../event/response';

/** The inputs of a run of the function. */
export interface Invocation {
  readonly event: CloudFormationCustomResourceEvent;
  readonly context: Context;
  readonly service: CodeArtifact;
  /** Opens the records of archive times, which most events do not need. */
  readonly openRecords: () => Promise<ArchiveRecords>;
  /** Milliseconds before each repetition of a list that was not allowed. */
  readonly propagationPauses?: readonly number[];
}

/**
 * Answers one event, exactly once.
 *
 * @throws if there is nowhere to answer to, or if the answer cannot be delivered
 */
export async function handle(invocation: Invocation): Promise<void> {
  const { event } = invocation;
  checkEvent(event);
  const { RequestType, StackId, LogicalResourceId, RequestId } = event;
  const log = new Log({
    requestType: RequestType,
    stackId: StackId,
    logicalId: LogicalResourceId,
    requestId: RequestId,
  });
  const answer = await answerTo(invocation, log);
  const { Status, Reason } = JSON.parse(answer) as { Status: string; Reason?: string };
  log.info('answering', { status: Status, reason: Reason });
  await deliver(event.ResponseURL, answer);
}

async function answerTo(invocation: Invocation, log: Log): Promise<string> {
  const { event, context } = invocation;
  const action = actionOfType(event.ResourceType);
  try {
    return successAnswer(
      event,
      event.RequestType === 'Delete' ? await undo(invocation, log) : await apply(invocation, log),
    );
  } catch (error) {
    const failure = describeEventFailure(error, action);
    log.failure(failure);
    return failureAnswer(event, failure, `${context.logGroupName} ${context.logStreamName}`);
  }
}

/** Checks everything that needs no call, and carries out the declaration of the event. */
async function apply(invocation: Invocation, log: Log): Promise<Data> {
  const { event } = invocation;
  if (event.RequestType !== 'Create' && event.RequestType !== 'Update') {
    const { RequestType } = event as { RequestType: unknown };
    throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
  }
  const action = actionOfType(event.ResourceType);
  if (action === undefined) {
    throw new DisposalError(foreignResourceType(event.ResourceType));
  }
  const request = readRequest(invocation, action, log);
  if (!archives(request)) {
    return disposePackageVersions(request);
  }
  const { archivePackageVersions } = await import('./archive');
  return archivePackageVersions({ ...request, records: await request.openRecords() });
}

/**
 * A disposed version stays disposed: there is nothing to undo. An archived one can be restored.
 *
 * Properties that are invalid were refused when they were deployed, so that nothing was archived by them.
 */
async function undo(invocation: Invocation, log: Log): Promise<Data> {
  if (actionOfType(invocation.event.ResourceType) !== 'archive') {
    return {};
  }
  try {
    const request = readRequest(invocation, 'archive', log);
    if (archives(request)) {
      const { removeArchive } = await import('./archive');
      await removeArchive({ ...request, records: await request.openRecords() });
    }
  } catch (error) {
    if (!(error instanceof InvalidProperties)) {
      throw error;
    }
    log.info('nothing to restore', { reason: error.message.slice(0, 1_000) });
  }
  return {};
}

/**
 * @throws InvalidProperties if the event declares nothing that is valid
 * @throws DisposalError if the function cannot reach the repository, or CloudFormation may have given the event up
 */
function readRequest(invocation: Invocation, action: Action, log: Log): DeploymentRequest {
  const { event, context, service, openRecords, propagationPauses } = invocation;
  const declaration = parseDeclaration(event.ResourceProperties, action);
  const { package: pkg } = declaration;
  const caller = functionCaller(context.invokedFunctionArn);
  const failure = findRegionFailure(describePackage(pkg), pkg, { ...caller, action });
  if (failure !== undefined) {
    throw new DisposalError(failure);
  }
  const { end, unknownAge } = determineWait(event);
  const deadline = new Deadline(() => Math.min(context.getRemainingTimeInMillis(), end - Date.now()));
  return { event, declaration, service, openRecords, deadline, log, caller, unknownAge, propagationPauses };
}

function describeEventFailure(error: unknown, action: Action | undefined): FailureMessage {
  if (error instanceof DisposalError) {
    return error.failure;
  }
  return error instanceof InvalidProperties ? invalidProperties(error.violations, action) : unexpected(error);
}
