import { Stack, Token } from 'aws-cdk-lib';
import { AnyPrincipal, Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { arnPath } from '../../declaration/declaration';
import type { PackageName } from '../../declaration/package-name';
import { policyArn } from './package-arn';
import { findPrincipalArn } from './principal-arn';

/** Each action that takes assets away, or hides them. */
const ACTIONS = [
  'codeartifact:DeletePackage',
  'codeartifact:DeletePackageVersions',
  'codeartifact:DisposePackageVersions',
  'codeartifact:UpdatePackageVersionsStatus',
];

/** CodeArtifact quotas: characters of the policy of a repository. */
const MAX_CHARACTERS = 7_168;
/** The length of an ARN's beginning, with quotes and comma, and of a role's ARN that only the deployment knows. */
const ARN_START = '"arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package/",'.length;
const ROLE_ARN = 'arn:aws-us-gov:iam::111122223333:role/'.length + 64;
const FRAME = 400;

interface ProtectedPackages {
  readonly domain: string;
  readonly domainOwner?: string;
  readonly repository: string;
  readonly packages: readonly PackageName[];
  readonly exempt?: readonly IGrantable[];
}

/**
 * Statements that deny changes of packages to everyone but some roles.
 *
 * @throws if they exceed the size of a repository's policy, or a principal has no ARN
 */
export function createDenyStatements(scope: Construct, options: ProtectedPackages): PolicyStatement[] {
  const { domain, domainOwner = Stack.of(scope).account, repository, packages, exempt = [] } = options;
  if (packages.length === 0) {
    return [];
  }
  const paths = packages.map((pkg) => arnPath({ domain, repository, ...pkg }));
  const roles = exempt.map((grantable) => findPrincipalArn(scope, grantable));
  const length = (arn: string) => (Token.isUnresolved(arn) ? ROLE_ARN : arn.length);
  const characters =
    FRAME +
    paths.reduce((sum, path) => sum + path.length + ARN_START, 0) +
    roles.reduce((sum, arn) => sum + length(arn) + '"",'.length, 0);
  if (characters > MAX_CHARACTERS) {
    throw new Error(
      `${scope.node.path}: the statements must fit the ${MAX_CHARACTERS} characters of a repository's policy (CodeArtifact ` +
        `quotas); got about ${characters} for ${packages.length} packages. Protect fewer packages, and let the guard of plan ` +
        'protect the rest.',
    );
  }
  return [
    new PolicyStatement({
      sid: 'ProtectPackages',
      effect: Effect.DENY,
      principals: [new AnyPrincipal()],
      actions: ACTIONS,
      resources: paths.map((path) => policyArn(scope, { domainOwner, path, extent: 'one package' })),
      conditions: roles.length === 0 ? undefined : { ArnNotEquals: { 'aws:PrincipalArn': roles } },
    }),
  ];
}
