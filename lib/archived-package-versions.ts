import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Construct, type IConstruct } from 'constructs';
import { ARCHIVE_ATTRIBUTES, archiveTimeAttribute } from '../declaration/attributes';
import type { Package } from '../declaration/declaration';
import { requirePropTypes } from './checks/prop-types';
import { createArchiveRecord } from './permissions/record-permissions';
import type { ArchiveRecordAttributes } from './props/archive-record-attributes';
import type { PackageDeclarationProps } from './props/declaration-props';
import type { PackageVersionStatus } from './props/package-version-status';
import type { RestoredStatus } from './props/restored-status';
import type { DisposalProvider } from './resources/disposal-provider';
import { FunctionConstruct } from './resources/function-construct';
import { chooseProvider, PackageVersionsResource, resolveProperties } from './resources/package-versions-resource';
import { chooseRecordBucket } from './resources/record-bucket';

/**
 * Properties of ArchivedPackageVersions.
 */
export interface ArchivedPackageVersionsProps extends PackageDeclarationProps {
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
   * The status that versions get back when they leave `versions`, or when this declaration is removed. Only versions that this declaration archived get it, and only if they are still archived, with the same
   * content.
   *
   * By default they stay archived: a removed declaration only says that its author no longer manages the versions, not that they are fit to be installed.
   *
   * @default - they stay archived
   */
  readonly restoreTo?: RestoredStatus;

  /**
   * The bucket that keeps when versions were archived and restored. It must be private and in the Region of the stack.
   * No write has a header `x-amz-server-side-encryption`, so a bucket policy must not demand one.
   *
   * @default - a bucket of the stack, created at the first use, which outlives the stack
   */
  readonly recordBucket?: s3.IBucket;

  /**
   * The provider whose function makes the calls. It must be in the stack of the declaration.
   *
   * @default - the provider of the stack, created at the first declaration
   */
  readonly provider?: DisposalProvider;
}

/**
 * Versions of one package that a declaration archives, in this app or in another one.
 */
export interface IArchivedPackageVersions extends IConstruct {
  /** The bucket that keeps when versions were archived and restored. */
  readonly recordBucket: s3.IBucket;

  /** The key of the declaration in that record. */
  readonly recordKey: string;

  /** The ARN of the queue with reports of restored versions. */
  readonly reportQueueArn: string;

  /**
   * The package; a record of another app does not say it.
   *
   * @internal
   */
  readonly _package?: Package;
}

/**
 * Package versions of AWS CodeArtifact to archive: package managers can neither list nor install them, and their assets are kept. It can be
 * undone, unlike a disposal, so it is the first of two steps: archive, wait, dispose.
 *
 * The deployment checks every version before the first call; if one fails the check, nothing is archived. It writes down
 * since when each version is archived, and a rule of EventBridge reports restored versions. `DisposedPackageVersions` disposes only versions that have been archived for its waiting time.
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
export class ArchivedPackageVersions extends FunctionConstruct implements IArchivedPackageVersions {
  /**
   * Versions that a declaration of another app archives. Its record says since when.
   *
   * @param scope the parent
   * @param id the construct id
   * @param attributes where the record lies, as the other declaration says it
   */
  public static fromArchiveRecordAttributes(
    scope: Construct,
    id: string,
    attributes: ArchiveRecordAttributes,
  ): IArchivedPackageVersions {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return Object.assign(new Construct(scope, id), attributes);
  }

  /** The provider whose function archives the versions. */
  public readonly provider: DisposalProvider;

  /** The function that lists, archives and restores. */
  public readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket that keeps when versions were archived and restored. */
  public readonly recordBucket: s3.IBucket;

  /** The key of this declaration in that record. Another app needs it for `fromArchiveRecordAttributes`. */
  public readonly recordKey: string;

  /** The ARN of the queue with reports of restored versions. Another app needs it for `fromArchiveRecordAttributes`. */
  public readonly reportQueueArn: string;

  /** The number of declared versions that are archived after the deployment, as a token. */
  public readonly archivedCount: string;

  /**
   * Since when all declared versions are archived, as a token: the time of the one that was archived last, in ISO 8601. It
   * is empty if one of them is not archived.
   */
  public readonly archivedAt: string;

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
    requirePropTypes(this, props, ['format', 'packageName', 'versions']);
    const bucket = chooseRecordBucket(this, props.recordBucket);
    const record = createArchiveRecord(this, bucket);
    this.recordBucket = bucket;
    this.recordKey = record.key;
    this.provider = chooseProvider(this, props);
    const reports = this.provider._reportQueue();
    this.reportQueueArn = reports.queueArn;
    const properties = {
      ...resolveProperties(this, props),
      restoreTo: props.restoreTo,
      recordBucket: bucket.bucketName,
      recordKey: record.key,
      reportQueue: reports.queueUrl,
    };
    this._package = properties;
    this.resource = new PackageVersionsResource(this, {
      action: 'archive',
      properties,
      props: { provider: this.provider, holds: props.holds },
    });
    this.function = this.provider.function;
    this.grantPrincipal = this.provider.grantPrincipal;
    const { domain, domainOwner, repository } = properties;
    const watched = { repository: { domain, domainOwner, repository }, recordBucket: bucket.bucketName };
    // The bucket of a deployment that is rolled back must outlive the deletion of this resource.
    this.resource.dependOn(...this.provider._allowArchiving(record, watched), bucket);
    this.archivedCount = this.resource.attribute(ARCHIVE_ATTRIBUTES.count);
    this.archivedAt = this.resource.attribute(ARCHIVE_ATTRIBUTES.archivedAt);
  }

  /**
   * The time from which a version is archived, in ISO 8601, as a token. Of a version that was archived already, the time of the first
   * deployment that found it so. It is empty if the version is not archived.
   *
   * CloudFormation reads 4096 bytes of the function's answer, enough for about 40 versions. So the answer has only the times that this method was called for.
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
