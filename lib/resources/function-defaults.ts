import { RemovalPolicy, Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge, ENI_POLICY } from '../checks/acknowledgements';

/** The reasons for rules of cdk-nag that a role and a log group break. */
type FunctionReasons = Readonly<Record<'CloudWatchLogGroupEncrypted' | typeof ENI_POLICY, string>>;

/** The role of a function, which the user did not bring. */
export function createFunctionRole(
  scope: Construct,
  { description, vpc, reasons }: Pick<lambda.FunctionOptions, 'description' | 'vpc'> & { reasons: FunctionReasons },
): iam.Role {
  // Lambda manages the network interfaces, not the code of the function. Their actions take no ARN.
  const network = 'service-role/AWSLambdaENIManagementAccess';
  // eslint-disable-next-line awscdk/require-passing-this -- a function has the scope of its caller
  const role = new iam.Role(scope, 'Role', {
    description,
    assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com'),
    managedPolicies: vpc ? [iam.ManagedPolicy.fromAwsManagedPolicyName(network)] : undefined,
  });
  acknowledge(role, reasons, ENI_POLICY);
  return role;
}

/** The lowest major version of Node.js that the bundles of the functions are built for. */
const MIN_NODE = 20;

/** @throws if the runtime cannot run the functions */
export function requireNode(scope: Construct, { name }: lambda.Runtime): void {
  const major = Number(/^nodejs(\d+)\.x$/.exec(name)?.[1]);
  if (!Token.isUnresolved(name) && !(major >= MIN_NODE)) {
    throw new Error(`${scope.node.path}: runtime must be a Node.js runtime of ${MIN_NODE} or newer; got ${name}`);
  }
}

/** The user's log group, or a new one that outlives the stack; undefined if Lambda creates one by `logRetention`. */
export function chooseLogGroup(
  scope: Construct,
  { logGroup, logRetention }: lambda.FunctionOptions,
  reasons: FunctionReasons,
): lambda.FunctionOptions['logGroup'] {
  return logGroup === undefined && logRetention === undefined ? createFunctionLogGroup(scope, reasons) : logGroup;
}

function createFunctionLogGroup(scope: Construct, reasons: FunctionReasons): logs.LogGroup {
  // eslint-disable-next-line awscdk/require-passing-this -- a function has the scope of its caller
  const logGroup = new logs.LogGroup(scope, 'LogGroup', {
    retention: logs.RetentionDays.TWO_YEARS,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(logGroup, reasons, 'CloudWatchLogGroupEncrypted');
  return logGroup;
}
