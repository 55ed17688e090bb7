import type { MathExpression, MathExpressionOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { createFailureMetric } from './failure-metric';

/**
 * A construct with a function that acts on package versions.
 *
 * @internal
 */
export abstract class FunctionConstruct extends Construct implements iam.IGrantable {
  /** The function that acts. */
  public abstract readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public abstract readonly grantPrincipal: iam.IPrincipal;

  /**
   * The log group of the function. Each line is a JSON object. It outlives the stack, as a record of the disposals; to change
   * that, pass a log group of your own.
   */
  public get logGroup(): logs.ILogGroup {
    return this.function.logGroup;
  }

  /**
   * The number of failures of the function, for an alarm: events that it refused or that failed, and runs that ended with an
   * error. Declarations that share a function share the metric.
   *
   * The first call adds a filter to the log group, which counts the lines whose `message` is `failed`. The member `what` of such
   * a line describes the failure.
   *
   * @param options period, label, color and so on
   * @throws if `loggingFormat` of the function is JSON, which would hide these lines
   */
  public metricFailures(options?: MathExpressionOptions): MathExpression {
    return createFailureMetric(this.function, options);
  }
}
