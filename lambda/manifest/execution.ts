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
