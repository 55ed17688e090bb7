import Table from 'cli-table3';
import { createColors } from 'picocolors';
import { oneLine } from './sanitize';
import type { DeclarationOutcome, Plan, PlannedDeclaration, PlannedVerdict, PlannedVersion } from '../plan/plan-model';
import {
  headline,
  otherCounts,
  packageText,
  pinText,
  publishedText,
  remarks,
  revisionText,
  sizeOf,
  versionText,
} from './plan-labels';

type Colors = ReturnType<typeof createColors>;

const COLUMNS = ['Version', 'Verdict', 'Status', 'Revision', 'Pin', 'Published', 'Assets', 'Remarks'];

/** The time that cli-table3 takes grows with the square of a table's rows. */
const ROWS_AT_ONCE = 50;

/** Columns of the remarks, which are wrapped; the others are as wide as what they hold. */
const MIN_REMARKS = 24;
const MAX_REMARKS = 62;

/**
 * The plan as tables for a terminal, one for each declaration.
 *
 * @param width columns of the terminal; undefined where lines may have any length
 */
export function renderTable(plan: Plan, options: { readonly color: boolean; readonly width?: number }): string {
  const colors = createColors(options.color);
  const parts = [
    summary(plan, colors),
    ...plan.declarations.map((plannedDeclaration) => declarationText(plannedDeclaration, colors, options.width)),
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function summary(plan: Plan, { bold, red, yellow }: Colors): string {
  const counts = otherCounts(plan);
  const warning = plan.totals.willBeDisposed > 0 ? [yellow('Disposal cannot be undone.')] : [];
  const unread = plan.problems.map((problem) => red(`  ${oneLine(problem, 2000)}`));
  return [
    bold(headline(plan)),
    ...warning,
    ...(counts.length > 0 ? [`Also: ${counts.join('; ')}.`] : []),
    ...(unread.length > 0 ? [red('The plan is not complete:'), ...unread] : []),
  ].join('\n');
}

function declarationText(declaration: PlannedDeclaration, colors: Colors, width: number | undefined): string {
  const { constructPath, outcome, problem, notes } = declaration;
  const { bold, dim } = colors;
  const heading = `${bold(oneLine(constructPath))}  ${packageText(declaration)}  ${outcomeColor(outcome, colors)(outcome)}`;
  return [
    heading,
    ...(problem ? [`  ${oneLine(`${problem.code}: ${problem.message}`, 2000)}`] : []),
    ...notes.map((note) => dim(`  ${oneLine(note, 1000)}`)),
    ...(declaration.versions.length > 0 ? [versionsTable(declaration.versions, colors, width)] : []),
  ].join('\n');
}

function versionsTable(versions: readonly PlannedVersion[], colors: Colors, width: number | undefined): string {
  const plain = versions.map((plannedVersion) => [
    versionText(plannedVersion),
    plannedVersion.verdict,
    plannedVersion.status === undefined ? '' : oneLine(plannedVersion.status),
    revisionText(plannedVersion),
    pinText(plannedVersion),
    publishedText(plannedVersion),
    sizeOf(plannedVersion),
    remarks(plannedVersion).join('\n'),
  ]);
  const colored = plain.map(([version = '', verdict = '', ...others], index) => [
    version,
    verdictColor(versions[index]!.verdict, colors)(verdict),
    ...others,
  ]);
  const colWidths = widthsOf([COLUMNS, ...plain], width);
  const parts = Array.from({ length: Math.ceil(colored.length / ROWS_AT_ONCE) }, (_, index) => {
    const table = new Table({
      head: index === 0 ? [...COLUMNS] : [],
      style: { head: [], border: [], compact: true },
      wordWrap: true,
      colWidths,
    });
    table.push(...colored.slice(index * ROWS_AT_ONCE, (index + 1) * ROWS_AT_ONCE));
    return table.toString().split('\n');
  });
  const isLast = (index: number) => index === parts.length - 1;
  // Without the borders between the parts.
  return parts.flatMap((lines, index) => lines.slice(index === 0 ? 0 : 1, isLast(index) ? undefined : -1)).join('\n');
}

/** Columns are as wide as what they hold; the last takes what is left of the terminal. */
function widthsOf(rows: readonly (readonly string[])[], width: number | undefined): number[] {
  const longest = COLUMNS.map((_, column) =>
    rows.reduce((most, row) => Math.max(most, ...row[column]!.split('\n').map(({ length }) => length + 2)), 0),
  );
  const others = longest.slice(0, -1);
  const left = width === undefined ? MAX_REMARKS : width - others.reduce((sum, other) => sum + other + 1, 0) - 2;
  return [...others, Math.min(longest.at(-1)!, Math.max(MIN_REMARKS, left))];
}

function verdictColor(verdict: PlannedVerdict, { red, yellow, magenta, dim }: Colors) {
  switch (verdict) {
    case 'will be disposed':
      return magenta;
    case 'refused':
    case 'unknown':
      return red;
    case 'skipped':
      return yellow;
    default:
      return dim;
  }
}

function outcomeColor(outcome: DeclarationOutcome, { red, magenta, dim }: Colors) {
  return outcome === 'will dispose' ? magenta : outcome === 'nothing to do' ? dim : red;
}
