import { button, element, foreign } from './dom';
import { countText, numberText, timeText } from './formats';
import type { Report } from './report';

/** Lines of a list that are shown at once. */
const MAX_LINES = 20;

/** The same of what is removed: it destroys nothing, and must not push what does off the screen. */
const MAX_REMOVED_LINES = 5;

/** What could not be read comes before everything else: the rest may be less than what is destroyed. */
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
    element('p', {}, 'The plan is not complete: what could not be read may hold more.'),
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

/** What the change destroys, and beside it what it does not do and does not know. */
export function headlineSection({ data }: Report): HTMLElement {
  const { headline, willBeDisposed, notPinned, otherCounts, readAt } = data;
  const verb = notPinned === 1 ? 'is' : 'are';
  const notPinnedText = `${numberText(notPinned)} of these versions ${verb} not pinned: if one gets other content before the deployment, that is destroyed.`;
  return element(
    'section',
    { class: 'headline', 'aria-label': 'Summary' },
    element('p', {}, element('strong', {}, headline), willBeDisposed > 0 ? ' Disposal cannot be undone.' : ''),
    ...(notPinned > 0 ? [element('p', {}, notPinnedText)] : []),
    ...(otherCounts.length > 0 ? [element('p', {}, `Also: ${otherCounts.join('; ')}.`)] : []),
    element('p', { class: 'fine' }, `The registry was read at ${timeText(Date.parse(readAt))}.`),
  );
}

/** Declarations that the deployment refuses or nobody can review, what is taken for granted, and lines that were removed. */
export function declarationsSection({ data }: Report): HTMLElement | undefined {
  const withProblem = data.declarations.filter(({ problem }) => problem !== '');
  const refused = withProblem.filter(({ outcome }) => outcome === 'refused').map(line);
  const notes = data.declarations.flatMap(({ constructPath, notes: each }) =>
    each.map((note) => `${constructPath}: ${note}`),
  );
  const lists = [
    { title: 'Refused declarations', lines: refused, max: MAX_LINES },
    ...data.dangerLists.map(({ title, lines }) => ({ title, lines, max: MAX_LINES })),
    { title: 'Acknowledged to dispose nothing', lines: data.acknowledged, max: MAX_LINES },
    { title: 'Taken for granted', lines: notes, max: MAX_LINES },
    ...data.removals.map(({ title, lines }) => ({ title, lines, max: MAX_REMOVED_LINES })),
  ];
  const shown = lists.filter(({ lines }) => lines.length > 0);
  return shown.length === 0
    ? undefined
    : element(
        'section',
        { 'aria-label': 'Declarations' },
        ...shown.flatMap(({ title, lines, max }) => [
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
