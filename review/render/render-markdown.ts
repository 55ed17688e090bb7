import { largestThatFits } from '../../declaration/largest-that-fits';
import { MAX_COMMENT_LENGTH } from './comment-length';
import { counted, oneLine } from './sanitize';
import type { Plan, PlannedDeclaration, PlannedVerdict, PlannedVersion } from '../plan/plan-model';
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

/** By this first line a workflow finds the comment that it is to update. */
export const MARKER = '<!-- cdk-codeartifact-disposal plan -->';

interface Section {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly noun: string;
}

/**
 * The plan as Markdown for a comment: the summary, what could not be read, what is refused, and then
 * the rest; of what does not fit, whole rows are left out from the end, and counted.
 */
export function renderMarkdown(plan: Plan, maxLength = MAX_COMMENT_LENGTH): string {
  const sections = sectionsOf(plan);
  const total = sections.reduce((sum, { rows }) => sum + rows.length, 0);
  const count = largestThatFits(total, (rows) => compose(plan, sections, rows).length <= maxLength);
  return count === undefined ? `${MARKER}\n${headline(plan)}\n`.slice(0, maxLength) : compose(plan, sections, count);
}

/** The document with so many rows, counted over all sections. */
function compose(plan: Plan, sections: readonly Section[], count: number): string {
  let left = count;
  const parts = sections.map((section) => {
    const shown = section.rows.slice(0, left);
    left -= shown.length;
    return sectionText(section, shown);
  });
  return `${[MARKER, summary(plan), ...parts].join('\n\n')}\n`;
}

function sectionText({ title, head, rows, noun }: Section, shown: readonly string[]): string {
  const rest = rows.length - shown.length;
  const dropped =
    rest === 0 ? [] : ['', `…and ${shown.length === 0 ? '' : 'another '}${counted(rest, noun)}, left out for length.`];
  const body = shown.length === 0 ? [] : [...head, ...shown];
  return [`### ${title} (${rows.length.toLocaleString('en-US')})`, '', ...body, ...dropped]
    .join('\n')
    .replace(/\n\n\n/g, '\n\n');
}

function summary(plan: Plan): string {
  const { totals, complete } = plan;
  const counts = otherCounts(plan);
  const refused = plan.declarations.filter(({ outcome }) => outcome === 'refused').length;
  return [
    '## CodeArtifact package versions to dispose',
    '',
    `**${headline(plan)}**${totals.willBeDisposed > 0 ? ' Disposal cannot be undone.' : ''}`,
    ...(counts.length > 0 ? ['', `Also: ${counts.join('; ')}.`] : []),
    ...(refused > 0
      ? [
          '',
          `> [!WARNING]\n> The deployment of ${counted(refused, 'declaration')} would fail, and dispose none of their versions.`,
        ]
      : []),
    ...(complete ? [] : ['', '> [!CAUTION]\n> The plan is not complete: what could not be read may hold more.']),
  ].join('\n');
}

function sectionsOf(plan: Plan): Section[] {
  const invalid = plan.declarations.filter(({ problem, outcome }) => problem !== undefined && outcome === 'refused');
  const all = plan.declarations.flatMap((declaration) =>
    declaration.versions.map((plannedVersion) => ({ declaration, it: plannedVersion })),
  );
  const of = (...verdicts: PlannedVerdict[]) =>
    all.filter(({ it: plannedVersion }) => verdicts.includes(plannedVersion.verdict));
  const notes = plan.declarations.flatMap(({ constructPath, notes }) =>
    notes.map((note) => `- ${code(constructPath)}: ${code(note)}`),
  );
  const list = (title: string, rows: readonly string[], noun: string): Section => ({ title, head: [], rows, noun });
  const table = (title: string, columns: readonly Column[], rows: readonly Row[]): Section => ({
    title,
    head: [columns.map(({ name }) => `| ${name} `).join('') + '|', columns.map(() => '|---').join('') + '|'],
    rows: rows.map((row) => columns.map(({ cell }) => `| ${cell(row)} `).join('') + '|'),
    noun: 'version',
  });
  return [
    list(
      'Could not be read, or is not known',
      plan.problems.map((problem) => `- ${code(problem, 1000)}`),
      'problem',
    ),
    list('Refused declarations', invalid.map(refusedDeclaration), 'declaration'),
    table('Refused', [...NAMES, STATUS, WHY, PLACE], of('refused')),
    table('Not known', [...NAMES, STATUS, WHY, PLACE], of('unknown')),
    table('Will be disposed', [...NAMES, STATUS, ...BYTES, WHY, PLACE], of('will be disposed')),
    table(
      'Skipped, since others of their declaration are refused',
      [...NAMES, STATUS, ...BYTES, WHY, PLACE],
      of('skipped'),
    ),
    list('Taken for granted', notes, 'note'),
    table('Nothing to do', [...NAMES, VERDICT, PLACE], of('already disposed', 'missing', 'deleted')),
  ].filter(({ rows }) => rows.length > 0);
}

function refusedDeclaration({ constructPath, problem }: PlannedDeclaration): string {
  return `- ${code(constructPath)}: ${code(`${problem?.code}: ${problem?.message}`, 1000)}`;
}

interface Row {
  readonly declaration: PlannedDeclaration;
  readonly it: PlannedVersion;
}

interface Column {
  readonly name: string;
  readonly cell: (row: Row) => string;
}

const NAMES: readonly Column[] = [
  { name: 'Package', cell: ({ declaration }) => code(packageText(declaration)) },
  { name: 'Version', cell: ({ it: plannedVersion }) => code(versionText(plannedVersion)) },
];
const STATUS: Column = { name: 'Status', cell: ({ it: plannedVersion }) => code(plannedVersion.status ?? '') };
const BYTES: readonly Column[] = [
  { name: 'Revision', cell: ({ it: plannedVersion }) => code(revisionText(plannedVersion)) },
  {
    name: 'Pin',
    cell: ({ it: plannedVersion }) =>
      pinText(plannedVersion) === 'not pinned' ? '**not pinned**' : code(pinText(plannedVersion)),
  },
  { name: 'Published', cell: ({ it: plannedVersion }) => publishedText(plannedVersion) },
  { name: 'Assets', cell: ({ it: plannedVersion }) => sizeOf(plannedVersion) },
];
const VERDICT: Column = { name: 'Verdict', cell: ({ it: plannedVersion }) => plannedVersion.verdict };
const WHY: Column = {
  name: 'Remarks',
  cell: ({ it: plannedVersion }) =>
    remarks(plannedVersion)
      .map((remark) => code(remark))
      .join('<br>'),
};
const PLACE: Column = { name: 'Declared in', cell: ({ declaration }) => code(declaration.constructPath) };

/**
 * A text as code, in which neither Markdown nor a forge finds anything: no link, no mention, no end
 * of a table's cell.
 */
function code(text: string, max?: number): string {
  const line = oneLine(text, max);
  if (line === '') {
    return '';
  }
  if (!/[`|\\<>&]/.test(line)) {
    return `\`${line}\``;
  }
  const escaped = line.replace(/[^\p{L}\p{N} .,:;=+-]/gu, (character) => `&#${character.codePointAt(0)};`);
  return `<code>${escaped}</code>`;
}
