import type { CodeartifactClient } from '@aws-sdk/client-codeartifact';
import type { TemplateOwner } from '../../template/values/template';
import { callService, type Connection, describeCallError, QueryError, readElement } from './query-request';

/**
 * Asks CloudFormation for the physical name of a resource of a deployed stack, such as the name of a bucket.
 *
 * @throws Error if the stack is not deployed, or cannot be asked
 */
export async function readPhysicalName({ stack, logicalId }: TemplateOwner, connection: Connection): Promise<string> {
  if (stack.carrier !== undefined) {
    throw new Error(`only the deployment knows where ${stack.name} is deployed`);
  }
  const stackName = stack.parent === undefined ? stack.stackName : await readPhysicalName(stack.parent, connection);
  if (stackName === undefined) {
    throw new Error(`only the deployment knows the name of the stack ${stack.name}`);
  }
  const parameters = { StackName: stackName, LogicalResourceId: logicalId };
  const answer = await callService(
    'cloudformation',
    { Action: 'DescribeStackResource', Version: '2010-05-15', ...parameters },
    connection,
  );
  const stackId = readElement(answer, 'StackId') ?? '';
  const [account, region] = [/^arn:[^:]+:cloudformation:[^:]+:([0-9]{12}):/.exec(stackId)?.[1], stackId.split(':')[3]];
  // The credentials may be of another account, which may have a stack of the same name.
  if ((stack.account ?? account) !== account || (stack.region ?? region) !== region) {
    throw new Error(`the credentials are those of the account ${account} in ${region}, where ${stack.name} is not`);
  }
  const name = readElement(answer, 'PhysicalResourceId');
  if (name === undefined || name === '') {
    throw new Error(`the stack ${stackName} has no name for ${logicalId} yet`);
  }
  return name;
}

/** The same with the Region and the credentials of a client, and an error as an answer. */
export async function findPhysicalName(resource: TemplateOwner, { config }: CodeartifactClient) {
  try {
    const connection = { region: await config.region(), credentials: () => config.credentials() };
    return { value: await readPhysicalName(resource, connection) };
  } catch (error) {
    const code = error instanceof QueryError ? error.code : 'UNKNOWN_RESOURCE';
    return { problem: { code, message: describeCallError(error) }, repositoryMissing: false };
  }
}
