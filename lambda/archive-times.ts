import { type ArchivedVersion, type ArchiveRecord, wasRestoredSince } from '../declaration/archive-record';
import type { Verdict, VersionToChange } from '../declaration/decide';
import type { ChangeResult } from './batches';

// How the record of archive times changes with what a deployment does. Each function computes the new record from the one
// that was read.

/**
 * The record at the creation of the resource. What an earlier resource of the same key wrote is not believed: nobody has
 * watched the versions since. If they are still archived, their waiting time begins now.
 */
export function forgetTimes(record: ArchiveRecord, versions: readonly string[]): ArchiveRecord {
  const kept = versions.flatMap((version) => {
    const entry = record.get(version);
    return entry === undefined ? [] : [[version, { revision: entry.revision }] as const];
  });
  return new Map(kept);
}

/**
 * The record before the calls: it names the versions that are about to be archived. If the function ends before it knows
 * how the calls ended, the next deployment knows that it was this resource which archived them.
 */
export function announce(record: ArchiveRecord, versions: readonly VersionToChange[]): ArchiveRecord {
  return new Map([...record, ...versions.map(({ version, revision }) => [version, { revision }] as const)]);
}

/** What a deployment did and found. */
export interface ArchivingOutcome {
  readonly verdicts: readonly Verdict[];
  readonly results: readonly ChangeResult[];
  readonly restored: ReadonlyMap<string, Date>;
}

/**
 * The record after the calls: versions that are archived now have a time, which is not before the call.
 *
 * A version that was archived already keeps its time. It gets one if this resource was about to archive it, and a new one
 * if it was restored since: then it waits again.
 *
 * @param now the time by the clock of the record
 */
export function recordTimes(record: ArchiveRecord, { verdicts, results, restored }: ArchivingOutcome, now: Date) {
  const changed = new Map<string, ArchivedVersion>(record);
  for (const result of results) {
    if (result.changed) {
      changed.set(result.version, { revision: result.revision, archivedAt: now });
    }
  }
  for (const verdict of verdicts) {
    const entry = record.get(verdict.version);
    const isSame = verdict.verdict === 'already archived' && entry !== undefined && entry.revision === verdict.revision;
    const isPending = entry?.archivedAt === undefined;
    if (isSame && (isPending || wasRestoredSince(entry, restored.get(verdict.version)))) {
      changed.set(verdict.version, { revision: entry.revision, archivedAt: now });
    }
  }
  return changed;
}
