import type { ArchiveRecords } from '../../codeartifact/archive-records';
import { describeServiceError } from '../../codeartifact/describe-service-error';
import type { ArchiveRecord } from '../../declaration/archive-record';
import {
  type RepositoryVersions,
  type Verdict,
  type VersionToChange,
  versionsToChange,
} from '../../declaration/decide';
import { type CurrentLife, timeInLife } from '../../declaration/record-life';
import { within } from '../event/deadline';
import { DisposalError, type FailureMessage, listFailed } from '../event/failure';
import type { ArchiveDeclaration } from './archive-request';
import { announce, needsTime, recordTimes } from './archive-times';
import { type ChangeContext, type ChangeResult, changeInBatches } from './batches';
import { withRecord } from './check-versions';

/** What it takes to archive versions of a package. */
export interface ArchivingContext extends ChangeContext {
  readonly declaration: ArchiveDeclaration;
  readonly records: ArchiveRecords;
  readonly life: CurrentLife;
  /** All versions of the package that the declaration names; default: those of `declaration`. */
  readonly declared?: readonly string[];
}

/** The results of the calls, and the times of the versions. */
export interface ArchivingResult {
  readonly results: readonly ChangeResult[];
  readonly record: ArchiveRecord;
  /** The reason why the times could not be recorded, though calls were made. */
  readonly failure?: FailureMessage;
}

/** A version that is archived already, and has no time yet in this life of the declaration. */
type WaitingVersion = Extract<Verdict, { verdict: 'already archived' }>;

/**
 * Archives the versions of a package that were found fit for it, and records since when each one is archived.
 *
 * @throws DisposalError if the record cannot be read or written before the calls
 */
export async function archiveVersions(
  context: ArchivingContext,
  verdicts: readonly Verdict[],
): Promise<ArchivingResult> {
  const { declaration, records, life, declared = declaration.versions } = context;
  const { package: pkg } = declaration;
  const { record: location } = declaration.archive;
  const { now: since, archived: announced } = await withRecord(declaration, () =>
    records.update(location, pkg, ({ archived, now }) => announce(archived, { verdicts, declared, life }, now)),
  );
  const waiting = await findWaiting(context, verdicts, announced);
  const results = await changeInBatches(versionsToChange(verdicts), context);
  try {
    const { confirmed, toArchive } = await confirm(context, waiting, results);
    if (toArchive.length > 0) {
      results.push(...(await changeInBatches(toArchive, context)));
    }
    const archived = results.filter((result) => result.changed);
    const unchanged = results.flatMap((result) => (result.changed || result.unknown ? [] : [result.version]));
    if (archived.length + confirmed.length + unchanged.length === 0) {
      return { results, record: announced };
    }
    const record = await withRecord(
      declaration,
      () =>
        records.update(location, pkg, async ({ archived: before, now }) => {
          const { restored } = await records.listObjects(location, pkg, declaration.versions);
          return recordTimes(before, { archived, confirmed, unchanged, restored, since, life }, now);
        }),
      describeDone(declaration, results),
    );
    return { results, record: record.archived };
  } catch (error) {
    if (!(error instanceof DisposalError)) {
      throw error;
    }
    return { results, record: announced, failure: error.failure };
  }
}

/** The times of versions, as far as they belong to the life. */
export function readTimes({ record, life }: { readonly record: ArchiveRecord; readonly life: CurrentLife }) {
  return (version: string): Date | undefined => timeInLife(record.get(version), life);
}

async function findWaiting(
  { declaration, records, life }: ArchivingContext,
  verdicts: readonly Verdict[],
  record: ArchiveRecord,
): Promise<WaitingVersion[]> {
  const present = verdicts.filter((verdict) => verdict.verdict === 'already archived');
  const hasTimes = present.some(({ version }) => timeInLife(record.get(version), life) !== undefined);
  const { package: pkg, versions, archive } = declaration;
  const { restored } = hasTimes
    ? await withRecord(declaration, () => records.listObjects(archive.record, pkg, versions))
    : { restored: new Map<string, Date>() };
  return present.filter(({ version, revision }) =>
    needsTime(record.get(version), { revision, restoredAt: restored.get(version), life }),
  );
}

/**
 * Lists versions once more, as the list of the check does not show that somebody has restored one since. One that is still
 * archived gets a time. Another declaration may have restored one that left it: that one is archived again.
 */
async function confirm(
  { declaration, service, deadline, caller }: ArchivingContext,
  waiting: readonly WaitingVersion[],
  results: readonly ChangeResult[],
): Promise<{ confirmed: VersionToChange[]; toArchive: VersionToChange[] }> {
  if (waiting.length === 0) {
    return { confirmed: [], toArchive: [] };
  }
  const { package: pkg, versionRevisions } = declaration;
  const names = waiting.map(({ version }) => version);
  let versions: RepositoryVersions;
  try {
    versions = await within(deadline.forCalls, (signal) => service.list(pkg, names, signal));
  } catch (error) {
    const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
    throw new DisposalError(listFailed(declaration, problem, describeDone(declaration, results)));
  }
  const fitting = names.flatMap((version) => {
    const { status, revision } = versions.get(version) ?? {};
    const pin = versionRevisions.get(version);
    return revision !== undefined && (pin === undefined || pin === revision) ? [{ version, revision, status }] : [];
  });
  return {
    confirmed: fitting.filter(({ status }) => status === 'Archived'),
    toArchive: fitting.filter(({ status }) => ['Published', 'Unlisted', 'Unfinished'].includes(status ?? '')),
  };
}

function describeDone({ versions }: ArchiveDeclaration, results: readonly ChangeResult[]): string {
  const changedResults = results.filter((result) => result.changed);
  return `${changedResults.length} of ${versions.length} versions were archived`;
}
