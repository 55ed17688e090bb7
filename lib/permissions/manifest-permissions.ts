import { Token } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct, type IDependable } from 'constructs';
import type { Action, Package } from '../../declaration/declaration';
import { FIELDS } from '../../declaration/fields';
import type { Manifest } from '../../declaration/manifest';
import { acknowledgeWildcards } from '../checks/acknowledgements';
import { DisposalPermissions, GRANTS } from './disposal-permissions';
import { attachPolicy } from './attach-policy';
import { policyArn } from './package-arn';
import type { PackagePermissions } from './package-permissions';

const DESCRIPTIONS: Readonly<Record<Action, string>> = {
  dispose: 'Lists and disposes CodeArtifact packages, and nothing else.',
  archive: 'Lists, archives and restores CodeArtifact packages, and nothing else.',
};

/** Characters of the managed policy without white space (IAM quotas), less the text around its ARNs. */
const MAX_ARN_CHARACTERS = 6144 - 200;

/** Properties of ManifestPermissions. */
interface ManifestPermissionsProps {
  /** The repository of the packages. */
  readonly repository: Pick<Package, 'domain' | 'domainOwner' | 'repository'>;
  /** The packages. */
  readonly manifest: Manifest;
  /** The action on the packages. */
  readonly action: Action;
  /** The extent of the grant. */
  readonly permissions: PackagePermissions;
  /** The role that lists, and disposes or archives. */
  readonly role: iam.IRole;
  /** The number of managed policies that the role has already. */
  readonly attachedPolicies: number;
  /** Further actions on the same packages. */
  readonly otherActions: readonly string[];
}

/** Allows a role to list the packages of a manifest, and to dispose or archive them, by ARNs as wide as was chosen. */
export class ManifestPermissions extends Construct {
  /** The policies, which a custom resource has to wait for; none if there is nothing to dispose. */
  readonly policies: IDependable[];

  constructor(scope: Construct, id: string, props: ManifestPermissionsProps) {
    super(scope, id);
    const { action, manifest, permissions, repository, role, attachedPolicies, otherActions } = props;
    const isExact = permissions._scope === 'exact';
    this.policies = isExact
      ? this.allowExactly({ action, manifest, repository, role, attachedPolicies, otherActions })
      : [];
    if (!isExact && manifest.packageCount > 0) {
      const paths = permissions._scope === 'repository' ? [''] : namespacePaths(manifest);
      const policy = new iam.ManagedPolicy(this, 'Policy', {
        description: DESCRIPTIONS[action],
        document: new iam.PolicyDocument({
          minimize: false,
          statements: [
            new iam.PolicyStatement({
              actions: [...GRANTS[action].actions, ...otherActions],
              resources: this.createArns(paths, repository),
            }),
          ],
        }),
      });
      acknowledgeWildcards(policy, permissions._scope);
      attachPolicy(policy, role);
      this.policies.push(policy);
    }
  }

  private allowExactly({
    action,
    manifest,
    repository,
    role,
    attachedPolicies,
    otherActions,
  }: Omit<ManifestPermissionsProps, 'permissions'>): IDependable[] {
    const permissions = new DisposalPermissions(this, 'Packages', {
      role,
      otherStatements: [],
      otherActions,
      attachedPolicies,
    });
    const policies = new Set<IDependable>();
    let count = 0;
    for (const { format, namespace, package: name } of manifest.packages()) {
      const policy = permissions.tryAllow({ ...repository, format, namespace, package: name }, action);
      if (policy === undefined) {
        throw new Error(
          `${this.node.scope?.node.path}: PackagePermissions.exact() holds as many packages as fit the managed policies ` +
            `of a role (IAM quotas); got ${manifest.packageCount} packages, of which ${count} fit. Choose ` +
            'PackagePermissions.namespaces(), which grants the whole namespaces that the manifest names, or give the construct a ' +
            'role of its own.',
        );
      }
      policies.add(policy);
      count += 1;
    }
    return [...policies];
  }

  private createArns(
    paths: readonly string[],
    { domain, domainOwner, repository }: ManifestPermissionsProps['repository'],
  ) {
    const frame = 'arn:aws-us-gov:codeartifact:ap-southeast-1:111122223333:package///*,""'.length;
    const length = (path: string) =>
      frame + nameLength('domain', domain) + nameLength('repository', repository) + path.length;
    if (paths.reduce((sum, path) => sum + length(path), 0) > MAX_ARN_CHARACTERS) {
      throw new Error(
        `${this.node.scope?.node.path}: PackagePermissions.namespaces() holds as many namespaces as fit a managed policy ` +
          `(IAM quotas); got ${paths.length} namespaces. Choose PackagePermissions.repository(), which grants the whole ` +
          'repository.',
      );
    }
    return paths.map((path) =>
      policyArn(this, { domainOwner, path: `${domain}/${repository}${path}`, extent: 'all below' }),
    );
  }
}

/** A name that only the deployment knows counts with its greatest length. */
function nameLength(field: 'domain' | 'repository', name: string): number {
  return Token.isUnresolved(name) ? FIELDS[field].max : name.length;
}

/** `/npm/my-scope` for each format and namespace; a package without a namespace has an empty segment. */
function namespacePaths(manifest: Manifest): string[] {
  const paths = new Set<string>();
  for (const { format, namespace = '' } of manifest.packages()) {
    paths.add(`/${format}/${namespace}`);
  }
  return [...paths];
}
