import { Match } from 'aws-cdk-lib/assertions';
import { matchesPattern, type Pattern } from '../../local/events/pattern';
import { type Fault, Registry } from '../../local/codeartifact';
import { stateChangeEvent } from '../../local/codeartifact/state-change';
import { defaultVariants } from '../../local/codeartifact/variants';
import { Deployment } from '../lambda/deployment';
import { Example } from './example';
import { LEFT_PAD } from '../fixtures/packages';

let example: Example;

beforeAll(async () => {
  example = await Example.synthesize('archive-first');
});

afterAll(() => example.remove());

test('The example archives, and lets the disposal wait for 30 days', () => {
  const template = example.template('ArchiveFirst');
  template.resourceCountIs('Custom::CodeArtifactArchivedPackageVersions', 1);
  template.hasResourceProperties('Custom::CodeArtifactDisposedPackageVersions', {
    expectedStatus: 'Archived',
    waitingTime: 2_592_000,
  });
});

test('The rule of the example tells of disposed versions, and of no other change', () => {
  const rules = example.template('ArchiveFirst').findResources('AWS::Events::Rule', {
    Properties: { EventPattern: { detail: { packageVersionState: ['Disposed'] } } },
  });
  const [{ Properties }] = Object.values(rules) as [{ Properties: { EventPattern: Pattern } }];
  const matched: string[] = [];
  const registry = new Registry();
  registry.observe = (change) => {
    const event = stateChangeEvent(change, { account: '111122223333', region: 'us-east-1' }, defaultVariants);
    if (matchesPattern(Properties.EventPattern, event)) {
      matched.push(change.version.status);
    }
  };
  registry.publish(LEFT_PAD, '1.0.0');
  registry.archive(LEFT_PAD, '1.0.0');
  registry.dispose(LEFT_PAD, '1.0.0');
  expect(matched).toEqual(['Disposed']);
});

test('The alarm of the example counts each event that fails, once', async () => {
  example.template('ArchiveFirst').hasResourceProperties('AWS::Logs::MetricFilter', {
    FilterPattern: '{ ($.message = "failed") && ($.what = "*") }',
    MetricTransformations: Match.anyValue(),
  });
  const deployment = await Deployment.start();
  try {
    deployment.publish('1.0.0');
    await deployment.create({ versions: ['9.9.9', '9.9.8'] });
    await deployment.create({ versions: ['1.0.0'] });
    const lines = deployment.logLines.map((line) => JSON.parse(line) as { message: string; what?: string });
    expect(lines.filter(({ message, what }) => message === 'failed' && what !== undefined)).toHaveLength(1);
  } finally {
    await deployment.stop();
  }
});

test.each<[string, Fault | undefined, string[]]>([
  ['a misspelled version', undefined, ['9.9.9']],
  ['a list that is denied', { operation: 'ListPackageVersions', fault: 'access-denied', times: 1_000 }, ['1.0.0']],
  [
    'a disposal that is denied',
    { operation: 'DisposePackageVersions', fault: 'access-denied', times: 1_000 },
    ['1.0.0'],
  ],
  ['a conflict that stays', { operation: 'DisposePackageVersions', fault: 'conflict', times: 1_000 }, ['1.0.0']],
  ['throttling that stays', { operation: 'ListPackageVersions', fault: 'throttling', times: 1_000 }, ['1.0.0']],
  [
    'a network that resets every connection',
    { operation: 'ListPackageVersions', fault: 'reset', times: 1_000 },
    ['1.0.0'],
  ],
])('The alarm of the example rings for %s', async (_what, fault, versions) => {
  const deployment = await Deployment.start();
  try {
    deployment.publish('1.0.0');
    deployment.time = 1_500;
    if (fault !== undefined) {
      deployment.codeArtifact.faults.inject(fault);
    }
    const { Status } = await deployment.create({ versions });
    const lines = deployment.logLines.map((line) => JSON.parse(line) as { message: string; what?: string });
    expect(Status).toBe('FAILED');
    expect(lines.filter(({ message, what }) => message === 'failed' && what !== undefined)).toHaveLength(1);
  } finally {
    await deployment.stop();
  }
});

test('The alarm of the example rings for a function that was killed, which wrote no line', () => {
  example.template('ArchiveFirst').hasResourceProperties('AWS::CloudWatch::Alarm', {
    Metrics: Match.arrayWith([
      Match.objectLike({ Expression: 'FILL(failed, 0) + FILL(errors, 0)' }),
      Match.objectLike({
        Id: 'errors',
        MetricStat: Match.objectLike({ Metric: Match.objectLike({ MetricName: 'Errors' }) }),
      }),
    ]),
  });
});
