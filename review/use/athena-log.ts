import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';
import { isJsonObject, type JsonObject } from '../evidence/evidence';
import { type LogFile, readLogFileName } from './log-file-name';
import { addRecord, type FindLeftOut } from './read-log-file';
import type { TrailResult } from './read-trail';
import type { UseLog } from './use-log';
import { describeFileError } from '../text/file-error';

/** The columns of the query in docs/use.md. */
const COLUMNS = [
  ...['kind', 'path', 'eventname', 'requestparameters', 'requesturi'],
  ...['principal', 'issuer', 'useragent', 'eventtime'],
] as const;

type Row = Readonly<Record<(typeof COLUMNS)[number], string>>;

/** Characters of a row. */
const MAX_ROW = 1_000_000;

export interface AthenaLog {
  /** The file that Athena leaves in S3. */
  readonly path: string;
  readonly since: Date;
  readonly findLeftOut: FindLeftOut;
}

/**
 * Adds the result of the query in docs/use.md to a log. Its last row says how many rows there are, so that a part of a result is
 * never taken for the whole.
 *
 * @throws CommandError with the line where the file is no whole result of the query
 */
export async function readAthenaLog(log: UseLog, { path, since, findLeftOut }: AthenaLog): Promise<TrailResult> {
  const files = new Set<string>();
  let count = 0;
  let end: number | undefined;
  try {
    const options = { columns: (names: string[]) => checkColumns(names), max_record_size: MAX_ROW, bom: true };
    for await (const row of createReadStream(path).pipe(parse(options)) as AsyncIterable<Row>) {
      if (row.kind === '3 end') {
        end = Number(row.path);
        continue;
      }
      count += 1;
      const file = readLogFileName(row.path);
      if (!file) {
        throw new RangeError(`row ${count}: path must be that of a log file of CloudTrail; got ${row.path}`);
      }
      if (file.time >= since.getTime()) {
        if (!files.has(file.key)) {
          files.add(file.key);
          log.addFile(file);
        }
        addRow(log, { row, file, count }, findLeftOut);
      }
    }
    if (end !== count) {
      throw new RangeError(
        `it must have all rows of the query, ${end === undefined ? 'and a last one that counts them' : end}; got ${count}`,
      );
    }
  } catch (error) {
    throw new CommandError(
      `${oneLine(path)} cannot be read: ${oneLine(describeFileError(error), 500)}. Nothing was written.`,
    );
  }
  return { readCount: files.size, knownCount: 0, otherCount: 0, damaged: [] };
}

function addRow(
  log: UseLog,
  { row, file, count }: { readonly row: Row; readonly file: LogFile; readonly count: number },
  findLeftOut: FindLeftOut,
) {
  try {
    if (row.kind === '2 use') {
      addRecord(log, { record: toRecord(row), file }, findLeftOut);
    }
  } catch (error) {
    throw new RangeError(`row ${count}: ${(error as Error).message}`, { cause: error });
  }
}

function checkColumns(names: readonly string[]): string[] {
  const missing = COLUMNS.filter((name) => !names.includes(name));
  if (missing.length > 0) {
    throw new RangeError(`it must have the columns of the query, ${COLUMNS.join(', ')}; got ${names.join(', ')}`);
  }
  return [...names];
}

/** The record that a row stands for. */
function toRecord({
  eventname,
  requestparameters,
  requesturi,
  principal,
  issuer,
  useragent,
  eventtime,
}: Row): JsonObject {
  const parameters: unknown = requestparameters === '' ? undefined : JSON.parse(requestparameters);
  return {
    eventSource: 'codeartifact.amazonaws.com',
    eventName: eventname,
    eventTime: eventtime,
    requestParameters: isJsonObject(parameters) ? parameters : {},
    additionalEventData: { requestUri: requesturi },
    userIdentity: { arn: principal, sessionContext: { sessionIssuer: { arn: issuer } } },
    userAgent: useragent,
  };
}
