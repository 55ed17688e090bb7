import type { Caller } from '../../codeartifact/describe-service-error';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { CodeArtifact } from '../../codeartifact/codeartifact';
import type { Refusal } from '../../declaration/decide';
import type { Manifest, ManifestPackage } from '../../declaration/manifest';
import type { CurrentLife } from '../../declaration/record-life';
import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import type { Deadline } from '../event/deadline';
import { describeRefusal } from '../event/failure';
import type { Log } from '../event/log';
import type { PacedHttpHandler } from '../../codeartifact/pace';
import type { CurrentEventWatch } from './current-event-watch';
import type { Configuration } from './configuration';
import type { Copying } from './copying';
import type { DeploymentRecord } from './deployment-record';
import type { ExecutionState } from './execution-state';
import type { Outcome } from './outcomes';
import type { PreviousManifest } from './previous-manifest';
import type { Report } from './report';

/** Packages to work through, by their position. */
export type PackageSequence = Pick<Manifest, 'packageCount' | 'package' | 'countVersions'>;

/** All that a slice of a deployment needs. */
export interface Execution {
  readonly configuration: Configuration;
  readonly state: ExecutionState;
  /** True if the custom resource is deleted. */
  readonly isDeletion: boolean;
  readonly manifest: Manifest;
  readonly record: DeploymentRecord;
  /** The times of archiving and restoring. */
  readonly archiveRecords: ArchiveRecords;
  /** The life of a construct that archives; absent of one that disposes, or that was removed before. */
  readonly life?: CurrentLife;
  readonly previous: PreviousManifest;
  readonly report: Report;
  readonly service: CodeArtifact;
  /** Options of the copies before a change; absent without copies. */
  readonly copying?: Copying;
  /** The way of its calls. */
  readonly calls: PacedHttpHandler;
  /** True if the event of the deployment is the current one of its resource. */
  readonly watch: CurrentEventWatch;
  /** Milliseconds before each repetition of a call that was not allowed. */
  readonly propagationPauses?: readonly number[];
  readonly deadline: Deadline;
  readonly log: Log;
  /** The function itself. */
  readonly caller: Caller;
}

/**
 * Packages between two writes of the state, which are listed again after the function was killed; fewer where they have so
 * many versions, whose report lines would not fit the memory of the function.
 */
const SLICE = { packages: 500, versions: 50_000 };
/** The most calls in progress at once; the pace decides how many are needed. */
const MAX_AT_ONCE = 64;

/** The position after the last package of the slice that begins at a position. */
export function endOfSlice(packages: PackageSequence, from: number): number {
  const last = Math.min(from + SLICE.packages, packages.packageCount);
  let end = from;
  for (let versions = 0; end < last && versions < SLICE.versions; end++) {
    versions += packages.countVersions(end);
  }
  return end;
}

/** The number of packages to work on at once: as many as the pace sends in a second, in case the service takes as long. */
export function atOnce(perSecond: number): number {
  return Math.min(MAX_AT_ONCE, Math.max(4, Math.ceil(perSecond)));
}

/** The versions of a package with an outcome. */
export function versionsWith(
  { state }: Pick<Execution, 'state'>,
  { firstVersion, versionRevisions }: ManifestPackage,
  outcome: Outcome,
): string[] {
  return [...versionRevisions.keys()].filter((_, n) => state.outcomes.get(firstVersion + n) === outcome);
}

/** The reason why a version is refused, without its name. */
export function refusalText(refusal: Refusal): string {
  return describeRefusal(refusal).slice(`${refusal.version} `.length);
}

/** `npm @my-scope/left-pad 1.0.0`, for messages. */
export function describeVersion({ format, namespace, package: name }: PackageName, version: string): string {
  return `${format} ${displayName(format, namespace, name)} ${version}`;
}
