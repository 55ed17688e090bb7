import type { Format } from '../../declaration/package-format';
import type { LogFile } from './log-file-name';
import type { LoggedRepository, LoggedRequests, PackageRequest } from './request';

/** What the log files of one account and Region show. */
export interface LogCover {
  /** When files were delivered, in minutes since 1970. */
  readonly minutes: Set<number>;
  /** The newest successful read of each format, in milliseconds, and how many there are. */
  readonly formats: Map<Format, { time: number; count: number }>;
  /** Requests for a package that do not tell which version. */
  withoutVersion: number;
  /** The newest request that does not tell for which repository, in milliseconds; 0 if there is none. */
  unattributedTime: number;
  /** Requests that a pattern leaves out, by the pattern. */
  readonly leftOut: Map<string, number>;
}

/** The newest requests of a log, and what it covers. Reading files in any order gives the same. */
export class UseLog {
  /** By account and Region. */
  readonly covers = new Map<string, LogCover>();
  /** By repository: the newest time of each request, in milliseconds. */
  readonly repositories = new Map<string, Map<string, number>>();
  /** Requests that were counted. */
  requestCount = 0;

  /** Says that a file was read as a whole. */
  addFile({ account, region, time }: LogFile): void {
    this.cover(account, region).minutes.add(Math.floor(time / 60_000));
  }

  addRequests({ repository, time, format, requests, lacksVersion }: LoggedRequests, file: LogFile): void {
    this.addRead(format, time, file);
    const cover = this.cover(file.account, file.region);
    cover.withoutVersion += lacksVersion ? 1 : 0;
    this.requestCount += 1;
    const key = repositoryKey(repository);
    const newest = this.repositories.get(key) ?? new Map<string, number>();
    this.repositories.set(key, newest);
    for (const request of requests) {
      const name = requestKey(request);
      newest.set(name, Math.max(newest.get(name) ?? 0, time));
    }
  }

  /** A file has no record of later: the time of a record alone does not widen what the log covers. */
  addRead(format: Format, time: number, file: LogFile): void {
    const { formats } = this.cover(file.account, file.region);
    const before = formats.get(format) ?? { time: 0, count: 0 };
    formats.set(format, { time: Math.max(before.time, Math.min(time, file.time)), count: before.count + 1 });
  }

  addUnattributed(time: number, { account, region }: LogFile): void {
    const cover = this.cover(account, region);
    cover.unattributedTime = Math.max(cover.unattributedTime, time);
  }

  /** @param requests what the record asks for; it still shows that reads of its format are logged */
  addLeftOut(pattern: string, requests: LoggedRequests | undefined, file: LogFile): void {
    const { leftOut } = this.cover(file.account, file.region);
    leftOut.set(pattern, (leftOut.get(pattern) ?? 0) + 1);
    if (requests) {
      this.addRead(requests.format, requests.time, file);
    }
  }

  cover(account: string, region: string): LogCover {
    const key = `${account} ${region}`;
    const cover = this.covers.get(key) ?? {
      minutes: new Set<number>(),
      formats: new Map<Format, { time: number; count: number }>(),
      withoutVersion: 0,
      unattributedTime: 0,
      leftOut: new Map<string, number>(),
    };
    this.covers.set(key, cover);
    return cover;
  }
}

/** The key of a repository, and the path of its file: its parts have no slash. */
export function repositoryKey({ owner, region, domain, repository }: LoggedRepository): string {
  return [owner, region, domain, repository].join('/');
}

/** The key of a request, and the columns of its line: names have no tabs. */
export function requestKey({ format, namespace, package: name, version }: PackageRequest): string {
  return `${format}\t${namespace}\t${name}\t${version}`;
}
