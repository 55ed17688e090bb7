import { PINS } from '../report-data';
import { visible } from './dom';
import { dayText, sizeText } from './formats';
import { packageLabel, type Report } from './report';
import type { SortKey } from './view';

/** A column of the table of versions. */
export interface Column {
  readonly sort: SortKey;
  readonly label: string;
  /** In the notation of CSS grid. */
  readonly width: string;
  /** The same on a narrow screen; absent for a column that only a wide one shows. */
  readonly narrowWidth?: string;
  readonly numeric?: boolean;
  readonly text: (row: number) => string;
}

const UNKNOWN_NAME = '(unknown)';

/** The columns that have a text in this report. */
export function makeColumns(report: Report): Column[] {
  const { labels, rules } = report.data;
  const all: Column[] = [
    {
      sort: 'package',
      label: 'Package',
      width: 'minmax(11rem, 4fr)',
      narrowWidth: 'minmax(0, 1fr)',
      text: (row) => visible(packageLabel(report.package(row))),
    },
    {
      sort: 'version',
      label: 'Version',
      width: 'minmax(4.5rem, 1fr)',
      narrowWidth: 'minmax(0, 1fr)',
      text: (row) => versionText(report, row),
    },
    {
      sort: 'verdict',
      label: labels.verdict,
      width: '9.2rem',
      narrowWidth: '9.2rem',
      text: (row) => report.verdict(row),
    },
    { sort: 'status', label: labels.status, width: '5.6rem', text: (row) => visible(report.status(row)) },
    {
      sort: 'published',
      label: labels.published,
      width: '7.4rem',
      numeric: true,
      text: (row) => publishedText(report, row),
    },
    {
      sort: 'size',
      label: 'Assets',
      width: '5.2rem',
      numeric: true,
      text: (row) => assetsText(report, row),
    },
    { sort: 'pin', label: 'Pin', width: '6.4rem', text: (row) => pinText(report, row) },
    { sort: 'copy', label: 'Cold copy', width: '7.2rem', text: (row) => copyText(report, row) },
    {
      sort: 'remark',
      label: 'Remarks',
      width: 'minmax(6rem, 3fr)',
      text: (row) => remarkTexts(report, row).join('; '),
    },
    { sort: 'rule', label: 'Rule', width: 'minmax(5rem, 2fr)', text: (row) => visible(report.rule(row)) },
    {
      sort: 'declaration',
      label: 'Declared in',
      width: 'minmax(6rem, 2fr)',
      text: (row) => visible(report.declaration(row).constructPath),
    },
  ];
  const { pin, published, size } = report.data.columns;
  const isEmpty: Partial<Record<SortKey, boolean>> = {
    status: report.data.statuses.every((status) => status === ''),
    published: published.every((time) => time === null),
    size: size.every((bytes) => bytes === null),
    pin: pin.every((index) => PINS[index] === 'not asked'),
    copy: report.data.remarks.every(({ copy }) => copy === ''),
    remark: report.data.remarks.every(({ code, reason, warnings }) => code + reason + warnings.join('') === ''),
    rule: rules.every((rule) => rule === ''),
    declaration: report.data.declarations.every(({ constructPath }) => constructPath === ''),
  };
  return all.filter(({ sort }) => isEmpty[sort] !== true);
}

export function versionText(report: Report, row: number): string {
  const version = report.version(row);
  return version === null ? UNKNOWN_NAME : visible(version);
}

export function publishedText(report: Report, row: number): string {
  const published = report.published(row);
  return published === null ? '' : dayText(published);
}

/** An upper bound of the freed space, since assets are stored once in a domain. */
export function assetsText(report: Report, row: number): string {
  const size = report.size(row);
  return size === null ? '' : `≤ ${sizeText(size)}`;
}

export function pinText(report: Report, row: number): string {
  switch (report.pin(row)) {
    case 'none':
      return 'not pinned';
    case 'differs':
      return 'differs';
    case 'unknown':
      return 'not known';
    case 'holds':
      return 'holds';
    case 'not asked':
      return '';
  }
}

/** The state of the cold copy; empty of a version that is not copied. */
export function copyText(report: Report, row: number): string {
  return report.remark(row).copy.replace('unknown', 'not known');
}

/** Reasons and warnings, a phrase each. */
export function remarkTexts(report: Report, row: number): string[] {
  const { code, reason, warnings } = report.remark(row);
  return [[code, reason].filter(Boolean).join(': '), ...warnings].filter(Boolean).map(visible);
}
