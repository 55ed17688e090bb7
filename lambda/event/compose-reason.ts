import { largestThatFits } from '../../declaration/largest-that-fits';
import type { FailureMessage } from './failure';
import { groupReasons, type ReasonGroup } from './reasons';

/** Characters of one entry: enough for two revisions, and for several entries in one Reason. */
const MAX_ENTRY = 400;
const MAX_PART = 700;
/** Characters of a version that an entry names beside its own. */
const MAX_SUBJECT = 100;

/**
 * The Reason of a failed resource, with equal reasons once, cut by whole entries.
 *
 * @param log where the function wrote more
 * @param fits whether an answer with the Reason is short enough
 */
export function composeReason(failure: FailureMessage, log: string, fits: (reason: string) => boolean): string {
  const what = toOneLine(failure.what, MAX_PART);
  const next = toOneLine(failure.next, MAX_PART);
  const groups = groupReasons(failure.entries);
  const texts = groups.map(describeGroup);
  const compose = (count: number, where: string) => {
    const rest = groups.slice(count).reduce((sum, group) => sum + group.count, failure.unlisted ?? 0);
    const end = texts.length + rest > 0 ? ':' : '.';
    return [what + end, listed(texts.slice(0, count), rest), next, where].filter(Boolean).join(' ');
  };

  for (const where of [`Log: ${toOneLine(log, MAX_PART)}`, '']) {
    const count = largestThatFits(groups.length, (n) => fits(compose(n, where)));
    if (count !== undefined) {
      return compose(count, where);
    }
  }
  return cut(compose(0, ''), fits);
}

function describeGroup({ entry, others, count }: ReasonGroup): string {
  const names = others.map((subject) => toOneLine(subject, MAX_SUBJECT)).join(', ');
  const also = others.length > 0 ? ` (also ${names} and ${count - others.length - 1} more)` : '';
  // A service ends its messages with a full stop, and an error without a name has that of its class.
  return toOneLine(entry, MAX_ENTRY).replace(/(?<=^| )Error: |\.$/g, '') + also;
}

/** @param rest how many entries there are beside these */
function listed(entries: readonly string[], rest: number): string {
  if (entries.length === 0) {
    return rest === 0 ? '' : `${rest} versions.`;
  }
  return `${entries.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}.`.replace(/\?\.$/, '?');
}

function cut(text: string, fits: (reason: string) => boolean): string {
  const characters = [...text];
  const count = largestThatFits(characters.length, (n) => fits(characters.slice(0, n).join('')));
  return characters.slice(0, count ?? 0).join('');
}

/** Makes one line of text from a service or a template, which may break out of a line, or reorder it. */
function toOneLine(text: string, max: number): string {
  const characters = [...text.replace(/[\p{C}\s]+/gu, ' ').trim()];
  return characters.length > max ? `${characters.slice(0, max - 1).join('')}…` : characters.join('');
}
