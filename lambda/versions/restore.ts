import {
  describeServiceError,
  saysPackageIsMissing,
  saysRepositoryIsMissing,
} from '../../codeartifact/describe-service-error';
import type { ArchiveRecord } from '../../declaration/archive-record';
import type { RepositoryVersions, VersionToChange } from '../../declaration/decide';
import type { ArchiveRecords } from '../../codeartifact/archive-records';
import type { ArchiveDeclaration } from './archive-request';
import { type ChangeContext, type ChangeResult, changeInBatches } from './batches';
import { withRecord } from './check-versions';
import { within } from '../event/deadline';
import { DisposalError, listFailed, notRestored } from '../event/failure';

/** What it takes to restore versions of a package. */
export interface RestoreContext extends ChangeContext {
  readonly declaration: ArchiveDeclaration;
  readonly records: ArchiveRecords;
}

/**
 * Restores the versions that the resource archived and that are no longer declared, if the declaration says so. A version
 * that somebody disposed, restored or published again since is left as it is.
 *
 * @param record the versions that the resource archived
 * @param declared the versions that stay archived
 * @returns the versions that were restored
 * @throws DisposalError if a version could not be restored
 */
export async function restoreUndeclared(
  request: RestoreContext,
  record: ArchiveRecord,
  declared: readonly string[],
): Promise<ChangeResult[]> {
  const { declaration, log, records } = request;
  const { restoreTo, record: location } = declaration.archive;
  const kept = new Set(declared);
  const undeclared = new Map([...record].filter(([version]) => !kept.has(version)));
  if (restoreTo === undefined || undeclared.size === 0) {
    return [];
  }
  const toRestore = stillArchived(undeclared, await list(request, [...undeclared.keys()]));
  log.info('restoring', { status: restoreTo, versions: toRestore.length, undeclared: undeclared.size });
  const change = { targetStatus: restoreTo, expectedStatus: 'Archived' } as const;
  const results = await changeInBatches(toRestore, request, change);
  const failed = results.filter((result) => !result.changed);
  const unrestored = new Set(failed.map(({ version }) => version));
  const forgetRestored = () =>
    records.update(
      location,
      declaration.package,
      ({ archived }) =>
        new Map([...archived].filter(([version]) => !undeclared.has(version) || unrestored.has(version))),
    );
  const restored = results.length - failed.length;
  await withRecord(declaration, forgetRestored, `${restored} versions were restored to ${restoreTo}`);
  if (failed.length > 0) {
    throw new DisposalError(notRestored(declaration, failed, toRestore.length));
  }
  return results;
}

function stillArchived(undeclared: ArchiveRecord, listed: RepositoryVersions): VersionToChange[] {
  return [...undeclared].flatMap(([version, { revision }]) => {
    const current = listed.get(version);
    return current?.status === 'Archived' && current.revision === revision ? [{ version, revision }] : [];
  });
}

/** Nothing is left to restore in a package or a repository that does not exist. */
async function list(
  { service, declaration, deadline, caller }: RestoreContext,
  versions: readonly string[],
): Promise<RepositoryVersions> {
  const { package: pkg } = declaration;
  try {
    return await within(deadline.forCalls, (signal) => service.list(pkg, versions, signal));
  } catch (error) {
    if (saysPackageIsMissing(error) || saysRepositoryIsMissing(error)) {
      return new Map();
    }
    const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
    throw new DisposalError(listFailed(declaration, problem));
  }
}
