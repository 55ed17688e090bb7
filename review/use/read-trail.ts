import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIELDS } from '../../declaration/fields';
import { type ObjectLocation, type ObjectStore, ObjectStoreError } from '../../codeartifact/object-store';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';
import { type LogFile, readLogFileName } from './log-file-name';
import { DamagedLogFile, type FindLeftOut, MAX_LOG_FILE_BYTES, readLogFile } from './read-log-file';
import type { UseState } from './use-state';

/** Milliseconds before each repetition of a request that failed. */
const PAUSES = [200, 1_000, 3_000];
/** Files that are loaded while others are read. */
const FILES_AT_ONCE = 8;

export interface TrailRun {
  readonly store: ObjectStore;
  readonly trail: ObjectLocation;
  /** Files that were delivered before are not read. */
  readonly since: Date;
  readonly findLeftOut: FindLeftOut;
  /** Called after each file. */
  readonly onFile: (finished: number, total: number) => void;
}

/** What was read of a trail. */
export interface TrailResult {
  /** Files that were read now. */
  readonly readCount: number;
  /** Files that an earlier run has read. */
  readonly knownCount: number;
  /** Objects that are no log files, such as digests. */
  readonly otherCount: number;
  /** Files that could not be read. */
  readonly damaged: readonly DamagedLogFile[];
}

/**
 * Reads the log files of a trail that a state does not have yet, and adds them to it, each as a whole. A damaged file does not
 * stop the others: what it could have shown is missing for its account and Region alone.
 *
 * @throws CommandError where the trail cannot be read; the state has the files that were read until then
 */
export async function readTrail(state: UseState, run: TrailRun): Promise<TrailResult> {
  const { open, knownCount, otherCount } = await readOrThrow(run.trail, () => listOpenFiles(state, run));
  const total = open.length + knownCount;
  let next = 0;
  let finished = knownCount;
  let failed = false;
  const damaged: DamagedLogFile[] = [];
  const readNext = async () => {
    while (next < open.length && !failed) {
      const file = open[next++]!;
      try {
        readLogFile(state.log, { file, bytes: await load(run, file) }, run.findLeftOut);
        state.keys.add(file.key);
      } catch (error) {
        if (!(error instanceof DamagedLogFile)) {
          failed = true;
          throw error;
        }
        state.log.addDamagedFile(file);
        damaged.push(error);
      }
      run.onFile((finished += 1), total);
    }
  };
  await Promise.all(Array.from({ length: FILES_AT_ONCE }, readNext));
  return { readCount: open.length - damaged.length, knownCount, otherCount, damaged };
}

/** The log files that a state does not have yet. A trail holds those of many years. */
async function listOpenFiles({ keys }: UseState, { store, trail, since }: TrailRun) {
  const open: LogFile[] = [];
  let [knownCount, otherCount] = [0, 0];
  for await (const page of store.listWriteTimes(trail)) {
    for (const [key] of page) {
      const file = readLogFileName(key);
      if (file === undefined) {
        otherCount += 1;
      } else if (file.time >= since.getTime() && keys.has(key)) {
        knownCount += 1;
      } else if (file.time >= since.getTime()) {
        open.push(file);
      }
    }
  }
  return { open, knownCount, otherCount };
}

async function load({ store, trail }: TrailRun, file: LogFile): Promise<Buffer> {
  const { key } = file;
  const object = { bucket: trail.bucket, key };
  const body = await readOrThrow(object, () => loadWithRetries(store, object, file));
  if (!body) {
    throw new CommandError(`The log file ${oneLine(key, 1_000)} was listed, and is not there. Nothing was written.`);
  }
  return body;
}

async function loadWithRetries(store: ObjectStore, object: ObjectLocation, file: LogFile): Promise<Buffer | undefined> {
  for (const pause of [...PAUSES, undefined]) {
    try {
      const stream = await store.openStream(object);
      return stream && (await readBounded(stream, file));
    } catch (error) {
      const status = error instanceof ObjectStoreError ? (error.status ?? 0) : 0;
      if (pause === undefined || error instanceof DamagedLogFile || (status >= 400 && status < 500 && status !== 429)) {
        throw error;
      }
      await sleep(pause);
    }
  }
  return undefined;
}

async function readBounded(stream: Readable, file: LogFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_LOG_FILE_BYTES) {
      stream.destroy();
      throw new DamagedLogFile(file, `it must have at most ${MAX_LOG_FILE_BYTES} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function readOrThrow<T>({ bucket, key }: ObjectLocation, readObject: () => Promise<T>): Promise<T> {
  try {
    return await readObject();
  } catch (error) {
    if (error instanceof DamagedLogFile) {
      throw error;
    }
    const { name, message } = error as Error;
    throw new CommandError(
      `s3://${bucket}/${oneLine(key, 1_000)} cannot be read: ${name}: ${oneLine(message, 500)}. The identity that runs this ` +
        'command needs s3:ListBucket and s3:GetObject for it. Nothing was written.',
    );
  }
}

/**
 * Reads where a trail is, such as `s3://my-bucket/my-prefix/`.
 *
 * @throws RangeError
 */
export function parseTrail(text: string): ObjectLocation {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/.exec(text) ?? [];
  if (!FIELDS.recordBucket.pattern.test(bucket) || !/^[ -~]{0,900}$/.test(key)) {
    throw new RangeError(`--trail must be the place of log files, s3://<bucket>/<prefix>/; got ${text.slice(0, 200)}.`);
  }
  return { bucket, key };
}
