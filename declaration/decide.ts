import type { Declaration } from './declaration';
import { STATUSES } from './declaration';
import type { PreviousVersions } from './previous-versions';
import { SimilarVersions } from './similar-version';

/** The status and revision of one version, as the repository lists it. */
export interface RepositoryVersion {
  readonly status?: string;
  readonly revision?: string;
}

/** The versions of a package by name; those that do not exist are absent. */
export type RepositoryVersions = ReadonlyMap<string, RepositoryVersion>;

/** The reason why a version is refused, in the error codes of the service where it has one. */
export type RefusalCode =
  | 'NOT_FOUND'
  | 'MISMATCHED_REVISION'
  | 'MISMATCHED_STATUS'
  | 'NOT_ALLOWED'
  /** It has not been archived for long enough. */
  | 'WAITING_TIME'
  /** Somebody restored it after it had been archived. */
  | 'RESTORED'
  /** It has no complete cold copy, and cannot be copied. */
  | 'NOT_COPIED'
  /** No deployment has recorded since when it is archived. */
  | 'UNKNOWN_ARCHIVE_TIME'
  /** Reports of restored versions have not reached the record yet. */
  | 'UNDELIVERED_REPORTS';

export type Verdict =
  | { readonly verdict: 'to dispose'; readonly version: string; readonly revision: string; readonly status: string }
  | { readonly verdict: 'already disposed'; readonly version: string; readonly revision?: string }
  | { readonly verdict: 'to archive'; readonly version: string; readonly revision: string; readonly status: string }
  | { readonly verdict: 'already archived'; readonly version: string; readonly revision?: string }
  /**
   * A declaration that archives named it before, and somebody has changed it since, so that it does not fit the
   * declaration any more. It is left as it is.
   */
  | {
      readonly verdict: 'changed since';
      readonly version: string;
      readonly code: RefusalCode;
      readonly message: string;
    }
  /** It does not exist, and `allowMissing` permits that. */
  | { readonly verdict: 'missing'; readonly version: string }
  /** It was declared before, and it does not exist now. */
  | { readonly verdict: 'deleted'; readonly version: string }
  | Refusal;

export interface Refusal {
  readonly verdict: 'refused';
  readonly version: string;
  readonly code: RefusalCode;
  readonly message: string;
  readonly didYouMean?: string;
}

/** A version whose status a call is to change, pinned to a revision. */
export interface VersionToChange {
  readonly version: string;
  readonly revision: string;
}

/**
 * Decides about each declared version. It is pure: the deployment, its review and the tests all call it.
 *
 * @param previous the versions of the same package that the last deployment declared
 * @param repositoryVersions the versions that the repository lists
 */
export function decide(
  declaration: Declaration,
  previous: PreviousVersions,
  repositoryVersions: RepositoryVersions,
): Verdict[] {
  const suggestions = new SimilarVersions(declaration.package.format, repositoryVersions.keys());
  return declaration.versions.map((version) => {
    const current = repositoryVersions.get(version);
    if (!current || current.status === 'Deleted') {
      return decideAbsent({ declaration, previous, suggestions, version });
    }
    return declaration.action === 'archive'
      ? decideArchiving({ declaration, previous, version, current })
      : decideDisposal(declaration, version, current);
  });
}

/**
 * Decides for a repository that does not exist, or whose domain does not exist. If every version was declared before,
 * nothing is left to do. A new version was possibly declared for another repository by mistake.
 *
 * @returns undefined if the repository must exist
 */
export function decideWithoutRepository(declaration: Declaration, previous: PreviousVersions): Verdict[] | undefined {
  const verdicts = decide(declaration, previous, new Map());
  const isDone =
    declaration.versions.every((version) => previous.declared.has(version)) && listRefusals(verdicts).length === 0;
  return isDone ? verdicts : undefined;
}

export function listRefusals(verdicts: readonly Verdict[]): Refusal[] {
  return verdicts.filter((verdict) => verdict.verdict === 'refused');
}

export function versionsToChange(verdicts: readonly Verdict[]): VersionToChange[] {
  return verdicts.filter((verdict) => verdict.verdict === 'to dispose' || verdict.verdict === 'to archive');
}

