import { createColors } from 'picocolors';
import { manifestTexts } from '../labels/manifest-labels';
import { packageText } from '../labels/package-text';
import { versionSections, type VersionSection } from '../labels/plan-sections';
import { dangerLists, findDangers } from '../labels/dangers';
import { packageGroupLists } from '../labels/package-group-labels';
import type { PlanList } from '../labels/plan-list';
import { removalLists } from '../labels/removal-labels';
import { counted, oneLine } from '../../text/sanitize';
import type { OutputOptions } from '../plan-output';
import { tableText } from './table-text';
import {
  declaredInText,
  groupRemarks,
  groupVersions,
  guardedText,
  pinnedText,
  publishedRangeText,
  rangeText,
  showGroups,
  totalSizeText,
  type VersionRow,
} from '../labels/version-groups';
import type {
  DeclarationOutcome,
  Plan,
  PlannedDeclaration,
  PlannedVerdict,
  PlannedVersion,
} from '../../plan/plan-model';
import {
  acknowledgedText,
  headline,
  otherCounts,
  pinText,
  publishedText,
  remarks,
  revisionText,
  describeSize,
  versionText,
} from '../labels/plan-labels';

type Colors = ReturnType<typeof createColors>;

const VERSION_COLUMNS = ['Version', 'Verdict', 'Status', 'Revision', 'Pin', 'Published', 'Assets', 'Remarks'];

const GROUP_COLUMNS = [
  'Package',
  'Versions',
  'First … last',
  'Published',
  'Assets',
  'Pinned',
  'Guarded',
  'Declared in',
  'Remarks',
];

/** Up to this number of versions, each declaration has a table with all of them. */
const MAX_VERSION_ROWS = 500;

/** Up to this number of packages of manifests, each has a table. */
const MAX_MANIFEST_TABLES = 20;

/** Rows of one table of namespaces and packages, and lines of refusals in front of it. */
const MAX_GROUP_ROWS = 500;
const MAX_REFUSALS = 100;

/** Characters of a problem or of a refusal. */
const MAX_LINE = 2_000;

/**
 * The plan as tables for a terminal: one for each declaration, with a row for each version. A plan of many versions has
 * tables by verdict instead, with a row for each namespace and package.
 */
export function renderTable(plan: Plan, options: Pick<OutputOptions, 'color' | 'width'>): string {
  const colors = createColors(options.color);
  const versions = plan.declarations.reduce((sum, declaration) => sum + declaration.versions.length, 0);
  const packages = plan.declarations.filter(({ inManifest }) => inManifest === true).length;
  const parts =
    versions <= MAX_VERSION_ROWS && packages <= MAX_MANIFEST_TABLES
      ? plan.declarations.map((plannedDeclaration) => declarationText(plannedDeclaration, colors, options.width))
      : overviewTexts(plan, colors, options.width);
  const dangers = dangerLists(plan).map((list) => listText(list, colors.red));
  const groups = packageGroupLists(plan).map((list) => listText(list, String));
  const removals = removalLists(plan).map((list) => listText(list, colors.dim));
  return `${[summary(plan, colors), ...dangers, ...parts, ...groups, ...removals].filter(Boolean).join('\n\n')}\n`;
}

function listText({ title, lines, noun }: PlanList, color: (text: string) => string): string {
  return [`${title}:`, ...limitedLines(lines, noun).map((line) => `  ${line}`)].map(color).join('\n');
}

/** The tables of a plan of many versions, refusals first. */
function overviewTexts(plan: Plan, colors: Colors, width: number | undefined): string[] {
  const { bold, dim, red } = colors;
  const invalid = plan.declarations.filter(({ problem, outcome }) => problem !== undefined && outcome === 'refused');
  const problems = invalid.map(
    ({ constructPath, problem }) => `${constructPath}: ${problem?.code}: ${problem?.message}`,
  );
  const sections = versionSections(plan).map((section) => {
    const { title, rows, urgent } = section;
    const refusals = urgent ? rows.map((row) => refusalCell(row, section)) : [];
    return [
      bold(`${title} (${rows.length.toLocaleString('en-US')})`),
      ...limitedLines(refusals, 'version').map((line) => red(`  ${line}`)),
      ...groupsTable(section, width),
    ].join('\n');
  });
  return [
    limitedLines(problems, 'declaration').map(red).join('\n'),
    ...sections,
    dim('Pass --format jsonl or --format json for every version.'),
  ];
}

