import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { DisposalProvider, PackageFormat } from '../../lib';
import { grantedArns, listOf, policiesOf, statementsOf, POLICY } from './policies';
import {
  declare,
  DECLARATION,
  type Environment,
  logicalIdsOf,
  only,
  synthesize,
  type TemplateJson,
} from './synthesize';

const LEFT_PAD_ARN = 'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo/npm//left-pad';

const RECOMMENDED = { '@aws-cdk/aws-iam:minimizePolicies': true, '@aws-cdk/core:enablePartitionLiterals': true };

describe.each<[string, Environment]>([
  ['without feature flags', {}],
  ['with the recommended feature flags', { context: RECOMMENDED }],
])('%s', (_, environment) => {
  const packages = (stack: Parameters<typeof declare>[0]) => {
    declare(stack);
    declare(stack, { packageNamespace: 'my-scope', packageName: 'right-pad' }, 'RightPad');
    declare(stack, { format: PackageFormat.PYPI, packageName: 'requests' }, 'Requests');
  };
  const template = synthesize(packages, environment);

  test('The function is allowed to list and dispose the declared packages', () => {
    const repository = 'arn:aws:codeartifact:eu-west-1:111122223333:package/my-domain/my-repo';
    expect(grantedArns(template, 'codeartifact').sort()).toEqual(
      [`${repository}/npm//left-pad`, `${repository}/npm/my-scope/right-pad`, `${repository}/pypi//requests`].sort(),
    );
  });

  test('The function is allowed only to list, dispose, and write to its log group', () => {
    const actions = statementsOf(template).flatMap((statement) => listOf(statement.Action));
    expect([...new Set(actions)].sort()).toEqual([
      'codeartifact:DisposePackageVersions',
      'codeartifact:ListPackageVersions',
      'logs:CreateLogStream',
      'logs:PutLogEvents',
    ]);
  });

  test('The function is allowed to write to its own log group, and to no other', () => {
    const [logGroup] = logicalIdsOf(template, 'AWS::Logs::LogGroup');
    expect(grantedArns(template, 'logs')).toEqual([`<${logGroup}.Arn>`]);
  });

  test('Every statement allows, names its resources, and has no other element', () => {
    for (const statement of statementsOf(template)) {
      expect(Object.keys(statement).sort()).toEqual(['Action', 'Effect', 'Resource']);
      expect(statement.Effect).toBe('Allow');
    }
  });

  test('No policy has a wildcard', () => {
    expect(JSON.stringify([...policiesOf(template).values()])).not.toMatch(/[*?]/);
  });

  test('Every policy is the one managed policy', () => {
    expect([...policiesOf(template).keys()]).toEqual(logicalIdsOf(template, POLICY));
  });
});

describe('The ARN of a package', () => {
  const arnOf = (props: Parameters<typeof declare>[1], environment?: Environment) =>
    grantedArns(
      synthesize((stack) => declare(stack, props), environment),
      'codeartifact',
    );

  test('The ARN of a package has an empty segment where the package has no namespace', () => {
    expect(arnOf({})).toEqual([LEFT_PAD_ARN]);
  });

  test('The ARN of a package has its namespace', () => {
    expect(arnOf({ packageNamespace: 'my-scope' })).toEqual([LEFT_PAD_ARN.replace('//', '/my-scope/')]);
  });

  test('The ARN of a package has the account of the domain, not that of the stack', () => {
    const elsewhere = { env: { account: '111122223333', region: 'eu-west-1' } };
    expect(arnOf({ domainOwner: '444455556666' }, elsewhere)).toEqual([
      LEFT_PAD_ARN.replace('111122223333', '444455556666'),
    ]);
  });

  test('The ARN of a package has the partition and the Region of the stack', () => {
    const template = synthesize(declare);
    const beijing = { 'AWS::Partition': 'aws-cn', 'AWS::Region': 'cn-north-1', 'AWS::AccountId': '111122223333' };
    expect(grantedArns(template, 'codeartifact', beijing)).toEqual([
      LEFT_PAD_ARN.replace('arn:aws:codeartifact:eu-west-1', 'arn:aws-cn:codeartifact:cn-north-1'),
    ]);
  });

  test('The ARN of a package has a literal partition, where the Region and the feature flag tell it', () => {
    const context = { '@aws-cdk/core:enablePartitionLiterals': true, '@aws-cdk/core:target-partitions': ['aws-cn'] };
    const template = synthesize(declare, { context, env: { account: '111122223333', region: 'cn-north-1' } });
    expect(statementsOf(template).at(-1)?.Resource).toBe(
      'arn:aws-cn:codeartifact:cn-north-1:111122223333:package/my-domain/my-repo/npm//left-pad',
    );
  });
});

