import { gunzipSync } from 'node:zlib';
import { oneLine } from '../text/sanitize';
import type { JsonObject } from '../evidence/evidence';
import type { LogFile } from './log-file-name';
import { listRecords } from './record-list';
import { type LoggedRecord, readRecord, UNATTRIBUTED } from './read-record';
import type { UseLog } from './use-log';

/** Bytes of a log file, as it is and unpacked. Those of CloudTrail have a few megabytes. */
export const MAX_LOG_FILE_BYTES = 50_000_000;
const MAX_UNPACKED_BYTES = 128_000_000;
/** Without this text no record is about CodeArtifact, which saves most of the time for the log of a whole account. */
const SOURCE = 'codeartifact.amazonaws.com';

/** Tells the pattern that leaves a record out. */
export type FindLeftOut = (record: JsonObject) => string | undefined;

/** A log file that cannot be read, and the reason. */
export class DamagedLogFile extends Error {
  constructor(
    readonly file: LogFile,
    reason: string,
  ) {
    super(`The log file ${oneLine(file.key, 1_000)} cannot be read: ${oneLine(reason, 500)}`);
  }
}

/**
 * Adds a log file of CloudTrail to a log: as a whole, or not at all.
 *
 * @throws DamagedLogFile
 */
export function readLogFile(
  log: UseLog,
  { file, bytes }: { readonly file: LogFile; readonly bytes: Buffer },
  findLeftOut: FindLeftOut,
): void {
  try {
    const entries: LogEntry[] = [];
    for (const record of listRecords(unpack(bytes), SOURCE)) {
      const entry = readEntry(record, file, findLeftOut);
      if (entry) {
        entries.push(entry);
      }
    }
    log.addFile(file);
    entries.forEach((entry) => addEntry(log, entry, file));
  } catch (error) {
    throw new DamagedLogFile(file, (error as Error).message);
  }
}

/**
 * Adds one record.
 *
 * @throws RangeError for a name that CodeArtifact cannot have logged
 */
export function addRecord(
  log: UseLog,
  { record, file }: { readonly record: JsonObject; readonly file: LogFile },
  findLeftOut: FindLeftOut,
): void {
  const entry = readEntry(record, file, findLeftOut);
  if (entry) {
    addEntry(log, entry, file);
  }
}

interface LogEntry extends LoggedRecord {
  /** The pattern that leaves it out. */
  readonly leftOut?: string;
}

function readEntry(record: JsonObject, file: LogFile, findLeftOut: FindLeftOut): LogEntry | undefined {
  const logged = readRecord(record, file);
  const leftOut = logged && findLeftOut(record);
  return logged && leftOut !== undefined ? { ...logged, leftOut } : logged;
}

function addEntry(log: UseLog, { time, requests, leftOut }: LogEntry, file: LogFile) {
  if (leftOut !== undefined) {
    log.addLeftOut(leftOut, file);
  }
  if (requests === UNATTRIBUTED) {
    if (leftOut === undefined) {
      log.addUnattributed(time, file);
    }
    return;
  }
  for (const each of requests) {
    // What is left out still shows that reads of its format are logged.
    if (leftOut === undefined) {
      log.addRequests(each, time, file);
    } else {
      log.addRead(each.format, time, file);
    }
  }
}

function unpack(bytes: Buffer): Buffer {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes;
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES });
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? new RangeError(`it must have at most ${MAX_UNPACKED_BYTES} bytes when it is unpacked`, { cause: error })
      : new RangeError(`it must be a whole file of gzip: ${message}`, { cause: error });
  }
}
