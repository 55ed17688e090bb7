import type { RepositoryVersion } from '../declaration/decide';
import { FIELDS } from '../declaration/fields';

// The SDK checks neither types nor ranges of the values in an answer. Each function here reads one kind of value, for the
// handler and for the command alike; a value that breaks the service's own rules counts as not given.

/** One version of an answer. A status that is not a string is no status that a rule knows. */
export function readVersion({ status, revision }: { status?: unknown; revision?: unknown }): RepositoryVersion {
  return {
    status: typeof status === 'string' || status === undefined ? status : 'unknown',
    revision: typeof revision === 'string' && FIELDS.revision.pattern.test(revision) ? revision : undefined,
  };
}

/** A text; undefined where an answer has none. */
export function readText(text: unknown): string | undefined {
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** A number of bytes; undefined where an answer has none. */
export function readBytes(bytes: unknown): number | undefined {
  return typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? bytes : undefined;
}

/** Times outside of this are no times of publication: a 0 stands for none, and ISO 8601 has four digits for a year. */
const EARLIEST = 0;
const LATEST = Date.UTC(10_000, 0);

/** A time of publication; undefined where an answer has none. */
export function readTime(time: unknown): Date | undefined {
  const milliseconds = time instanceof Date ? time.getTime() : NaN;
  return milliseconds > EARLIEST && milliseconds < LATEST ? new Date(milliseconds) : undefined;
}
