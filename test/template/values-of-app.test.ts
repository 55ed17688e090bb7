import { Aws, CfnCondition, CfnMapping, CfnParameter, type CfnResource, Fn, Stack, Token } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { DisposedPackageVersions, PackageFormat } from '../../lib';
import type { EvaluationInputs } from '../../template/values/template-values';
import { ENV, leftPad, ReviewedRegistry } from '../review/review-of-app';
import { LEFT_PAD } from '../fixtures/packages';
import { declarationsOf, declare, type EvaluatedApp } from './declarations-of-app';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

const found = (build: EvaluatedApp['build'], given?: EvaluatedApp['given'], context?: EvaluatedApp['context']) =>
  declarationsOf(reviewedRegistry, { build, given, context });

describe('A value of the template', () => {
  const one = (
    build: (stack: Stack) => void,
    given: Partial<EvaluationInputs> = {},
    env = ENV as typeof ENV | undefined,
  ) => found((app) => build(new Stack(app, 'Disposal', { env })), given)[0]!;

  test('The name of a repository of the same app is a value of the template', () => {
    const declaration = one((stack) => {
      const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
      new DisposedPackageVersions(stack, 'LeftPad', {
        repositoryRef: repository,
        format: PackageFormat.NPM,
        packageName: 'left-pad',
        versions: ['1.0.0'],
      });
    });
    expect(declaration.unknown).toEqual([]);
    expect(declaration.properties).toMatchObject({
      domain: 'my-domain',
      domainOwner: '111122223333',
      repository: 'my-repo',
    });
  });

  test('An export of another stack of the app is a value of the template', () => {
    const declarations = found((app) => {
      const producer = new Stack(app, 'Producer', { env: ENV });
      const repository = new CfnRepository(producer, 'Repository', {
        domainName: 'my-domain',
        repositoryName: 'my-repo',
      });
      new DisposedPackageVersions(new Stack(app, 'Consumer', { env: ENV }), 'LeftPad', {
        repositoryRef: repository,
        format: PackageFormat.NPM,
        packageName: 'left-pad',
        versions: ['1.0.0'],
      });
    });
    expect(declarations[0]!.properties).toMatchObject({ domain: 'my-domain', repository: 'my-repo' });
  });

  test('The default of a parameter is a value of the template, and the plan says so', () => {
    const declaration = one((stack) => {
      const version = new CfnParameter(stack, 'Version', { default: '1.0.0' });
      declare(stack, [version.valueAsString]);
    });
    expect(declaration.properties['versions']).toEqual(['1.0.0']);
    expect(declaration.notes).toEqual(['The parameter Version is taken to have its default, "1.0.0".']);
  });

  test('The given value of a parameter is a value of the template, lists included', () => {
    const parameters = new Map([['Disposal:Versions', '1.0.0, 2.0.0']]);
    const declaration = one(
      (stack) => {
        const versions = new CfnParameter(stack, 'Versions', { type: 'CommaDelimitedList' });
        declare(stack, versions.valueAsList);
      },
      { parameters },
    );
    expect(declaration.properties['versions']).toEqual(['1.0.0', '2.0.0']);
  });

  test('A value of the template can come from joins, maps, conditions and substitutions', () => {
    const declaration = one((stack) => {
      const names = new CfnMapping(stack, 'Names', { mapping: { 'us-east-1': { repo: 'my-repo' } } });
      const isHere = new CfnCondition(stack, 'IsHere', {
        expression: Fn.conditionNot(Fn.conditionEquals(Aws.PARTITION, 'aws-cn')),
      });
      new DisposedPackageVersions(stack, 'LeftPad', {
        ...leftPad([Fn.join('.', ['1', '0', '0']), Fn.sub('2.${Minor}.0-${!x}', { Minor: '5' })]),
        repository: Fn.findInMap(names.logicalId, Aws.REGION, 'repo'),
        packageName: Token.asString(Fn.conditionIf(isHere.logicalId, 'left-pad', 'right-pad')),
      });
    });
    expect(declaration).toMatchObject({
      unknown: [],
      properties: { repository: 'my-repo', package: 'left-pad', versions: ['1.0.0', '2.5.0-${x}'] },
    });
  });

  test.each<[string, (stack: Stack) => string, string]>([
    [
      'a parameter without a default',
      (stack) => new CfnParameter(stack, 'Name').valueAsString,
      'the parameter Name has no default',
    ],
    ['an import from elsewhere', () => Fn.importValue('elsewhere'), 'imported from the export elsewhere'],
    ['an attribute of a resource', (stack) => new Bucket(stack, 'Bucket').bucketName, 'a reference to Bucket'],
    ['a dynamic reference', () => '{{resolve:ssm:/name}}', 'dynamic reference'],
    [
      'a parameter from Systems Manager',
      (stack) =>
        new CfnParameter(stack, 'Name', { type: 'AWS::SSM::Parameter::Value<String>', default: '/name' }).valueAsString,
      'looked up in Systems Manager',
    ],
    ['the id of the stack', () => Aws.STACK_ID, 'AWS::StackId is known only to the deployment'],
  ])('A value of the template is not guessed from %s', (_, value, reason) => {
    const declaration = one((stack) => {
      const resource = declare(stack, ['1.0.0']).node.findChild('Resource').node.defaultChild as CfnResource;
      resource.addPropertyOverride('repository', value(stack));
    });
    expect(declaration.unknown).toEqual([
      { property: 'repository', reason: expect.stringContaining(reason) as string },
    ]);
  });

  test('A value of the template is not guessed where the stack names no account and no Region', () => {
    expect(one((stack) => declare(stack, ['1.0.0']), {}, {}).unknown).toEqual([
      { property: 'domainOwner', reason: expect.stringContaining('pass --account') as string },
      { property: 'region', reason: expect.stringContaining('pass --region') as string },
    ]);
    const given = { account: '444455556666', region: 'eu-west-1' };
    const declaration = one((stack) => declare(stack, ['1.0.0']), given, {});
    expect(declaration).toMatchObject({
      unknown: [],
      region: 'eu-west-1',
      properties: { domainOwner: '444455556666' },
    });
  });

  test('A value of the template is not guessed where a macro can change it', () => {
    const declaration = one((stack) => {
      stack.addTransform('MyMacro');
      declare(stack, ['1.0.0']);
    });
    expect(declaration.unknown[0]!.reason).toContain('the macro MyMacro');
  });
});

