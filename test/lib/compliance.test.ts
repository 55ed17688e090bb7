import { App, CfnParameter, Stack, Validations } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  AwsSolutionsChecks,
  HIPAASecurityChecks,
  NIST80053R4Checks,
  NIST80053R5Checks,
  type NagPack,
  PCIDSS321Checks,
  ServerlessChecks,
} from 'cdk-nag';
import type { IConstruct } from 'constructs';
import { ArchivedPackageVersions, DisposalProvider, DisposedPackageVersions, PackageFormat } from '../../lib';
import { DisposedPackages } from '../../lib/disposed-packages';
import { PackagePermissions } from '../../lib/permissions/package-permissions';
import { cleanUp, manifestOf } from './clean-up';
import { declare } from './synthesize';

const TARGET = { id: 'Target', arn: 'arn:aws:sqs:us-east-1:111122223333:target' };

const PACKS: [string, new (scope: IConstruct) => NagPack][] = [
  ['AwsSolutions', AwsSolutionsChecks],
  ['HIPAA', HIPAASecurityChecks],
  ['NIST 800-53 revision 4', NIST80053R4Checks],
  ['NIST 800-53 revision 5', NIST80053R5Checks],
  ['PCI DSS 3.2.1', PCIDSS321Checks],
  ['Serverless', ServerlessChecks],
];

describe.each(PACKS)('The rules of %s', (_, Pack) => {
  function synthesize(build: (stack: Stack) => unknown) {
    const app = new App();
    Validations.of(app).addPlugins(new Pack(app));
    build(new Stack(app, 'TestStack'));
    return app.synth();
  }

  test('The rules find nothing in a declaration that is not acknowledged with a reason', () => {
    expect(() => synthesize((stack) => declare(stack))).not.toThrow();
  });

  test('The rules find nothing in a declaration whose package a parameter names that is not acknowledged', () => {
    const build = (stack: Stack) => declare(stack, { packageName: new CfnParameter(stack, 'Name').valueAsString });

    expect(() => synthesize(build)).not.toThrow();
  });

  test('The rules find nothing in an archiving and a disposal that waits for it', () => {
    const build = (stack: Stack) => {
      const pkg = {
        domain: 'my-domain',
        repository: 'my-repo',
        format: PackageFormat.NPM,
        packageName: 'left-pad',
        versions: ['1.0.0'],
      };
      const archived = new ArchivedPackageVersions(stack, 'Archived', pkg);
      new DisposedPackageVersions(stack, 'Disposed', { ...pkg, archived });
    };

    expect(() => synthesize(build)).not.toThrow();
  });

  test('The rules find nothing in a provider in a VPC that is not acknowledged with a reason', () => {
    const stack = new Stack(new App(), 'TestStack');
    const provider = new DisposalProvider(stack, 'Provider', { vpc: new Vpc(stack, 'Vpc') });

    expect(new Pack(stack).validateScope(provider).violations).toEqual([]);
  });

  test.each<[string, (stack: Stack) => unknown]>([
    ['by default', (stack) => cleanUp(stack)],
    ['with permissions by namespace', (stack) => cleanUp(stack, { permissions: PackagePermissions.namespaces() })],
    ['with permissions on the repository', (stack) => cleanUp(stack, { permissions: PackagePermissions.repository() })],
    [
      'of a repository that a parameter names',
      (stack) =>
        cleanUp(stack, {
          repository: new CfnParameter(stack, 'Name').valueAsString,
          permissions: PackagePermissions.namespaces(),
        }),
    ],
    [
      'of a repository of the same stack',
      (stack) => {
        const repository = new CfnRepository(stack, 'Repository', {
          domainName: 'my-domain',
          repositoryName: 'my-repo',
        });
        new DisposedPackages(stack, 'CleanUp', {
          repositoryRef: repository,
          manifest: manifestOf({}),
          permissions: PackagePermissions.repository(),
        });
      },
    ],
  ])('The rules find nothing in a clean-up %s that is not acknowledged with a reason', (_case, build) => {
    expect(() => synthesize(build)).not.toThrow();
  });

  test('The rules find nothing in the function of a clean-up in a VPC that is not acknowledged with a reason', () => {
    const stack = new Stack(new App(), 'TestStack');
    const {
      function: { node },
    } = cleanUp(stack, { functionOptions: { vpc: new Vpc(stack, 'Vpc') } });

    const found = new Pack(stack).validateScope(node.scope!).violations.map(({ ruleName }) => ruleName);

    // The acknowledgement of a wildcard names its ARN, which is known at synth.
    expect(found.filter((name) => !name.startsWith('AwsSolutions-IAM5[Resource::<CodeArtifactDisposalRecord'))).toEqual(
      [],
    );
  });

  test('The rules find something in other resources, which shows that they are on', () => {
    const build = (stack: Stack) => [new Bucket(stack, 'Bucket'), new CfnRule(stack, 'Rule', { targets: [TARGET] })];

    expect(() => synthesize(build)).toThrow(/S3 Bucket|EventBridge Target/);
  });
});

test('An acknowledgement says why, and how to change the default', () => {
  const stack = new Stack();
  const provider = new DisposalProvider(stack, 'Provider');

  const acknowledged = provider.function.node.metadata
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>));

  expect(new Map(acknowledged).get('HIPAA.Security-LambdaInsideVPC')).toContain('Pass a vpc to the DisposalProvider');
});

test('A wide permission is acknowledged by the choice of the user, and nothing else with it', () => {
  const app = new App();
  const stack = new Stack(app, 'TestStack');
  cleanUp(stack, { permissions: PackagePermissions.repository() });
  app.synth();

  const acknowledged = stack.node
    .findAll()
    .flatMap(({ node }) => node.metadata)
    .filter(({ type }) => type === Validations.ACKNOWLEDGED_RULES_METADATA_KEY)
    .flatMap(({ data }) => Object.entries(data as Record<string, string>))
    .filter(([rule]) => rule.startsWith('AwsSolutions-IAM5') && rule.includes('codeartifact'));

  expect(acknowledged).toEqual([
    [
      'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:codeartifact:<AWS::Region>:<AWS::AccountId>:package/my-domain/my-repo/*]',
      expect.stringContaining('PackagePermissions.repository() was chosen') as string,
    ],
  ]);
});
