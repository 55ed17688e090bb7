import { type ArchivedVersion, type ArchiveRecord, wasRestoredSince } from '../../declaration/archive-record';
import type { VersionToChange } from '../../declaration/decide';

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

/**
 * Whether a version that is archived already needs a time: this resource was about to archive it, or it was restored since
 * and waits again. One that keeps its time needs none, and neither does one that was archived by other means.
 */
export function needsTime(entry: ArchivedVersion | undefined, restoredAt: Date | undefined): boolean {
  return entry !== undefined && (entry.archivedAt === undefined || wasRestoredSince(entry, restoredAt));
}

/** What a deployment did and found. */
export interface ArchivingOutcome {
  /** Versions that have been archived since, or that a list showed to be archived since. */
  readonly archived: readonly VersionToChange[];
  readonly restored: ReadonlyMap<string, Date>;
  /** A time before these calls and that list, by the clock of the record. */
  readonly since: Date;
}

/**
 * The record after the calls: versions that are archived now have a time, which is not before the call.
 *
 * A version that was restored meanwhile gets none. It may be archived no more, and a later time would hide that.
 *
 * @param now the time by the clock of the record
 */
export function recordTimes(record: ArchiveRecord, { archived, restored, since }: ArchivingOutcome, now: Date) {
  const changed = new Map<string, ArchivedVersion>(record);
  for (const { version, revision } of archived) {
    const restoredAt = restored.get(version);
    if (restoredAt === undefined || restoredAt < since) {
      changed.set(version, { revision, archivedAt: now });
    }
  }
  return changed;
}
