import { CsvError, parse } from 'csv-parse/sync';
import type { Format } from '../../../declaration/package-format';
import { type PackageName, packageOfParts } from '../../../declaration/package-name';
import { isPackageUrl, readEcosystem } from '../../../declaration/package-versions/package-url';
import { readListedPackage, readUrl, type TakeDownContext, toRequested } from './take-down-line';
import type { RequestedVersions } from './version-request';

/** The meaning of a column. */
type Column = 'purl' | 'format' | 'namespace' | 'package' | 'version';

/** Names of columns, in lower case without separators. */
const COLUMN_NAMES: Readonly<Record<string, Column>> = {
  ...{ purl: 'purl', packageurl: 'purl' },
  ...{ format: 'format', ecosystem: 'format', type: 'format', artifacttype: 'format', packagetype: 'format' },
  ...{ registry: 'format', packagemanager: 'format' },
  ...{ namespace: 'namespace', scope: 'namespace', group: 'namespace', groupid: 'namespace' },
  ...{ package: 'package', name: 'package', packagename: 'package', artifact: 'package', artifactid: 'package' },
  ...{ version: 'version', versions: 'version', packageversion: 'version', packageversions: 'version' },
};
/** Endings of names of columns. A column of such a name counts if it is the only one. */
const ENDINGS: readonly (readonly [ending: RegExp, column: Column])[] = [
  [/purl$/, 'purl'],
  [/(?:ecosystem|artifacttype)$/, 'format'],
  [/(?:package|packagename|indicator)s?$/, 'package'],
  [/versions?(?:range)?$/, 'version'],
];
/** Columns of versions that are good. */
const GOOD_VERSIONS = /fix|patch|safe|clean|good|latest|unaffected|firstpatched|recommend|upgrade|secure|previous/;
/** Words of a column of types for a package of any ecosystem. */
const PACKAGE_TYPES = /^(?:package|package-version|library)?$/i;

/** The columns of a list, and their separator. */
export interface CsvHeader {
  readonly columns: readonly (Column | undefined)[];
  readonly delimiter: string;
  /** The names of the columns that are not read. */
  readonly otherColumns: readonly string[];
}

