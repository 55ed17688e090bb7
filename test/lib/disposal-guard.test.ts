import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, CfnParameter, type CfnResource, Duration, NestedStack, Stack, Stage, Validations } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { PolicyDocument, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { DisposedPackages } from '../../lib';
import { ArchivedPackageVersions, DisposalGuard, DisposedPackageVersions, PackageFormat } from '../../lib';
import { cleanUp, manifestOf } from './clean-up';
import { deployed, IRELAND, type Statement } from './policies';
import { declare, newStack, only, refusalOf, templateOf } from './synthesize';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'guard-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function guardOf(text: string): DisposalGuard {
  const path = join(directory, 'disposal-guard.yaml');
  writeFileSync(path, text);
  return DisposalGuard.fromFile(path);
}

/** What the guard finds in an app, as `rule: description`. */
function findViolations(text: string, build: (app: App) => unknown): string[] {
  const guard = guardOf(text);
  const app = new App({ outdir: join(directory, 'cdk.out') });
  build(app);
  const paths = app.synth().stacksRecursively.map(({ templateFullPath }) => templateFullPath);
  const { success, violations } = guard.validate({ templatePaths: paths, appConstruct: app });
  expect(success).toBe(violations.length === 0);
  return violations.map(({ ruleName, description }) => `${ruleName}: ${description}`);
}

const inStack = (build: (stack: Stack) => unknown) => (app: App) => build(new Stack(app, 'TestStack'));

describe('A guard at synth', () => {
  test('A guard at synth finds a protected version of one package, and no other version', () => {
    const build = inStack((stack) => declare(stack, { versions: ['1.0.0', '2.0.0'] }));
    expect(findViolations('protect: npm left-pad >=2.0.0', build)).toEqual([
      'protect: npm left-pad 2.0.0 in my-domain/my-repo is protected by item 1 of protect, and the change disposes it. ' +
        'Take it out of the change.',
    ]);
  });

  test('A guard at synth finds a protected version in a manifest', () => {
    const build = inStack((stack) =>
      cleanUp(stack, { manifest: manifestOf({ version: '1.0.0' }, { version: '2.0.0' }) }),
    );
    expect(findViolations('protect: npm left-pad >=2.0.0', build)).toEqual([
      expect.stringContaining('npm left-pad 2.0.0 in my-domain/my-repo is protected'),
    ]);
  });

  test.each<[string, (app: App) => unknown]>([
    ['a nested stack', inStack((stack) => declare(new NestedStack(stack, 'Nested')))],
    [
      'a nested stack of a nested stack',
      inStack((stack) => declare(new NestedStack(new NestedStack(stack, 'A'), 'B'))),
    ],
    ['a stage', (app) => declare(new Stack(new Stage(app, 'Stage'), 'TestStack'))],
    ['a manifest of a stage', (app) => cleanUp(new Stack(new Stage(app, 'Stage'), 'TestStack'))],
    ['a manifest of a nested stack', inStack((stack) => cleanUp(new NestedStack(stack, 'Nested')))],
  ])('A guard at synth finds what is declared in %s', (_, build) => {
    expect(findViolations('protect: npm left-pad', build)).toHaveLength(1);
  });

  test('A guard at synth finds an archiving of a protected version', () => {
    const build = inStack(
      (stack) =>
        new ArchivedPackageVersions(stack, 'Archived', {
          domain: 'my-domain',
          repository: 'my-repo',
          format: PackageFormat.NPM,
          packageName: 'left-pad',
          versions: ['1.0.0'],
        }),
    );
    expect(findViolations('protect: npm left-pad', build)).toEqual([expect.stringContaining('archives it')]);
  });

  test('A guard at synth finds versions without a pin where it requires pins', () => {
    const build = inStack((stack) =>
      declare(stack, { versions: ['1.0.0', '2.0.0'], versionRevisions: { '1.0.0': 'r' } }),
    );
    expect(findViolations('requirePins: true', build)).toEqual([
      expect.stringMatching(/^requirePins: .*npm left-pad 2\.0\.0/),
    ]);
  });

  test.each<[string, (stack: Stack) => unknown, number]>([
    ['without a waiting time', (stack) => declare(stack), 1],
    ['after too short a time', (stack) => declareTwoSteps(stack, Duration.days(29)), 1],
    ['after the time', (stack) => declareTwoSteps(stack, Duration.days(30)), 0],
    ['after the time, or at once if it is not known', (stack) => declareTwoSteps(stack, Duration.days(30), true), 1],
  ])('A guard at synth that requires archiving first is held to a disposal %s', (_, build, count) => {
    expect(findViolations('archiveFirst: 30d', inStack(build))).toHaveLength(count);
  });

  test('A guard at synth that requires cold copies is not kept by a bucket that CloudFormation takes out', () => {
    const build = inStack((stack) => {
      const resource = cleanUp(stack).node.findChild('Resource').node.defaultChild as CfnResource;
      resource.addPropertyOverride('copyBucket', { Ref: 'AWS::NoValue' });
    });
    expect(findViolations('requireColdCopies: true', build)).toHaveLength(1);
  });

  test('A guard at synth takes a name that only the deployment knows for a protected one', () => {
    const build = inStack((stack) => declare(stack, { packageName: new CfnParameter(stack, 'Name').valueAsString }));
    expect(findViolations('protect: npm right-pad', build)).toEqual([
      expect.stringMatching(
        /^protect: The guard cannot be checked for \S+ in my-domain\/my-repo\. Only the deployment knows/,
      ),
    ]);
  });

  test('A guard at synth takes versions that only the deployment knows for protected ones of their package', () => {
    const build = inStack((stack) => {
      const versions = new CfnParameter(stack, 'Versions', { type: 'CommaDelimitedList' }).valueAsList;
      declare(stack, { versions });
    });
    expect(findViolations('protect: npm left-pad >=9', build)).toHaveLength(1);
    expect(findViolations('protect: npm right-pad', build)).toHaveLength(0);
  });

  test('A guard at synth finds nothing about the size of a change, which it cannot know', () => {
    const guard = 'atMost: { versions: 0 }\napprovals: [{ label: big, above: { versions: 0 } }]';
    expect(
      findViolations(
        guard,
        inStack((stack) => declare(stack)),
      ),
    ).toEqual([]);
  });

  test('A guard at synth fails the synth of its app', () => {
    const app = new App({ outdir: join(directory, 'cdk.out') });
    Validations.of(app).addPlugins(guardOf('protect: npm left-pad'));
    declare(new Stack(app, 'TestStack'));
    const error = jest.spyOn(console, 'error').mockImplementation();
    try {
      expect(refusalOf(() => app.synth())).toMatch(/npm left-pad 1\.0\.0|Validation failed/);
    } finally {
      error.mockRestore();
    }
  });

  test('A guard is refused with the lines that break its rules', () => {
    expect(() => guardOf('protect: npm left-pad\nrequirePin: true\n')).toThrow(
      /disposal-guard\.yaml: every line[^]*line 2/,
    );
    expect(() => DisposalGuard.fromFile(join(directory, 'missing.yaml'))).toThrow(
      /missing\.yaml, which does not exist/,
    );
  });
});

