import { Names } from 'aws-cdk-lib';
import { MathExpression, type MathExpressionOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnFunction, Function } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, MetricFilter } from 'aws-cdk-lib/aws-logs';

const METRIC_NAMESPACE = 'CodeArtifactDisposal';

/**
 * Counts the failures of a function: the events that it refused or that failed, each a line `failed` in its log, and the runs
 * that ended with an error, which have no such line.
 *
 * The filter of the log is a resource, created at the first call.
 *
 * @throws if Lambda would wrap the lines of the function, so that the filter would never match
 */
export function createFailureMetric(target: Function, options?: MathExpressionOptions): MathExpression {
  const { loggingConfig } = target.node.defaultChild as CfnFunction;
  if ((loggingConfig as CfnFunction.LoggingConfigProperty | undefined)?.logFormat === 'JSON') {
    throw new Error(
      `${target.node.path}: metricFailures reads the lines that the function writes, so loggingFormat must be TEXT; got JSON, ` +
        'which puts each line into another one. The lines of the function are JSON in any case.',
    );
  }
  const existing = target.node.tryFindChild('Failures') as MetricFilter | undefined;
  const filter =
    existing ??
    new MetricFilter(target, 'Failures', {
      logGroup: target.logGroup,
      filterPattern: FilterPattern.all(
        FilterPattern.stringValue('$.message', '=', 'failed'),
        FilterPattern.exists('$.what'),
      ),
      metricNamespace: METRIC_NAMESPACE,
      metricName: `${Names.uniqueResourceName(target, { maxLength: 200 })}Failures`,
    });
  const period = options?.period;
  return new MathExpression({
    label: 'Failures',
    ...options,
    expression: 'FILL(failed, 0) + FILL(errors, 0)',
    usingMetrics: {
      failed: filter.metric({ statistic: 'Sum', period }),
      errors: target.metricErrors({ statistic: 'Sum', period }),
    },
  });
}
