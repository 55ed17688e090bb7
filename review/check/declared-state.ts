import type { RepositoryVersion } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import type { CheckedVersion, DeclaredState } from './check-report';

/** A declared version and the registry's answer about it. */
export interface DeclaredVersion {
  readonly declaration: Declaration;
  readonly version: string;
  /** Absent if the repository has no such version. */
  readonly current?: RepositoryVersion;
  /** True if another declaration of the same assembly disposes the version. */
  readonly isDisposedElsewhere: boolean;
}

/** Compares a version with its declaration. Pure: nothing but the declaration and the registry's answer decides. */
export function compareWithDeclaration(declaredVersion: DeclaredVersion): CheckedVersion {
  const { declaration, version, current } = declaredVersion;
  const pinnedRevision = declaration.versionRevisions.get(version);
  const state = findState(declaredVersion, pinnedRevision);
  const message = explainState(state, declaredVersion);
  return {
    version,
    state,
    status: current?.status,
    revision: current?.revision,
    pinnedRevision,
    ...(message !== undefined && { message }),
  };
}

function findState(
  { declaration, current, isDisposedElsewhere }: DeclaredVersion,
  pin: string | undefined,
): DeclaredState {
  if (current === undefined || current.status === 'Deleted') {
    return declaration.allowMissing ? 'as declared' : 'record deleted';
  }
  const { status, revision } = current;
  if (status === undefined) {
    return 'unknown';
  }
  const isPinned = pin !== undefined && revision === pin;
  if (declaration.action !== 'archive') {
    return status === 'Disposed' ? 'as declared' : isPinned ? 'not disposed' : 'back';
  }
  if (status === 'Disposed') {
    return isDisposedElsewhere ? 'as declared' : 'disposed by others';
  }
  if (pin !== undefined && revision !== undefined && !isPinned) {
    return 'published again';
  }
  return status === 'Archived' ? 'as declared' : 'restored';
}

function explainState(state: DeclaredState, { current, declaration }: DeclaredVersion): string | undefined {
  const status = current?.status ?? 'unknown';
  switch (state) {
    case 'as declared':
      return undefined;
    case 'back':
      return `It is ${status}, though it is declared as disposed. The next deployment that changes the declaration disposes it, or refuses it by its pin.`;
    case 'not disposed':
      return `It is ${status} with the declared revision. Look whether the deployment that declares it has succeeded.`;
    case 'restored':
      return `It is ${status}, though it is declared as archived. Take it out of the declaration, or archive it again.`;
    case 'published again':
      return `It is ${status} with another revision than the declared one. Review the new content, and pin its revision.`;
    case 'disposed by others':
      return 'It is Disposed, and no declaration of this assembly disposes it. Its assets are gone.';
    case 'record deleted':
      return declaration.action === 'archive'
        ? 'The repository has no such version any more: its assets are gone. Take it out of the declaration.'
        : 'The repository has no record of it any more. Its assets were to be gone, so nothing is lost.';
    case 'unknown':
      return 'The service gives no status of it.';
  }
}
