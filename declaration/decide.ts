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

/** Why a version is refused, in the error codes of the service where it has one. */
export type RefusalCode = 'NOT_FOUND' | 'MISMATCHED_REVISION' | 'MISMATCHED_STATUS' | 'NOT_ALLOWED';

export type Verdict =
  | { readonly verdict: 'to dispose'; readonly version: string; readonly revision: string; readonly status: string }
  | { readonly verdict: 'already disposed'; readonly version: string; readonly revision?: string }
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

export type VersionToDispose = Extract<Verdict, { verdict: 'to dispose' }>;

/**
 * Decides whether each declared version is disposed. It is pure: the deployment, its review and the tests all call it.
 *
 * @param previous the versions of the same package that the last deployment declared
 * @param listed the versions that the repository lists
 */
export function decide(declaration: Declaration, previous: PreviousVersions, listed: RepositoryVersions): Verdict[] {
  const suggestions = new SimilarVersions(declaration.package.format, listed.keys());
  return declaration.versions.map((version) => {
    const current = listed.get(version);
    if (!current || current.status === 'Deleted') {
      return decideAbsent({ declaration, previous, suggestions, version });
    }
    return decidePresent(declaration, version, current);
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
  const done =
    declaration.versions.every((version) => previous.declared.has(version)) && refusalsOf(verdicts).length === 0;
  return done ? verdicts : undefined;
}

export function refusalsOf(verdicts: readonly Verdict[]): Refusal[] {
  return verdicts.filter((verdict) => verdict.verdict === 'refused');
}

export function versionsToDispose(verdicts: readonly Verdict[]): VersionToDispose[] {
  return verdicts.filter((verdict) => verdict.verdict === 'to dispose');
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

function decidePresent(declaration: Declaration, version: string, current: RepositoryVersion): Verdict {
  const { status, revision } = current;
  const { expectedStatus } = declaration;
  const pin = declaration.versionRevisions.get(version);
  const refuse = (code: RefusalCode, message: string): Refusal => ({ verdict: 'refused', version, code, message });

  if (status === 'Disposed') {
    return { verdict: 'already disposed', version, ...(revision === undefined ? {} : { revision }) };
  }
  if (pin !== undefined && revision !== undefined && pin !== revision) {
    return refuse('MISMATCHED_REVISION', `current revision: ${revision}, expected revision: ${pin}`);
  }
  if (expectedStatus !== undefined && expectedStatus !== status) {
    return refuse('MISMATCHED_STATUS', `current status: ${status ?? 'unknown'}, expected status: ${expectedStatus}`);
  }
  if (!(STATUSES as readonly unknown[]).includes(status)) {
    return refuse('NOT_ALLOWED', `its status ${status ?? '(none given)'} is not one that allows disposal`);
  }
  const expectedRevision = pin ?? revision;
  if (expectedRevision === undefined) {
    return refuse(
      'NOT_ALLOWED',
      'the repository lists no revision of it, so the call cannot be pinned to the listed version',
    );
  }
  return { verdict: 'to dispose', version, revision: expectedRevision, status: status! };
}
