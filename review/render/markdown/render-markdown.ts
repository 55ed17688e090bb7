import { largestThatFits } from '../../../declaration/largest-that-fits';
import type { Plan, PlannedDeclaration } from '../../plan/plan-model';
import { MAX_COMMENT_LENGTH } from '../../text/comment-length';
import type { OutputOptions } from '../plan-output';
import { manifestTexts } from '../labels/manifest-labels';
import { code } from './markdown-code';
import { type Extent, listSection, type MarkdownSection, paragraphs, tableSection } from './markdown-section';
import { dangerLists, findDangers } from '../labels/dangers';
import { packageGroupLists } from '../labels/package-group-labels';
import { headline, otherCounts } from '../labels/plan-labels';
import { versionSections } from '../labels/plan-sections';
import { removalLists } from '../labels/removal-labels';

/** By this first line a workflow finds the comment that it is to update. */
export const MARKER = '<!-- cdk-codeartifact-disposal plan -->';

/** Characters of a problem. */
const MAX_PROBLEM = 1_000;

/** Items of a list that come before the packages of the tables below. */
const FIRST_ITEMS = 20;

/**
 * The plan as Markdown for a comment: the summary, problems, refusals, and then the rest, one row a version. Where that
 * is too long, a table has a row for each namespace and package, and as many versions as fit; the others are counted.
 */
export function renderMarkdown(plan: Plan, { maxLength = MAX_COMMENT_LENGTH }: Partial<OutputOptions> = {}): string {
  const sections = makeSections(plan);
  const head = [MARKER, summary(plan)].map((text) => [text]);
  const pieces = (extents: readonly Extent[]) =>
    paragraphs([...head, ...sections.map((section, index) => section.render(extents[index]!))]);
  const compose = (extents: readonly Extent[]) => `${[...pieces(extents)].join('')}\n`;
  const fits = (extents: readonly Extent[]) => fitsLength(maxLength - 1, pieces(extents));

  const everything = sections.map(({ itemCount }) => ({ groups: 0, items: itemCount }));
  if (fits(everything)) {
    return compose(everything);
  }
  const nothing = sections.map(() => ({ groups: 0, items: 0 }));
  return fits(nothing)
    ? compose(largestExtents(sections, nothing, fits))
    : `${MARKER}\n${[...findDangers(plan).map(({ sentence }) => sentence), headline(plan)].join('\n')}\n`.slice(
        0,
        maxLength,
      );
}

/** True if pieces have at most so many characters; no further piece is made of a text that is too long. */
function fitsLength(maxLength: number, pieces: Iterable<string>): boolean {
  let length = 0;
  for (const piece of pieces) {
    length += piece.length;
    if (length > maxLength) {
      return false;
    }
  }
  return true;
}

/** Shows more and more, the most needed first, as long as it fits. */
function largestExtents(
  sections: readonly MarkdownSection[],
  start: readonly Extent[],
  fits: (extents: readonly Extent[]) => boolean,
): readonly Extent[] {
  let extents = start;
  const grow = (
    which: (section: MarkdownSection) => boolean,
    target: (section: MarkdownSection) => Partial<Extent>,
  ) => {
    sections.forEach((section, index) => {
      const { groups, items } = extents[index]!;
      const extent = target(section);
      const more = { groups: (extent.groups ?? groups) - groups, items: (extent.items ?? items) - items };
      if (which(section) && more.groups + more.items > 0) {
        // One of the two grows at a time.
        const steps = Math.max(more.groups, more.items);
        const at = (n: number) =>
          replaceAt(extents, index, {
            groups: groups + Math.min(n, more.groups),
            items: items + Math.min(n, more.items),
          });
        extents = at(largestThatFits(steps, (n) => fits(at(n))) ?? 0);
      }
    });
  };
  const showWhole = (which: (section: MarkdownSection) => boolean) => {
    sections.forEach((section, index) => {
      const whole = replaceAt(extents, index, { groups: 0, items: section.itemCount });
      if (which(section) && fits(whole)) {
        extents = whole;
      }
    });
  };
  const isList = ({ namespaceCount }: MarkdownSection) => namespaceCount === 0;
  const isTable = (section: MarkdownSection) => !isList(section);
  const anySection = () => true;

  grow(
    (section) => isList(section) && section.urgent,
    ({ itemCount }) => ({ items: Math.min(itemCount, FIRST_ITEMS) }),
  );
  grow(isTable, ({ namespaceCount }) => ({ groups: namespaceCount }));
  showWhole(({ urgent }) => urgent);
  grow(isTable, ({ groupCount }) => ({ groups: groupCount }));
  showWhole(anySection);
  grow(anySection, ({ itemCount }) => ({ items: itemCount }));
  return extents;
}

