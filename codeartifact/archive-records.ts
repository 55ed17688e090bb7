import {
  type ArchiveHistory,
  type ArchiveRecord,
  parseArchiveRecord,
  writeArchiveRecord,
} from '../declaration/archive-record';
import type { Package, RecordLocation } from '../declaration/declaration';
import { lifeKey, packageKeys, recordKey, restoredKey } from '../declaration/record-keys';
import {
  type CurrentLife,
  isCurrent,
  parseRecordLife,
  type RecordLife,
  timeInLife,
  writeRecordLife,
} from '../declaration/record-life';
import { isChangedObject, type ObjectStore } from './object-store';
import type { ReportQueue } from './report-queue';

const MAX_ATTEMPTS = 10;

/** A record that was read. */
export interface ReadRecord {
  readonly archived: ArchiveRecord;
  /** The time by the clock of the record. */
  readonly now: Date;
}

/** The objects of one package: the records of declarations, and the marks of restored versions. */
export interface PackageObjects {
  /** The last time at which the record learned that a version was not archived, by version. */
  readonly restored: ReadonlyMap<string, Date>;
  /** The keys of the declarations that have a record of the package. */
  readonly declarations: readonly string[];
}

/** A life and the reports that wait for its declaration. */
interface Watch {
  readonly life?: RecordLife;
  readonly undeliveredReports: number;
}

/**
 * The records of times at which versions were archived and restored. Records lie by package first, so that all declarations
 * that share a bucket see one another.
 */
export class ArchiveRecords {
  constructor(
    private readonly store: ObjectStore,
    private readonly queue: Pick<ReportQueue, 'countReports'>,
  ) {}

  /** Opens the histories of packages. */
  openHistories(): ArchiveHistories {
    return new ArchiveHistories(this);
  }

  /** @throws the error of S3, or an error if the life is broken */
  async readLife({ bucket, key }: RecordLocation): Promise<RecordLife | undefined> {
    const { content } = await this.store.read({ bucket, key: lifeKey(key) });
    return content && parseRecordLife(String(content.body));
  }

  /**
   * Changes the life of a declaration.
   *
   * @param change computes the new life; undefined leaves the stored one
   * @returns the new life
   */
  async updateLife<T extends RecordLife | undefined>(
    { bucket, key }: RecordLocation,
    change: (stored: RecordLife | undefined, now: Date) => T,
  ): Promise<T> {
    const object = { bucket, key: lifeKey(key) };
    return retryChanged(async () => {
      const { content, now } = await this.store.read(object);
      const life = change(content && parseRecordLife(String(content.body)), now);
      const text = life && writeRecordLife(life);
      if (text !== undefined && text !== content?.body.toString()) {
        await this.store.replace(object, { body: text, tag: content?.tag });
      }
      return life;
    });
  }

  /** @throws the error of S3, or an error if the record is broken */
  async read({ bucket, key }: RecordLocation, pkg: Package): Promise<ReadRecord> {
    const { content, now } = await this.store.read({ bucket, key: recordKey(packageKeys(pkg), key) });
    return { archived: content === undefined ? new Map() : parseArchiveRecord(String(content.body)), now };
  }

  /**
   * Changes a record, however often another run changes it in between.
   *
   * @param change computes the new record; one that is equal is not written
   * @returns the record after the change, and the time at which it was read
   */
  async update(
    { bucket, key }: RecordLocation,
    pkg: Package,
    change: (recordRead: ReadRecord) => ArchiveRecord | Promise<ArchiveRecord>,
  ): Promise<ReadRecord> {
    const object = { bucket, key: recordKey(packageKeys(pkg), key) };
    return retryChanged(async () => {
      const { content, now } = await this.store.read(object);
      const before: ArchiveRecord = content === undefined ? new Map() : parseArchiveRecord(String(content.body));
      const archived = await change({ archived: before, now });
      const text = writeArchiveRecord(archived);
      if (text !== writeArchiveRecord(before)) {
        await this.store.replace(object, { body: text, tag: content?.tag });
      }
      return { archived, now };
    });
  }

  /** Lists the objects of a package. */
  async listObjects(
    { bucket }: Pick<RecordLocation, 'bucket'>,
    pkg: Package,
    versions: Iterable<string>,
  ): Promise<PackageObjects> {
    const keys = packageKeys(pkg);
    const times = await this.store.writeTimes({ bucket, key: keys.folder });
    const restored = [...(times.size > 0 ? versions : [])].flatMap((version) => {
      const time = times.get(restoredKey(keys, version));
      return time === undefined ? [] : [[version, time] as const];
    });
    const declarations = [...times.keys()]
      .filter((key) => key.startsWith(keys.records))
      .map((key) => key.slice(keys.records.length, -'.json'.length));
    return { restored: new Map(restored), declarations };
  }

  /**
   * Marks a version as restored, from now on by the clock of S3. A package without a record needs no mark: a declaration
   * that comes later looks at the repository after it has written its record.
   *
   * @returns whether it is marked
   */
  async markRestored(bucket: string, pkg: Package, version: string): Promise<boolean> {
    const { declarations } = await this.listObjects({ bucket }, pkg, []);
    if (declarations.length === 0) {
      return false;
    }
    await this.store.write({ bucket, key: restoredKey(packageKeys(pkg), version) }, '');
    return true;
  }

  /** Counts the reports that wait in a queue. */
  countReports(queueUrl: string): Promise<number> {
    return this.queue.countReports(queueUrl);
  }
}

/**
 * Reads the histories of packages, and the life of their declaration and its queue only once. Make one for each slice of
 * packages, as both grow old.
 */
export class ArchiveHistories {
  private readonly watches = new Map<string, Promise<Watch>>();

  constructor(private readonly records: ArchiveRecords) {}

  /** @throws the error of S3 or SQS, or an error if the record is broken */
  async read(location: RecordLocation, pkg: Package, versions: readonly string[]): Promise<ArchiveHistory> {
    // The queue before the marks: a report that has left it is a mark. The record before the marks: a version that is
    // restored in between has a mark.
    const { life, undeliveredReports } = await this.watch(location);
    const { archived, now } = await this.records.read(location, pkg);
    const { restored } = await this.records.listObjects(location, pkg, versions);
    const current = isCurrent(life) ? life : undefined;
    return { now, archived: timesInLife(archived, current), restored, undeliveredReports };
  }

  private watch(location: RecordLocation): Promise<Watch> {
    const key = `${location.bucket}/${location.key}`;
    const watch = this.watches.get(key) ?? this.readWatch(location);
    this.watches.set(key, watch);
    return watch;
  }

  private async readWatch(location: RecordLocation): Promise<Watch> {
    const life = await this.records.readLife(location);
    const { reportQueue } = life ?? {};
    return { life, undeliveredReports: reportQueue === undefined ? 0 : await this.records.countReports(reportQueue) };
  }
}

function timesInLife(archived: ArchiveRecord, life: CurrentLife | undefined): ArchiveHistory['archived'] {
  const entries = [...archived].map(([version, entry]) => {
    const archivedAt = timeInLife(entry, life);
    return [version, { revision: entry.revision, ...(archivedAt && { archivedAt }) }] as const;
  });
  return new Map(entries);
}

async function retryChanged<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!isChangedObject(error) || attempt === MAX_ATTEMPTS) {
        throw error;
      }
    }
  }
}
