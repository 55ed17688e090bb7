/* eslint-disable awscdk/require-passing-this -- the parts of the resource are children of the construct */
import { CustomResource, Duration, type IResolvable, Lazy, Names } from 'aws-cdk-lib';
import type * as s3 from 'aws-cdk-lib/aws-s3';
import type * as iam from 'aws-cdk-lib/aws-iam';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Construct, IDependable } from 'constructs';
import type { Action } from '../../declaration/declaration';
import { MANIFEST_ATTRIBUTES, type ManifestProperties, UNKNOWN_STATE_MACHINE } from '../../declaration/manifest';
import { MANIFEST_RESOURCE_TYPES } from '../../declaration/resource-type';
import { checkDuration, type CleanUpPace, findPaceViolations } from '../checks/clean-up-duration';
import { findCleanUpViolations } from '../checks/declaration-check';
import { DisposalWorkflow } from './disposal-workflow';
import { checkHolds } from '../files/hold-lists';
import { copyProperties } from '../checks/copy-properties';
import { COPY_ACTIONS, CopyPermissions } from '../permissions/copy-permissions';
import { ManifestPermissions } from '../permissions/manifest-permissions';
import { type ManifestFile, readManifestFile } from '../files/manifest-file';
import { PackagePermissions } from '../permissions/package-permissions';
import { findLiteralNames, type RepositoryNames, resolveRepository } from '../checks/repository-names';
import type { ManifestDeclarationProps } from '../props/declaration-props';
import { checkProperties } from '../checks/property-check';
import { type ArchiveRecordPlace, countStatement, recordStatements } from '../permissions/record-permissions';
import type { ArchiveRecordAttributes } from '../props/archive-record-attributes';
import { RepositoryRegion } from '../checks/repository-region';
import { ValueResolver } from '../tokens/value-resolver';

/** A quarter of the default quotas of an account: 200 lists and 100 writes a second. */
const LISTS_PER_SECOND = 50;
const WRITES_PER_SECOND = 25;

/** The function's names for the rate of its writes. */
const WRITE_RATES: Readonly<Record<Action, string>> = {
  dispose: 'maxDisposalsPerSecond',
  archive: 'maxUpdatesPerSecond',
};

/** The declaration of a construct about the versions of its manifest. */
interface ManifestResourceDeclaration {
  readonly action: Action;
  readonly props: ManifestDeclarationProps;
  readonly recordBucket: s3.IBucket;
  /** The properties that are about archiving. */
  readonly archiving: Partial<ManifestProperties>;
  /** True if archived versions are disposed that have no copy; default: they are not. */
  readonly allowArchivedWithoutCopy?: boolean;
  /** The record of archive times that the function reads or writes; default: none. */
  readonly archiveRecord?: ManifestRecord;
}

/** The record of the declaration itself, or that of the one that archives for it. */
type ManifestRecord =
  | { readonly access: 'write'; readonly place: ArchiveRecordPlace }
  | { readonly access: 'read'; readonly archived: ArchiveRecordAttributes };

/** The custom resource of a manifest with its function and its workflow, whatever is done to the versions. */
export class ManifestResource {
  readonly workflow: DisposalWorkflow;
  /** The repository that the resource is about. */
  readonly repository: Pick<ManifestProperties, 'domain' | 'domainOwner' | 'repository'>;
  private readonly resource: CustomResource;

  /**
   * @throws an error that names every broken line of the manifest, or every property that breaks a rule
   */
  constructor(scope: Construct, declaration: ManifestResourceDeclaration) {
    const { action, props, recordBucket, archiveRecord } = declaration;
    const validated = validateDeclaration(scope, declaration);
    const { domain, domainOwner, repository } = validated.properties;
    this.repository = { domain, domainOwner, repository };
    this.workflow = createWorkflow(scope, declaration, validated);
    this.resource = new CustomResource(scope, 'Resource', {
      resourceType: MANIFEST_RESOURCE_TYPES[action],
      serviceToken: this.workflow.function.functionArn,
      serviceTimeout: validated.pace.serviceTimeout,
      properties: { ...validated.properties, stateMachineArn: this.workflow.stateMachineArn },
    });
    this.dependOn(this.workflow.policy, recordBucket);
    if (archiveRecord !== undefined) {
      this.workflow.allow(...makeRecordStatements(archiveRecord, this.repository));
    }
    this.grantPackages(scope, declaration, validated.file);
    if (props.coldCopies) {
      // The bucket's policy, too, is in force before anything is written.
      this.dependOn(props.coldCopies);
    }
  }

  /** Lets the function copy, list and change the packages of the manifest, before the custom resource calls it. */
  private grantPackages(scope: Construct, { action, props }: ManifestResourceDeclaration, file: ManifestFile): void {
    const { role, policy } = this.workflow;
    const copyPolicy =
      props.coldCopies && new CopyPermissions(scope, 'CopyPermissions', { copies: props.coldCopies, role }).policy;
    const { vpc, insightsVersion } = props.functionOptions ?? {};
    const attached = [policy, copyPolicy, vpc, insightsVersion].filter((item) => item !== undefined);
    const granted = new ManifestPermissions(scope, 'Permissions', {
      action,
      repository: this.repository,
      manifest: file.manifest,
      permissions: props.permissions ?? PackagePermissions.exact(),
      role,
      attachedPolicies: attached.length,
      otherActions: copyPolicy ? COPY_ACTIONS : [],
    });
    this.dependOn(...granted.policies, ...(copyPolicy ? [copyPolicy] : []));
  }

