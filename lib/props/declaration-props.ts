import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { ColdCopies } from '../cold-copies';
import type { PackagePermissions } from '../permissions/package-permissions';
import type { DisposalProviderProps } from './disposal-provider-props';
import type { PackageFormat } from './package-format';
import type { PackageVersionStatus } from './package-version-status';

/**
 * The repository of a declaration, by its names or by a reference.
 *
 * @internal
 */
export interface RepositoryProps {
  /**
   * The name of the domain, 2 to 50 characters: lower-case letters, digits and hyphens. Required without a `repositoryRef`.
   *
   * @default - the domain of `repositoryRef`
   */
  readonly domain?: string;

  /**
   * The account that owns the domain, 12 digits.
   *
   * @default - the account of `repositoryRef`, or else the account of the stack
   */
  readonly domainOwner?: string;

  /**
   * The name of the repository, 2 to 100 characters: letters, digits, `.`, `_` and `-`. Versions are changed in this
   * repository only, not in its upstream repositories. It must be in the Region of the stack. Required without a
   * `repositoryRef`.
   *
   * @default - the repository of `repositoryRef`
   */
  readonly repository?: string;

  /**
   * The repository as a reference, in place of `domain`, `domainOwner` and `repository`: a `CfnRepository` of the same app, or
   * any other reference to a repository in the Region of the stack.
   *
   * @default - the repository with the given names
   */
  readonly repositoryRef?: IRepositoryRef;
}

/**
 * The properties that all declarations have.
 *
 * @internal
 */
export interface DeclarationProps extends RepositoryProps {
  /**
   * True if versions may be absent from the repository. If not, one absent version refuses the whole
   * declaration, so that a misspelled version does not pass for one that is done.
   *
   * @default false
   */
  readonly allowMissing?: boolean;

  /**
   * The path of a hold list, or of a folder whose hold lists (`*.txt`) all count: versions that no declaration may name. A
   * declaration or a manifest that names one is an error at synth, with the line that holds it. A line is `format package`,
   * `format package version` or `format package range`, in the notation of the format; a `#` begins a comment.
   *
   * @default - no version is held
   */
  readonly holds?: string;
}

/**
 * The properties that declarations of one package have.
 *
 * @internal
 */
export interface PackageDeclarationProps extends DeclarationProps {
  /**
   * The format of the package.
   */
  readonly format: PackageFormat;

  /**
   * The namespace of the package: the npm scope without `@`, the Maven groupId, the Swift scope, the
   * namespace of a generic package. 1 to 255 characters without `#`, `/` or white space.
   *
   * Required for maven, swift and generic; refused for pypi, nuget, ruby and cargo, which have none.
   *
   * @default - none
   */
  readonly packageNamespace?: string;

  /**
   * The name of the package, 1 to 255 characters without `#`, `/` or white space.
   *
   * Names of pypi, nuget and swift packages are normalized as the service normalizes them.
   */
  readonly packageName: string;

  /**
   * Options of a function that serves this declaration alone. To share one, pass a `provider` to several declarations.
   *
   * @default - the function of `provider`
   */
  readonly functionOptions?: DisposalProviderProps;
}

/**
 * The properties that declarations of a manifest have.
 *
 * @internal
 */
export interface ManifestDeclarationProps extends DeclarationProps {
  /**
   * The path of a manifest, or of a folder whose manifests (`*.disposals`) are taken as one. One line a version: format,
   * package, version, the revision that was reviewed and, if any, the rule that selected it; at most 1,000,000 versions.
   * A broken manifest is an error at synth that names its lines. With an empty one, nothing is changed.
   */
  readonly manifest: string;

  /**
   * Refuses everything unless every version that is not disposed or archived yet has this status.
   *
   * @default - any status
   */
  readonly expectedStatus?: PackageVersionStatus;

  /**
   * The packages that the function is allowed to list, and to dispose or archive.
   *
   * @default PackagePermissions.exact()
   */
  readonly permissions?: PackagePermissions;

  /**
   * The largest number of ListPackageVersions calls that the function makes in a second, above 0. The function slows down
   * when the service throttles calls. All users of CodeArtifact in the account share its quota.
   *
   * @default 50 - a quarter of the default quota
   */
  readonly maxListsPerSecond?: number;

  /**
   * The largest number of calls in a second that dispose, archive or restore, above 0. One call changes up to 100 versions of
   * one package.
   *
   * @default 25 - a quarter of the default quota of writes
   */
  readonly maxWritesPerSecond?: number;

  /**
   * Copies every byte of each version before any version is archived or disposed. If one byte of one version is missing,
   * nothing is archived, and nothing disposed.
   *
   * @default - nothing is copied
   */
  readonly coldCopies?: ColdCopies;

  /**
   * The largest number of assets that the function reads in a second to copy them, above 0. Requires `coldCopies`.
   *
   * @default 12 - a quarter of the default quota of GetPackageVersionAsset
   */
  readonly maxCopiesPerSecond?: number;

  /**
   * The bucket that keeps the manifests that were deployed, the state of deployments, their reports, and when versions were
   * archived. It must be private and encrypted by default: while a deployment runs it also holds CloudFormation's presigned
   * response URL. It must be in the Region of the stack. No write has a header `x-amz-server-side-encryption`, so a bucket
   * policy must not demand one.
   *
   * @default - a bucket of the stack, created at the first use, which outlives the stack
   */
  readonly recordBucket?: s3.IBucket;

  /**
   * Options of the function, such as VPC, role, log group and memory. `serviceTimeout` is 1 minute to 1 hour: a deployment that
   * takes longer fails, says how far it came, and the next one resumes.
   *
   * @default - 1,024 MB, 15 minutes, a new role and log group; CloudFormation waits for 1 hour
   */
  readonly functionOptions?: DisposalProviderProps;
}
