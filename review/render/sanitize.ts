/** Characters of a text from elsewhere that are shown at most. */
const MAX_TEXT = 300;

/**
 * A text from a registry, a template or a service on one line, with nothing in it that a terminal
 * or a log acts on: control characters, those that reorder text or do not show, and the prefix of
 * commands that GitHub Actions reads anywhere in a line.
 */
export function oneLine(text: string, max = MAX_TEXT): string {
  const visible = text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`)
    .replaceAll('##[', '# #[');
  const characters = [...visible];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : visible;
}

/** `1 version`, `2 versions`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** Bytes as people read them, in powers of 1000 as storage is billed and shown. */
export function bytesText(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = bytes < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return power === 0
    ? `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}`
    : `${value.toFixed(value < 10 ? 1 : 0)} ${units[power]}`;
}

/** The day of an ISO 8601 time. */
export function dayText(time: string): string {
  return time.slice(0, 10);
}

/** Enough of a revision to tell it from another; the JSON has all of it. */
export function shortRevision(revision: string): string {
  return revision.length > 14 ? `${revision.slice(0, 12)}…` : revision;
}
