import { type App, LegacyStackSynthesizer, NestedStack, Stack, Stage } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DisposedPackageVersions } from '../../lib';
import { ENV, leftPad, ReviewedRegistry } from '../review/review-of-app';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0');
});
afterEach(() => reviewedRegistry.stop());

const REGIONS = [ENV.region, 'eu-west-1', 'us-west-2'];

function synthStages(build: (nested: NestedStack) => void): string {
  return reviewedRegistry.synth((app) => {
    for (const region of REGIONS) {
      const stage = new Stage(app, `Stage-${region}`, { env: { ...ENV, region } });
      build(new NestedStack(new Stack(stage, 'Parent'), 'Disposal'));
    }
  });
}

test('Nested stacks with the same template in stages of several Regions are all read', async () => {
  const assembly = synthStages((nested) => new Bucket(nested, 'Bucket'));
  expect(await reviewedRegistry.plan(assembly)).toMatchObject({ complete: true, declarations: [], problems: [] });
});

test('A declaration in a nested stack of several stages is planned once for each stage', async () => {
  const assembly = synthStages((nested) => new DisposedPackageVersions(nested, 'LeftPad', leftPad(['1.0.0'])));
  const { declarations, problems } = await reviewedRegistry.plan(assembly);
  expect(problems).toEqual([]);
  expect(declarations.map(({ constructPath, region }) => [constructPath, region])).toEqual(
    [...REGIONS].sort().map((region) => [`Stage-${region}/Parent/Disposal/LeftPad`, region]),
  );
});

test('A nested stack of the legacy synthesizer is read, with the metadata that the CDK CLI asks for', async () => {
  const build = (app: App) => {
    const stack = new Stack(app, 'Parent', { env: ENV, synthesizer: new LegacyStackSynthesizer() });
    new DisposedPackageVersions(new NestedStack(stack, 'Disposal'), 'LeftPad', leftPad(['1.0.0']));
  };
  const assembly = reviewedRegistry.synth(build, { 'aws:cdk:enable-asset-metadata': true });
  expect(await reviewedRegistry.plan(assembly)).toMatchObject({
    problems: [],
    declarations: [{ constructPath: 'Parent/Disposal/LeftPad', outcome: 'will dispose' }],
  });
});

test('A nested stack in an environment-agnostic stack is read', async () => {
  const assembly = reviewedRegistry.synth((app) => {
    new DisposedPackageVersions(new NestedStack(new Stack(app, 'Parent'), 'Disposal'), 'LeftPad', leftPad(['1.0.0']));
  });
  const given = { account: ENV.account, region: ENV.region };
  expect(await reviewedRegistry.plan(assembly, { given })).toMatchObject({
    problems: [],
    declarations: [{ outcome: 'will dispose' }],
  });
});
