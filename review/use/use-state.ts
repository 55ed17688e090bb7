import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { isFormat } from '../../declaration/package-format';
import { readLogFileName } from './log-file-name';
import { UseLog } from './use-log';

/** A line of the state: the header, what a part of the log shows, or keys that were read. */
type StateLine =
  | { readonly hash: string }
  | { readonly repository: string; readonly requests: readonly (readonly [string, number])[] }
  | {
      readonly cover: string;
      readonly minutes: readonly (readonly [number, number])[];
      readonly formats: Readonly<Record<string, { readonly time: number; readonly count: number }>>;
      readonly withoutVersion: number;
      readonly unattributedTime: number;
      readonly leftOut: Readonly<Record<string, number>>;
    }
  | { readonly keys: readonly string[] }
  | { readonly end: true; readonly requestCount: number };

/** Requests or keys of one line. */
const ITEMS_PER_LINE = 1_000;
const CHUNK_BYTES = 1_000_000;
const MINUTE = 60_000;

/** What was read of a log so far: the log, and the files that are in it. */
export interface UseState {
  readonly log: UseLog;
  readonly keys: Set<string>;
}

/**
 * Writes a state as text, a line for each part. Files that could not be read are left out: the next run tries them again.
 *
 * @returns the lines, one after the other
 */
export function* writeUseState({ log, keys }: UseState, hash: string): Generator<string> {
  yield writeLine({ hash });
  for (const [repository, requests] of log.repositories) {
    for (const part of splitParts(requests)) {
      yield writeLine({ repository, requests: part });
    }
  }
  for (const [cover, { minutes, formats, leftOut, withoutVersion, unattributedTime }] of log.covers) {
    yield writeLine({
      cover,
      minutes: [...minutes],
      formats: Object.fromEntries(formats),
      leftOut: Object.fromEntries(leftOut),
      withoutVersion,
      unattributedTime,
    });
  }
  for (const part of splitParts(keys)) {
    yield writeLine({ keys: part });
  }
  yield writeLine({ end: true, requestCount: log.requestCount });
}

function writeLine(line: StateLine): string {
  return `${JSON.stringify(line)}\n`;
}

function* splitParts<T>(items: Iterable<T>): Generator<readonly T[]> {
  let part: T[] = [];
  for (const item of items) {
    part.push(item);
    if (part.length === ITEMS_PER_LINE) {
      yield part;
      part = [];
    }
  }
  if (part.length > 0) {
    yield part;
  }
}

/**
 * Reads the state of an earlier run; an empty one if there is none, if it is broken, or if it is of other options.
 *
 * @param hash of everything that decides what is read
 */
export function readUseState(path: string, hash: string): UseState {
  const empty = (): UseState => ({ log: new UseLog(), keys: new Set() });
  const state = empty();
  let isWhole = false;
  try {
    let isFirst = true;
    for (const text of existsSync(path) ? readLines(path) : []) {
      const line = JSON.parse(text) as StateLine;
      if (isFirst && !('hash' in line && line.hash === hash)) {
        return empty();
      }
      isFirst = false;
      addLine(state, line);
      isWhole = 'end' in line;
    }
  } catch {
    return empty();
  }
  return isWhole ? state : empty();
}

/** The whole lines of a file, one after the other. */
function* readLines(path: string): Generator<string> {
  const descriptor = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    const decoder = new StringDecoder('utf8');
    let rest = '';
    for (let length = readSync(descriptor, chunk); length > 0; length = readSync(descriptor, chunk)) {
      const lines = `${rest}${decoder.write(chunk.subarray(0, length))}`.split('\n');
      rest = lines.pop() ?? '';
      yield* lines;
    }
  } finally {
    closeSync(descriptor);
  }
}

/** Leaves out what is before a time, so that the state of a run every night does not grow. */
export function pruneState({ log, keys }: UseState, since: Date): void {
  const isBefore = (time: number) => time < since.getTime();
  keys.forEach((key) => isBefore(readLogFileName(key)?.time ?? 0) && keys.delete(key));
  for (const { minutes } of log.covers.values()) {
    minutes.forEach((_, minute) => isBefore(minute * MINUTE) && minutes.delete(minute));
  }
  for (const requests of log.repositories.values()) {
    requests.forEach((time, request) => isBefore(time) && requests.delete(request));
  }
}

function addLine({ log, keys }: UseState, line: StateLine) {
  if ('repository' in line) {
    const requests = log.repositories.get(line.repository) ?? new Map<string, number>();
    line.requests.forEach(([request, time]) => requests.set(request, time));
    log.repositories.set(line.repository, requests);
  } else if ('cover' in line) {
    const [account = '', region = ''] = line.cover.split(' ');
    const cover = log.cover(account, region);
    line.minutes.forEach(([minute, count]) => cover.minutes.set(minute, count));
    Object.entries(line.formats).forEach(([format, newest]) => isFormat(format) && cover.formats.set(format, newest));
    Object.entries(line.leftOut).forEach(([pattern, count]) => cover.leftOut.set(pattern, count));
    cover.withoutVersion = line.withoutVersion;
    cover.unattributedTime = line.unattributedTime;
  } else if ('keys' in line) {
    line.keys.forEach((key) => keys.add(key));
  } else if ('end' in line) {
    log.requestCount = line.requestCount;
  }
}
