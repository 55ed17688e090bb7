import { createHash } from 'node:crypto';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** The same for every delivery of one event, and nothing that could be read from it. */
export function hashEvent({ StackId, LogicalResourceId, RequestId }: CloudFormationCustomResourceEvent): string {
  return createHash('sha256')
    .update(JSON.stringify([StackId, LogicalResourceId, RequestId]))
    .digest('hex')
    .slice(0, 32);
}
