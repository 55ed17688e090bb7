import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { Package } from '../declaration/declaration';
import type { Manifest } from '../declaration/manifest';
import { DisposalPermissions } from './disposal-permissions';
import { attachPolicy } from './disposal-workflow';
import type { PackagePermissions } from './package-permissions';

const ACTIONS = ['codeartifact:DisposePackageVersions', 'codeartifact:ListPackageVersions'];
/** Characters of the managed policy without white space (IAM quotas), less what surrounds its ARNs. */
const MAX_ARN_CHARACTERS = 6144 - 200;

export interface PackageGrant {
  readonly repository: Pick<Package, 'domain' | 'domainOwner' | 'repository'>;
  readonly manifest: Manifest;
  readonly permissions: PackagePermissions;
  readonly role: iam.IRole;
  /** How many managed policies the role has already. */
  readonly attachedPolicies: number;
}

/**
 * Allows a role to list and dispose packages.
 *
 * @returns the policies, which a custom resource has to wait for
 */
export function allowPackages(scope: Construct, grant: PackageGrant): IDependable[] {
  const { manifest, permissions } = grant;
  if (manifest.packageCount === 0) {
    return [];
  }
  switch (permissions._scope) {
    case 'exact':
      return allowExactly(scope, grant);
    case 'namespaces':
      return [allowPaths(scope, grant, namespacePaths(manifest))];
    case 'repository':
      return [allowPaths(scope, grant, ['*'])];
  }
}

function allowExactly(scope: Construct, { repository, manifest, role, attachedPolicies }: PackageGrant): IDependable[] {
  const permissions = new DisposalPermissions(scope, 'Permissions', role, [], attachedPolicies);
  const policies = new Set<IDependable>();
  let count = 0;
  for (const { format, namespace, package: name } of manifest.packages()) {
    try {
      policies.add(permissions.allow({ ...repository, format, namespace, package: name }));
      count += 1;
    } catch {
      throw new Error(
        `${scope.node.path}: PackagePermissions.exact() holds as many packages as fit the managed policies of a role ` +
          `(IAM quotas); got ${manifest.packageCount} packages, of which ${count} fit. Choose ` +
          'PackagePermissions.namespaces(), which grants the whole namespaces that the manifest names.',
      );
    }
  }
  return [...policies];
}

/** `npm/my-scope/*` for each format and namespace; a package without a namespace has an empty segment. */
function namespacePaths(manifest: Manifest): string[] {
  const paths = new Set<string>();
  for (const { format, namespace = '' } of manifest.packages()) {
    paths.add(`${format}/${namespace}/*`);
  }
  return [...paths];
}

function allowPaths(scope: Construct, grant: PackageGrant, paths: readonly string[]): iam.ManagedPolicy {
  const { domain, domainOwner, repository } = grant.repository;
  const frame =
    'arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package//,""'.length + domain.length + repository.length;
  const characters = paths.reduce((sum, path) => sum + frame + path.length, 0);
  if (characters > MAX_ARN_CHARACTERS) {
    throw new Error(
      `${scope.node.path}: PackagePermissions.namespaces() holds as many namespaces as fit a managed policy (IAM quotas); ` +
        `got ${paths.length} namespaces. Choose PackagePermissions.repository(), which grants the whole repository.`,
    );
  }
  const arn = (path: string) =>
    Stack.of(scope).formatArn({
      service: 'codeartifact',
      account: domainOwner,
      resource: 'package',
      resourceName: `${domain}/${repository}/${path}`,
    });
  const policy = new iam.ManagedPolicy(scope, 'Permissions', {
    description: 'Lists and disposes CodeArtifact packages, and nothing else.',
    document: new iam.PolicyDocument({
      minimize: false,
      statements: [new iam.PolicyStatement({ actions: ACTIONS, resources: paths.map(arn) })],
    }),
  });
  attachPolicy(policy, grant.role);
  return policy;
}
