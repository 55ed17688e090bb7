import type { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * Options of a function that disposes or archives: those of a Lambda function (VPC, security groups, role, log group, KMS
 * key, memory, timeout, …), and two more.
 */
export interface DisposalProviderProps extends lambda.FunctionOptions {
  /**
   * The runtime of the function, which must be a Node.js runtime of 20 or newer.
   *
   * @default Runtime.NODEJS_24_X
   */
  readonly runtime?: lambda.Runtime;

  /**
   * The time that CloudFormation waits for the answer to one event, 1 second to 1 hour (CloudFormation
   * User Guide, AWS::CloudFormation::CustomResource).
   *
   * @default - three times the timeout of the function and three minutes, so that Lambda's two
   * retries fit; at most one hour
   */
  readonly serviceTimeout?: Duration;
}
