import type { Refusal } from '../../declaration/decide';

/** The number of equal reasons that are merged into one, and of the versions that are named then. */
const MIN_EQUAL = 4;
const MAX_NAMED = 3;

/** Entries with an equal reason: of a thousand versions with one reason, an operator needs the reason once. */
export interface ReasonGroup {
  /** The first entry, as `npm left-pad 1.0.0 NOT_FOUND: it is not in the repository`. */
  readonly entry: string;
  /** The subjects of some others, as `npm left-pad 1.0.1`. */
  readonly others: readonly string[];
  /** The number of entries. */
  readonly count: number;
}

/** Puts entries with an equal reason together. An entry without a code stays as it is, and so do a few equal ones. */
export function groupReasons(entries: readonly string[]): ReasonGroup[] {
  const groups = new Map<string, { entry: string; subject: string }[]>();
  entries.forEach((entry, n) => {
    const [, subject = '', reason = `${n}`] = /^(.+?) ([A-Z]\w+: .*)$/s.exec(entry) ?? [];
    const group = groups.get(reason);
    if (group === undefined) {
      groups.set(reason, [{ entry, subject }]);
    } else {
      group.push({ entry, subject });
    }
  });
  return [...groups.values()].flatMap((group): ReasonGroup[] => {
    const [first, ...others] = group;
    return first === undefined || group.length < MIN_EQUAL
      ? group.map(({ entry }) => ({ entry, others: [], count: 1 }))
      : [
          {
            entry: first.entry,
            others: others.slice(0, MAX_NAMED - 1).map(({ subject }) => subject),
            count: group.length,
          },
        ];
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
