import type { Format } from '../../declaration/package-format';
import type { LogFile } from './log-file-name';
import type { LoggedRequests } from './request';

/** What the log files of one account and Region show. */
export interface LogCover {
  /** The number of files by the time of their delivery, in minutes since 1970. */
  readonly minutes: Map<number, number>;
  /** The newest successful read of each format, in milliseconds, and how many there are. */
  readonly formats: Map<Format, { time: number; count: number }>;
  /** Requests for a package that do not tell which version. */
  withoutVersion: number;
  /** The newest request that does not tell for which repository, in milliseconds; 0 if there is none. */
  unattributedTime: number;
  /** Requests that a pattern leaves out, by the pattern. */
  readonly leftOut: Map<string, number>;
  /** Files that could not be read. */
  readonly damagedFiles: LogFile[];
}

/** The newest requests of a log, and its cover. Reading files in any order gives the same. */
export class UseLog {
  /** By account and Region. */
  readonly covers = new Map<string, LogCover>();
  /** By repository: the newest time of each request, in milliseconds. */
  readonly repositories = new Map<string, Map<string, number>>();
  /** Requests that were counted. */
  requestCount = 0;
  /** That of the file whose records are added. */
  private last?: { readonly account: string; readonly region: string; readonly cover: LogCover };

  /** Says that a file could not be read: it could have shown a use. */
  addDamagedFile(file: LogFile): void {
    this.cover(file.account, file.region).damagedFiles.push(file);
  }

  /** Says that a file was read as a whole. */
  addFile({ account, region, time }: LogFile): void {
    const { minutes } = this.cover(account, region);
    const minute = Math.floor(time / 60_000);
    minutes.set(minute, (minutes.get(minute) ?? 0) + 1);
  }

  addRequests({ repositoryKey, requestKeys, format, lacksVersion }: LoggedRequests, time: number, file: LogFile): void {
    this.addRead(format, time, file);
    const cover = this.cover(file.account, file.region);
    cover.withoutVersion += lacksVersion ? 1 : 0;
    this.requestCount += 1;
    const newest = this.repositories.get(repositoryKey) ?? new Map<string, number>();
    this.repositories.set(repositoryKey, newest);
    for (const key of requestKeys) {
      newest.set(key, Math.max(newest.get(key) ?? 0, time));
    }
  }

  /** A file has no record of later: the time of a record alone does not widen the cover. */
  addRead(format: Format, time: number, file: LogFile): void {
    const { formats } = this.cover(file.account, file.region);
    const newest = formats.get(format) ?? { time: 0, count: 0 };
    newest.time = Math.max(newest.time, Math.min(time, file.time));
    newest.count += 1;
    formats.set(format, newest);
  }

  addUnattributed(time: number, { account, region }: LogFile): void {
    const cover = this.cover(account, region);
    cover.unattributedTime = Math.max(cover.unattributedTime, time);
  }

  addLeftOut(pattern: string, { account, region }: LogFile): void {
    const { leftOut } = this.cover(account, region);
    leftOut.set(pattern, (leftOut.get(pattern) ?? 0) + 1);
  }

  cover(account: string, region: string): LogCover {
    if (this.last?.account === account && this.last.region === region) {
      return this.last.cover;
    }
    const key = `${account} ${region}`;
    const cover = this.covers.get(key) ?? {
      minutes: new Map<number, number>(),
      formats: new Map<Format, { time: number; count: number }>(),
      withoutVersion: 0,
      unattributedTime: 0,
      leftOut: new Map<string, number>(),
      damagedFiles: [],
    };
    this.covers.set(key, cover);
    this.last = { account, region, cover };
    return cover;
  }
}
