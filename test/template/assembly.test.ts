import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  Aws,
  CfnCondition,
  CfnParameter,
  type CfnResource,
  CfnStack,
  Fn,
  NestedStack,
  Stack,
  Stage,
} from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { DisposedPackageVersions, PackageFormat } from '../../lib';
import { readAssembly } from '../../template/read/assembly';
import { ENV, leftPad, ReviewedRegistry } from '../review/review-of-app';
import { declarationsOf, declare, type EvaluatedApp } from './declarations-of-app';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

const found = (build: EvaluatedApp['build'], given?: EvaluatedApp['given'], context?: EvaluatedApp['context']) =>
  declarationsOf(reviewedRegistry, { build, given, context });

describe('A declaration in an assembly', () => {
  test('Declarations are found in every stage, each in the account and Region of its stack', async () => {
    reviewedRegistry.publish('1.0.0');
    const assembly = reviewedRegistry.synth((app) => {
      for (const [stage, env] of [
        ['Test', ENV],
        ['Prod', { account: '444455556666', region: 'eu-west-1' }],
      ] as const) {
        declare(new Stack(new Stage(app, stage, { env }), 'Disposal'), ['1.0.0']);
      }
    });
    const plan = await reviewedRegistry.plan(assembly);
    expect(
      plan.declarations.map((plannedDeclaration) => [
        plannedDeclaration.constructPath,
        plannedDeclaration.account,
        plannedDeclaration.region,
        plannedDeclaration.outcome,
      ]),
    ).toEqual([
      ['Prod/Disposal/LeftPad', '444455556666', 'eu-west-1', 'unknown'],
      ['Test/Disposal/LeftPad', '111122223333', 'us-east-1', 'will dispose'],
    ]);
    expect(
      reviewedRegistry.service
        .callsOf('ListPackageVersions')
        .map(({ region }) => region)
        .sort(),
    ).toEqual(['eu-west-1', 'us-east-1']);
  });

  test.each([
    [
      'with the metadata that the CDK CLI asks for',
      { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true },
    ],
    ['without it', {}],
  ])('Declarations are found in nested stacks, with the values that their parents pass them, %s', (_, context) => {
    const declarations = found(
      (app) => {
        const stack = new Stack(app, 'Disposal', { env: ENV });
        const repository = new CfnRepository(stack, 'Repository', {
          domainName: 'my-domain',
          repositoryName: 'my-repo',
        });
        const outer = new NestedStack(stack, 'Outer');
        const inner = new NestedStack(outer, 'Inner');
        new DisposedPackageVersions(inner, 'LeftPad', {
          repositoryRef: repository,
          format: PackageFormat.NPM,
          packageName: 'left-pad',
          versions: ['1.0.0'],
        });
        declare(stack, ['2.0.0']);
      },
      {},
      context,
    );
    expect(declarations.map(({ constructPath, properties }) => [constructPath, properties])).toEqual([
      ['Disposal/LeftPad', expect.objectContaining({ versions: ['2.0.0'] })],
      [
        'Disposal/Outer/Inner/LeftPad',
        expect.objectContaining({
          domain: 'my-domain',
          domainOwner: '111122223333',
          repository: 'my-repo',
          versions: ['1.0.0'],
        }),
      ],
    ]);
  });

  test('A declaration whose condition does not hold is not found', () => {
    const withCondition = (value: string) =>
      found((app) => {
        const stack = new Stack(app, 'Disposal', { env: ENV });
        const condition = new CfnCondition(stack, 'Wanted', { expression: Fn.conditionEquals(Aws.REGION, value) });
        const resource = declare(stack, ['1.0.0']).node.findChild('Resource').node.defaultChild as CfnResource;
        resource.cfnOptions.condition = condition;
      });
    expect(withCondition('us-east-1')).toHaveLength(1);
    expect(withCondition('eu-west-1')).toHaveLength(0);
  });
});

test('A declaration in a nested stack whose condition does not hold is not found', () => {
  const withCondition = (value: string) =>
    found((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      const nested = new NestedStack(stack, 'Nested');
      const expression = Fn.conditionEquals(Aws.REGION, value);
      (nested.nestedStackResource as CfnResource).cfnOptions.condition = new CfnCondition(stack, 'Wanted', {
        expression,
      });
      declare(nested, ['1.0.0']);
    });
  expect(withCondition('us-east-1')).toHaveLength(1);
  expect(withCondition('eu-west-1')).toHaveLength(0);
});

test('A declaration whose timeout only the deployment knows is planned', async () => {
  reviewedRegistry.publish('1.0.0');
  const assembly = reviewedRegistry.synth((app) => {
    const stack = new Stack(app, 'Disposal', { env: ENV });
    const resource = declare(stack, ['1.0.0']).node.findChild('Resource').node.defaultChild as CfnResource;
    resource.addPropertyOverride('ServiceTimeout', new CfnParameter(stack, 'Timeout').valueAsString);
  });
  expect(await reviewedRegistry.plan(assembly)).toMatchObject({ complete: true, totals: { willBeDisposed: 1 } });
});

describe('An assembly that cannot be read', () => {
  test('A directory that is not an assembly is refused', () => {
    expect(() => readAssembly(reviewedRegistry.directory())).toThrow(/directory with a manifest.json.*npx cdk synth/);
  });

  test('An assembly that was synthesized without its lookups is refused', () => {
    const assembly = reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      Vpc.fromLookup(stack, 'Vpc', { isDefault: true });
    });
    expect(() => readAssembly(assembly)).toThrow(/without context that it looks up.*commit cdk.context.json/);
  });

  test('An assembly whose manifest or template is not JSON is refused', () => {
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']));
    const template = join(assembly, 'Disposal.template.json');
    const before = readFileSync(template, 'utf8');
    writeFileSync(template, before.slice(0, -10));
    expect(() => readAssembly(assembly)).toThrow(/cannot be read/);
    writeFileSync(template, before);
    writeFileSync(join(assembly, 'manifest.json'), '{');
    expect(() => readAssembly(assembly)).toThrow(/cannot be read/);
  });
});

test('A nested stack whose template is not in the assembly makes the plan incomplete', async () => {
  const assembly = reviewedRegistry.synth((app) => {
    const stack = new Stack(app, 'Disposal', { env: ENV });
    new CfnStack(stack, 'Elsewhere', { templateUrl: 'https://example.com/template.json' });
  });
  const plan = await reviewedRegistry.plan(assembly);
  expect(plan).toMatchObject({
    complete: false,
    problems: [
      expect.stringMatching(
        /^The template of the nested stack Disposal\/Elsewhere is not in the assembly\. .* pass --acknowledge 'Disposal\/Elsewhere@[0-9a-f]{12}'\.$/,
      ),
    ],
  });
});