function replaceAt<T>(items: readonly T[], index: number, item: T): readonly T[] {
  return items.map((other, position) => (position === index ? item : other));
}

/** The dangers, the worst first, and then the outcome. */
function summary(plan: Plan): string {
  const counts = otherCounts(plan);
  const dangers = findDangers(plan);
  const urgent = dangers.filter((danger) => danger.urgent).map(({ sentence }) => `> **${sentence}**`);
  const others = dangers.filter((danger) => !danger.urgent).map(({ sentence }) => `- ${code(sentence, MAX_PROBLEM)}`);
  return [
    '## CodeArtifact package versions to dispose',
    ...(urgent.length > 0 ? [['> [!CAUTION]', urgent.join('\n>\n')].join('\n')] : []),
    ...(others.length > 0 ? [others.join('\n')] : []),
    `**${headline(plan)}**${plan.totals.willBeDisposed > 0 ? ' Disposal cannot be undone.' : ''}`,
    ...(counts.length > 0 ? [`Also: ${counts.join('; ')}.`] : []),
  ].join('\n\n');
}

function makeSections(plan: Plan): MarkdownSection[] {
  const invalid = plan.declarations.filter(({ problem, outcome }) => problem !== undefined && outcome === 'refused');
  const notes = plan.declarations.flatMap(({ constructPath, notes: texts }) =>
    texts.map((note) => `- ${code(constructPath)}: ${code(note)}`),
  );
  const tables = versionSections(plan);
  const acknowledged = listed(plan.acknowledged.map(({ message }) => message));
  const isDone = ({ columns }: (typeof tables)[number]) => columns === 'none';
  return [
    listSection({ title: 'Could not be read, or is not known', items: listed(plan.problems), noun: 'problem' }),
    listSection({ title: 'Refused declarations', items: invalid.map(refusedDeclaration), noun: 'declaration' }),
    ...dangerLists(plan).map(({ title, lines, noun }) => listSection({ title, items: listed(lines), noun })),
    listSection({ title: 'Manifests', items: listed(manifestTexts(plan)), noun: 'manifest' }),
    ...tables.filter((section) => !isDone(section)).map(tableSection),
    ...[...packageGroupLists(plan), ...removalLists(plan)].map(({ title, lines, noun }) =>
      listSection({ title, items: listed(lines), noun, urgent: false }),
    ),
    listSection({ title: 'Acknowledged to dispose nothing', items: acknowledged, noun: 'acknowledgement' }),
    listSection({ title: 'Taken for granted', items: notes, noun: 'note' }),
    ...tables.filter(isDone).map(tableSection),
  ].filter(({ itemCount }) => itemCount > 0);
}

function listed(texts: readonly string[]): string[] {
  return texts.map((text) => `- ${code(text, MAX_PROBLEM)}`);
}

function refusedDeclaration({ constructPath, problem }: PlannedDeclaration): string {
  return `- ${code(constructPath)}: ${code(`${problem?.code}: ${problem?.message}`, MAX_PROBLEM)}`;
}
