import { FIELDS } from './fields';
import { brokenRecord, LIFE_ID, parseRecordObject, parseTime } from './record-text';

/** The record of one version in one declaration that archives. */
export interface ArchivedVersion {
  readonly revision: string;
  /**
   * Since when the version is certainly archived. Absent if the call was about to be made, and its end is not recorded yet;
   * or if the version was restored before its time could be recorded.
   */
  readonly archivedAt?: Date;
  /** The life of the declaration that archived the version. Absent if the declaration found it archived. */
  readonly archivedBy?: {
    readonly life: string;
    /** A time before the call. */
    readonly since: Date;
  };
  /** The declaration names the version now. If not, the record only keeps its time, as a rollback may name it again. */
  readonly isDeclared: boolean;
}

/** The versions of one package that one declaration names or named, by version. */
export type ArchiveRecord = ReadonlyMap<string, ArchivedVersion>;

/** The times at which versions of a package were archived and restored. */
export interface ArchiveHistory {
  /** The present, by the clock of the other times. */
  readonly now: Date;
  /** The versions with their times in the life of the declaration that archives; others have no time. */
  readonly archived: ReadonlyMap<string, Pick<ArchivedVersion, 'revision' | 'archivedAt'>>;
  /** The last time at which the record learned that a version was not archived, by version. */
  readonly restored: ReadonlyMap<string, Date>;
  /** Reports of restored versions that wait in the queue, so that `restored` may lack them; default: none. */
  readonly undeliveredReports?: number;
}

/** The form of the record; a reader refuses any other than its own. */
const FORMAT_VERSION = 2;

export function writeArchiveRecord(record: ArchiveRecord): string {
  const versions = [...record].map(([version, { revision, archivedAt, archivedBy, isDeclared }]) => [
    version,
    revision,
    archivedAt?.toISOString() ?? null,
    archivedBy === undefined ? null : [archivedBy.life, archivedBy.since.toISOString()],
    isDeclared,
  ]);
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, versions })}\n`;
}

/**
 * Reads a record.
 *
 * @throws Error unless `writeArchiveRecord` wrote the text
 */
export function parseArchiveRecord(text: string): ArchiveRecord {
  const { versions } = parseRecordObject(text, FORMAT_VERSION);
  if (!Array.isArray(versions)) {
    throw brokenRecord('no list of versions');
  }
  return new Map(versions.map(parseVersion));
}

function parseVersion(line: unknown): readonly [string, ArchivedVersion] {
  const [version, revision, time, by, isDeclared] = Array.isArray(line) ? (line as unknown[]) : [];
  const archivedAt = parseTime(time);
  const [life, start] = Array.isArray(by) ? (by as unknown[]) : [];
  const since = parseTime(start);
  const archivedBy = matches({ pattern: LIFE_ID }, life) && since !== undefined ? { life, since } : undefined;
  if (
    !matches(FIELDS.version, version) ||
    !matches(FIELDS.revision, revision) ||
    (archivedAt === undefined && time !== null) ||
    (archivedBy === undefined && by !== null) ||
    typeof isDeclared !== 'boolean'
  ) {
    throw brokenRecord('a line without a version, its revision, its times and its declaration');
  }
  return [
    version,
    { revision, ...(archivedAt && { archivedAt }), ...(archivedBy && { archivedBy }), isDeclared },
  ] as const;
}

function matches({ pattern }: { readonly pattern: RegExp }, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** True if the record learned that a version was restored after a time, or in the same second. */
export function wasRestoredSince(time: Date, restoredAt: Date | undefined): boolean {
  // The order of two times in the same second is not known.
  return restoredAt !== undefined && restoredAt >= time;
}

/** True if the life of a declaration archived the version itself, and the version was not restored since. */
export function isArchivedBy(entry: ArchivedVersion | undefined, life: string, restoredAt: Date | undefined): boolean {
  const archivedBy = entry?.archivedBy;
  return archivedBy !== undefined && archivedBy.life === life && !wasRestoredSince(archivedBy.since, restoredAt);
}
