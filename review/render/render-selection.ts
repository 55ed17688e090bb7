import type { Decision, Selection } from '../declare/selection';
import { describeReason, nameOption } from '../declare/describe-reason';
import { counted, dayText, oneLine } from '../text/sanitize';

/** Rows of one table at most; the others are counted. */
const MAX_SELECTION_ROWS = 100;

/** The selected and the kept versions, for a terminal: the notes, a table each, and the totals. */
export function renderSelection({ versions, decisions, notes }: Selection): string {
  const selected = decisions.filter(({ outcome }) => outcome === 'selected');
  return [
    ...notes.map((note) => oneLine(note, 1000)),
    ...tableText('Selected', selected),
    ...keptText(decisions),
    ...otherText(decisions),
    `${counted(versions.length, 'version')} ${versions.length === 1 ? 'is' : 'are'} selected. No repository was changed.`,
  ].join('\n');
}

/** The versions that a rule keeps, a line each. */
export function keptText(decisions: readonly Decision[]): string[] {
  return tableText(
    'Kept',
    decisions.filter(({ outcome }) => outcome === 'kept'),
  );
}

/** The versions that no rule selects, counted by the rule that left them out. */
export function otherText(decisions: readonly Decision[]): string[] {
  const counts = new Map<string, number>();
  for (const decision of decisions.filter(({ outcome }) => outcome === 'not selected')) {
    const text = describeReasons(decision);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  const parts = [...counts].map(([text, count]) => `${count} ${oneLine(text)}`);
  return parts.length === 0 ? [] : [`Not selected: ${parts.join('; ')}.`];
}

/** The day of publication; empty if it is not known. */
export function publishedDay({ publishedTime }: Decision): string {
  return publishedTime === undefined ? '' : dayText(publishedTime.toISOString());
}

/** The reason why a version was decided on as it was, in the options of `declare`. */
export function describeReasons({ reasons }: Decision): string {
  return reasons.map((reason) => describeReason(reason, nameOption)).join(', ');
}

function tableText(title: string, decisions: readonly Decision[]): string[] {
  if (decisions.length === 0) {
    return [];
  }
  const rows = decisions
    .slice(0, MAX_SELECTION_ROWS)
    .map((decision) =>
      [decision.version, decision.status ?? 'unknown', publishedDay(decision) || '-', describeReasons(decision)].map(
        (text) => oneLine(text),
      ),
    );
  const widths = [0, 1, 2].map((column) => Math.max(...rows.map((row) => row[column]!.length)));
  const left = decisions.length - rows.length;
  return [
    `${title} (${decisions.length}):`,
    ...rows.map((row) => `  ${row.map((text, column) => text.padEnd(widths[column] ?? 0)).join('  ')}`),
    ...(left > 0 ? [`  and ${left} more.`] : []),
  ];
}
