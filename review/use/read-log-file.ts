import { gunzipSync } from 'node:zlib';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';
import { isJsonObject, type JsonObject } from '../evidence/evidence';
import type { LogFile } from './log-file-name';
import { type LoggedRecord, readRecord, UNATTRIBUTED } from './read-record';
import type { UseLog } from './use-log';

/** Bytes of a log file, as it is and unpacked. Those of CloudTrail have a few megabytes. */
export const MAX_LOG_FILE_BYTES = 50_000_000;
const MAX_UNPACKED_BYTES = 128_000_000;
/** Without this text no record is about CodeArtifact, which saves most of the time for the log of a whole account. */
const SOURCE = 'codeartifact.amazonaws.com';

/** Tells the pattern that leaves a record out. */
export type FindLeftOut = (record: JsonObject) => string | undefined;

/**
 * Adds a log file of CloudTrail to a log: as a whole, or not at all.
 *
 * @throws CommandError that names the file which is no log file
 */
export function readLogFile(
  log: UseLog,
  { file, bytes }: { readonly file: LogFile; readonly bytes: Buffer },
  findLeftOut: FindLeftOut,
): void {
  try {
    const entries = readRecords(unpack(bytes)).flatMap((record) => readEntry(record, file, findLeftOut) ?? []);
    log.addFile(file);
    entries.forEach((entry) => addEntry(log, entry, file));
  } catch (error) {
    throw new CommandError(
      `The log file ${oneLine(file.key, 1_000)} cannot be read: ${oneLine((error as Error).message, 500)}. ` +
        'Nothing was written: a file that is missing could have shown a use.',
    );
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

function unpack(bytes: Buffer): string {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) {
    return bytes.toString('utf8');
  }
  try {
    return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES }).toString('utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw code === 'ERR_BUFFER_TOO_LARGE'
      ? new RangeError(`it must have at most ${MAX_UNPACKED_BYTES} bytes when it is unpacked`, { cause: error })
      : new RangeError(`it must be a whole file of gzip: ${message}`, { cause: error });
  }
}

function readRecords(text: string): readonly JsonObject[] {
  if (!text.includes(SOURCE) && /\]\s*\}\s*$/.test(text.slice(-20))) {
    return [];
  }
  const document: unknown = JSON.parse(text);
  const records = isJsonObject(document) ? document['Records'] : undefined;
  if (!Array.isArray(records) || !records.every(isJsonObject)) {
    throw new RangeError('it must be an object of JSON with a list of records, Records');
  }
  return records;
}
