import type { Stack } from 'aws-cdk-lib';
import { Duration } from 'aws-cdk-lib';
import { Alarm, type Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import {
  ArchivedPackages,
  ArchivedPackageVersions,
  DisposalProvider,
  type DisposalProviderProps,
  DisposedPackages,
  DisposedPackageVersions,
  PackageFormat,
} from '../../lib';
import { manifestOf } from './clean-up';
import { logicalIdsOf, newStack, only, refusalOf, resourcesOf, templateOf } from './synthesize';

const REPOSITORY = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD = { ...REPOSITORY, format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

type Declaration = ArchivedPackages | ArchivedPackageVersions | DisposedPackages | DisposedPackageVersions;

const ONE_PACKAGE: [string, (stack: Stack, functionOptions?: DisposalProviderProps) => Declaration][] = [
  [
    'DisposedPackageVersions',
    (stack, functionOptions) => new DisposedPackageVersions(stack, 'It', { ...LEFT_PAD, functionOptions }),
  ],
  [
    'ArchivedPackageVersions',
    (stack, functionOptions) => new ArchivedPackageVersions(stack, 'It', { ...LEFT_PAD, functionOptions }),
  ],
];
const MANIFESTS: [
  string,
  (stack: Stack, functionOptions?: DisposalProviderProps) => DisposedPackages | ArchivedPackages,
][] = [
  [
    'DisposedPackages',
    (stack, functionOptions) =>
      new DisposedPackages(stack, 'It', { ...REPOSITORY, manifest: manifestOf({}), functionOptions }),
  ],
  [
    'ArchivedPackages',
    (stack, functionOptions) =>
      new ArchivedPackages(stack, 'It', { ...REPOSITORY, manifest: manifestOf({}), functionOptions }),
  ],
];
const ALL = [...ONE_PACKAGE, ...MANIFESTS];

describe('The members of every construct', () => {
  test.each(ALL)('The function and its log group are members of %s', (_, declare) => {
    const stack = newStack();
    const declaration = declare(stack);
    const template = templateOf(stack);
    expect(stack.resolve(declaration.function.functionArn)).toEqual({
      'Fn::GetAtt': [logicalIdsOf(template, 'AWS::Lambda::Function')[0], 'Arn'],
    });
    expect(stack.resolve(declaration.logGroup.logGroupName)).toEqual({
      Ref: logicalIdsOf(template, 'AWS::Logs::LogGroup')[0],
    });
  });

  test.each(ALL)('The principal of %s is the role of its function', (_, declare) => {
    const { grantPrincipal, function: target } = declare(newStack());
    expect(grantPrincipal).toBe(target.role);
  });

  test.each(MANIFESTS)(
    'The state machine of %s is the one of the stack, however often it is asked for',
    (_, declare) => {
      const stack = newStack();
      const { stateMachine } = declare(stack) as { stateMachine: IStateMachine };
      const template = templateOf(stack);
      expect(stack.resolve(stateMachine.stateMachineArn)).toEqual({
        'Fn::GetAtt': [logicalIdsOf(template, 'AWS::StepFunctions::StateMachine')[0], 'Arn'],
      });
    },
  );

  test('A record bucket is a member of a disposal only if another declaration archives its versions', () => {
    const stack = newStack();
    const archived = new ArchivedPackageVersions(stack, 'Archived', LEFT_PAD);
    expect(new DisposedPackageVersions(stack, 'Waiting', { ...LEFT_PAD, archived }).recordBucket).toBe(
      archived.recordBucket,
    );
    expect(new DisposedPackageVersions(stack, 'AtOnce', LEFT_PAD).recordBucket).toBeUndefined();
  });
});

describe('The metric of failures', () => {
  test.each(ALL)('The metric of failures of %s counts lines of its log group', (_, declare) => {
    const stack = newStack();
    const metric = declare(stack).metricFailures();
    new Alarm(stack, 'Alarm', { metric, threshold: 1, evaluationPeriods: 1 });
    const template = templateOf(stack);
    const { LogGroupName, FilterPattern, MetricTransformations } = only(template, 'AWS::Logs::MetricFilter').Properties;
    expect(LogGroupName).toEqual({ Ref: logicalIdsOf(template, 'AWS::Logs::LogGroup')[0] });
    expect(FilterPattern).toBe('{ ($.message = "failed") && ($.what = "*") }');
    const [{ MetricName, MetricNamespace }] = MetricTransformations as [
      { MetricName: string; MetricNamespace: string },
    ];
    expect(only(template, 'AWS::CloudWatch::Alarm').Properties['Metrics']).toEqual([
      expect.objectContaining({ Expression: 'FILL(failed, 0) + FILL(errors, 0)' }),
      expect.objectContaining({
        MetricStat: expect.objectContaining({ Metric: { MetricName, Namespace: MetricNamespace } }) as object,
      }),
      expect.objectContaining({
        MetricStat: expect.objectContaining({
          Metric: expect.objectContaining({ MetricName: 'Errors', Namespace: 'AWS/Lambda' }) as object,
        }) as object,
      }),
    ]);
  });

  test('The metric of failures adds one filter to a function, and none that is not asked for', () => {
    const stack = newStack();
    const [first, second] = ['One', 'Two'].map((id) => new DisposedPackageVersions(stack, id, LEFT_PAD));
    expect(resourcesOf(templateOf(stack), 'AWS::Logs::MetricFilter')).toHaveLength(0);
    const other = newStack();
    [first, second].forEach((_, n) => new DisposedPackageVersions(other, `D${n}`, LEFT_PAD).metricFailures());
    expect(resourcesOf(templateOf(other), 'AWS::Logs::MetricFilter')).toHaveLength(1);
  });

  test('The metric of failures is one for each function', () => {
    const stack = newStack();
    const names = ['One', 'Two'].map((id) =>
      new DisposedPackages(stack, id, { ...REPOSITORY, manifest: manifestOf({}) }).metricFailures(),
    );
    const [first, second] = names.map(({ usingMetrics }) => JSON.stringify(stack.resolve(usingMetrics['failed'])));
    expect(first).not.toBe(second);
  });

  test('The metric of failures takes a period for both of its parts', () => {
    const metric = new DisposedPackageVersions(newStack(), 'D', LEFT_PAD).metricFailures({ period: Duration.hours(1) });
    const metrics = Object.values(metric.usingMetrics) as Metric[];
    expect(metrics.map(({ period }) => period.toHours())).toEqual([1, 1]);
  });

  test('The metric of failures is refused where Lambda would hide the lines it counts', () => {
    const declaration = new DisposedPackageVersions(newStack(), 'D', {
      ...LEFT_PAD,
      functionOptions: { loggingFormat: LoggingFormat.JSON },
    });
    expect(() => declaration.metricFailures()).toThrow(/loggingFormat must be TEXT; got JSON/);
  });
});

describe('The options of a function', () => {
  const options = { runtime: Runtime.NODEJS_22_X, memorySize: 2048, serviceTimeout: Duration.minutes(20) };

  test.each(ALL)('The options of a function reach that of %s, and its custom resource', (_, declare) => {
    const stack = newStack();
    declare(stack, options);
    const template = templateOf(stack);
    expect(only(template, 'AWS::Lambda::Function').Properties).toMatchObject({
      Runtime: 'nodejs22.x',
      MemorySize: 2048,
    });
    const [resource] = Object.values(template.Resources).filter(({ Type }) => Type.startsWith('Custom::'));
    expect(resource!.Properties['ServiceTimeout']).toBe('1200');
  });

  test.each(ALL)('The options of a function are refused for %s if its runtime cannot run the bundle', (_, declare) => {
    expect(refusalOf(() => declare(newStack(), { runtime: Runtime.NODEJS_18_X }))).toMatch(
      /runtime must be a Node\.js runtime of 20 or newer; got nodejs18\.x/,
    );
  });

  test.each(ONE_PACKAGE)('The options of a function make one for %s alone', (_, declare) => {
    const stack = newStack();
    declare(stack, options);
    new DisposedPackageVersions(stack, 'Other', LEFT_PAD);
    expect(resourcesOf(templateOf(stack), 'AWS::Lambda::Function')).toHaveLength(2);
  });

  test('The options of a function are refused beside a provider', () => {
    const stack = newStack();
    const provider = new DisposalProvider(stack, 'Provider');
    expect(
      refusalOf(() => new DisposedPackageVersions(stack, 'D', { ...LEFT_PAD, provider, functionOptions: options })),
    ).toBe(
      'TestStack/D: a declaration must have a provider or functionOptions; got both. Give the options to the provider.',
    );
  });
});
