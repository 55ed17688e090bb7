import { existsSync, readFileSync } from 'node:fs';
import { isFormat } from '../../declaration/package-format';
import { UseLog } from './use-log';

/** A line of the state: the header, what a part of the log shows, or keys that were read. */
type StateLine =
  | { readonly hash: string }
  | { readonly repository: string; readonly requests: readonly (readonly [string, number])[] }
  | {
      readonly cover: string;
      readonly minutes: readonly number[];
      readonly formats: Readonly<Record<string, { readonly time: number; readonly count: number }>>;
      readonly withoutVersion: number;
      readonly unattributedTime: number;
      readonly leftOut: Readonly<Record<string, number>>;
    }
  | { readonly keys: readonly string[] }
  | { readonly end: true; readonly requestCount: number };

/** Keys of one line. */
const KEYS_PER_LINE = 1_000;

/** What was read of a log so far: the log, and the files that are in it. */
export interface UseState {
  readonly log: UseLog;
  readonly keys: Set<string>;
}

/** Writes a state as text, a line for each part. Files that could not be read are left out: the next run tries them again. */
export function writeUseState({ log, keys }: UseState, hash: string): string {
  const allKeys = [...keys];
  const lines: StateLine[] = [
    { hash },
    ...[...log.repositories].map(([repository, requests]) => ({ repository, requests: [...requests] })),
    ...[...log.covers].map(([cover, { minutes, formats, leftOut, withoutVersion, unattributedTime }]) => ({
      cover,
      minutes: [...minutes],
      formats: Object.fromEntries(formats),
      leftOut: Object.fromEntries(leftOut),
      withoutVersion,
      unattributedTime,
    })),
    ...Array.from({ length: Math.ceil(allKeys.length / KEYS_PER_LINE) }, (_, n) => ({
      keys: allKeys.slice(n * KEYS_PER_LINE, (n + 1) * KEYS_PER_LINE),
    })),
    { end: true, requestCount: log.requestCount },
  ];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join('');
}

/**
 * Reads the state of an earlier run; an empty one if there is none, if it is broken, or if it is of other options.
 *
 * @param hash of everything that decides what is read
 */
export function readUseState(path: string, hash: string): UseState {
  const empty = () => ({ log: new UseLog(), keys: new Set<string>() });
  const lines = existsSync(path) ? parseLines(readFileSync(path, 'utf8')) : [];
  const [header] = lines;
  const last = lines.at(-1);
  if (!header || !('hash' in header) || header.hash !== hash || !last || !('end' in last)) {
    return empty();
  }
  const state = empty();
  lines.forEach((line) => addLine(state, line));
  return state;
}

function addLine({ log, keys }: UseState, line: StateLine) {
  if ('repository' in line) {
    log.repositories.set(line.repository, new Map(line.requests));
  } else if ('cover' in line) {
    const [account = '', region = ''] = line.cover.split(' ');
    const cover = log.cover(account, region);
    line.minutes.forEach((minute) => cover.minutes.add(minute));
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

function parseLines(text: string): readonly StateLine[] {
  try {
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as StateLine);
  } catch {
    return [];
  }
}
