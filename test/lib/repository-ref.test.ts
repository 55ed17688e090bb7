import { Aws, CfnParameter, Resource, Stack } from 'aws-cdk-lib';
import { CfnRepository, type IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackageVersions, PackageFormat, type DisposedPackageVersionsProps } from '../../lib';
import { deployed, grantedArns, IRELAND } from './policies';
import { DECLARATION, newStack, only, refusalOf, resourcesOf, synthesize, templateOf } from './synthesize';

const LEFT_PAD: DisposedPackageVersionsProps = {
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0'],
};
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
  return new DisposedPackageVersions(stack, id, { repositoryRef: repository, ...LEFT_PAD });
}

describe('a repository of the same stack', () => {
  // What CloudFormation answers to Ref of a repository.
  const environment = { ...IRELAND, Repository: ARN };
  const template = () => synthesize((stack) => declareIn(stack, newRepository(stack)));

  test('A repository of the same stack gives domain, owner and repository to the custom resource', () => {
    expect(deployed(only(template(), DECLARATION).Properties, environment)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '444455556666',
      repository: 'other-repo',
    });
  });

  test('A repository of the same stack gives domain, owner and repository to the policy', () => {
    expect(grantedArns(template(), 'codeartifact', environment)).toEqual([
      'arn:aws:codeartifact:eu-west-1:444455556666:package/other-domain/other-repo/npm//left-pad',
    ]);
  });

  test('A package of a repository of the same stack is granted once for two declarations', () => {
    const names = Array.from({ length: 12 }, (_, index) => `left-pad-${index}`);
    const twice = synthesize((stack) => {
      const repository = newRepository(stack);
      [...names, ...names].forEach((packageName, index) => {
        new DisposedPackageVersions(stack, `LeftPad${index}`, { repositoryRef: repository, ...LEFT_PAD, packageName });
      });
    });
    expect(resourcesOf(twice, DECLARATION)).toHaveLength(24);
    expect(grantedArns(twice, 'codeartifact', environment)).toHaveLength(12);
  });
});

describe('Repositories of other stacks', () => {
  test('Repositories of two other stacks are granted each, even if their logical ids are the same', () => {
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

describe("A repository's ARN", () => {
  const inIreland = { env: { account: '111122223333', region: 'eu-west-1' } };

  function propertiesIn(arn: string, environment = {}) {
    const template = synthesize((stack) => declareIn(stack, new ImportedRepository(stack, arn)), environment);
    return only(template, DECLARATION).Properties;
  }

  test('A literal ARN gives literal names', () => {
    expect(propertiesIn(ARN, inIreland)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '444455556666',
      repository: 'other-repo',
    });
  });

  test('The policy has the account of the ARN', () => {
    const template = synthesize((stack) => declareIn(stack, new ImportedRepository(stack, ARN)), inIreland);
    expect(grantedArns(template, 'codeartifact')).toEqual([
      'arn:aws:codeartifact:eu-west-1:444455556666:package/other-domain/other-repo/npm//left-pad',
    ]);
  });

  test('An ARN can be of another partition', () => {
    const arn = 'arn:aws-cn:codeartifact:cn-north-1:444455556666:repository/other-domain/other-repo';
    const inBeijing = { env: { account: '111122223333', region: 'cn-north-1' } };
    expect(propertiesIn(arn, inBeijing)).toMatchObject({ domain: 'other-domain', domainOwner: '444455556666' });
  });

  test('An ARN of another Region than the stack is refused', () => {
    const inOregon = { env: { account: '111122223333', region: 'us-west-2' } };
    expect(refusalOf(() => propertiesIn(ARN, inOregon))).toBe(
      `TestStack/LeftPad: the repository must be in the Region of the stack, us-west-2; got ${ARN}. ` +
        'Declare it in a stack of that Region.',
    );
  });

  test('An ARN of any Region is taken if the Region of the stack is not known', () => {
    expect(propertiesIn(ARN)).toMatchObject({ repository: 'other-repo' });
  });

  test('An ARN can have pseudo parameters', () => {
    const arn = `arn:${Aws.PARTITION}:codeartifact:${Aws.REGION}:${Aws.ACCOUNT_ID}:repository/other-domain/other-repo`;
    expect(deployed(propertiesIn(arn), IRELAND)).toMatchObject({
      domain: 'other-domain',
      domainOwner: '111122223333',
      repository: 'other-repo',
    });
  });

  test('An ARN can be a parameter', () => {
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
  ])('An ARN that is not of a repository is refused: %s', (arn) => {
    expect(refusalOf(() => propertiesIn(arn))).toBe(
      "TestStack/LeftPad: the repository's ARN must have the form " +
        `arn:<partition>:codeartifact:<Region>:<account>:repository/<domain>/<repository>; got "${arn}"`,
    );
  });

  test('The names in an ARN are checked', () => {
    expect(
      refusalOf(() => propertiesIn('arn:aws:codeartifact:eu-west-1:444455556666:repository/Other-Domain/other-repo')),
    ).toContain('domain must be 2 to 50 characters');
  });
});

describe('The choice of a repository', () => {
  const versions = { format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'] };

  test.each([
    [
      'a reference beside names',
      { domain: 'my-domain', repository: 'my-repo' },
      'domain and repository and repositoryRef',
    ],
    ['a reference beside the owner of a domain', { domainOwner: '999999999999' }, 'domainOwner and repositoryRef'],
  ])('The choice of a repository is refused for %s', (_, names, got) => {
    const stack = newStack();
    const repositoryRef = new ImportedRepository(stack, ARN);
    expect(
      refusalOf(() => new DisposedPackageVersions(stack, 'LeftPad', { ...versions, ...names, repositoryRef })),
    ).toBe(`TestStack/LeftPad: a declaration must have domain and repository, or repositoryRef alone; got ${got}.`);
  });

  test.each([
    [{}, 'none of them'],
    [{ domain: 'my-domain' }, 'domain'],
    [{ repository: 'my-repo' }, 'repository'],
  ])('The choice of a repository is refused if the names are %j', (names, got) => {
    expect(refusalOf(() => new DisposedPackageVersions(newStack(), 'LeftPad', { ...versions, ...names }))).toBe(
      `TestStack/LeftPad: a declaration must have domain and repository, or repositoryRef alone; got ${got}.`,
    );
  });
});

test('The other props mean the same as in a declaration by name', () => {
  const template = synthesize((stack) => {
    const props = { ...LEFT_PAD, allowMissing: true, versionRevisions: { '1.0.0': 'r1' } };
    new DisposedPackageVersions(stack, 'LeftPad', { repositoryRef: newRepository(stack), ...props });
  });
  expect(only(template, DECLARATION).Properties).toMatchObject({
    versions: ['1.0.0'],
    versionRevisions: { '1.0.0': 'r1' },
    allowMissing: true,
  });
});
