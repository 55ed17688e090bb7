import type { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { IArchivedPackages } from './archived-packages';
import { requireSameSubject } from './checks/archived-declaration';
import { requireOwnRegion } from './checks/bucket-region';
import { requirePropTypes } from './checks/prop-types';
import { waitingProperties } from './checks/waiting-time';
import type { ManifestDeclarationProps } from './props/declaration-props';
import { FunctionConstruct } from './resources/function-construct';
import { ManifestResource } from './resources/manifest-resource';
import { chooseRecordBucket } from './resources/record-bucket';

/**
 * Properties of DisposedPackages.
 */
export interface DisposedPackagesProps extends ManifestDeclarationProps {
  /**
   * Disposes only versions that this declaration has archived for the `waitingTime`. It must be about the same repository; the same
   * manifest makes the second step one more line of the app. A version that was restored in the meantime, or published
   * again, refuses everything.
   *
   * The deployment says from when on each version can be disposed, and so does the plan in the pull request.
   *
   * @default - versions wait for nothing
   */
  readonly archived?: IArchivedPackages;

  /**
   * The time that `archived` must have archived each version before it is disposed, 1 second to 999,999,999 seconds. A version
   * that was restored and archived again waits again.
   *
   * @default Duration.days(30) - with `archived`
   */
  readonly waitingTime?: Duration;

  /**
   * True if a version of unknown archive time is disposed at once. If not, one such version refuses everything.
   *
   * @default false
   */
  readonly allowUnknownArchiveTime?: boolean;

  /**
   * True if an archived version is disposed that has no complete copy in `coldCopies`. Its assets can be read no more, so
   * that it can be copied no more. If not, one such version refuses everything.
   *
   * @default false
   */
  readonly allowArchivedWithoutCopy?: boolean;
}

/**
 * Package versions of a whole repository that are disposed: those that a manifest names, each pinned to the revision that
 * was reviewed.
 *
 * Deploying it lists every package and checks every version before it disposes any; if one is refused, nothing is
 * disposed. Disposal cannot be undone, neither by a rollback nor by the removal of this construct: if a call fails on the
 * way, what was disposed before stays disposed, nothing further is started, and the next deployment resumes.
 *
 * @see https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_DisposePackageVersions.html
 * @example
 * import { DisposedPackages, PackageVersionStatus } from 'cdk-codeartifact-disposal';
 *
 * declare const manifest: string;
 * new DisposedPackages(this, 'CleanUp', {
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   manifest, // such as 'clean-up.disposals'
 *   expectedStatus: PackageVersionStatus.ARCHIVED,
 * });
 */
export class DisposedPackages extends FunctionConstruct {
  /** The function that lists and disposes. */
  public readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket that keeps the manifests that were deployed, and the reports. */
  public readonly recordBucket: s3.IBucket;

  /** The number of versions of the manifest are disposed, as a token. */
  public readonly disposedCount: string;

  /** The `s3://` URI of the report of the last deployment, one line a version, as a token. */
  public readonly reportLocation: string;

  private readonly resource: ManifestResource;

  /**
   * @throws an error that names every broken line of the manifest, or every property that breaks a rule
   */
  constructor(scope: Construct, id: string, props: DisposedPackagesProps) {
    super(scope, id);
    requirePropTypes(this, props, ['manifest']);
    const { archived } = props;
    this.recordBucket = chooseRecordBucket(this, props.recordBucket);
    this.resource = new ManifestResource(this, {
      action: 'dispose',
      props,
      recordBucket: this.recordBucket,
      archiving: waitingProperties(this, props),
      allowArchivedWithoutCopy: props.allowArchivedWithoutCopy,
      archiveRecord: archived && { access: 'read', archived },
    });
    if (archived) {
      requireOwnRegion(this, 'archived', archived.recordBucket);
      requireSameSubject(this, this.resource.repository, archived._repository);
      this.resource.dependOn(archived);
    }
    this.function = this.resource.workflow.function;
    this.grantPrincipal = this.resource.workflow.role;
    this.disposedCount = this.resource.attribute('disposedCount');
    this.reportLocation = this.resource.attribute('reportLocation');
  }

  /** The workflow that runs the function until all is done. */
  public get stateMachine(): sfn.IStateMachine {
    return this.resource.workflow.stateMachine;
  }
}
