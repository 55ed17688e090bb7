import { isJsonObject, type JsonObject } from '../evidence/evidence';
import { JsonScanner, QUOTE } from './json-scanner';

/** Bytes of one record. Those of CloudTrail have at most 256 KB. */
const MAX_RECORD_BYTES = 2_000_000;

const COLON = 0x3a;
const [OPEN_OBJECT, CLOSE_OBJECT, OPEN_LIST, CLOSE_LIST] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * Lists the records of a log file, `{"Records":[{…},{…}]}`, and parses only those that hold a text. Each record is parsed
 * alone, so that a file takes no more memory than its bytes and one record.
 *
 * @throws RangeError or SyntaxError where the file is no such list
 */
export function* listRecords(bytes: Buffer, text: string): Generator<JsonObject> {
  const scanner = new JsonScanner(bytes);
  scanner.take(OPEN_OBJECT);
  let hasRecords = false;
  for (let isFirst = true; !scanner.takeEndOrComma(CLOSE_OBJECT, isFirst); isFirst = false) {
    scanner.require(QUOTE);
    const [start, end] = scanner.takeValue();
    scanner.take(COLON);
    if (bytes.toString('utf8', start, end) !== '"Records"') {
      scanner.takeValue();
      continue;
    }
    if (hasRecords) {
      throw new RangeError('it must have one list of records, Records; got another one');
    }
    hasRecords = true;
    yield* listElements(scanner, bytes, text);
  }
  scanner.takeEnd();
  if (!hasRecords) {
    throw new RangeError('it must be an object of JSON with a list of records, Records');
  }
}

function* listElements(scanner: JsonScanner, bytes: Buffer, text: string): Generator<JsonObject> {
  scanner.take(OPEN_LIST);
  let textAt = bytes.indexOf(text);
  for (let isFirst = true; !scanner.takeEndOrComma(CLOSE_LIST, isFirst); isFirst = false) {
    scanner.require(OPEN_OBJECT);
    const [start, end] = scanner.takeValue();
    if (end - start > MAX_RECORD_BYTES) {
      throw new RangeError(`a record must have at most ${MAX_RECORD_BYTES} bytes; got ${end - start}`);
    }
    if (textAt >= 0 && textAt < start) {
      textAt = bytes.indexOf(text, start);
    }
    if (textAt >= 0 && textAt < end) {
      const record: unknown = JSON.parse(bytes.toString('utf8', start, end));
      if (isJsonObject(record)) {
        yield record;
      }
    }
  }
}
