import type { Hold, HoldLines } from './hold';
import { displayName } from './package-format';

/** Lines of hold lists that one message names. */
const MAX_HOLDS = 5;

/** A version as every format spells one. Other texts may be ranges, which a list cannot be asked for. */
const VERSION_TEXT = /^[0-9A-Za-z._+-]+$/;

/**
 * Finds the lines of hold lists that no line of other lists replaces. A line is replaced by the same line, by one for the whole
 * package, and, if it names a version, by one that holds this version.
 */
export function findLostHolds(before: readonly HoldLines[], now: readonly HoldLines[]): Hold[] {
  const remaining = new Set(now.flatMap(({ holds }) => holds.map(describeHold)));
  const lost = before
    .flatMap(({ holds }) => holds)
    .filter((hold) => {
      const isThere = [hold, { ...hold, versions: undefined }].some((each) => remaining.has(describeHold(each)));
      const { versions } = hold;
      const isVersion = versions !== undefined && VERSION_TEXT.test(versions);
      return !isThere && !(isVersion && now.some((list) => list.find(hold, versions) !== undefined));
    });
  return [...new Map(lost.map((hold) => [describeHold(hold), hold])).values()];
}

/** The line in one spelling, such as `npm @scope/name 1.0.0`. */
function describeHold({ format, namespace, package: name, versions }: Hold): string {
  return [format, displayName(format, namespace, name), ...(versions === undefined ? [] : versions.split(/\s+/))].join(
    ' ',
  );
}

/** A phrase that names the first lines, and counts the others. */
export function describeLostHolds(lost: readonly Hold[]): string {
  const rest = lost.length - MAX_HOLDS;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : '';
  return `the hold was taken out of ${lost.slice(0, MAX_HOLDS).map(describeHold).join(', ')}${more}`;
}
