import Table from 'cli-table3';
import { renderReportPage } from '../render/html/report-page';
import { code } from '../render/markdown/markdown-code';
import { counted, jsonText, oneLine } from '../text/sanitize';
import type { DeploymentReport } from './deployment-report';
import { describeReported } from './parse-report';
import { deploymentData } from './report-data';
import { summarize } from './summarize';

/** The values of `--format`. */
export const REPORT_FORMATS = ['table', 'markdown', 'html', 'json'] as const;

export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The output of each `--format`. */
export const REPORT_OUTPUTS: Readonly<Record<ReportFormat, (report: DeploymentReport) => string>> = {
  table: renderReportTable,
  markdown: renderReportMarkdown,
  html: (report) => renderReportPage(deploymentData(report, new Date())),
  json: (report) => `${jsonText(report, 2)}\n`,
};

/** Rows of one table; the JSON has all. */
const MAX_REPORT_ROWS = 300;
/** Outcomes without a failure: these versions are counted, and have no row. */
const QUIET = ['disposed', 'archived', 'restored', 'already disposed', 'already archived', 'missing', 'deleted'];

interface ReportTable {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

function listTables({ versions, differences }: DeploymentReport): ReportTable[] {
  const failures = versions.filter(({ outcome }) => !QUIET.includes(outcome));
  return [
    {
      title: 'Not as planned',
      columns: ['Package', 'Version', 'Planned', 'Done', 'Remarks'],
      rows: (differences ?? []).map(({ package: pkg, version, planned, outcome = 'not reported', message = '' }) => [
        pkg,
        version,
        planned,
        outcome,
        message,
      ]),
    },
    {
      title: 'Not done',
      columns: ['Version', 'Outcome', 'Remarks'],
      rows: failures.map((version) => [describeReported(version), version.outcome, version.message ?? '']),
    },
  ].filter(({ rows }) => rows.length > 0);
}

function renderReportTable(report: DeploymentReport): string {
  const tables = listTables(report).map(({ title, columns, rows }) => {
    const table = new Table({ head: [...columns], style: { head: [], border: [] }, wordWrap: true });
    table.push(...rows.slice(0, MAX_REPORT_ROWS).map((row) => row.map((cell) => oneLine(cell))));
    return [`${title} (${rows.length})`, table.toString(), ...describeRest(rows.length)].join('\n');
  });
  return `${[summarize(report).join('\n'), ...tables].join('\n\n')}\n`;
}

function renderReportMarkdown(report: DeploymentReport): string {
  const [first = '', ...others] = summarize(report);
  const tables = listTables(report).map(({ title, columns, rows }) =>
    [
      `### ${title} (${rows.length})`,
      '',
      `| ${columns.join(' | ')} |`,
      `|${' --- |'.repeat(columns.length)}`,
      ...rows.slice(0, MAX_REPORT_ROWS).map((row) => `| ${row.map((cell) => code(cell)).join(' | ')} |`),
      ...describeRest(rows.length),
    ].join('\n'),
  );
  return `${[`**${first}**`, others.map((line) => code(line, 2_000)).join('  \n'), ...tables].join('\n\n')}\n`;
}

function describeRest(count: number): string[] {
  return count > MAX_REPORT_ROWS
    ? ['', `…and another ${counted(count - MAX_REPORT_ROWS, 'version')}. The JSON has them all.`]
    : [];
}
