import { type Format, isFormat } from '../../declaration/package-format';
import { isJsonObject, type JsonObject, readObjects } from '../evidence/evidence';
import type { LogCover, UseLog } from './use-log';

/** What the log of one account in one Region covers; times are those of delivery. */
export interface Coverage {
  readonly account: string;
  readonly region: string;
  readonly files: number;
  readonly first: Date;
  readonly last: Date;
  /** Times of more than an hour in which no file was delivered. */
  readonly gaps: readonly { readonly from: Date; readonly to: Date }[];
  /** The newest read of each format that is seen. */
  readonly formats: ReadonlyMap<Format, Date>;
  /** The newest request that does not tell for which repository. */
  readonly unattributed?: Date;
  /** Requests that do not tell the version. */
  readonly withoutVersion: number;
  /** Requests that patterns of principals and user agents leave out. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Files that could not be read, and the newest of them. */
  readonly damaged?: { readonly files: number; readonly key: string; readonly time: Date };
}

const HOUR_MINUTES = 60;
const MINUTE = 60_000;

/** What a log covers, by account and Region, for files since a time. */
export function findCoverage({ covers }: UseLog, since: Date): readonly Coverage[] {
  return [...covers].flatMap(([key, cover]) => {
    const [account = '', region = ''] = key.split(' ');
    const minutes = [...cover.minutes.keys()]
      .filter((minute) => minute * MINUTE >= since.getTime())
      .sort((a, b) => a - b);
    const [first] = minutes;
    const last = minutes.at(-1);
    return first === undefined || last === undefined
      ? []
      : [{ account, region, ...describe(cover, minutes), first: at(first), last: at(last) }];
  });
}

function describe(cover: LogCover, minutes: readonly number[]) {
  const gaps = minutes.flatMap((minute, n) => {
    const before = minutes[n - 1] ?? minute;
    return minute - before > HOUR_MINUTES ? [{ from: at(before), to: at(minute) }] : [];
  });
  return {
    files: minutes.reduce((sum, minute) => sum + (cover.minutes.get(minute) ?? 0), 0),
    gaps,
    formats: new Map([...cover.formats].map(([format, { time }]) => [format, new Date(time)])),
    ...(cover.unattributedTime > 0 ? { unattributed: new Date(cover.unattributedTime) } : {}),
    withoutVersion: cover.withoutVersion,
    leftOut: Object.fromEntries(cover.leftOut),
    ...describeDamage(cover),
  };
}

function describeDamage({ damagedFiles }: LogCover): Pick<Coverage, 'damaged'> {
  const [newest] = [...damagedFiles].sort((a, b) => b.time - a.time);
  return newest ? { damaged: { files: damagedFiles.length, key: newest.key, time: new Date(newest.time) } } : {};
}

function at(minute: number): Date {
  return new Date(minute * MINUTE);
}

/** What the log of a format must cover. */
export interface WantedCover {
  readonly owner: string;
  readonly region: string;
  readonly format: Format;
  readonly from: Date;
  readonly now: Date;
}

/** The reason why a log does not show that something was not requested, as a sentence without its end; undefined if it does. */
export function findCoverProblem(coverages: readonly Coverage[], demand: WantedCover): string | undefined {
  const { owner, region, format, from, now } = demand;
  const coverage = coverages.find((each) => each.account === owner && each.region === region);
  if (!coverage) {
    return `the log has no file of the account ${owner} in ${region} that can be read`;
  }
  const { first, last, gaps, formats, unattributed, damaged } = coverage;
  if (first > from) {
    return `the log begins at ${text(first)}, and must cover the time from ${text(from)}`;
  }
  if (now.getTime() - last.getTime() > HOUR_MINUTES * MINUTE) {
    return `the log ends at ${text(last)}, more than an hour before this run: run use again`;
  }
  // A file has no record of later than its delivery.
  if (damaged && damaged.time >= from) {
    return `the log file ${damaged.key} cannot be read`;
  }
  const gap = gaps.find(({ to }) => to >= from);
  if (gap) {
    return `the log has no file from ${text(gap.from)} to ${text(gap.to)}`;
  }
  if (unattributed && unattributed >= from) {
    return `a request of ${text(unattributed)} does not tell for which repository it is`;
  }
  const newest = formats.get(format);
  return newest === undefined || newest < from ? `the log has no read of any package of ${format}` : undefined;
}

function text(date: Date): string {
  return `${date.toISOString().slice(0, 16)}Z`;
}

/** The coverage as JSON. */
export function writeCoverage(
  coverages: readonly Coverage[],
  source: { readonly log: string; readonly since: Date; readonly now: Date },
): string {
  return `${JSON.stringify({ ...source, coverage: coverages.map((each) => ({ ...each, formats: Object.fromEntries(each.formats) })) }, undefined, 2)}\n`;
}

/**
 * Reads what writeCoverage wrote.
 *
 * @throws RangeError
 */
export function parseCoverage(json: string): readonly Coverage[] {
  const document: unknown = JSON.parse(json);
  if (!isJsonObject(document) || !Array.isArray(document['coverage'])) {
    throw new RangeError('it must be an object of JSON with the list coverage, as use writes it');
  }
  return readObjects(document['coverage']).map(toCoverage);
}

function toCoverage(value: JsonObject): Coverage {
  const { account, region, files, gaps, formats, unattributed, withoutVersion, leftOut, damaged } = value;
  return {
    account: String(account),
    region: String(region),
    files: Number(files),
    first: parseDate(value['first']),
    last: parseDate(value['last']),
    gaps: readObjects(gaps).map(({ from, to }) => ({ from: parseDate(from), to: parseDate(to) })),
    formats: new Map(
      Object.entries(isJsonObject(formats) ? formats : {}).flatMap(([format, time]) =>
        isFormat(format) ? [[format, parseDate(time)] as const] : [],
      ),
    ),
    ...(unattributed === undefined ? {} : { unattributed: parseDate(unattributed) }),
    withoutVersion: Number(withoutVersion),
    leftOut: (isJsonObject(leftOut) ? leftOut : {}) as Record<string, number>,
    ...(isJsonObject(damaged)
      ? { damaged: { files: Number(damaged['files']), key: String(damaged['key']), time: parseDate(damaged['time']) } }
      : {}),
  };
}

function parseDate(value: unknown): Date {
  const date = new Date(String(value));
  if (Number.isNaN(date.getTime())) {
    throw new RangeError(`a time must be as in 2026-01-31T10:00:00.000Z; got ${JSON.stringify(value)}`);
  }
  return date;
}
