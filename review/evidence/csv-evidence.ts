import { type Format, isFormat } from '../../declaration/package-format';
import { type CsvRow, forEachCsvRow, readCsv } from '../declare/take-down/take-down-csv';
import type { EvidenceCollector } from './evidence';
import { addPackageUrl } from './used-package-url';

/** The names that columns have. */
const EVIDENCE_COLUMNS: Readonly<Record<string, readonly string[]>> = {
  purl: ['purl', 'packageurl'],
  format: ['format', 'packageformat', 'ecosystem', 'type'],
  namespace: ['namespace', 'packagenamespace', 'scope', 'group', 'groupid'],
  package: ['package', 'name', 'packagename', 'artifact', 'artifactid'],
  version: ['version', 'packageversion'],
};

/** The columns of a CSV file by their meaning; undefined if the line is no header of packages. */
export function readEvidenceHeader(line: string) {
  const delimiter = [',', ';', '\t'].find((each) => line.includes(each));
  const cells = delimiter === undefined ? [] : (readCsv(line, delimiter)[0]?.cells ?? []);
  const names = cells.map((cell) => cell.toLowerCase().replace(/[\s_-]/g, ''));
  const findColumn = (key: string) => names.findIndex((name) => EVIDENCE_COLUMNS[key]?.includes(name));
  const columns = Object.fromEntries(Object.keys(EVIDENCE_COLUMNS).map((key) => [key, findColumn(key)]));
  const isHeader = columns['purl']! >= 0 || (columns['package']! >= 0 && columns['format']! >= 0);
  return isHeader && delimiter !== undefined ? { columns, delimiter, width: cells.length } : undefined;
}

/**
 * Reads rows of packages; a row without a version keeps its package.
 *
 * @throws RangeError with the line
 */
export function readCsvEvidence(text: string, evidence: EvidenceCollector): void {
  const header = readEvidenceHeader(text.split(/\r?\n/, 1)[0] ?? '');
  let isHeader = true;
  forEachCsvRow(text, header?.delimiter ?? ',', ({ line, cells }) => {
    if (header && !isHeader) {
      addCells({ line, cells }, header, evidence);
    }
    isHeader = false;
  });
}

type EvidenceHeader = NonNullable<ReturnType<typeof readEvidenceHeader>>;

function addCells({ line, cells }: CsvRow, { columns, width }: EvidenceHeader, evidence: EvidenceCollector) {
  const cell = (key: string) => cells[columns[key] ?? -1] ?? '';
  if (cells.length !== width) {
    throw new RangeError(`line ${line}: a row must have as many cells as the header, ${width}; got ${cells.length}`);
  }
  const format = cell('format').toLowerCase();
  const purl = cell('purl');
  if (purl !== '') {
    addPackageUrl(evidence, purl, cell('version'));
  } else if (isFormat(format)) {
    addRow(evidence, format, cell);
  } else {
    evidence.addOther(format === '' ? 'rows without a format' : format);
  }
}

function addRow(evidence: EvidenceCollector, format: Format, cell: (key: string) => string) {
  const [namespace, name, version] = [cell('namespace'), cell('package'), cell('version')];
  if (namespace === '') {
    evidence.add(format, name, version);
  } else {
    evidence.addParts(format, { namespace: format === 'npm' ? namespace.replace(/^@/, '') : namespace, name }, version);
  }
}
