import { CsvError, parse } from 'csv-parse/sync';
import type { Format } from '../../../declaration/package-format';
import { type PackageName, packageOfParts } from '../../../declaration/package-name';
import { isPackageUrl, readEcosystem } from '../../../declaration/package-versions/package-url';
import { checkVersion, type NamedVersion, readPackage, readWholePackageUrl } from './take-down-line';

/** What a column of a list holds. */
type Column = 'purl' | 'format' | 'namespace' | 'package' | 'version';

/** Names of columns, in lower case without separators. */
const COLUMN_NAMES: Readonly<Record<string, Column>> = {
  ...{ purl: 'purl', packageurl: 'purl' },
  ...{ format: 'format', ecosystem: 'format', type: 'format' },
  ...{ namespace: 'namespace', scope: 'namespace', group: 'namespace', groupid: 'namespace' },
  ...{ package: 'package', name: 'package', packagename: 'package', artifact: 'package', artifactid: 'package' },
  ...{ version: 'version', versions: 'version', packageversion: 'version', packageversions: 'version' },
};

/** The columns of a list, and what separates them. */
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

/** The header of a CSV file; undefined if the line is no such header. */
export function readCsvHeader(line: string): CsvHeader | undefined {
  const delimiter = [',', ';', '\t'].find((each) => line.includes(each)) ?? ',';
  const names = readCsv(line, delimiter)[0]?.cells ?? [];
  const columns = names.map((name) => COLUMN_NAMES[name.toLowerCase().replace(/[\s_-]/g, '')]);
  const isHeader = columns.includes('purl') || (columns.includes('package') && columns.includes('version'));
  const otherColumns = names.filter((_, n) => columns[n] === undefined);
  return isHeader ? { columns, delimiter, otherColumns } : undefined;
}

/**
 * Reads rows.
 *
 * @throws RangeError with the number of the line where the text is no CSV
 */
export function readCsv(text: string, delimiter: string): readonly CsvRow[] {
  try {
    const rows = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    }) as unknown as { readonly info: { readonly lines: number }; readonly record: readonly string[] }[];
    return rows.map(({ info, record }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    if (error instanceof CsvError) {
      throw new RangeError(error.message, { cause: error });
    }
    throw error;
  }
}

/**
 * The versions that a row names: one, or several in a cell such as `1.0.0, 1.0.1` or `= 1.0.0 || = 1.0.1`.
 *
 * @throws RangeError
 */
export function readCsvRow({ cells }: CsvRow, { columns }: CsvHeader, format: Format | undefined): NamedVersion[] {
  if (cells.length !== columns.length) {
    throw new RangeError(
      `a row must have as many cells as the header, ${columns.length}; got ${cells.length}. ` +
        'A cell that has the separator in it stands in quotes',
    );
  }
  const cell = (column: Column) => cells[columns.indexOf(column)] ?? '';
  const purl = cell('purl');
  if (purl !== '' && !isPackageUrl(purl)) {
    throw new RangeError(`a package URL begins with pkg:; got ${purl}`);
  }
  const url = purl === '' ? undefined : readWholePackageUrl(purl);
  const pkg = url?.pkg ?? readPackageCells(cell, format);
  const versions = url?.version === undefined ? versionsOf(cell('version')) : [url.version];
  if (versions.length === 0) {
    throw new RangeError('a row must name a version; got none');
  }
  return versions.map((version) => checkVersion({ pkg, version }));
}

function readPackageCells(cell: (column: Column) => string, format: Format | undefined): PackageName {
  const ofRow = cell('format') === '' ? format : readEcosystem(cell('format'));
  const [namespace, name] = [cell('namespace'), cell('package')];
  if (name === '') {
    throw new RangeError('a row must name a package; got none');
  }
  return namespace === '' || ofRow === undefined
    ? readPackage(name, ofRow)
    : packageOfParts(ofRow, ofRow === 'npm' ? namespace.replace(/^@/, '') : namespace, name);
}

function versionsOf(cell: string): string[] {
  return cell
    .split(/\s*(?:\|\||[,;])\s*/)
    .map((version) => version.replace(/^==?\s*/, '').trim())
    .filter((version) => version !== '');
}