/** A row as it is in the file. */
export interface CsvRow {
  /** The number of its line, from 1; of its last line where a cell has several. */
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The header of a CSV file; undefined if the line is no such header.
 *
 * @throws RangeError if two columns could hold the package, or its version
 */
export function readCsvHeader(line: string): CsvHeader | undefined {
  const delimiter = [',', ';', '\t'].find((each) => line.includes(each)) ?? ',';
  return readColumns(readCsv(line, delimiter)[0]?.cells ?? [], delimiter);
}

/** The columns by their names. */
export function readColumns(names: readonly string[], delimiter: string): CsvHeader | undefined {
  const plainNames = names.map((name) => name.toLowerCase().replace(/[^a-z0-9]/g, ''));
  const columns = plainNames.map((name) => (GOOD_VERSIONS.test(name) ? undefined : COLUMN_NAMES[name]));
  for (const [ending, column] of ENDINGS) {
    const ended = plainNames.flatMap((name, n) =>
      columns[n] === undefined && ending.test(name) && !GOOD_VERSIONS.test(name) ? [n] : [],
    );
    const isOpen = !columns.includes(column) && !(column === 'package' && columns.includes('purl'));
    if (isOpen && ended.length === 1) {
      columns[ended[0]!] = column;
    } else if (isOpen && ended.length > 1) {
      throw ambiguousColumns(
        column,
        ended.map((n) => names[n]!),
      );
    } else if (column === 'version' && ended.length > 0) {
      throw ambiguousColumns(
        column,
        names.filter((_, n) => columns[n] === column || ended.includes(n)),
      );
    }
  }
  for (const column of ['purl', 'package', 'version', 'format', 'namespace'] as const) {
    const same = names.filter((_, n) => columns[n] === column);
    if (same.length > 1) {
      throw ambiguousColumns(column, same);
    }
  }
  const isHeader = columns.includes('purl') || (columns.includes('package') && hasVersions(columns, names));
  return isHeader ? { columns, delimiter, otherColumns: names.filter((_, n) => columns[n] === undefined) } : undefined;
}

/** A column of indicators names versions itself, as name@version. */
function hasVersions(columns: readonly (Column | undefined)[], names: readonly string[]): boolean {
  return columns.includes('version') || /indicators?$/i.test(names[columns.indexOf('package')] ?? '');
}

function ambiguousColumns(column: Column, names: readonly string[]): RangeError {
  return new RangeError(
    `a list must have one column of the ${column}; got ${names.join(' and ')}. Remove or rename the others`,
  );
}

/**
 * Reads rows.
 *
 * @throws RangeError with the number of the line where the text is no CSV
 */
export function readCsv(text: string, delimiter: string): readonly CsvRow[] {
  const rows: CsvRow[] = [];
  forEachCsvRow(text, delimiter, (row) => rows.push(row));
  return rows;
}

/** Characters that the parser gets at once. It copies what it gets, and a file may have a million rows. */
const PART_LENGTH = 1_000_000;

/**
 * Reads rows one at a time, and keeps none of them.
 *
 * @throws RangeError with the number of the line where the text is no CSV
 */
export function forEachCsvRow(text: string, delimiter: string, use: (row: CsvRow) => void): void {
  let lineCount = 0;
  for (const part of splitBetweenRows(text)) {
    parsePart({ text: part, linesBefore: lineCount }, delimiter, use);
    lineCount += part.split('\n').length - 1;
  }
}

/** Parts of a text that end with a line feed outside of quotes. */
function* splitBetweenRows(text: string): Generator<string> {
  let start = 0;
  let quotes = 0;
  for (let end = 0; start < text.length;) {
    const next = text.indexOf('\n', Math.max(end, start + PART_LENGTH));
    const stop = next < 0 ? text.length : next + 1;
    quotes += countQuotes(text, end, stop);
    end = stop;
    if (quotes % 2 === 0 || stop === text.length) {
      yield text.slice(start, stop);
      start = stop;
    }
  }
}

function countQuotes(text: string, start: number, end: number): number {
  let count = 0;
  for (let at = text.indexOf('"', start); at >= 0 && at < end; at = text.indexOf('"', at + 1)) {
    count += 1;
  }
  return count;
}

interface CsvPart {
  readonly text: string;
  readonly linesBefore: number;
}

function parsePart({ text, linesBefore }: CsvPart, delimiter: string, use: (row: CsvRow) => void) {
  try {
    parse(text, {
      delimiter,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
      on_record: (cells: readonly string[], { lines: line }) => {
        use({ line: linesBefore + line, cells });
        return null;
      },
    });
  } catch (error) {
    if (error instanceof CsvError) {
      const message = error.message.replace(/\bline (\d+)/g, (_, line: string) => `line ${Number(line) + linesBefore}`);
      throw new RangeError(message, { cause: error });
    }
    throw error;
  }
}

/**
 * The versions that a row names: one, or several in a cell such as `1.0.0, 1.0.1` or `= 1.0.0 || = 1.0.1`, a range, or `*`.
 *
 * @throws RangeError
 */
export function readCsvRow(
  { cells }: Pick<CsvRow, 'cells'>,
  { columns }: Pick<CsvHeader, 'columns'>,
  context: TakeDownContext,
): readonly RequestedVersions[] {
  if (cells.length !== columns.length) {
    throw new RangeError(
      `a row must have as many cells as the header, ${columns.length}; got ${cells.length}. ` +
        'A cell that has the separator in it stands in quotes',
    );
  }
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? '';
  const [purl, versions] = [cell('purl'), cell('version')];
  if (purl !== '' && !isPackageUrl(purl)) {
    throw new RangeError(`a package URL begins with pkg:; got ${purl}`);
  }
  if (purl !== '') {
    return readUrl(purl, context, versions);
  }
  const { name, version } = splitVersion(cell('package'), versions, columns.includes('version'));
  const pkg = readPackageCells({ format: cell('format'), namespace: cell('namespace'), name }, context.format);
  if (version === '') {
    throw new RangeError('a row must name a version; got none');
  }
  return toRequested(pkg, version);
}

/** A cell of a list without a column of versions is name@version. */
function splitVersion(name: string, version: string, hasColumn: boolean) {
  const at = hasColumn ? -1 : name.indexOf('@', 1);
  return at < 1 ? { name, version } : { name: name.slice(0, at), version: name.slice(at + 1) };
}

/** A package by its cells, or the members of an object. */
export function readPackageCells(
  { format, namespace, name }: { readonly format: string; readonly namespace: string; readonly name: string },
  formatOfList: Format | undefined,
): PackageName {
  const ofRow = PACKAGE_TYPES.test(format) ? formatOfList : readEcosystem(format);
  if (name === '') {
    throw new RangeError('a row must name a package; got none');
  }
  return namespace === '' || ofRow === undefined
    ? readListedPackage(name, ofRow)
    : packageOfParts(ofRow, ofRow === 'npm' ? namespace.replace(/^@/, '') : namespace, name);
}
