import type { Format } from './package-format';
import { displayName } from './package-format';

/** The statuses that a declaration can expect. A `Deleted` version has no record, so `Deleted` is not one of them. */
export const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'] as const;

export type Status = (typeof STATUSES)[number];

/** The effect of a declaration on its versions. Both are calls about many versions; only archiving can be undone. */
export type Action = 'dispose' | 'archive';

/** The status that each action gives a version, and how a message says so. */
export const TARGET_STATUS = { dispose: 'Disposed', archive: 'Archived' } as const satisfies Record<Action, Status>;
export const DONE = { dispose: 'disposed', archive: 'archived' } as const satisfies Record<Action, string>;

/** The statuses that let a package manager install a version. */
export const RESTORED_STATUSES = ['Published', 'Unlisted'] as const satisfies readonly Status[];

export type RestoredStatus = (typeof RESTORED_STATUSES)[number];

/** One package in one repository, with the field names of the CodeArtifact API. */
export interface Package {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly format: Format;
  readonly namespace?: string;
  readonly package: string;
  /**
   * The Region of the repository.
   *
   * @default - the Region of the stack that declares it
   */
  readonly region?: string;
}

/** The properties that only a resource that archives has. */
export interface ArchiveProperties {
  /** The status that versions get back when they are no longer declared. */
  readonly restoreTo?: string;
  /** The versions whose moment of archiving the template reads as an attribute. */
  readonly archiveTimeAttributes?: readonly string[];
  /** The URL of the queue with the reports of restored versions. */
  readonly reportQueue?: string;
}

/** The properties of a resource that disposes only versions which another resource archived long enough before. */
export interface WaitingProperties {
  /** Seconds; CloudFormation delivers it as a string. */
  readonly waitingTime?: number | string;
  /** CloudFormation delivers it as the string `true` or `false`. */
  readonly allowUnknownArchiveTime?: boolean | string;
}

/** The bucket and the key of the record of archive times. */
export interface RecordProperties {
  readonly recordBucket?: string;
  readonly recordKey?: string;
}

/**
 * The properties of the custom resource in the template: the request of DisposePackageVersions or of
 * UpdatePackageVersionsStatus, and those of this library.
 */
export interface Properties extends Package, ArchiveProperties, WaitingProperties, RecordProperties {
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly expectedStatus?: string;
  /** CloudFormation delivers it as the string `true` or `false`. */
  readonly allowMissing?: boolean | string;
  /** The versions whose revision the template reads as an attribute. */
  readonly revisionAttributes?: readonly string[];
}

/** The place of the record of archive times. */
export interface RecordLocation {
  readonly bucket: string;
  readonly key: string;
}

/** The time that versions must have been archived before they are disposed. */
export interface WaitingTime {
  readonly seconds: number;
  /** The record of the resource that archives the versions. */
  readonly record: RecordLocation;
  /** True if a version is disposed at once if the record does not say since when it is archived. */
  readonly allowUnknown: boolean;
}

/** A valid declaration: the versions to dispose or to archive, and the conditions. */
export interface Declaration {
  /** Default: they are disposed. */
  readonly action?: Action;
  readonly package: Package;
  readonly versions: readonly string[];
  readonly versionRevisions: ReadonlyMap<string, string>;
  readonly expectedStatus?: Status;
  readonly allowMissing: boolean;
  readonly revisionAttributes: readonly string[];
  /** Of a declaration that disposes: nothing is disposed before the waiting time is over. */
  readonly waitingTime?: WaitingTime;
  /** Of a declaration that archives. */
  readonly archive?: {
    readonly record: RecordLocation;
    /** Default: a version that is no longer declared stays archived. */
    readonly restoreTo?: RestoredStatus;
    readonly archiveTimeAttributes: readonly string[];
    readonly reportQueue?: string;
  };
}

/** True if two declarations are about the same package of the same repository. */
export function samePackage(a: Package, b: Package): boolean {
  return arnPath(a) === arnPath(b) && a.domainOwner === b.domainOwner;
}

/** The resource part of the package's ARN. A package without a namespace leaves its segment empty. */
export function arnPath(pkg: Omit<Package, 'domainOwner'>): string {
  return [pkg.domain, pkg.repository, pkg.format, pkg.namespace ?? '', pkg.package].join('/');
}

/** `npm @scope/name in my-domain/my-repo`, for messages. */
export function describePackage(pkg: Package): string {
  return `${pkg.format} ${displayName(pkg.format, pkg.namespace, pkg.package)} in ${pkg.domain}/${pkg.repository}`;
}
