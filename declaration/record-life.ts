import { createHash } from 'node:crypto';
import type { ArchivedVersion } from './archive-record';
import type { Package } from './declaration';
import { brokenRecord, LIFE_ID, parseRecordObject, parseTime } from './record-text';

/**
 * The life of a declaration that archives: from its creation, or its move to another repository or bucket, to its removal
 * or its next move. Times and ownership of another life count for nothing.
 */
export interface RecordLife {
  /** Absent if the declaration was removed. */
  readonly id?: string;
  /** The repository of a manifest, or the package of a declaration of one package, as a hash. */
  readonly place: string;
  /** The declaration watches its versions without a gap since then. */
  readonly watchedSince: Date;
  /** The URL of the queue with the reports of restored versions. */
  readonly reportQueue?: string;
}

/** A life that has not ended. */
export type CurrentLife = RecordLife & { readonly id: string };

const FORMAT_VERSION = 1;

export function writeRecordLife({ id, place, watchedSince, reportQueue }: RecordLife): string {
  const content = { formatVersion: FORMAT_VERSION, life: id ?? null, place, watchedSince, reportQueue };
  return `${JSON.stringify(content)}\n`;
}

/** @throws Error if the text is not what `writeRecordLife` wrote */
export function parseRecordLife(text: string): RecordLife {
  const { life, place, watchedSince, reportQueue } = parseRecordObject(text, FORMAT_VERSION);
  const since = parseTime(watchedSince);
  const isLife = life === null || (typeof life === 'string' && LIFE_ID.test(life));
  const isQueue = reportQueue === undefined || typeof reportQueue === 'string';
  if (!isLife || typeof place !== 'string' || since === undefined || !isQueue) {
    throw brokenRecord('a life without its id, its place and its time');
  }
  return {
    ...(life !== null && { id: life }),
    place,
    watchedSince: since,
    ...(reportQueue !== undefined && { reportQueue }),
  };
}

export function isCurrent(life: RecordLife | undefined): life is CurrentLife {
  return life?.id !== undefined;
}

/** The place of a declaration: all packages of a repository, or one package. */
export function hashPlace({ domain, domainOwner, repository, format, namespace, package: name }: PlaceNames): string {
  const names = [domainOwner, domain, repository, format ?? null, namespace ?? null, name ?? null];
  return createHash('sha256').update(JSON.stringify(names)).digest('hex');
}

type PlaceNames = Pick<Package, 'domain' | 'domainOwner' | 'repository'> & Partial<Package>;

/** An event that creates or updates a declaration that archives. */
export interface LifeEvent {
  /** The same for every delivery of the event. */
  readonly id: string;
  readonly place: string;
  readonly reportQueue?: string;
  /** Of an update: its old properties name another repository, package or record. */
  readonly hasMoved: boolean;
  /** Of an update: its old properties restore versions that are no longer declared. */
  readonly didRestore: boolean;
  readonly isCreation: boolean;
}

/**
 * Decides which life an event belongs to.
 *
 * @param stored the life in the record
 * @param now the time by the clock of the record
 * @returns undefined if the event must be refused: the versions of the place before would stay archived for good
 */
export function decideLife(stored: RecordLife | undefined, event: LifeEvent, now: Date): CurrentLife | undefined {
  const { id, place, reportQueue } = event;
  const begun = { id, place, watchedSince: now, ...(reportQueue !== undefined && { reportQueue }) };
  if (event.isCreation) {
    return isCurrent(stored) && stored.id === id ? stored : begun;
  }
  if (isCurrent(stored) && stored.place === place) {
    // A refused move comes back like this. Its rule watched another place for a while.
    const { watchedSince } = event.hasMoved ? begun : stored;
    return { ...begun, id: stored.id, watchedSince };
  }
  return event.hasMoved && event.didRestore ? undefined : begun;
}

/**
 * The time of a version, if it belongs to the life: of a time before the declaration watched the versions, nobody knows
 * what came after.
 */
export function timeInLife(
  entry: ArchivedVersion | undefined,
  life: Pick<RecordLife, 'watchedSince'> | undefined,
): Date | undefined {
  const archivedAt = entry?.archivedAt;
  return archivedAt !== undefined && life !== undefined && archivedAt >= life.watchedSince ? archivedAt : undefined;
}
