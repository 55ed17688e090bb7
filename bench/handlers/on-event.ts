import type { CloudFormationCustomResourceEvent, Context } from 'aws-lambda';
import { carryOut } from '../../lambda/carry-out';
import { Deadline } from '../../lambda/deadline';
import { Log } from '../../lambda/log';
import { Service } from '../../codeartifact/codeartifact';
import { parse } from '../../declaration/schema';

const service = new Service();

/** The library's handler as the provider framework calls it: it returns, and the framework answers. */
export async function handler(event: CloudFormationCustomResourceEvent, context: Context): Promise<object> {
  if (event.RequestType === 'Delete') {
    return {};
  }
  const data = await carryOut({
    event,
    service,
    declaration: parse(event.ResourceProperties),
    deadline: new Deadline(() => context.getRemainingTimeInMillis()),
    log: new Log({ requestId: event.RequestId }),
    arn: context.invokedFunctionArn,
  });
  return { PhysicalResourceId: event.LogicalResourceId, Data: data };
}
