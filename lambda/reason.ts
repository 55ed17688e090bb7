import { largestThatFits } from '../declaration/largest-that-fits';

/** Why an event failed: what happened, one entry a version, what to do, and where to read more. */
export interface FailureMessage {
  readonly what: string;
  readonly entries: readonly string[];
  readonly next: string;
}

/** Characters of one entry: enough for two revisions, and for several entries in one Reason. */
const MAX_ENTRY = 400;
const MAX_PART = 700;

/**
 * The Reason of a failed resource, cut by whole entries.
 *
 * @param log where the function wrote more
 * @param fits whether an answer with the Reason is short enough
 */
export function reasonOf(failure: FailureMessage, log: string, fits: (reason: string) => boolean): string {
  const what = oneLine(failure.what, MAX_PART);
  const next = oneLine(failure.next, MAX_PART);
  const entries = failure.entries.map((entry) => oneLine(entry, MAX_ENTRY));
  const compose = (count: number, where: string) =>
    [what + (entries.length > 0 ? ':' : '.'), listed(entries, count), next, where].filter(Boolean).join(' ');

  for (const where of [`Log: ${oneLine(log, MAX_PART)}`, '']) {
    const count = largestThatFits(entries.length, (n) => fits(compose(n, where)));
    if (count !== undefined) {
      return compose(count, where);
    }
  }
  return cut(compose(0, ''), fits);
}

function listed(entries: readonly string[], count: number): string {
  if (entries.length === 0) {
    return '';
  }
  const rest = entries.length - count;
  const shown = entries.slice(0, count).join('; ');
  if (rest === 0) {
    return `${shown}.`;
  }
  return count === 0 ? `${rest} versions.` : `${shown}; and ${rest} more.`;
}

function cut(text: string, fits: (reason: string) => boolean): string {
  const characters = [...text];
  const count = largestThatFits(characters.length, (n) => fits(characters.slice(0, n).join('')));
  return characters.slice(0, count ?? 0).join('');
}

/** What a service or a template wrote may break out of a line, or reorder it. */
function oneLine(text: string, max: number): string {
  const characters = [...text.replace(/[\p{C}\s]+/gu, ' ').trim()];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
