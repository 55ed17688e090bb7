import {
  type ArchiveHistory,
  type ArchiveRecord,
  parseArchiveRecord,
  recordKeys,
  restoredKey,
  writeArchiveRecord,
} from '../declaration/archive-record';
import type { Package, RecordLocation } from '../declaration/declaration';
import { isChangedObject, type ObjectStore } from './object-store';

const MAX_ATTEMPTS = 10;

/** A record that was read, and what it takes to replace it. */
export interface ReadRecord {
  readonly archived: ArchiveRecord;
  /** The time by the clock of the record. */
  readonly now: Date;
  /** Absent if there was no record. */
  readonly tag?: string;
}

/** The records of when versions were archived and restored, one for each declaration that archives and its package. */
export class ArchiveRecords {
  constructor(private readonly store: ObjectStore) {}

  /** @throws the error of S3, or one that says that the record is broken */
  async read({ bucket, key }: RecordLocation, pkg: Package, signal?: AbortSignal): Promise<ReadRecord> {
    const { content, now } = await this.store.read({ bucket, key: recordKeys(key, pkg).record }, signal);
    return content === undefined
      ? { archived: new Map(), now }
      : { archived: parseArchiveRecord(String(content.body)), now, tag: content.tag };
  }

  private write(
    { bucket, key }: RecordLocation,
    pkg: Package,
    { archived, tag }: Pick<ReadRecord, 'archived' | 'tag'>,
  ): Promise<string> {
    return this.store.replace(
      { bucket, key: recordKeys(key, pkg).record },
      { body: writeArchiveRecord(archived), tag },
    );
  }

  /**
   * Changes a record, however often somebody else changes it meanwhile.
   *
   * @param change computes the new record; one that is equal is not written
   * @returns the record after the change, and the time at which it was read
   */
  async update(
    location: RecordLocation,
    pkg: Package,
    change: (read: ReadRecord) => ArchiveRecord,
  ): Promise<Omit<ReadRecord, 'tag'>> {
    for (let attempt = 1; ; attempt++) {
      const read = await this.read(location, pkg);
      const { now } = read;
      const archived = change(read);
      if (writeArchiveRecord(archived) === writeArchiveRecord(read.archived)) {
        return { archived, now };
      }
      try {
        await this.write(location, pkg, { archived, tag: read.tag });
        return { archived, now };
      } catch (error) {
        if (!isChangedObject(error) || attempt === MAX_ATTEMPTS) {
          throw error;
        }
      }
    }
  }

  /** When it became known that versions were restored, by version. */
  async restored(
    { bucket, key }: RecordLocation,
    pkg: Package,
    versions: Iterable<string>,
  ): Promise<ReadonlyMap<string, Date>> {
    const keys = recordKeys(key, pkg);
    const times = await this.store.writeTimes({ bucket, key: keys.restored });
    const found: [string, Date][] = [];
    for (const version of times.size > 0 ? versions : []) {
      const time = times.get(restoredKey(keys, version));
      if (time !== undefined) {
        found.push([version, time]);
      }
    }
    return new Map(found);
  }

  /** Everything that is known of the versions. */
  async history(location: RecordLocation, pkg: Package, versions: readonly string[]): Promise<ArchiveHistory> {
    // The record first: a version that is restored while it is read is found in the list after it.
    const { archived, now } = await this.read(location, pkg);
    return { now, archived, restored: await this.restored(location, pkg, versions) };
  }

  /** Marks a version as restored, from now on by the clock of S3. */
  async markRestored({ bucket, key }: RecordLocation, pkg: Package, version: string): Promise<void> {
    await this.store.write({ bucket, key: restoredKey(recordKeys(key, pkg), version) }, '');
  }
}
