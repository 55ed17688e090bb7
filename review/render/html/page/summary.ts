import { button, element, foreign } from './dom';
import { countText, numberText, timeText } from './formats';
import type { Report } from './report';

/** Lines of a list that are shown at once. */
const MAX_LINES = 20;

/**
 * The same for removals, which destroy nothing, and for dangers, which a sentence above names: they must not push disposals off
 * the screen.
 */
const MAX_FEW_LINES = 5;

/** Unread facts come before everything else: the deployment may destroy more than the rest shows. */
export function unreadSection({ data }: Report): HTMLElement | undefined {
  if (data.complete && data.problems.length === 0) {
    return undefined;
  }
  return element(
    'section',
    { class: 'unread', 'aria-labelledby': 'unread-title' },
    element(
      'h2',
      { id: 'unread-title' },
      `Could not be read, or is not known (${countText(data.problems.length, 'problem')})`,
    ),
    element('p', {}, data.labels.incomplete),
    longList(data.problems),
  );
}

/** The dangers, the worst first, each in a sentence. */
export function dangersSection({ data }: Report): HTMLElement | undefined {
  const items = data.dangers.map(({ sentence, urgent }) =>
    element('li', { class: urgent ? 'urgent' : undefined }, foreign(sentence)),
  );
  return items.length === 0
    ? undefined
    : element('section', { class: 'dangers', 'aria-label': 'Dangers' }, element('ul', {}, ...items));
}

/** The disposals of the change, and beside them the other counts and the unknown facts. */
export function headlineSection({ data }: Report): HTMLElement {
  const { headline, isFinal, notPinned, otherCounts, readAt, labels } = data;
  const verb = notPinned === 1 ? 'is' : 'are';
  const notPinnedText = `${numberText(notPinned)} of these versions ${verb} not pinned: if one gets other content before the deployment, that is destroyed.`;
  return element(
    'section',
    { class: 'headline', 'aria-label': 'Summary' },
    element('p', {}, element('strong', {}, headline), isFinal ? ' Disposal cannot be undone.' : ''),
    ...(notPinned > 0 ? [element('p', {}, notPinnedText)] : []),
    ...(otherCounts.length > 0 ? [element('p', {}, `Also: ${otherCounts.join('; ')}.`)] : []),
    element('p', { class: 'fine' }, `${labels.source} ${timeText(Date.parse(readAt))}.`),
  );
}

/** Declarations that are refused or cannot be reviewed, assumptions, and removed lines. */
export function declarationsSection({ data }: Report): HTMLElement | undefined {
  const withProblem = data.declarations.filter(({ problem }) => problem !== '');
  const refused = withProblem.filter(({ outcome }) => outcome === 'refused').map(line);
  const notes = data.declarations.flatMap(({ constructPath, notes: each }) =>
    each.map((note) => `${constructPath}: ${note}`),
  );
  const lists = [
    { title: 'Refused declarations', lines: refused, max: MAX_LINES },
    ...data.dangerLists.map(({ title, lines }) => ({ title, lines, max: MAX_FEW_LINES })),
    { title: 'Acknowledged to dispose nothing', lines: data.acknowledged, max: MAX_LINES },
    { title: 'Taken for granted', lines: notes, max: MAX_LINES },
    ...data.removals.map(({ title, lines }) => ({ title, lines, max: MAX_FEW_LINES })),
  ];
  const filled = lists.filter(({ lines }) => lines.length > 0);
  return filled.length === 0
    ? undefined
    : element(
        'section',
        { 'aria-label': 'Declarations' },
        ...filled.flatMap(({ title, lines, max }) => [
          element('h2', {}, `${title} (${countText(lines.length, 'line')})`),
          longList(lines, max),
        ]),
      );
}

function line({ constructPath, problem }: Report['data']['declarations'][number]): string {
  return `${constructPath}: ${problem}`;
}

/** The first lines, and a button for the others. */
function longList(lines: readonly string[], max = MAX_LINES): HTMLElement {
  const items = (from: number, to?: number) => lines.slice(from, to).map((text) => element('li', {}, foreign(text)));
  const list = element('ul', {}, ...items(0, max));
  const hidden = lines.length - max;
  if (hidden <= 0) {
    return list;
  }
  const more = button(`Show ${countText(hidden, 'more line')}`, () => {
    list.append(...items(max));
    more.remove();
  });
  return element('div', {}, list, more);
}
