import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { InvalidProperties, parseDeclaration } from '../declaration/schema';
import { deliver, failureAnswer, successAnswer } from './response';
import { disposePackageVersions, DisposalError } from './dispose';
import { Deadline } from './deadline';
import { checkEvent } from './event';
import { invalidProperties, unexpected } from './failure';
import { Log } from './log';
import type { CodeArtifact } from '../codeartifact/codeartifact';

/**
 * Answers one event, exactly once.
 *
 * @throws if there is nowhere to answer to, or if the answer cannot be delivered
 */
export async function handle(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  service: CodeArtifact,
  propagationPauses?: readonly number[],
): Promise<void> {
  checkEvent(event);
  const { RequestType, StackId, LogicalResourceId, RequestId } = event;
  const log = new Log({
    requestType: RequestType,
    stackId: StackId,
    logicalId: LogicalResourceId,
    requestId: RequestId,
  });
  const answer = await answerTo(event, context, service, log, propagationPauses);
  const { Status, Reason } = JSON.parse(answer) as { Status: string; Reason?: string };
  log.info('answering', { status: Status, reason: Reason });
  await deliver(event.ResponseURL, answer);
}

async function answerTo(
  event: CloudFormationCustomResourceEvent,
  context: Context,
  service: CodeArtifact,
  log: Log,
  propagationPauses?: readonly number[],
): Promise<string> {
  // A version that is not declared any more stays disposed; there is nothing to undo.
  if (event.RequestType === 'Delete') {
    return successAnswer(event);
  }
  try {
    if (event.RequestType !== 'Create' && event.RequestType !== 'Update') {
      const { RequestType } = event as { RequestType: unknown };
      throw new InvalidProperties([{ property: 'RequestType', rule: 'Create, Update or Delete', value: RequestType }]);
    }
    const deadline = new Deadline(() => context.getRemainingTimeInMillis());
    const declaration = parseDeclaration(event.ResourceProperties);
    const arn = context.invokedFunctionArn;
    return successAnswer(
      event,
      await disposePackageVersions({ event, declaration, service, deadline, log, arn, propagationPauses }),
    );
  } catch (error) {
    const failure = failureOf(error);
    log.failure(failure);
    return failureAnswer(event, failure, `${context.logGroupName} ${context.logStreamName}`);
  }
}

function failureOf(error: unknown) {
  if (error instanceof DisposalError) {
    return error.failure;
  }
  return error instanceof InvalidProperties ? invalidProperties(error.violations) : unexpected(error);
}
