import { code } from './markdown-code';
import type { VersionSection } from '../labels/plan-sections';
import { packageText } from '../labels/package-text';
import { pinText, publishedText, revisionText, describeSize, versionText } from '../labels/plan-labels';
import { counted } from '../../text/sanitize';
import {
  declaredInText,
  groupCount,
  groupRemarks,
  groupVersions,
  guardedText,
  orderPackages,
  pinnedText,
  publishedRangeText,
  rangeText,
  showGroups,
  totalSizeText,
  type VersionGroup,
  type VersionRow,
} from '../labels/version-groups';

/** Packages without a row that a table names, and characters of one name. */
const MAX_NAMES = 3;
const MAX_NAME = 120;

/** The visible part of a section. */
export interface Extent {
  /** Rows that show a namespace or a package. */
  readonly groups: number;
  /** Rows that show one item: a version, a problem, a note. */
  readonly items: number;
}

/** A section of the document, which shows as much as it is told to, and counts the rest. */
export interface MarkdownSection {
  readonly itemCount: number;
  /** Rows that show every namespace, and those that also show every package; 0 where items have no groups. */
  readonly namespaceCount: number;
  readonly groupCount: number;
  readonly urgent: boolean;
  /** The text in pieces, so that the rest of a text that is too long need not be rendered. */
  render(extent: Extent): Iterable<string>;
}

/** A list of items that belong to no package. */
interface List {
  readonly title: string;
  readonly items: readonly string[];
  readonly noun: string;
  /** True if it comes before the packages of tables; default: yes. */
  readonly urgent?: boolean;
}

export function listSection({ title, items, noun, urgent = true }: List): MarkdownSection {
  return {
    itemCount: items.length,
    namespaceCount: 0,
    groupCount: 0,
    urgent,
    render: (extent) => {
      const shown = items.slice(0, extent.items);
      return paragraphs([[heading(title, items.length)], lines(shown), leftOut(items.length, shown.length, noun)]);
    },
  };
}

/** A table of versions, or of their packages and namespaces, or of both. */
export function tableSection(section: VersionSection): MarkdownSection {
  const { title, rows, urgent } = section;
  const groups = groupVersions(rows);
  const columns = versionColumns(section);
  const groupColumns = columnsOfGroups(section);
  const versionLines = new Map<VersionRow, string>();
  const groupLines = new Map<VersionGroup, string>();
  let packages: readonly VersionGroup[] | undefined;
  const findCutPackages = (visible: ReadonlySet<VersionRow | VersionGroup | undefined>) => {
    packages ??= orderPackages(groups, rows);
    return packages.filter((pkg) => !visible.has(pkg) && !visible.has(pkg.rows[0]));
  };
  return {
    itemCount: rows.length,
    namespaceCount: groups.length,
    groupCount: groupCount(groups),
    urgent,
    render: (extent) => {
      const items = rows.slice(0, extent.items);
      const isWhole = items.length === rows.length;
      const shown = showGroups(groups, isWhole ? 0 : extent.groups);
      const cutPackages = isWhole ? [] : findCutPackages(new Set([...items, ...shown.groups]));
      return paragraphs([
        [heading(title, rows.length)],
        table(groupColumns, shown.groups, groupLines),
        shown.groups.length > 0 && shown.packagesLeftOut > 0
          ? [
              `…and another ${counted(shown.packagesLeftOut, 'package')} with ${counted(shown.versionsLeftOut, 'version')}, left out for length. The most dangerous come first.`,
            ]
          : [],
        table(columns, items, versionLines),
        leftOut(rows.length, items.length, 'version'),
        nameFirst(cutPackages),
      ]);
    },
  };
}

interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => string;
}

function versionColumns({ columns, remarksOf }: VersionSection): Column<VersionRow>[] {
  const status: Column<VersionRow> = { name: 'Status', cell: ({ version }) => code(version.status ?? '') };
  return [
    { name: 'Package', cell: ({ declaration }) => code(packageText(declaration)) },
    { name: 'Version', cell: ({ version }) => code(versionText(version)) },
    ...(columns === 'none' ? [] : [status]),
    ...(columns === 'all' ? CONTENT : []),
    columns === 'none'
      ? { name: 'Verdict', cell: ({ version }) => version.verdict }
      : { name: 'Remarks', cell: ({ version }) => remarksText(remarksOf(version)) },
    { name: 'Declared in', cell: ({ declaration }) => code(declaration.constructPath) },
  ];
}

const CONTENT: readonly Column<VersionRow>[] = [
  { name: 'Revision', cell: ({ version }) => code(revisionText(version)) },
  {
    name: 'Pin',
    cell: ({ version }) => (version.pin === 'none' ? '**not pinned**' : code(pinText(version))),
  },
  { name: 'Published', cell: ({ version }) => publishedText(version) },
  { name: 'Assets', cell: ({ version }) => describeSize(version) },
];

function columnsOfGroups({ remarksOf }: VersionSection): Column<VersionGroup>[] {
  return [
    { name: 'Package', cell: (group) => ('packages' in group ? `**${code(group.name)}**` : code(group.name)) },
    { name: 'Versions', cell: ({ rows }) => rows.length.toLocaleString('en-US') },
    { name: 'First … last', cell: (group) => code(rangeText(group)) },
    { name: 'Published', cell: publishedRangeText },
    { name: 'Assets', cell: totalSizeText },
    { name: 'Pinned', cell: pinnedText },
    { name: 'Guarded', cell: guardedText },
    { name: 'Remarks', cell: (group) => remarksText(groupRemarks(group, remarksOf)) },
    { name: 'Declared in', cell: (group) => code(declaredInText(group)) },
  ];
}

/** A table, with its rows kept for the next rendering. */
function* table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  cache: Map<Row, string>,
): Generator<string> {
  if (rows.length === 0) {
    return;
  }
  yield columns.map(({ name }) => `| ${name} `).join('') + '|\n';
  yield columns.map(() => '|---').join('') + '|';
  for (const row of rows) {
    const text = cache.get(row) ?? columns.map(({ cell }) => `| ${cell(row)} `).join('') + '|';
    cache.set(row, text);
    yield `\n${text}`;
  }
}

function heading(title: string, count: number): string {
  return `### ${title} (${count.toLocaleString('en-US')})`;
}

function leftOut(count: number, shown: number, noun: string): string[] {
  const rest = count - shown;
  return rest === 0
    ? []
    : [
        `…and ${shown === 0 ? '' : 'another '}${counted(rest, noun)}, left out for length. The most dangerous come first.`,
      ];
}

/** Names the first of the packages that have no row. */
function nameFirst(packages: readonly VersionGroup[]): string[] {
  const names = packages.slice(0, MAX_NAMES).map(({ name }) => code(name, MAX_NAME));
  const rest = packages.length - names.length;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : '';
  return names.length === 0 ? [] : [`Packages without a row of their own: ${names.join(', ')}${more}.`];
}

function remarksText(texts: readonly string[]): string {
  return texts.map((text) => code(text)).join('<br>');
}

function lines(texts: readonly string[]): string[] {
  return texts.map((text, index) => (index === 0 ? text : `\n${text}`));
}

/** Separates texts, each in pieces, by empty lines, and leaves out those that have none. */
export function* paragraphs(texts: Iterable<Iterable<string>>): Generator<string> {
  let isFirst = true;
  for (const text of texts) {
    let separator = isFirst ? '' : '\n\n';
    for (const piece of text) {
      yield separator + piece;
      separator = '';
      isFirst = false;
    }
  }
}
