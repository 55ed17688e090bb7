import { Duration } from 'aws-cdk-lib';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct, type IConstruct } from 'constructs';
import type { Subject } from './checks/archived-declaration';
import { requirePropTypes } from './checks/prop-types';
import { PackagePermissions } from './permissions/package-permissions';
import { createArchiveRecord } from './permissions/record-permissions';
import type { ArchiveRecordAttributes } from './props/archive-record-attributes';
import type { ManifestDeclarationProps } from './props/declaration-props';
import type { RestoredStatus } from './props/restored-status';
import { FunctionConstruct } from './resources/function-construct';
import { ManifestResource } from './resources/manifest-resource';
import { chooseRecordBucket } from './resources/record-bucket';
import { ReportQueue } from './resources/report-queue';

/**
 * Properties of ArchivedPackages.
 */
export interface ArchivedPackagesProps extends ManifestDeclarationProps {
  /**
   * The status that versions get back when they leave the manifest, or when this declaration is removed. Only versions that
   * this declaration archived get it, and only if they are still archived, with the same content, and no other declaration
   * with the same record bucket names them. It needs `PackagePermissions.repository()`, since a package can leave the manifest as a whole.
   *
   * By default they stay archived: a removed declaration only says that its author no longer manages the versions, not that they are fit to be installed.
   *
   * @default - they stay archived
   */
  readonly restoreTo?: RestoredStatus;
}

/**
 * Versions of a repository that a declaration archives, in this app or in another one.
 */
export interface IArchivedPackages extends IConstruct {
  /** The bucket that keeps when versions were archived and restored. */
  readonly recordBucket: s3.IBucket;

  /** The key of the declaration in that record. */
  readonly recordKey: string;

  /** The ARN of the queue with reports of restored versions. */
  readonly reportQueueArn: string;

  /**
   * The repository; a record of another app does not say it.
   *
   * @internal
   */
  readonly _repository?: Subject;
}

/**
 * Archived package versions of a whole repository: those of a manifest, each pinned to the reviewed revision. Package managers can neither list nor install them, and their assets are kept. It is the first of two steps: archive, wait,
 * dispose.
 *
 * Deploying it lists every package and checks every version before it archives any; if one is refused, nothing is archived.
 * It writes down since when each version is archived, and a rule of EventBridge reports restored versions. `DisposedPackages` disposes only versions that have been archived for its waiting time.
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
export class ArchivedPackages extends FunctionConstruct implements IArchivedPackages {
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
  ): IArchivedPackages {
    // eslint-disable-next-line awscdk/require-passing-this -- a static method has the scope of its caller
    return Object.assign(new Construct(scope, id), attributes);
  }

  /** The function that lists, archives and restores. */
  public readonly function: lambda.Function;

  /** The principal that the function acts as. */
  public readonly grantPrincipal: iam.IPrincipal;

  /** The bucket that keeps when versions were archived and restored, the manifests that were deployed, and the reports. */
  public readonly recordBucket: s3.IBucket;

  /** The key of this declaration in that record. Another app needs it for `fromArchiveRecordAttributes`. */
  public readonly recordKey: string;

  /** The ARN of the queue with reports of restored versions. Another app needs it for `fromArchiveRecordAttributes`. */
  public readonly reportQueueArn: string;

  /** The number of versions of the manifest are archived, as a token. */
  public readonly archivedCount: string;

  /**
   * Since when all versions of the manifest are archived, as a token: the time of the one that was archived last, in
   * ISO 8601. It is empty if one of them is not archived.
   */
  public readonly archivedAt: string;

  /** The `s3://` URI of the report of the last deployment, one line a version, as a token. */
  public readonly reportLocation: string;

  /**
   * The `s3://` URI of this declaration in the record of when versions were archived and restored. `clean-up --stage dispose` takes it as its
   * `--record`.
   */
  public readonly recordLocation: string;

  /**
   * The repository.
   *
   * @internal
   */
  public readonly _repository: Subject;

  private readonly resource: ManifestResource;

  /**
   * @throws an error that names every broken line of the manifest, or every property that breaks a rule
   */
  constructor(scope: Construct, id: string, props: ArchivedPackagesProps) {
    super(scope, id);
    requirePropTypes(this, props, ['manifest']);
    this.recordBucket = chooseRecordBucket(this, props.recordBucket);
    const record = createArchiveRecord(this, this.recordBucket);
    this.recordKey = record.key;
    this.recordLocation = `s3://${this.recordBucket.bucketName}/${record.key}`;
    const { restoreTo, permissions = PackagePermissions.exact() } = props;
    if (restoreTo !== undefined && permissions._scope !== 'repository') {
      throw new Error(
        `${this.node.path}: permissions must be PackagePermissions.repository() where there is a restoreTo, since a package ` +
          `that leaves the manifest is no longer granted when it is restored; got PackagePermissions.${permissions._scope}().`,
      );
    }
    const reports = new ReportQueue(this, 'Reports', {
      timeout: props.functionOptions?.timeout ?? Duration.minutes(15),
    });
    this.reportQueueArn = reports.queueArn;
    const archiving = {
      restoreTo,
      recordBucket: this.recordBucket.bucketName,
      recordKey: record.key,
      reportQueue: reports.queueUrl,
    };
    const resource = new ManifestResource(this, {
      action: 'archive',
      props,
      recordBucket: this.recordBucket,
      archiving,
      archiveRecord: { place: record, access: 'write' },
    });
    this.resource = resource;
    this._repository = resource.repository;
    this.function = resource.workflow.function;
    this.grantPrincipal = resource.workflow.role;
    resource.workflow.allow(reports.consumerStatement);
    reports.deliverTo(this.function, resource.workflow.policy);
    resource.dependOn(reports.watch({ repository: resource.repository, recordBucket: this.recordBucket.bucketName }));
    this.archivedCount = resource.attribute('archivedCount');
    this.archivedAt = resource.attribute('archivedAt');
    this.reportLocation = resource.attribute('reportLocation');
  }

  /** The workflow that runs the function until all is done. */
  public get stateMachine(): sfn.IStateMachine {
    return this.resource.workflow.stateMachine;
  }
}
