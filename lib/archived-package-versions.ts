import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { ARCHIVE_ATTRIBUTES, archiveTimeAttribute } from '../declaration/attributes';
import type { Package } from '../declaration/declaration';
import type { DisposalProvider } from './resources/disposal-provider';
import type { PackageProps, RepositoryProps } from './props/package-props';
import { PackageVersionsResource, propertiesOf } from './resources/package-versions-resource';
import type { PackageVersionStatus } from './props/package-version-status';
import { recordBucketOf } from './resources/record-bucket';
import { archiveRecordOf, type ArchiveRecordPlace } from './permissions/record-permissions';
import { repositoryOf } from './permissions/repository-arn';
import { RestoredVersionsRule } from './resources/restored-versions-rule';

/**
 * The versions of one package to archive, and the conditions.
 */
export interface ArchivedVersionsProps extends PackageProps {
  /**
   * The versions to archive, each once, spelled as the repository lists them. The order does not matter.
   *
   * 1 to 10,000 versions. All properties together must fit 500,000 bytes, half of the event that Lambda takes.
   */
  readonly versions: string[];

  /**
   * Pins versions to the revision that was reviewed. A version that was published again with other content is refused; if
   * it was declared before, it is left as it is. The keys are literals, each one also in `versions`.
   *
   * @default - no version is pinned
   */
  readonly versionRevisions?: { [version: string]: string };

  /**
   * Refuses the declaration unless every version that is not archived yet has this status, for example `UNLISTED`.
   *
   * @default - any status but `DISPOSED`
   */
  readonly expectedStatus?: PackageVersionStatus;

  /**
   * The status that versions get back when they leave `versions`, or when this declaration is removed: `PUBLISHED` or
   * `UNLISTED`. Only versions that this declaration archived get it, and only if they are still archived, with the same
   * content.
   *
   * By default they stay archived: to remove a declaration says that nobody takes care of the versions any more, not that
   * they are fit to be installed again.
   *
   * @default - they stay archived
   */
  readonly restoreTo?: PackageVersionStatus;

  /**
   * The bucket that keeps when versions were archived and restored. It must be private and in the Region of the stack.
   *
   * @default - a bucket of the stack, created at the first use, which outlives the stack
   */
  readonly recordBucket?: s3.IBucket;
}

/**
 * Properties of ArchivedPackageVersions.
 */
export interface ArchivedPackageVersionsProps extends ArchivedVersionsProps, RepositoryProps {}

/**
 * Package versions of AWS CodeArtifact to archive: nobody can list or install them, and their assets are kept. It can be
 * undone, unlike a disposal, so it is the first of two steps: archive, wait, dispose.
 *
 * The deployment checks every version before the first call; if one fails the check, nothing is archived. It writes down
 * since when each version is archived, and a rule of EventBridge reports versions that somebody restores.
 * `DisposedPackageVersions` disposes only what has been archived for its waiting time.
 *
 * @see https://docs.aws.amazon.com/codeartifact/latest/APIReference/API_UpdatePackageVersionsStatus.html
 * @example
 * import { Duration } from 'aws-cdk-lib';
 * import { ArchivedPackageVersions, DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';
 *
 * const versions = ['1.0.0', '1.0.1'];
 * // The first pull request:
 * const archived = new ArchivedPackageVersions(this, 'ArchivedLeftPad', {
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   format: PackageFormat.NPM,
 *   packageName: 'left-pad',
 *   versions,
 * });
 * // The second one, 30 days later:
 * new DisposedPackageVersions(this, 'LeftPad', {
 *   domain: 'my-domain',
 *   repository: 'my-repo',
 *   format: PackageFormat.NPM,
 *   packageName: 'left-pad',
 *   versions,
 *   archived,
 *   waitingTime: Duration.days(30),
 * });
 */
export class ArchivedPackageVersions extends Construct {
  /**
   * Archives versions of a package in a repository of the same app, or one that a reference names.
   *
   * @param scope the parent
   * @param id the construct id
   * @param repository a `CfnRepository`, or any reference to a repository of the stack's Region
   * @param props the package and its versions
   * @throws if the ARN is not that of a repository, or its Region is not that of the stack
   */
  // eslint-disable-next-line max-params -- the shape of the CDK: scope and id, then what is named, then the props
  public static inRepository(
    scope: Construct,
    id: string,
    repository: IRepositoryRef,
    props: ArchivedVersionsProps,
  ): ArchivedPackageVersions {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return new ArchivedPackageVersions(scope, id, {
      ...props,
      ...repositoryOf(scope, id, repository.repositoryRef.repositoryArn),
    });
  }

  /** The provider whose function archives the versions. */
  public readonly provider: DisposalProvider;

  /** The number of declared versions that are archived after the deployment, as a token. */
  public readonly archivedCount: string;

  /**
   * Since when all declared versions are archived, as a token: the time of the one that was archived last, in ISO 8601. It
   * is empty if nobody knows that of one of them.
   */
  public readonly archivedAt: string;

  /**
   * Where this declaration keeps when its versions were archived and restored.
   *
   * @internal
   */
  public readonly _record: ArchiveRecordPlace;

  /**
   * The package, as the service spells it.
   *
   * @internal
   */
  public readonly _package: Package;

  private readonly resource: PackageVersionsResource;

  /**
   * @throws if a property breaks a rule of the service, the repository is in another Region, or the provider is in
   * another stack; the error names each broken rule and the value. Values that are computed late are checked at synth.
   */
  constructor(scope: Construct, id: string, props: ArchivedPackageVersionsProps) {
    super(scope, id);
    const bucket = props.recordBucket ?? recordBucketOf(this);
    this._record = archiveRecordOf(this, bucket);
    const properties = {
      ...propertiesOf(this, props),
      restoreTo: props.restoreTo,
      recordBucket: bucket.bucketName,
      recordKey: this._record.key,
    };
    this._package = properties;
    this.resource = new PackageVersionsResource(this, { action: 'archive', properties, provider: props.provider });
    this.provider = this.resource.provider;
    const rule = new RestoredVersionsRule(this, 'Restored', { properties, function: this.provider.function });
    // The bucket of a deployment that is rolled back must outlive the deletion of this resource.
    this.resource.dependOn(this.provider._allowRecord(this._record, 'write'), rule, bucket);
    this.archivedCount = this.resource.attribute(ARCHIVE_ATTRIBUTES.count);
    this.archivedAt = this.resource.attribute(ARCHIVE_ATTRIBUTES.archivedAt);
  }

  /**
   * Since when a version is archived, in ISO 8601, as a token. It is empty if the version was archived by other means, or
   * is not archived.
   *
   * CloudFormation reads 4096 bytes of the function's answer, enough for about 40 versions. So the answer has only the
   * times for which this method is called.
   *
   * @param version one of the declared versions, as a literal
   * @throws if the version is not declared or is a token, or if the answer cannot hold one more time
   */
  public getArchivedAt(version: string): string {
    return this.resource.versionAttribute(version, {
      name: archiveTimeAttribute(version),
      method: 'getArchivedAt',
      plural: 'times',
    });
  }
}
