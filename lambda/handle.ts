import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import type { CodeArtifact } from '../codeartifact/codeartifact';
import { functionCaller } from '../codeartifact/describe-service-error';
import { describePackage } from '../declaration/declaration';
import { RESOURCE_TYPE } from '../declaration/resource-type';
import { InvalidProperties, parseDeclaration } from '../declaration/schema';
import { Deadline } from './deadline';
import { disposePackageVersions } from './dispose';
import { checkEvent } from './event';
import { determineWait } from './event-age';
import {
  DisposalError,
  type FailureMessage,
  findRegionFailure,
  foreignResourceType,
  invalidProperties,
  unexpected,
} from './failure';
import { Log } from './log';
import { type Data, deliver, failureAnswer, successAnswer } from './response';

/** What a run of the function works with. */
export interface Invocation {
  readonly event: CloudFormationCustomResourceEvent;
  readonly context: Context;
  readonly service: CodeArtifact;
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
  // A version that is not declared any more stays disposed; there is nothing to undo.
  if (event.RequestType === 'Delete') {
    return successAnswer(event);
  }
  try {
    return successAnswer(event, await disposeDeclared(invocation, log));
  } catch (error) {
    const failure = failureOf(error);
    log.failure(failure);
    return failureAnswer(event, failure, `${context.logGroupName} ${context.logStreamName}`);
  }
}

/** Checks everything that needs no call, and disposes what the event declares. */
function disposeDeclared({ event, context, service, propagationPauses }: Invocation, log: Log): Promise<Data> {
  if (event.RequestType !== 'Create' && event.RequestType !== 'Update') {
    const { RequestType } = event as { RequestType: unknown };
    throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
  }
  if (event.ResourceType !== RESOURCE_TYPE) {
    throw new DisposalError(foreignResourceType(event.ResourceType));
  }
  const declaration = parseDeclaration(event.ResourceProperties);
  const caller = functionCaller(context.invokedFunctionArn);
  const failure = findRegionFailure(describePackage(declaration.package), declaration.package, caller);
  if (failure !== undefined) {
    throw new DisposalError(failure);
  }
  const { end, unknownAge } = determineWait(event);
  const deadline = new Deadline(() => Math.min(context.getRemainingTimeInMillis(), end - Date.now()));
  return disposePackageVersions({ event, declaration, service, deadline, log, caller, unknownAge, propagationPauses });
}

function failureOf(error: unknown): FailureMessage {
  if (error instanceof DisposalError) {
    return error.failure;
  }
  return error instanceof InvalidProperties ? invalidProperties(error.violations) : unexpected(error);
}
