/** A reason, and the versions that it is about. */
interface ReasonGroup {
  readonly subjects: string[];
  readonly reason: string;
}

/** Versions that one entry names; it counts the others. */
const MAX_SUBJECTS = 3;

/**
 * Puts entries with an equal reason together: of a thousand versions with one reason, an operator needs the reason once.
 *
 * @param entries `npm left-pad 1.0.0 NOT_FOUND: it is not in the repository`; one without a code stays as it is
 */
export function groupReasons(entries: readonly string[]): string[] {
  const groups = new Map<string, ReasonGroup>();
  for (const entry of entries) {
    const [, subject = '', reason = ''] = /^(.*?) ?\b([A-Z]\w+: .*)$/s.exec(entry) ?? [];
    const key = reason === '' || subject === '' ? entry : reason;
    const group = groups.get(key) ?? { subjects: [], reason: subject === '' ? entry : reason };
    group.subjects.push(subject);
    groups.set(key, group);
  }
  return [...groups.values()].map(({ subjects, reason }) => {
    const named = subjects.slice(0, MAX_SUBJECTS).filter((subject) => subject !== '');
    const rest = subjects.length - MAX_SUBJECTS;
    return [named.join(', '), rest > 0 ? `and ${rest} more` : '', reason].filter(Boolean).join(' ');
  });
}

/** How many entries have each code, the most frequent first: `250 WAITING_TIME, 3 NOT_FOUND`. */
export function countCodes(codes: Readonly<Record<string, number>>): string {
  return Object.entries(codes)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${count} ${code}`)
    .join(', ');
}

/** The code of an entry; undefined if it has none. */
export function codeOf(entry: string): string | undefined {
  return /\b([A-Z]\w+): /.exec(entry)?.[1];
}