  dependOn(...dependencies: IDependable[]): void {
    this.resource.node.addDependency(...dependencies);
  }

  attribute(name: keyof typeof MANIFEST_ATTRIBUTES): string {
    return this.resource.getAttString(MANIFEST_ATTRIBUTES[name]);
  }
}

/** A declaration without a broken rule. */
interface ValidatedDeclaration {
  readonly file: ManifestFile;
  readonly asset: Asset;
  readonly properties: Omit<ManifestProperties, 'stateMachineArn' | 'region'> & { readonly region: IResolvable };
  readonly pace: CleanUpPace;
}

/**
 * @throws an error that names every broken line of the manifest, or every property that breaks a rule
 */
function validateDeclaration(
  scope: Construct,
  { action, props, archiving, allowArchivedWithoutCopy }: ManifestResourceDeclaration,
): ValidatedDeclaration {
  const values = new ValueResolver(scope);
  const names = resolveRepository(scope, props);
  const file = readManifestFile(scope, props.manifest, findLiteralNames(names, values));
  if (props.holds !== undefined) {
    checkHolds(scope, props.holds, file.sources);
  }
  const asset = createManifestAsset(scope, file.path);
  const serviceTimeout = props.functionOptions?.serviceTimeout ?? Duration.hours(1);
  const { maxListsPerSecond = LISTS_PER_SECOND, maxWritesPerSecond = WRITES_PER_SECOND } = props;
  const copying = copyProperties(scope, { ...props, allowArchivedWithoutCopy });
  const { maxCopiesPerSecond } = copying;
  const pace = { action, maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond, serviceTimeout };
  const properties = { ...names, ...describeManifest(props, file, asset), ...archiving, ...copying };
  const region = new RepositoryRegion(scope, properties, values);
  const checkedProperties = { ...properties, stateMachineArn: UNKNOWN_STATE_MACHINE };
  checkProperties(scope, {
    region,
    findViolations: (moment) => [
      ...findCleanUpViolations({ action, properties: checkedProperties, manifest: file.manifest }, values, moment),
      ...findPaceViolations(pace),
    ],
  });
  checkDuration(scope, file.manifest, pace);
  const produceRegion = Lazy.uncachedAny({ produce: () => region.find('synthesis') });
  return { file, asset, pace, properties: { ...properties, region: produceRegion } };
}

function createWorkflow(
  scope: Construct,
  { action, props, recordBucket, allowArchivedWithoutCopy }: ManifestResourceDeclaration,
  { asset, properties, pace }: ValidatedDeclaration,
): DisposalWorkflow {
  const { maxListsPerSecond, maxWritesPerSecond, maxCopiesPerSecond } = pace;
  const recordPrefix = Names.uniqueResourceName(scope, { maxLength: 100 });
  return new DisposalWorkflow(scope, 'Workflow', {
    action,
    manifest: asset,
    recordBucket,
    recordPrefix,
    functionOptions: props.functionOptions,
    configuration: {
      properties,
      manifestBucket: asset.s3BucketName,
      recordBucket: recordBucket.bucketName,
      recordPrefix,
      maxListsPerSecond,
      [WRITE_RATES[action]]: maxWritesPerSecond,
      ...(action === 'archive' && { action }),
      ...(props.coldCopies && {
        coldCopies: { ...props.coldCopies._settings, maxCopiesPerSecond, allowArchivedWithoutCopy },
      }),
    },
  });
}

/** @throws an error with the path of the construct if the stack takes no such file */
function createManifestAsset(scope: Construct, path: string): Asset {
  try {
    return new Asset(scope, 'Manifest', { path });
  } catch (error) {
    throw new Error(
      `${scope.node.path}: the stack cannot publish the manifest ${path}: ${(error as Error).message}. A StackSet takes no ` +
        'single file: declare the manifest in a stack that is no template of a StackSet, or use DisposedPackageVersions there.',
      { cause: error },
    );
  }
}

/** The properties that come from the manifest and from the conditions. */
function describeManifest(
  props: ManifestDeclarationProps,
  { manifest, hash }: ManifestFile,
  asset: Asset,
): Omit<ManifestProperties, 'stateMachineArn' | keyof RepositoryNames> {
  return {
    manifestKey: asset.s3ObjectKey,
    manifestHash: hash,
    packageCount: manifest.packageCount,
    versionCount: manifest.versionCount,
    expectedStatus: props.expectedStatus,
    allowMissing: props.allowMissing ?? false,
  };
}

function makeRecordStatements(
  record: ManifestRecord,
  repository: Pick<ManifestProperties, 'domain' | 'domainOwner' | 'repository'>,
): iam.PolicyStatement[] {
  if (record.access === 'write') {
    const { bucket, key } = record.place;
    return recordStatements({ bucket, declarations: key, repository }, 'write');
  }
  const { recordBucket, recordKey, reportQueueArn } = record.archived;
  const grant = { bucket: recordBucket, declarations: recordKey, repository };
  return [...recordStatements(grant, 'read'), countStatement(reportQueueArn)];
}
