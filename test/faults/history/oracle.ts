import type { RepositoryVersion } from '../../../declaration/decide';
import type { Run } from './run';

/**
 * What a run had to make of what it saw, by the words of the documentation and without the
 * handler's own code.
 */
export interface Expectation {
  /** Versions that have to be refused, so that nothing at all is disposed. */
  readonly refused: readonly string[];
  /** Versions that do not exist, and need not. */
  readonly absent: readonly string[];
}

export function expectationOf({ event, lists, declared, repositoryMissing }: Run): Expectation {
  const [list] = lists;
  if (!list) {
    return { refused: [], absent: [] };
  }
  const { allowMissing } = event.ResourceProperties as { allowMissing?: string };
  const before = new Set(declaredBefore(event));
  const { allowMissing: allowedMissing } = (event.RequestType === 'Update' ? event.OldResourceProperties : {}) as {
    allowMissing?: string;
  };
  // Without a repository, whatever was not declared before may have been declared for another one.
  if (repositoryMissing && !declared.every((version) => before.has(version))) {
    return { refused: declared, absent: [] };
  }
  const exists = (version: string) => list.has(version) && list.get(version)!.status !== 'Deleted';
  const mayBeAbsent = (version: string) =>
    allowMissing === 'true' || (before.has(version) && allowedMissing !== 'true');
  return {
    refused: declared.filter((version) =>
      exists(version) ? contradicts(event.ResourceProperties, version, list.get(version)!) : !mayBeAbsent(version),
    ),
    absent: declared.filter((version) => !exists(version) && mayBeAbsent(version)),
  };
}

/** Whether a version that exists is not the one that was reviewed, or cannot be told to be. */
function contradicts(
  properties: Run['event']['ResourceProperties'],
  version: string,
  seen: RepositoryVersion,
): boolean {
  const { versionRevisions, expectedStatus } = properties as {
    versionRevisions?: Record<string, string>;
    expectedStatus?: string;
  };
  if (seen.status === 'Disposed') {
    return false;
  }
  const pin = Object.entries(versionRevisions ?? {}).find(([pinned]) => pinned === version)?.[1];
  const otherRevision = pin !== undefined && seen.revision !== undefined && pin !== seen.revision;
  const otherStatus = expectedStatus !== undefined && expectedStatus !== seen.status;
  return otherRevision || otherStatus || (pin === undefined && seen.revision === undefined);
}

/** The versions of the same package that the deployment before declared. */
function declaredBefore(event: Run['event']): readonly string[] {
  if (event.RequestType !== 'Update') {
    return [];
  }
  const { package: before, versions } = event.OldResourceProperties;
  return before === event.ResourceProperties.package ? (versions as readonly string[]) : [];
}
