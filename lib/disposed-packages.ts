import { CustomResource, Duration, Lazy, Names, Stack } from 'aws-cdk-lib';
import type { IRepositoryRef } from 'aws-cdk-lib/aws-codeartifact';
import type * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { Construct } from 'constructs';
import {
  MANIFEST_ATTRIBUTES,
  MANIFEST_RESOURCE_TYPE,
  type ManifestProperties,
  UNKNOWN_STATE_MACHINE,
} from '../declaration/manifest';
import { checkDuration, findPaceViolations } from './clean-up-duration';
import { findCleanUpViolations } from './declaration-check';
import { DisposalWorkflow } from './disposal-workflow';
import { checkHolds } from './hold-lists';
import { ManifestPermissions } from './manifest-permissions';
import { type ManifestFile, readManifestFile } from './manifest-file';
import { PackagePermissions } from './package-permissions';
import type { PackageVersionStatus } from './package-version-status';
import { checkProperties } from './property-check';
import { recordBucketOf } from './record-bucket';
import { repositoryOf } from './repository-arn';
import { RepositoryRegion } from './repository-region';
import { ValueResolver } from './value-resolver';

/** A quarter of the default quotas of an account: 200 lists and 100 writes a second. */
const LISTS_PER_SECOND = 50;
const DISPOSALS_PER_SECOND = 25;

/**
 * Which versions of a repository are disposed, and under which conditions.
 */
export interface ManifestProps {
  /**
   * The path of a manifest, or of a folder whose manifests (`*.disposals`) are taken as one. One line a version: format,
   * package, version, the revision that was reviewed and, if any, the rule that selected it; at most 1,000,000 versions.
   * A broken manifest is an error at synth that names its lines. An empty one disposes nothing.
   */
  readonly manifest: string;

  /**
   * The path of a hold list, or of a folder whose hold lists (`*.txt`) all count: versions that nobody may dispose. A
   * manifest that names one of them is an error at synth, with the lines of both. A line is `format package`,
   * `format package version` or `format package range`, in the notation of the format; what follows a `#` is a comment.
   *
   * @default - no version is held
   */
  readonly holds?: string;

  /**
   * Refuses everything unless every version that is not disposed yet has this status, for example `ARCHIVED`.
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
   * What the function may list and dispose.
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
   * How many DisposePackageVersions calls a second the function makes at most, above 0. One call disposes up to 100
   * versions of one package.
   *
   * @default 25 - a quarter of the default quota of writes
   */
  readonly maxDisposalsPerSecond?: number;

  /**
   * How long CloudFormation waits for a deployment, 1 minute to 1 hour. A deployment that takes longer fails, says how
   * far it came, and the next one resumes.
   *
   * @default Duration.hours(1)
   */
  readonly serviceTimeout?: Duration;

  /**
   * The bucket that keeps the manifests that were deployed, the state of deployments, and their reports. It must be
   * private and encrypted: while a deployment runs it also holds CloudFormation's presigned response URL.
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

/**
 * Properties of DisposedPackages.
 */
export interface DisposedPackagesProps extends ManifestProps {
  /**
   * The name of the domain, 2 to 50 characters: lower-case letters, digits and hyphens.
   */
  readonly domain: string;

  /**
   * The account that owns the domain, 12 digits.
   *
   * @default - the account of the stack
   */
  readonly domainOwner?: string;

  /**
   * The name of the repository, 2 to 100 characters: letters, digits, `.`, `_` and `-`. Only this repository's own record
   * of the versions is disposed, not that of its upstream repositories.
   */
  readonly repository: string;

  /**
   * The Region of the repository, which must be the Region of the stack. The synth refuses another Region; if only the
   * deployment knows the Region, the deployment refuses it.
   *
   * @default - the Region of the stack that the names refer to; for literal names, the Region of this stack
   */
  readonly region?: string;
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
    const file = readManifestFile(this, props.manifest);
    if (props.holds !== undefined) {
      checkHolds(this, props.holds, file.sources);
    }
    const asset = new Asset(this, 'Manifest', { path: file.path });
    const serviceTimeout = props.serviceTimeout ?? Duration.hours(1);
    const rates = {
      maxListsPerSecond: props.maxListsPerSecond ?? LISTS_PER_SECOND,
      maxDisposalsPerSecond: props.maxDisposalsPerSecond ?? DISPOSALS_PER_SECOND,
    };
    const given = this.propertiesOf(props, file, asset);
    const values = new ValueResolver(this);
    const region = new RepositoryRegion(this, given, values);
    checkProperties(this, {
      region,
      findViolations: (moment) => [
        ...findCleanUpViolations({ ...given, stateMachineArn: UNKNOWN_STATE_MACHINE }, values, moment),
        ...findPaceViolations({ ...rates, serviceTimeout }),
      ],
    });
    checkDuration(this, file.manifest, { ...rates, serviceTimeout });
    const properties = { ...given, region: Lazy.uncachedAny({ produce: () => region.find('synthesis') }) };
    this.recordBucket = props.recordBucket ?? recordBucketOf(this);
    const recordPrefix = Names.uniqueResourceName(this, { maxLength: 100 });
    const workflow = new DisposalWorkflow(this, 'Workflow', {
      manifest: asset,
      recordBucket: this.recordBucket,
      recordPrefix,
      functionOptions: props.functionOptions,
      configuration: {
        properties,
        manifestBucket: asset.s3BucketName,
        recordBucket: this.recordBucket.bucketName,
        recordPrefix,
        ...rates,
      },
    });
    this.function = workflow.function;
    this.grantPrincipal = workflow.role;
    const resource = new CustomResource(this, 'Resource', {
      resourceType: MANIFEST_RESOURCE_TYPE,
      serviceToken: this.function.functionArn,
      serviceTimeout,
      properties: { ...properties, stateMachineArn: workflow.stateMachineArn },
    });
    resource.node.addDependency(workflow.policy, this.recordBucket);
    const attached = [workflow.policy, props.functionOptions?.vpc, props.functionOptions?.insightsVersion];
    const { domain, domainOwner, repository } = properties;
    const granted = new ManifestPermissions(this, 'Permissions', {
      repository: { domain, domainOwner, repository },
      manifest: file.manifest,
      permissions: props.permissions ?? PackagePermissions.exact(),
      role: workflow.role,
      attachedPolicies: attached.filter((item) => item !== undefined).length,
    });
    resource.node.addDependency(...granted.policies);
    this.disposedCount = resource.getAttString(MANIFEST_ATTRIBUTES.disposedCount);
    this.reportLocation = resource.getAttString(MANIFEST_ATTRIBUTES.reportLocation);
  }

  private propertiesOf(
    props: DisposedPackagesProps,
    { manifest, hash }: ManifestFile,
    asset: Asset,
  ): Omit<ManifestProperties, 'stateMachineArn'> {
    return {
      domain: props.domain,
      domainOwner: props.domainOwner ?? Stack.of(this).account,
      repository: props.repository,
      region: props.region,
      manifestKey: asset.s3ObjectKey,
      manifestHash: hash,
      packageCount: manifest.packageCount,
      versionCount: manifest.versionCount,
      expectedStatus: props.expectedStatus,
      allowMissing: props.allowMissing ?? false,
    };
  }
}
