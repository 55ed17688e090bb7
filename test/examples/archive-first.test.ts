import { Match } from 'aws-cdk-lib/assertions';
import { matchesPattern, type Pattern } from '../../local/events/pattern';
import { Registry } from '../../local/codeartifact';
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
