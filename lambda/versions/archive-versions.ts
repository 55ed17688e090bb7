import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { describeServiceError } from '../../codeartifact/describe-service-error';
import type { ArchiveRecord } from '../../declaration/archive-record';
import { type Verdict, type VersionToChange, versionsToChange } from '../../declaration/decide';
import type { ArchiveDeclaration } from './archive-request';
import { announce, forgetTimes, needsTime, recordTimes } from './archive-times';
import { type ChangeContext, type ChangeResult, changeInBatches } from './batches';
import { withRecord } from './check-versions';
import { within } from '../event/deadline';
import { DisposalError, listFailed } from '../event/failure';

/** What it takes to archive versions of a package. */
export interface ArchivingContext extends ChangeContext {
  readonly declaration: ArchiveDeclaration;
  readonly records: ArchiveRecords;
  /** Whether nobody has watched these versions so far, so that earlier times are not believed. */
  readonly isNew: boolean;
}

/** How the calls ended, and since when the versions are archived. */
export interface ArchivingResult {
  readonly results: readonly ChangeResult[];
  readonly record: ArchiveRecord;
}

/**
 * Archives the versions of a package that were found fit for it, and writes down since when each one is archived.
 *
 * @throws DisposalError if the record cannot be read or written
 */
export async function archiveVersions(
  context: ArchivingContext,
  verdicts: readonly Verdict[],
): Promise<ArchivingResult> {
  const { declaration, records, isNew } = context;
  const { package: pkg, versions } = declaration;
  const { record: location } = declaration.archive;
  const toArchive = versionsToChange(verdicts);
  const { now: since, archived: announced } = await withRecord(declaration, () =>
    records.update(location, pkg, ({ archived }) =>
      announce(isNew ? forgetTimes(archived, versions) : archived, toArchive),
    ),
  );
  const results = await changeInBatches(toArchive, context);
  const changed = results.filter((result) => result.changed);
  const done = `${changed.length} of ${versions.length} versions were archived`;
  const restored = await withRecord(declaration, () => records.restored(location, pkg, versions), done);
  const waiting = verdicts.filter(
    ({ verdict, version }) =>
      verdict === 'already archived' && needsTime(announced.get(version), restored.get(version)),
  );
  const confirmed = await listArchived(context, { versions: waiting, record: announced, done });
  const outcome = { archived: [...changed, ...confirmed], restored, since };
  const { archived } = await withRecord(
    declaration,
    () => records.update(location, pkg, ({ archived: before, now }) => recordTimes(before, outcome, now)),
    done,
  );
  return { results, record: archived };
}

interface VersionsToConfirm {
  readonly versions: readonly Verdict[];
  readonly record: ArchiveRecord;
  /** What was done before, for a failure. */
  readonly done: string;
}

/**
 * The versions that are archived now, as the resource archived them. The list of the check does not show that: somebody may
 * have restored one since.
 */
async function listArchived(
  { declaration, service, deadline, caller }: ArchivingContext,
  { versions, record, done }: VersionsToConfirm,
): Promise<VersionToChange[]> {
  if (versions.length === 0) {
    return [];
  }
  const { package: pkg } = declaration;
  const names = versions.map(({ version }) => version);
  try {
    const listed = await within(deadline.forCalls, (signal) => service.list(pkg, names, signal));
    return names.flatMap((version) => {
      const { revision } = record.get(version)!;
      const current = listed.get(version);
      return current?.status === 'Archived' && current.revision === revision ? [{ version, revision }] : [];
    });
  } catch (error) {
    const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
    throw new DisposalError(listFailed(declaration, problem, done));
  }
}