describe('A package that is declared twice', () => {
  const twice = synthesize((stack) => {
    declare(stack, { versions: ['1.0.0'] });
    declare(stack, { versions: ['2.0.0'] }, 'LeftPadAgain');
  });

  test('A package that is declared twice is granted once', () => {
    expect(grantedArns(twice, 'codeartifact')).toEqual([LEFT_PAD_ARN]);
  });

  test('A package that is declared twice makes both custom resources wait for the policy', () => {
    expect(logicalIdsOf(twice, DECLARATION).map((text) => twice.Resources[text]!.DependsOn)).toEqual(
      Array(2).fill(logicalIdsOf(twice, POLICY)),
    );
  });

  test('A package that is declared in two spellings of the same name is granted once', () => {
    const template = synthesize((stack) => {
      declare(stack, { format: PackageFormat.PYPI, packageName: 'Left_Pad' });
      declare(stack, { format: PackageFormat.PYPI, packageName: 'left.pad' }, 'LeftPadAgain');
    });
    expect(grantedArns(template, 'codeartifact')).toHaveLength(1);
  });

  test('A package that is declared with two providers is granted to each', () => {
    const template = synthesize((stack) => {
      declare(stack);
      declare(stack, { provider: new DisposalProvider(stack, 'Own') }, 'LeftPadAgain');
    });
    expect(grantedArns(template, 'codeartifact')).toEqual([LEFT_PAD_ARN, LEFT_PAD_ARN]);
  });
});

describe('The grant of a declaration', () => {
  test('A declaration grants its own package only, even if two attributes of one resource give the names', () => {
    const template = synthesize((stack) => {
      const repository = new CfnRepository(stack, 'Repository', { domainName: 'my-domain', repositoryName: 'my-repo' });
      declare(stack, { packageName: repository.attrName });
      declare(stack, { packageName: repository.attrDomainName }, 'Other');
    });
    expect(new Set(grantedArns(template, 'codeartifact')).size).toBe(2);
  });

  test.each([
    ['domain', { domain: 'other-domain' }],
    ['domain owner', { domainOwner: '444455556666' }],
    ['repository', { repository: 'other-repo' }],
    ['format', { format: PackageFormat.RUBY }],
    ['namespace', { packageNamespace: 'my-scope' }],
    ['name', { packageName: 'right-pad' }],
  ])('A declaration with another %s grants one more package', (_, other) => {
    const template = synthesize((stack) => {
      declare(stack);
      declare(stack, other, 'Other');
    });
    expect(new Set(grantedArns(template, 'codeartifact')).size).toBe(2);
  });
});

test('A provider without declarations is granted nothing', () => {
  const template: TemplateJson = synthesize((stack) => new DisposalProvider(stack, 'Own'));
  expect(statementsOf(template)).toEqual([]);
});

test('Lambda, and no one else, is allowed to assume the role', () => {
  expect(only(synthesize(declare), 'AWS::IAM::Role').Properties['AssumeRolePolicyDocument']).toEqual({
    Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
    Version: '2012-10-17',
  });
});