interface AbsentVersion {
  readonly declaration: Declaration;
  readonly previous: PreviousVersions;
  readonly suggestions: SimilarVersions;
  readonly version: string;
}

function decideAbsent({ declaration, previous, suggestions, version }: AbsentVersion): Verdict {
  const wasDeclared = previous.declared.has(version);
  if (wasDeclared && previous.required) {
    return { verdict: 'deleted', version };
  }
  if (declaration.allowMissing) {
    return { verdict: 'missing', version };
  }
  const suggestion = suggestions.find(version);
  return {
    verdict: 'refused',
    version,
    code: 'NOT_FOUND',
    message: wasDeclared
      ? 'the repository has no such version, and it may never have had it: it was declared with allowMissing before'
      : 'the repository has no such version',
    ...(suggestion === undefined ? {} : { didYouMean: suggestion }),
  };
}

function decideDisposal(declaration: Declaration, version: string, current: RepositoryVersion): Verdict {
  const { status, revision } = current;
  return status === 'Disposed'
    ? { verdict: 'already disposed', version, ...(revision === undefined ? {} : { revision }) }
    : (findRefusal(declaration, version, current) ?? {
        verdict: 'to dispose',
        version,
        revision: declaration.versionRevisions.get(version) ?? revision!,
        status: status!,
      });
}

interface PresentVersion {
  readonly declaration: Declaration;
  readonly previous: PreviousVersions;
  readonly version: string;
  readonly current: RepositoryVersion;
}

/**
 * A version that was declared before is never refused: its state was chosen knowingly, and a rollback,
 * which declares it once more, must succeed.
 */
function decideArchiving({ declaration, previous, version, current }: PresentVersion): Verdict {
  const { status, revision } = current;
  const wasDeclared = previous.declared.has(version);
  if (status === 'Disposed' && wasDeclared) {
    return { verdict: 'already disposed', version, ...(revision === undefined ? {} : { revision }) };
  }
  // An archived version satisfies any expected status: it had that one before it was archived.
  const conditions = status === 'Archived' ? { ...declaration, expectedStatus: undefined } : declaration;
  const refusal = status === 'Disposed' ? disposedRefusal(version) : findRefusal(conditions, version, current);
  if (refusal !== undefined) {
    const { code, message } = refusal;
    return wasDeclared ? { verdict: 'changed since', version, code, message } : refusal;
  }
  return status === 'Archived'
    ? { verdict: 'already archived', version, revision }
    : {
        verdict: 'to archive',
        version,
        revision: declaration.versionRevisions.get(version) ?? revision!,
        status: status!,
      };
}

function disposedRefusal(version: string): Refusal {
  return {
    verdict: 'refused',
    version,
    code: 'NOT_ALLOWED',
    message: 'it is disposed, and a disposed version cannot be archived',
  };
}

/** The reason why a version does not fit the conditions of a declaration, or no call can be made about it; undefined if it does. */
function findRefusal(
  { versionRevisions, expectedStatus, action }: Declaration,
  version: string,
  { status, revision }: RepositoryVersion,
): Refusal | undefined {
  const pin = versionRevisions.get(version);
  const refuse = (code: RefusalCode, message: string): Refusal => ({ verdict: 'refused', version, code, message });
  if (pin !== undefined && revision !== undefined && pin !== revision) {
    return refuse('MISMATCHED_REVISION', `current revision: ${revision}, expected revision: ${pin}`);
  }
  if (expectedStatus !== undefined && expectedStatus !== status) {
    return refuse('MISMATCHED_STATUS', `current status: ${status ?? 'unknown'}, expected status: ${expectedStatus}`);
  }
  if (!(STATUSES as readonly unknown[]).includes(status)) {
    const what = action === 'archive' ? 'archiving' : 'disposal';
    return refuse('NOT_ALLOWED', `its status ${status ?? '(none given)'} is not one that allows ${what}`);
  }
  if (pin === undefined && revision === undefined) {
    return refuse(
      'NOT_ALLOWED',
      'the repository lists no revision of it, so the call cannot be pinned to the listed version',
    );
  }
  return undefined;
}
