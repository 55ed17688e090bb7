import { Aws, CfnParameter, Resource, Stack } from 'aws-cdk-lib';
import { CfnRepository, type IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackageVersions, PackageFormat, type PackageVersionsProps } from '../../lib';
import { deployed, grantedArns, IRELAND } from './policies';
import { DECLARATION, newStack, only, refusalOf, resourcesOf, synthesize, templateOf } from './synthesize';

const LEFT_PAD: PackageVersionsProps = { format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };
const ARN = 'arn:aws:codeartifact:eu-west-1:444455556666:repository/other-domain/other-repo';

/** A repository that only its ARN names. */
class ImportedRepository extends Resource implements IRepositoryRef {
  readonly repositoryRef: { readonly repositoryArn: string };

  constructor(scope: Stack, repositoryArn: string) {
    super(scope, 'Imported');
    this.repositoryRef = { repositoryArn };
  }
}

function newRepository(stack: Stack): CfnRepository {
  return new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
}

function declareIn(stack: Stack, repository: IRepositoryRef, id = 'LeftPad') {
  return DisposedPackageVersions.inRepository(stack, id, repository, LEFT_PAD);
}

describe('a repository of the same stack', () => {
  // What CloudFormation answers to Ref of a repository.
  const environment = { ...IRELAND, Repository: ARN };
  const template = () => synthesize((stack) => declareIn(stack, newRepository(stack)));

  test('gives domain, owner and repository to the custom resource', () => {
    expect(deployed(only(template(), DECLARATION).Properties, environment)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '444455556666',
      repository: 'other-repo',
    });
  });

  test('gives domain, owner and repository to the policy', () => {
    expect(grantedArns(template(), 'codeartifact', environment)).toEqual([
      'arn:aws:codeartifact:eu-west-1:444455556666:package/other-domain/other-repo/npm//left-pad',
    ]);
  });

  test('is granted once for two declarations of each package', () => {
    const names = Array.from({ length: 12 }, (_, index) => `left-pad-${index}`);
    const twice = synthesize((stack) => {
      const repository = newRepository(stack);
      [...names, ...names].forEach((packageName, index) => {
        DisposedPackageVersions.inRepository(stack, `LeftPad${index}`, repository, { ...LEFT_PAD, packageName });
      });
    });
    expect(resourcesOf(twice, DECLARATION)).toHaveLength(24);
    expect(grantedArns(twice, 'codeartifact', environment)).toHaveLength(12);
  });
});

describe('repositories of other stacks', () => {
  test('are granted each, though their logical ids be the same', () => {
    const stack = newStack();
    const environment: Record<string, string> = { ...IRELAND };
    const others = ['First', 'Second'].map((id) => new Stack(stack.node.root, id));
    others.forEach((other, index) => declareIn(stack, newRepository(other), `LeftPad${index}`));
    for (const other of others) {
      const [output] = Object.values(templateOf(other).Outputs ?? {});
      environment[output!.Export!.Name] = ARN.replace('other-repo', `${other.node.id}-repo`);
    }
    expect(grantedArns(templateOf(stack), 'codeartifact', environment).sort()).toEqual([
      expect.stringContaining('/First-repo/'),
      expect.stringContaining('/Second-repo/'),
    ]);
  });
});

