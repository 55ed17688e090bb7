import type { Duration } from 'aws-cdk-lib';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type { PackagePermissions } from '../permissions/package-permissions';
import type { PackageVersionStatus } from './package-version-status';

/**
 * The versions of many packages of one repository, and what they must be like.
 */
export interface PackagesProps {
  /**
   * The path of a manifest, or of a folder whose manifests (`*.disposals`) are taken as one. One line a version: format,
   * package, version, the revision that was reviewed and, if any, the rule that selected it; at most 1,000,000 versions.
   * A broken manifest is an error at synth that names its lines. With an empty one, nothing is changed.
   */
  readonly manifest: string;

  /**
   * The path of a hold list, or of a folder whose hold lists (`*.txt`) all count: versions that nobody may dispose or
   * archive. A manifest that names one of them is an error at synth, with the lines of both. A line is `format package`,
   * `format package version` or `format package range`, in the notation of the format; what follows a `#` is a comment.
   *
   * @default - no version is held
   */
  readonly holds?: string;

  /**
   * Refuses everything unless every version that is not disposed or archived yet has this status.
   *
   * @default - any status
   */
  readonly expectedStatus?: PackageVersionStatus;

  /**
   * Whether a version that does not exist is accepted. If not, one refuses everything.
   *
   * @default false
   */
  readonly allowMissing?: boolean;

  /**
   * What the function may list, and dispose or archive.
   *
   * @default PackagePermissions.exact()
   */
  readonly permissions?: PackagePermissions;

  /**
   * How many ListPackageVersions calls a second the function makes at most, above 0. When the service throttles anybody,
   * the function slows down. The account's quota is shared with everything that uses CodeArtifact.
   *
   * @default 50 - a quarter of the default quota
   */
  readonly maxListsPerSecond?: number;

  /**
   * How long CloudFormation waits for a deployment, 1 minute to 1 hour. A deployment that takes longer fails, says how
   * far it came, and the next one resumes.
   *
   * @default Duration.hours(1)
   */
  readonly serviceTimeout?: Duration;

  /**
   * The bucket that keeps the manifests that were deployed, the state of deployments, their reports, and when versions were
   * archived. It must be private and encrypted: while a deployment runs it also holds CloudFormation's presigned response
   * URL.
   *
   * @default - a bucket of the stack, created at the first use, which outlives the stack
   */
  readonly recordBucket?: s3.IBucket;

  /**
   * What the function can be set to besides: VPC, role, log group, memory, ….
   *
   * @default - 1,024 MB, 15 minutes, a role and a log group of its own
   */
  readonly functionOptions?: lambda.FunctionOptions;
}
