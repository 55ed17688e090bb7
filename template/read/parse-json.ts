import { isObject } from '../values/template';

const STRINGS = /"(?:[^"\\]|\\.)*"(\s*:)?/g;

/**
 * Parses JSON, and refuses an object with a key twice: another reader may take the other value.
 *
 * @throws SyntaxError
 */
export function parseJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  // In JSON, a quotation mark outside of a string begins one, and a colon follows keys only.
  let writtenKeys = 0;
  for (const [, colon] of text.matchAll(STRINGS)) {
    writtenKeys += colon === undefined ? 0 : 1;
  }
  if (writtenKeys !== countKeys(value)) {
    throw new SyntaxError('An object has a key twice.');
  }
  return value;
}

/** Without recursion: a text of a megabyte can nest half a million lists. */
function countKeys(value: unknown): number {
  let keys = 0;
  const open = [value];
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (typeof item === 'object' && item !== null) {
      const items = Object.values(item) as unknown[];
      keys += isObject(item) ? items.length : 0;
      for (const each of items) {
        open.push(each);
      }
    }
  }
  return keys;
}
