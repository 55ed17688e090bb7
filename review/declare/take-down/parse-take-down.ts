import type { Format } from '../../../declaration/package-format';
import { hasInvisibleButTabs } from '../../../declaration/visible-text';
import { readColumns, readCsv, readCsvHeader, readCsvRow } from './take-down-csv';
import { LOCK_FILE, readJsonDocument } from './take-down-json';
import { readLine, type TakeDownContext } from './take-down-line';
import { TakeDownCollector, type TakeDownList } from './take-down-list';

/** Characters of the longest line, and of the longest file. */
const MAX_LIST_LINE = 10_000;
const MAX_FILE = 100_000_000;
/** A comment stands at the beginning of a line, or after white space: a package URL may contain a #. */
const COMMENT = /(^|\s)#.*$/s;
const OTHER_LINE_END = /[\r\v\f\u0085\u2028\u2029]/;
/** Lines of lock files that are not JSON. */
const LOCK_FILES =
  /^(?:# yarn lockfile v1|__metadata:|lockfileVersion:.*|\[\[package\]\]|GEM|# This is a Gradle generated file.*)\r?$/m;

interface ListLine {
  readonly line: number;
  readonly text: string;
}

/**
 * Reads a list, and tells by its content what it is: package URLs, `name@version` or lines of a hold list; CSV or a table of
 * Markdown with a header; JSON or a document of JSON on each line, which are advisories of OSV and GitHub, CycloneDX, SPDX,
 * or entries with `purl`, or name and version.
 *
 * @param format the format of entries without one
 * @param skipsForeign true if entries that are no package of CodeArtifact are left out; otherwise they are broken
 * @throws InvalidText with every broken line
 */
export function parseTakeDownList(text: string, format?: Format, skipsForeign = false): TakeDownList {
  const collector = new TakeDownCollector(skipsForeign);
  const context = { collector, format };
  const content = text.replace(/^\uFEFF/, '');
  if (content.length > MAX_FILE) {
    collector.fail(1, `a list must have at most ${MAX_FILE} characters; got ${content.length}`);
  } else if (LOCK_FILES.test(content)) {
    collector.fail(1, LOCK_FILE);
  } else if (/^\s*[[{]/.test(content)) {
    readJson(content, context);
  } else {
    readLines(toLines(content), context);
  }
  return collector.list();
}

function toLines(text: string): readonly ListLine[] {
  return text.split(/\r?\n/).map((line, n) => ({ line: n + 1, text: line }));
}

/** One document, or one on each line. */
function readJson(content: string, context: TakeDownContext): void {
  const { collector } = context;
  const document = parseJson(content);
  if (document !== undefined) {
    readJsonDocument(document.value, 1, context);
    return;
  }
  const lines = toLines(content).filter(({ text }) => text.trim() !== '');
  const isDocuments = lines.length > 1 && lines.every(({ text }) => /^\s*\{.*\}\s*$/.test(text));
  if (!isDocuments) {
    collector.fail(1, 'the list begins like JSON, and is none. Check that the file is complete');
  }
  for (const { line, text } of isDocuments ? lines : []) {
    const each = parseJson(text);
    if (each === undefined) {
      collector.fail(line, 'a line must be a document of JSON; got none');
    } else {
      readJsonDocument(each.value, line, context);
    }
  }
}

function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function readLines(lines: readonly ListLine[], context: TakeDownContext): void {
  const { collector } = context;
  lines.forEach(({ line, text }) => checkCharacters(line, text, collector));
  collector.throwIfInvalid();
  const isContent = ({ text }: ListLine) => text.replace(COMMENT, '').trim() !== '';
  const first = lines.findIndex(isContent);
  const table = lines.findIndex(({ text }) => /^\s*\|.*\|\s*$/.test(text));
  if (table >= 0) {
    readTable(lines.slice(table), context);
    return;
  }
  const header = first < 0 ? undefined : collector.readRequests(first + 1, () => readCsvHeader(lines[first]!.text));
  collector.throwIfInvalid();
  if (header === undefined) {
    lines
      .filter(isContent)
      .forEach(({ line, text }) => collector.add(line, () => readLine(text.replace(COMMENT, '').trim(), context)));
    return;
  }
  const before = first + 1;
  const body = lines.slice(before).map(({ text }) => text);
  const rows = collector.readRequests(before, () => readCsv(body.join('\n'), header.delimiter));
  collector.otherColumns = header.otherColumns;
  rows?.forEach((row) => collector.add(row.line + before, () => readCsvRow(row, header, context)));
}

function checkCharacters(line: number, text: string, collector: TakeDownCollector) {
  if (text.length > MAX_LIST_LINE || OTHER_LINE_END.test(text) || hasInvisibleButTabs(text.replace(COMMENT, ''))) {
    collector.fail(
      line,
      `a line must have at most ${MAX_LIST_LINE} characters, each of which can be seen; got ${text}`,
    );
  }
}

/** A table of Markdown, up to the first line that is no row. Text around it is not read. */
function readTable(lines: readonly ListLine[], context: TakeDownContext): void {
  const { collector } = context;
  const end = lines.findIndex(({ text }) => !/^\s*\|.*\|\s*$/.test(text));
  const rows = (end < 0 ? lines : lines.slice(0, end)).map(({ line, text }) => ({ line, cells: readTableRow(text) }));
  const [head, ...body] = rows;
  const header = head && collector.readRequests(head.line, () => readColumns(head.cells, '|'));
  collector.throwIfInvalid();
  if (head === undefined || header === undefined) {
    collector.fail(head?.line ?? 1, 'a table must have the columns package and version, or purl; got other ones');
    return;
  }
  collector.otherColumns = header.otherColumns;
  body
    .filter(({ cells }) => !cells.every((cell) => /^:?-+:?$/.test(cell)))
    .forEach((row) => collector.add(row.line, () => readCsvRow(row, header, context)));
  const next = end < 0 ? [] : lines.slice(end);
  const other = next.findIndex(({ text }) => /^\s*\|.*\|\s*$/.test(text));
  if (other >= 0) {
    readTable(next.slice(other), context);
  }
}

function readTableRow(text: string): readonly string[] {
  const cells = text
    .trim()
    .slice(1, -1)
    .split(/(?<!\\)\|/);
  return cells.map((cell) =>
    cell
      .replace(/\\\|/g, '|')
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replace(/[`*]{1,2}(?=\S)(.*?\S)[`*]{1,2}/g, '$1')
      .trim(),
  );
}
