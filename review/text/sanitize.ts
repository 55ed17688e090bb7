import { escapeInvisible, showInvisible } from '../../declaration/visible-text';

/** Characters of a text from elsewhere that are shown at most. */
const MAX_TEXT = 300;

/** Commands that CI systems read anywhere in a line: `##[group]` of GitHub Actions, `##vso[…]` of Azure Pipelines. */
const COMMAND_IN_LINE = /##(?=[\w.-]*\[)/g;

/** Commands that GitHub Actions reads at the start of a line: its runner ignores white space before them. */
const COMMAND_AT_START = /^([\s\p{C}]*):(?=:)/u;

/**
 * Shows a text from a registry, a template or a service on one line, without anything that a terminal or a log acts on:
 * control characters, characters that reorder text or do not show, and commands of CI systems, wherever the line goes.
 */
export function oneLine(text: string, max = MAX_TEXT): string {
  const visible = withoutCommands(showInvisible(text.replace(/[\t\n\v\f\r ]+/g, ' ').replace(/^ | $/g, '')));
  const characters = [...visible];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : visible;
}

/** One line of a program's output without commands of CI systems; its colors stay. */
export function withoutCommands(line: string): string {
  return line.replace(COMMAND_IN_LINE, '# #').replace(COMMAND_AT_START, '$1: ');
}

/**
 * The same data without commands of CI systems inside string literals, for JSON and TypeScript, where a line starts with
 * a quotation mark at most.
 */
export function withEscapedCommands(source: string): string {
  return source.replace(COMMAND_IN_LINE, '#\\u0023');
}

/** JSON with every character visible: a terminal or an editor acts on some that JSON leaves as they are. */
export function jsonText(value: unknown, indent?: number): string {
  return withEscapedCommands(escapeInvisible(JSON.stringify(value, undefined, indent)));
}

/** `1 version`, `2 versions`. */
export function counted(count: number, noun: string): string {
  return `${count.toLocaleString('en-US')} ${noun}${count === 1 ? '' : 's'}`;
}

/** A text with a full stop at its end, unless it ends a sentence. */
export function endSentence(text: string): string {
  return /[.?!]\)?$/.test(text) ? text : `${text}.`;
}

/** Bytes as people read them, in powers of 1000, as storage is billed. */
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

/** The start of a revision, which tells it from others; the JSON has the whole revision. */
export function shortRevision(revision: string): string {
  return revision.length > 14 ? `${revision.slice(0, 12)}…` : revision;
}
