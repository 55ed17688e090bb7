import type { Refusal } from '../../declaration/decide';

/** The number of equal reasons that are merged into one, and of the versions that are named then. */
const MIN_EQUAL = 4;
const MAX_NAMED = 3;

/**
 * Puts entries with an equal reason together: of a thousand versions with one reason, an operator needs the reason once.
 *
 * @param entries `npm left-pad 1.0.0 NOT_FOUND: it is not in the repository`; one without a code stays as it is
 */
export function groupReasons(entries: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  const keyed = entries.map((entry, n) => {
    const [, subject = '', reason = `${n}`] = /^(.+?) ([A-Z]\w+: .*)$/s.exec(entry) ?? [];
    groups.set(reason, [...(groups.get(reason) ?? []), subject]);
    return { entry, reason };
  });
  const grouped = new Set<string>();
  return keyed.flatMap(({ entry, reason }) => {
    const [, ...others] = groups.get(reason) ?? [];
    if (others.length + 1 < MIN_EQUAL) {
      return [entry];
    }
    const isFirst = !grouped.has(reason);
    grouped.add(reason);
    const rest = others.length - MAX_NAMED + 1;
    return isFirst ? [`${entry} (also ${others.slice(0, MAX_NAMED - 1).join(', ')} and ${rest} more)`] : [];
  });
}

/** The number of entries have each code, the most frequent first: `250 WAITING_TIME, 3 NOT_FOUND`. */
export function countCodes(codes: Readonly<Record<string, number>>): string {
  return Object.entries(codes)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
}

/** The code of an entry; undefined if it has none. */
export function readCode(entry: string): string | undefined {
  return /\b([A-Z]\w+): /.exec(entry)?.[1];
}

/** The end of the waiting time of a refused version, as `2026-01-31T12:00:00Z`; undefined if it is refused for another reason. */
export function waitingEnd({ code, message }: Pick<Refusal, 'code' | 'message'>): string | undefined {
  return code === 'WAITING_TIME' ? / from (\S+) on$/.exec(message)?.[1] : undefined;
}

/** The last of these times; undefined unless all versions wait. */
export function lastWaitingEnd(refusals: readonly Refusal[]): string | undefined {
  const ends = refusals.map(waitingEnd);
  return ends.includes(undefined) ? undefined : ends.sort().at(-1);
}
