import Table from 'cli-table3';
import { jsonText, oneLine } from '../../text/sanitize';
import { renderReportPage } from '../../render/html/report-page';
import { code } from '../../render/markdown/markdown-code';
import type { CheckReport } from '../check-report';
import { checkData } from './check-data';
import { type CheckLine, listDifferences, summarizeCheck } from './check-lines';

/** The values of `--format`. */
export const CHECK_FORMATS = ['table', 'markdown', 'html', 'json'] as const;

export type CheckFormat = (typeof CHECK_FORMATS)[number];

/** One output of `check`: a pure function. To add one, write the function and register it here. */
export type CheckOutput = (report: CheckReport) => string;

export const CHECK_OUTPUTS: Readonly<Record<CheckFormat, CheckOutput>> = {
  table: renderCheckTable,
  markdown: renderCheckMarkdown,
  html: (report) => renderReportPage(checkData(report, new Date())),
  json: (report) => `${jsonText(report, 2)}\n`,
};

/** The first line of the Markdown; a workflow finds its own issue by it. */
const CHECK_MARK = '<!-- cdk-codeartifact-disposal check -->';
/** Rows of the Markdown: an issue of GitHub holds 65,536 characters. */
const MAX_ISSUE_ROWS = 300;
const CHECK_COLUMNS = ['Package', 'Version', 'State', 'Remarks', 'Declared in'];

function renderCheckTable(report: CheckReport): string {
  const lines = listDifferences(report);
  const table = new Table({ head: CHECK_COLUMNS, style: { head: [], border: [] }, wordWrap: true });
  table.push(...lines.map(cells));
  const problems = report.problems.map((problem) => oneLine(problem, 2_000));
  return `${[summarizeCheck(report), ...problems, ...(lines.length > 0 ? [table.toString()] : [])].join('\n')}\n`;
}

function renderCheckMarkdown(report: CheckReport): string {
  const lines = listDifferences(report);
  const rows = lines.slice(0, MAX_ISSUE_ROWS).map(
    (line) =>
      `| ${cells(line)
        .map((cell) => code(cell))
        .join(' | ')} |`,
  );
  const left = lines.length - rows.length;
  return [
    CHECK_MARK,
    '',
    `**${summarizeCheck(report)}**`,
    ...report.problems.map((problem) => `- ${code(problem, 2_000)}`),
    ...(rows.length > 0
      ? ['', `| ${CHECK_COLUMNS.join(' | ')} |`, `|${' --- |'.repeat(CHECK_COLUMNS.length)}`, ...rows]
      : []),
    ...(left > 0 ? ['', `…and ${left} more, left out for length. The JSON has them all.`] : []),
    '',
  ].join('\n');
}

function cells({ package: pkg, version, state, message, constructPath }: CheckLine): string[] {
  return [pkg, version, state, message, constructPath];
}
