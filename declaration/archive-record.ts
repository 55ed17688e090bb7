import { createHash } from 'node:crypto';
import { arnPath, type Package } from './declaration';
import { FIELDS } from './fields';

/** What the record says of a version that a resource archived. */
export interface ArchivedVersion {
  readonly revision: string;
  /**
   * Since when the version is certainly archived. Absent if the call was about to be made, and nobody has written down yet
   * how it ended.
   */
  readonly archivedAt?: Date;
}

/** The versions that one resource archived, by name. */
export type ArchiveRecord = ReadonlyMap<string, ArchivedVersion>;

/** What is known of the times at which versions of a package were archived and restored. */
export interface ArchiveHistory {
  /** The present, by the clock that the other times are of. */
  readonly now: Date;
  readonly archived: ArchiveRecord;
  /** When the record learned that a version was not archived any more: the last time for each version. */
  readonly restored: ReadonlyMap<string, Date>;
}

/** The form of the record; a reader refuses any other than its own. */
const FORMAT_VERSION = 1;

export function writeArchiveRecord(record: ArchiveRecord): string {
  const versions = [...record].map(([version, { revision, archivedAt }]) => [
    version,
    revision,
    archivedAt?.toISOString() ?? null,
  ]);
  return `${JSON.stringify({ formatVersion: FORMAT_VERSION, versions })}\n`;
}

/**
 * Reads a record.
 *
 * @throws Error if the text is not what `writeArchiveRecord` wrote
 */
export function parseArchiveRecord(text: string): ArchiveRecord {
  const broken = (what: string) =>
    new Error(`the record of archive times must be as the function wrote it; got ${what}`);
  let content: { formatVersion?: unknown; versions?: unknown };
  try {
    content = Object(JSON.parse(text)) as typeof content;
  } catch {
    throw broken('text that is no JSON');
  }
  if (content.formatVersion !== FORMAT_VERSION || !Array.isArray(content.versions)) {
    throw broken(`the format ${JSON.stringify(content.formatVersion)?.slice(0, 20)}`);
  }
  return new Map(
    (content.versions as unknown[]).map((line) => {
      const [version, revision, time] = Array.isArray(line) ? (line as unknown[]) : [];
      const archivedAt = typeof time === 'string' ? new Date(time) : undefined;
      const isTime = time === null || (archivedAt !== undefined && !Number.isNaN(archivedAt.getTime()));
      if (!matches(FIELDS.version, version) || !matches(FIELDS.revision, revision) || !isTime) {
        throw broken('a line that names no version, revision and time');
      }
      return [version, { revision, archivedAt }] as const;
    }),
  );
}

function matches({ pattern }: { readonly pattern: RegExp }, value: unknown): value is string {
  return typeof value === 'string' && pattern.test(value);
}

/** Whether somebody restored a version after the record says that it was archived. */
export function wasRestoredSince({ archivedAt }: ArchivedVersion, restoredAt: Date | undefined): boolean {
  // Of two times in the same second nobody knows which one was first.
  return archivedAt !== undefined && restoredAt !== undefined && restoredAt >= archivedAt;
}

/** The objects of one package under the key that a declaration gives its record. */
export interface RecordKeys {
  /** The object with the versions that were archived. */
  readonly record: string;
  /** What the keys of the marks begin with: one mark for each version that was restored. */
  readonly restored: string;
}

/**
 * The keys of a package's record. A declaration of another package begins a record of its own. Names are hashed: a key has
 * at most 1,024 bytes, which names of the service exceed.
 */
export function recordKeys(key: string, pkg: Package): RecordKeys {
  const folder = `${key}/${hashOf(`${pkg.domainOwner}/${arnPath(pkg)}`)}`;
  return { record: `${folder}/archived.json`, restored: `${folder}/restored/` };
}

/** The key of the mark that says that a version was restored. */
export function restoredKey({ restored }: RecordKeys, version: string): string {
  return `${restored}${hashOf(version)}`;
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
