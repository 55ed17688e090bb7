/** The id of a life of a declaration that archives. */
export const LIFE_ID = /^[0-9a-f]{32}$/;

/**
 * Reads an object of the record.
 *
 * @throws Error if the text is not JSON of the format version
 */
export function parseRecordObject(text: string, formatVersion: number): Readonly<Record<string, unknown>> {
  let content: Readonly<Record<string, unknown>>;
  try {
    content = Object(JSON.parse(text)) as typeof content;
  } catch {
    throw brokenRecord('text that is no JSON');
  }
  if (content['formatVersion'] !== formatVersion) {
    throw brokenRecord(`the format ${JSON.stringify(content['formatVersion'] ?? null).slice(0, 20)}`);
  }
  return content;
}

export function brokenRecord(text: string): Error {
  return new Error(`the record of archive times must be as the function wrote it; got ${text}`);
}

/** @returns undefined if the text is not an ISO 8601 time */
export function parseTime(text: unknown): Date | undefined {
  const time = new Date(typeof text === 'string' ? text : NaN);
  return Number.isNaN(time.getTime()) ? undefined : time;
}
