import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ManifestResource } from './resources/manifest-resource';
import { PackagePermissions } from './permissions/package-permissions';
import type { RepositoryProps } from './props/package-props';
import type { PackagesProps } from './props/packages-props';
import type { PackageVersionStatus } from './props/package-version-status';
import { recordBucketOf } from './resources/record-bucket';
import { archiveRecordOf, type ArchiveRecordPlace } from './permissions/record-permissions';
import { repositoryOf } from './permissions/repository-arn';
import { RestoredVersionsRule } from './resources/restored-versions-rule';

/**
 * Which versions of a repository are archived, and under which conditions.
 */
export interface ArchivedManifestProps extends PackagesProps {
  /**
   * How many UpdatePackageVersionsStatus calls a second the function makes at most, above 0. One call archives up to 100
   * versions of one package.
   *
   * @default 25 - a quarter of the default quota of writes
   */
  readonly maxUpdatesPerSecond?: number;

  /**
   * The status that versions get back when they leave the manifest, or when this declaration is removed: `PUBLISHED` or
   * `UNLISTED`. Only versions that this declaration archived get it, and only if they are still archived, with the same
   * content. It needs `PackagePermissions.repository()`, since a package can leave the manifest as a whole.
   *
   * By default they stay archived: to remove a declaration says that nobody takes care of the versions any more, not that
   * they are fit to be installed again.
   *
   * @default - they stay archived
   */
  readonly restoreTo?: PackageVersionStatus;
}

/**
 * Properties of ArchivedPackages.
 */
export interface ArchivedPackagesProps extends ArchivedManifestProps, RepositoryProps {}

/**
 * Package versions of a whole repository that are archived: those that a manifest names, each pinned to the revision that
 * was reviewed. Nobody can list or install them, and their assets are kept. It is the first of two steps: archive, wait,
 * dispose.
 *
 * Deploying it lists every package and checks every version before it archives any; if one is refused, nothing is archived.
 * It writes down since when each version is archived, and a rule of EventBridge reports versions that somebody restores.
 * `DisposedPackages` disposes only what has been archived for its waiting time.
 *
 * @see https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_UpdatePackageVersionsStatus.html
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import { ArchivedPackages, DisposedPackages } from 'cdk-codeartifact-disposal';
 *
 * declare const manifest: string;
 * const domain = 'my-domain';
 * const repository = 'my-repo';
 * // The first pull request:
 * const archived = new ArchivedPackages(this, 'Archived', { domain, repository, manifest });
 * // The second one, 30 days later:
 * new DisposedPackages(this, 'CleanUp', { domain, repository, manifest, archived, waitingTime: Duration.days(30) });
 */
export class ArchivedPackages extends Construct implements iam.IGrantable {
  /**
   * Archives versions of a repository that the same app, or a reference, names.
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
    props: ArchivedManifestProps,
  ): ArchivedPackages {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return new ArchivedPackages(scope, id, {
      ...props,
      ...repositoryOf(scope, id, repository.repositoryRef.repositoryArn),
    });
  }

  /** The function that lists, archives and restores. */
  public readonly function: lambda.Function;

  /** The principal the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket that keeps when versions were archived and restored, the manifests that were deployed, and the reports. */
  public readonly recordBucket: s3.IBucket;

  /** How many versions of the manifest are archived, as a token. */
  public readonly archivedCount: string;

  /**
   * Since when all versions of the manifest are archived, as a token: the time of the one that was archived last, in
   * ISO 8601. It is empty if nobody knows that of one of them.
   */
  public readonly archivedAt: string;

  /** The `s3://` URI under which the report of the last deployment lies, one line a version, as a token. */
  public readonly reportLocation: string;

  /**
   * The `s3://` URI under which it lies when versions were archived and restored. `clean-up --stage dispose` takes it as its
   * `--record`.
   */
  public readonly recordLocation: string;

  /**
   * Where this declaration keeps when its versions were archived and restored.
   *
   * @internal
   */
  public readonly _record: ArchiveRecordPlace;

  /**
   * The repository.
   *
   * @internal
   */
  public readonly _repository: RepositoryProps;

  /**
   * @throws an error that names every broken line of the manifest, or every property that breaks a rule
   */
  constructor(scope: Construct, id: string, props: ArchivedPackagesProps) {
    super(scope, id);
    this.recordBucket = props.recordBucket ?? recordBucketOf(this);
    this._record = archiveRecordOf(this, this.recordBucket);
    this.recordLocation = `s3://${this.recordBucket.bucketName}/${this._record.key}`;
    const { restoreTo, permissions = PackagePermissions.exact() } = props;
    if (restoreTo !== undefined && permissions._scope !== 'repository') {
      throw new Error(
        `${this.node.path}: permissions must be PackagePermissions.repository() where there is a restoreTo, since a package ` +
          `that leaves the manifest is no longer granted when it is restored; got PackagePermissions.${permissions._scope}().`,
      );
    }
    const archiving = {
      restoreTo,
      recordBucket: this.recordBucket.bucketName,
      recordKey: this._record.key,
    };
    const resource = new ManifestResource(this, {
      action: 'archive',
      props,
      maxChangesPerSecond: props.maxUpdatesPerSecond,
      recordBucket: this.recordBucket,
      archiving,
      archiveRecord: { place: this._record, access: 'write' },
    });
    this._repository = resource.repository;
    this.function = resource.function;
    this.grantPrincipal = resource.grantPrincipal;
    const properties = { ...resource.repository, ...archiving };
    resource.dependOn(new RestoredVersionsRule(this, 'Restored', { properties, function: this.function }));
    this.archivedCount = resource.attribute('archivedCount');
    this.archivedAt = resource.attribute('archivedAt');
    this.reportLocation = resource.attribute('reportLocation');
  }
}