describe('a repository that only its ARN names', () => {
  const inIreland = { env: { account: '111122223333', region: 'eu-west-1' } };

  function propertiesIn(arn: string, environment = {}) {
    const template = synthesize((stack) => declareIn(stack, new ImportedRepository(stack, arn)), environment);
    return only(template, DECLARATION).Properties;
  }

  test('gives literal names', () => {
    expect(propertiesIn(ARN, inIreland)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '444455556666',
      repository: 'other-repo',
    });
  });

  test('gives the account of the ARN to the policy', () => {
    const template = synthesize((stack) => declareIn(stack, new ImportedRepository(stack, ARN)), inIreland);
    expect(grantedArns(template, 'codeartifact')).toEqual([
      'arn:aws:codeartifact:eu-west-1:444455556666:package/other-domain/other-repo/npm//left-pad',
    ]);
  });

  test('may be in another partition', () => {
    const arn = 'arn:aws-cn:codeartifact:cn-north-1:444455556666:repository/other-domain/other-repo';
    const inBeijing = { env: { account: '111122223333', region: 'cn-north-1' } };
    expect(propertiesIn(arn, inBeijing)).toMatchObject({ domain: 'other-domain', domainOwner: '444455556666' });
  });

  test('is refused in another Region than the stack', () => {
    const inOregon = { env: { account: '111122223333', region: 'us-west-2' } };
    expect(refusalOf(() => propertiesIn(ARN, inOregon))).toBe(
      `TestStack/LeftPad: the repository must be in the Region of the stack, us-west-2; got ${ARN}. ` +
        'Declare it in a stack of that Region.',
    );
  });

  test('is not refused if the Region of the stack is not known', () => {
    expect(propertiesIn(ARN)).toMatchObject({ repository: 'other-repo' });
  });

  test('may be named with pseudo parameters', () => {
    const arn = `arn:${Aws.PARTITION}:codeartifact:${Aws.REGION}:${Aws.ACCOUNT_ID}:repository/other-domain/other-repo`;
    expect(deployed(propertiesIn(arn), IRELAND)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '111122223333',
      repository: 'other-repo',
    });
  });

  test('may be named by a parameter', () => {
    const template = synthesize((stack) => {
      const arn = new CfnParameter(stack, 'RepositoryArn').valueAsString;
      declareIn(stack, new ImportedRepository(stack, arn));
    });
    expect(deployed(only(template, DECLARATION).Properties, { ...IRELAND, RepositoryArn: ARN })).toMatchObject({
      domain: 'other-domain',
      domainOwner: '444455556666',
      repository: 'other-repo',
    });
  });

  test.each([
    'other-repo',
    'arn:aws:codeartifact:eu-west-1:444455556666:domain/other-domain',
    'arn:aws:codeartifact:eu-west-1:444455556666:repository/other-domain',
    'arn:aws:codeartifact:eu-west-1:444455556666:package/other-domain/other-repo/npm//left-pad',
    'arn:aws:ecr:eu-west-1:444455556666:repository/other-domain/other-repo',
  ])('is refused if the ARN is none of a repository: %s', (arn) => {
    expect(refusalOf(() => propertiesIn(arn))).toBe(
      "TestStack/LeftPad: the repository's ARN must have the form " +
        `arn:<partition>:codeartifact:<Region>:<account>:repository/<domain>/<repository>; got "${arn}"`,
    );
  });

  test('is held to the rules of its names', () => {
    expect(
      refusalOf(() => propertiesIn('arn:aws:codeartifact:eu-west-1:444455556666:repository/Other-Domain/other-repo')),
    ).toContain('domain must be 2 to 50 characters');
  });
});

test('names the repository alone, though an object with more props be passed', () => {
  const more = { ...LEFT_PAD, domain: 'wrong-domain', domainOwner: '999999999999', repository: 'wrong-repo' };
  const template = synthesize((stack) => {
    DisposedPackageVersions.inRepository(stack, 'LeftPad', new ImportedRepository(stack, ARN), more);
  });
  expect(only(template, DECLARATION).Properties).toMatchObject({
    domain: 'other-domain',
    domainOwner: '444455556666',
    repository: 'other-repo',
  });
});

test('the other props mean what they mean in a declaration by name', () => {
  const template = synthesize((stack) => {
    const props = { ...LEFT_PAD, allowMissing: true, versionRevisions: { '1.0.0': 'r1' } };
    DisposedPackageVersions.inRepository(stack, 'LeftPad', newRepository(stack), props);
  });
  expect(only(template, DECLARATION).Properties).toMatchObject({
    versions: ['1.0.0'],
    versionRevisions: { '1.0.0': 'r1' },
    allowMissing: true,
  });
});
