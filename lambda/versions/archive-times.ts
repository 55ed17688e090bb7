import {
  type ArchivedVersion,
  type ArchiveRecord,
  isArchivedBy,
  wasRestoredSince,
} from '../../declaration/archive-record';
import type { Verdict, VersionToChange } from '../../declaration/decide';
import { type CurrentLife, timeInLife } from '../../declaration/record-life';

// The changes of the record in a deployment. Each function computes the new record from the one that was read.

/** What a deployment declares and is about to do. */
export interface Announcement {
  readonly verdicts: readonly Verdict[];
  /** All versions of the package that the declaration names, those of other deployments of the manifest included. */
  readonly declared: readonly string[];
  readonly life: CurrentLife;
}

/**
 * The record before the calls: it names all versions that the declaration names, so that no other declaration restores them;
 * and those that are about to be archived, so that the next deployment knows who archived them if this function ends early.
 *
 * @param now the time by the clock of the record
 */
export function announce(record: ArchiveRecord, { verdicts, declared, life }: Announcement, now: Date): ArchiveRecord {
  const names = new Set(declared);
  const nextEntries = new Map(
    [...record].map(([version, entry]) => [version, { ...entry, isDeclared: names.has(version) }] as const),
  );
  for (const verdict of verdicts) {
    const { version } = verdict;
    if (verdict.verdict === 'to archive') {
      const { revision } = verdict;
      nextEntries.set(version, { revision, archivedBy: { life: life.id, since: now }, isDeclared: true });
    } else if (verdict.verdict === 'already archived' && verdict.revision !== undefined && !nextEntries.has(version)) {
      nextEntries.set(version, { revision: verdict.revision, isDeclared: true });
    }
  }
  return nextEntries;
}

/** The record of a declaration that names only these versions from now on. */
export function withdraw(record: ArchiveRecord, declared: readonly string[]): ArchiveRecord {
  const names = new Set(declared);
  return new Map([...record].map(([version, entry]) => [version, { ...entry, isDeclared: names.has(version) }]));
}

/**
 * True if a version that is archived already needs a time: it has none in this life, it was published again since, or it was
 * restored since and waits again.
 */
export function needsTime(
  entry: ArchivedVersion | undefined,
  { revision, restoredAt, life }: { revision: string | undefined; restoredAt: Date | undefined; life: CurrentLife },
): boolean {
  const archivedAt = timeInLife(entry, life);
  return archivedAt === undefined || entry?.revision !== revision || wasRestoredSince(archivedAt, restoredAt);
}

/** The versions that are archived after the calls. */
export interface ArchivingOutcome {
  /** Versions that a call has archived. */
  readonly archived: readonly VersionToChange[];
  /** Versions that a list has shown to be archived. */
  readonly confirmed: readonly VersionToChange[];
  /** Versions that were announced, and that certainly no call has archived. */
  readonly unchanged: readonly string[];
  readonly restored: ReadonlyMap<string, Date>;
  /** A time before these calls and that list, by the clock of the record. */
  readonly since: Date;
  readonly life: CurrentLife;
}

/**
 * The record after the calls: versions that are archived now have a time, which is neither before the call nor after the
 * moment at which the marks of restored versions were read.
 *
 * A version that was restored in between gets none. It may be archived no more, and a later time would hide that.
 *
 * @param now a time after the calls and before the marks were read, by the clock of the record
 */
export function recordTimes(
  record: ArchiveRecord,
  { archived, confirmed, unchanged, restored, since, life }: ArchivingOutcome,
  now: Date,
): ArchiveRecord {
  const nextEntries = new Map(record);
  for (const version of unchanged) {
    const entry = record.get(version);
    if (entry !== undefined) {
      nextEntries.set(version, { revision: entry.revision, isDeclared: entry.isDeclared });
    }
  }
  for (const { version, revision } of archived) {
    if (!wasRestoredSince(since, restored.get(version))) {
      nextEntries.set(version, { revision, archivedAt: now, archivedBy: { life: life.id, since }, isDeclared: true });
    }
  }
  for (const { version, revision } of confirmed) {
    const restoredAt = restored.get(version);
    if (!wasRestoredSince(since, restoredAt)) {
      const entry = record.get(version);
      // The declaration still owns a version that it was about to archive, if the same content is archived now.
      const isOwn = entry?.revision === revision && isArchivedBy(entry, life.id, restoredAt);
      nextEntries.set(version, {
        revision,
        archivedAt: now,
        ...(isOwn && { archivedBy: entry?.archivedBy }),
        isDeclared: true,
      });
    }
  }
  return nextEntries;
}