describe('A value that is not known', () => {
  test('An unknown version leaves the others planned, and the plan incomplete', async () => {
    reviewedRegistry.publish('1.0.0');
    const assembly = reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      declare(stack, ['1.0.0', new CfnParameter(stack, 'Version').valueAsString]);
    });
    const plan = await reviewedRegistry.plan(assembly);
    expect(plan.declarations[0]!.versions.map(({ version, verdict }) => [version, verdict])).toEqual([
      ['1.0.0', 'will be disposed'],
      [null, 'unknown'],
    ]);
    expect(plan.complete).toBe(false);
    expect(plan.problems).toEqual([
      'Disposal/LeftPad: versions[1]: the parameter Version has no default; pass --parameter Version=VALUE.',
    ]);
  });

  test('An unknown pin makes its version unknown, unless that is disposed already', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0');
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.1.0');
    const assembly = reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      const pin = new CfnParameter(stack, 'Pin').valueAsString;
      new DisposedPackageVersions(
        stack,
        'LeftPad',
        leftPad(['1.0.0', '1.1.0'], { versionRevisions: { '1.0.0': pin, '1.1.0': pin } }),
      );
    });
    const plan = await reviewedRegistry.plan(assembly);
    expect(plan.declarations[0]!.versions.map(({ verdict }) => verdict)).toEqual(['unknown', 'already disposed']);
    expect(plan.complete).toBe(false);
  });

  test('An unknown package leaves all its versions unknown, and nothing is asked of the service', async () => {
    const assembly = reviewedRegistry.synth((app) => {
      const stack = new Stack(app, 'Disposal', { env: ENV });
      new DisposedPackageVersions(
        stack,
        'LeftPad',
        leftPad(['1.0.0'], { packageName: new CfnParameter(stack, 'Name').valueAsString }),
      );
    });
    const plan = await reviewedRegistry.plan(assembly);
    expect(plan.declarations[0]).toMatchObject({ outcome: 'unknown', displayName: '@my-scope/(unknown)' });
    expect(plan.totals.unknown).toBe(1);
    expect(reviewedRegistry.service.calls).toEqual([]);
  });
});