function refusalCell({ declaration, version }: VersionRow, { remarksOf }: VersionSection): string {
  return `${packageText(declaration)}: ${versionText(version)}: ${remarksOf(version).join('; ')}`;
}

/** As many lines as are worth reading; the rest is counted. */
function limitedLines(lines: readonly string[], noun: string): string[] {
  const rest = lines.length - MAX_REFUSALS;
  const shown = lines.slice(0, MAX_REFUSALS).map((line) => oneLine(line, MAX_LINE));
  return rest > 0 ? [...shown, `…and another ${counted(rest, noun)}.`] : shown;
}

function groupsTable({ rows, remarksOf }: VersionSection, width: number | undefined): string[] {
  const shown = showGroups(groupVersions(rows), MAX_GROUP_ROWS);
  const cells = shown.groups.map((group) => [
    group.name,
    group.rows.length.toLocaleString('en-US'),
    rangeText(group),
    publishedRangeText(group),
    totalSizeText(group),
    pinnedText(group),
    guardedText(group),
    declaredInText(group),
    groupRemarks(group, remarksOf).join('\n'),
  ]);
  const { packagesLeftOut, versionsLeftOut } = shown;
  const rest =
    packagesLeftOut === 0
      ? []
      : [`…and another ${counted(packagesLeftOut, 'package')} with ${counted(versionsLeftOut, 'version')}.`];
  return [tableText({ columns: GROUP_COLUMNS, plain: cells, colored: cells, width }), ...rest];
}

function summary(plan: Plan, { bold, red, yellow }: Colors): string {
  const counts = otherCounts(plan);
  const warning = plan.totals.willBeDisposed > 0 ? [yellow('Disposal cannot be undone.')] : [];
  const dangers = findDangers(plan);
  const unread = plan.problems.map((problem) => red(`  ${oneLine(problem, MAX_LINE)}`));
  return [
    ...dangers.map(({ sentence, urgent }) => (urgent ? bold(red(sentence)) : yellow(oneLine(sentence, MAX_LINE)))),
    bold(headline(plan)),
    ...warning,
    ...(counts.length > 0 ? [`Also: ${counts.join('; ')}.`] : []),
    ...limitedLines(manifestTexts(plan), 'manifest'),
    ...(unread.length > 0 ? [red('Could not be read, or is not known:'), ...unread] : []),
    ...plan.acknowledged.map((problem) => oneLine(acknowledgedText(problem), 2000)),
  ].join('\n');
}

function declarationText(declaration: PlannedDeclaration, colors: Colors, width: number | undefined): string {
  const { constructPath, outcome, problem, notes } = declaration;
  const { bold, dim } = colors;
  const heading = `${bold(oneLine(constructPath))}  ${packageText(declaration)}  ${outcomeColor(outcome, colors)(outcome)}`;
  return [
    heading,
    ...(problem ? [`  ${oneLine(`${problem.code}: ${problem.message}`, MAX_LINE)}`] : []),
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
    describeSize(plannedVersion),
    remarks(plannedVersion).join('\n'),
  ]);
  const colored = plain.map(([version = '', verdict = '', ...others], index) => [
    version,
    verdictColor(versions[index]!.verdict, colors)(verdict),
    ...others,
  ]);
  return tableText({ columns: VERSION_COLUMNS, plain, colored, width });
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
  switch (outcome) {
    case 'will dispose':
      return magenta;
    case 'will archive':
    case 'nothing to do':
      return dim;
    default:
      return red;
  }
}
