import { holdListLine } from '../../../../declaration/hold-list-line';
import { pinText, publishedText, remarkTexts } from './columns';
import { packageUrl } from './package-url';
import type { Report } from './report';

/** Lines to copy, and the number of rows that no line can name. */
export interface CopiedLines {
  readonly lines: readonly string[];
  readonly unnamed: number;
}

/** A text to copy of the selected rows. */
export interface CopyFormat {
  /** Completes "Copy as …". */
  readonly name: string;
  readonly head?: string;
  /** Undefined for a row that it cannot name. */
  readonly line: (report: Report, row: number) => string | undefined;
}

const CSV_COLUMNS: readonly (readonly [name: string, cell: (report: Report, row: number) => string])[] = [
  ['purl', (report, row) => purlOf(report, row) ?? ''],
  ['format', (report, row) => report.package(row).format],
  ['namespace', (report, row) => report.package(row).namespace],
  ['package', (report, row) => report.package(row).packageName],
  ['version', (report, row) => report.version(row) ?? ''],
  ['revision', (report, row) => report.revision(row)],
  ['repository', (report, row) => report.package(row).location],
  ['verdict', (report, row) => report.verdict(row)],
  ['status', (report, row) => report.status(row)],
  ['pin', pinText],
  ['published', publishedText],
  ['bytes', (report, row) => String(report.size(row) ?? '')],
  ['rule', (report, row) => report.rule(row)],
  ['remarks', (report, row) => remarkTexts(report, row).join('; ')],
  ['declared in', (report, row) => report.declaration(row).constructPath],
];

export const COPY_FORMATS: readonly CopyFormat[] = [
  { name: 'hold list', line: holdLine },
  { name: 'package URLs', line: purlOf },
  {
    name: 'CSV',
    head: CSV_COLUMNS.map(([name]) => name).join(','),
    line: (report, row) => CSV_COLUMNS.map(([, cell]) => csvCell(cell(report, row))).join(','),
  },
];

function holdLine(report: Report, row: number): string | undefined {
  const { known, format, name } = report.package(row);
  const version = report.version(row);
  return known && version !== null ? holdListLine(format, name, version) : undefined;
}

function purlOf(report: Report, row: number): string | undefined {
  const version = report.version(row);
  return version === null ? undefined : packageUrl(report.package(row), version);
}

/** A cell that no spreadsheet takes for a formula. */
function csvCell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