function declareTwoSteps(stack: Stack, waitingTime: Duration, allowUnknownArchiveTime?: boolean) {
  const pkg = { domain: 'my-domain', repository: 'my-repo', format: PackageFormat.NPM, packageName: 'left-pad' };
  const versions = ['1.0.0'];
  const archived = new ArchivedPackageVersions(stack, 'Archived', { ...pkg, versions });
  new DisposedPackageVersions(stack, 'D', { ...pkg, versions, archived, waitingTime, allowUnknownArchiveTime });
}

describe('The statements of a guard', () => {
  const NAMES = { domain: 'my-domain', repository: 'my-repo' };

  function policyOf(text: string, exempt: (stack: Stack) => Construct[]): Statement[] {
    const stack = newStack({ env: { account: '111122223333', region: 'eu-west-1' } });
    const statements = guardOf(text).denyStatements(stack, { ...NAMES, exempt: exempt(stack) as DisposedPackages[] });
    new CfnRepository(stack, 'Repository', {
      domainName: 'my-domain',
      repositoryName: 'my-repo',
      permissionsPolicyDocument: new PolicyDocument({ statements }),
    });
    const { PermissionsPolicyDocument } = only(templateOf(stack), 'AWS::CodeArtifact::Repository').Properties;
    return (deployed(PermissionsPolicyDocument!, IRELAND) as unknown as { Statement: Statement[] }).Statement;
  }

  test('The statements of a guard deny changes of the packages that it protects, to everyone', () => {
    expect(policyOf('protect:\n  - npm @my-scope/core\n  - maven com.example:core [2,)', () => [])).toEqual([
      {
        Sid: 'ProtectPackages',
        Effect: 'Deny',
        Principal: { AWS: '*' },
        Action: [
          'codeartifact:DeletePackage',
          'codeartifact:DeletePackageVersions',
          'codeartifact:DisposePackageVersions',
          'codeartifact:UpdatePackageVersionsStatus',
        ],
        Resource: [
          'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo/npm/my-scope/core',
          'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo/maven/com.example/core',
        ],
      },
    ]);
  });

  test('The statements of a guard except the roles of the functions', () => {
    const stack = newStack();
    const role = new Role(stack, 'Mine', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    const exempt = [declare(stack), cleanUp(stack), role];
    const [statement] = guardOf('protect: npm left-pad').denyStatements(stack, { ...NAMES, exempt });
    expect(stack.resolve(statement!.conditions)).toEqual({
      ArnNotEquals: {
        'aws:PrincipalArn': exempt.map(
          ({ grantPrincipal }) => stack.resolve((grantPrincipal as Role).roleArn) as object,
        ),
      },
    });
  });

  test('The statements of a guard that protects nothing are none', () => {
    expect(guardOf('requirePins: true').denyStatements(newStack(), NAMES)).toEqual([]);
  });

  test('The statements of a guard are refused if they exceed a policy of a repository', () => {
    const packages = (count: number) =>
      `protect:\n${Array.from({ length: count }, (_, n) => `  - npm @my-scope/package-${n}`).join('\n')}`;
    expect(guardOf(packages(50)).denyStatements(newStack(), NAMES)).toHaveLength(1);
    expect(refusalOf(() => guardOf(packages(100)).denyStatements(newStack(), NAMES))).toMatch(
      /^TestStack: the statements must fit the 7168 characters .* for 100 packages\. Protect fewer packages/,
    );
  });

  test('The statements of a guard that are accepted fit a policy of a repository', () => {
    const packages = Array.from({ length: 55 }, (_, n) => `  - npm @my-scope/package-${n}`).join('\n');
    const statements = policyOf(`protect:\n${packages}`, (stack) => [declare(stack), cleanUp(stack)]);
    expect(JSON.stringify({ Version: '2012-10-17', Statement: statements }).length).toBeLessThanOrEqual(7_168);
  });
});
