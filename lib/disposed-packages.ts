import type { Duration } from 'aws-cdk-lib';
import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { describeRepository } from '../declaration/manifest';
import type { ArchivedPackages } from './archived-packages';
import { ManifestResource } from './resources/manifest-resource';
import type { RepositoryProps } from './props/package-props';
import type { PackagesProps } from './props/packages-props';
import { recordBucketOf } from './resources/record-bucket';
import { repositoryOf } from './permissions/repository-arn';
import { certainlyDiffers, waitingProperties } from './checks/waiting-time';

/**
 * Which versions of a repository are disposed, and under which conditions.
 */
export interface ManifestProps extends PackagesProps {
  /**
   * How many DisposePackageVersions calls a second the function makes at most, above 0. One call disposes up to 100
   * versions of one package.
   *
   * @default 25 - a quarter of the default quota of writes
   */
  readonly maxDisposalsPerSecond?: number;

  /**
   * Disposes only what this declaration has archived for the `waitingTime`. It must be about the same repository; the same
   * manifest makes the second step one more line of the app. A version that was restored in the meantime, or published
   * again, refuses everything.
   *
   * The deployment says from when on each version can be disposed, and so does the plan in the pull request.
   *
   * @default - versions wait for nothing
   */
  readonly archived?: ArchivedPackages;

  /**
   * How long `archived` must have archived each version before it is disposed, 1 second to 999,999,999 seconds. A version
   * that was restored and archived again waits again.
   *
   * @default Duration.days(30) - with `archived`
   */
  readonly waitingTime?: Duration;

  /**
   * Whether a version is disposed at once that was archived by other means than `archived`, so that nobody knows since
   * when. If not, one such version refuses everything.
   *
   * @default false
   */
  readonly allowUnknownArchiveTime?: boolean;
}

/**
 * Properties of DisposedPackages.
 */
export interface DisposedPackagesProps extends ManifestProps, RepositoryProps {}

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
export class DisposedPackages extends Construct implements iam.IGrantable {
  /**
   * Disposes versions of a repository that the same app, or a reference, names.
   *
   * @param scope the parent
   * @param id the construct id
   * @param repository a `CfnRepository`, or any reference to a repository of the stack's Region
   * @param props the manifest
   */
  // eslint-disable-next-line max-params -- scope and id come first, as in every construct
  public static inRepository(
    scope: Construct,
    id: string,
    repository: IRepositoryRef,
    props: ManifestProps,
  ): DisposedPackages {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return new DisposedPackages(scope, id, {
      ...props,
      ...repositoryOf(scope, id, repository.repositoryRef.repositoryArn),
    });
  }

  /** The function that lists and disposes. */
  public readonly function: lambda.Function;

  /** The principal the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket that keeps the manifests that were deployed, and the reports. */
  public readonly recordBucket: s3.IBucket;

  /** How many versions of the manifest are disposed, as a token. */
  public readonly disposedCount: string;

  /** The `s3://` URI under which the report of the last deployment lies, one line a version, as a token. */
  public readonly reportLocation: string;

  /**
   * @throws an error that names every broken line of the manifest, or every property that breaks a rule
   */
  constructor(scope: Construct, id: string, props: DisposedPackagesProps) {
    super(scope, id);
    const { archived } = props;
    this.recordBucket = props.recordBucket ?? recordBucketOf(this);
    const resource = new ManifestResource(this, {
      action: 'dispose',
      props,
      maxChangesPerSecond: props.maxDisposalsPerSecond,
      recordBucket: this.recordBucket,
      archiving: waitingProperties(this, props),
      archiveRecord: archived && { place: archived._record, access: 'read' },
    });
    if (archived) {
      requireSameRepository(this, resource.repository, archived._repository);
      resource.dependOn(archived);
    }
    this.function = resource.function;
    this.grantPrincipal = resource.grantPrincipal;
    this.disposedCount = resource.attribute('disposedCount');
    this.reportLocation = resource.attribute('reportLocation');
  }
}

/** @throws if the declaration that archives is certainly about another repository: its record says nothing of this one */
function requireSameRepository(scope: Construct, declared: RepositoryProps, archived: RepositoryProps) {
  if (certainlyDiffers(declared, archived, ['domain', 'repository'])) {
    throw new Error(
      `${scope.node.path}: archived must archive versions of the same repository, ${describeRepository(declared)}; got ` +
        `${describeRepository(archived)}.`,
    );
  }
}
