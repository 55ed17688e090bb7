import { compareMavenVersions, finalMavenVersion, parseMavenVersion, type MavenVersion } from './maven-version';
import { createRange, describeInterval, hasMistypedDigit, type Interval, isWithin } from './range';
import type { VersionRange, VersionScheme } from './version-scheme';

/** Maven: its version order and its version ranges. */
export const mavenVersions: VersionScheme<MavenVersion> = {
  name: 'Maven version order',
  notation: 'a version range of Maven, such as "[1.5,2.0)", "(,1.4]" or "(,1.0],[1.2,)"',
  parse: parseMavenVersion,
  compare: compareMavenVersions,
  parseRange,
};

/** One interval, and what follows it. */
const INTERVAL = /^([[(])([^[\](),]*)(?:(,)([^[\](),]*))?([\])])\s*(?:,\s*(?=[[(]))?/;
/** A version alone is no range: Maven takes it for a recommendation. */
function parseRange(text: string): VersionRange | undefined {
  const intervals: Interval<MavenVersion>[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const match = INTERVAL.exec(rest);
    const interval = match ? parseInterval(match) : undefined;
    if (!match || !interval) {
      return undefined;
    }
    intervals.push(interval);
    rest = rest.slice(match[0].length);
  }
  if (intervals.length === 0) {
    return undefined;
  }
  return createRange({
    description: intervals.map(describeInterval).join(', or '),
    parse: parseMavenVersion,
    contains: (version) => intervals.some((interval) => isWithin(interval, version, compareMavenVersions)),
    finalVersion: finalMavenVersion,
  });
}

function parseInterval([, open, first = '', comma, second = '', close]: RegExpExecArray):
  Interval<MavenVersion> | undefined {
  const lowerInclusive = open === '[';
  const upperInclusive = close === ']';
  if (comma === undefined) {
    return lowerInclusive && upperInclusive ? parseSingle(first.trim()) : undefined;
  }
  const lower = parseBound(first.trim(), lowerInclusive);
  const upper = parseBound(second.trim(), upperInclusive);
  if (lower === 'unreadable' || upper === 'unreadable') {
    return undefined;
  }
  return lower && upper && compareMavenVersions(lower.version, upper.version) > 0 ? undefined : { lower, upper };
}

/** `[1.2.*]` is every version of 1.2, its pre-releases too. */
function parseSingle(text: string): Interval<MavenVersion> | undefined {
  const [from, to] = text.endsWith('.*') ? [`${text.slice(0, -1)}min`, `${text.slice(0, -1)}max`] : [text, text];
  const lower = parseBound(from, true);
  const upper = parseBound(to, true);
  return lower === 'unreadable' || upper === 'unreadable' || !lower || !upper ? undefined : { lower, upper };
}

/** Undefined if the interval is open to this side. */
function parseBound(text: string, inclusive: boolean): Interval<MavenVersion>['lower'] | 'unreadable' {
  if (text === '') {
    return undefined;
  }
  const version = hasMistypedDigit(text) ? undefined : parseMavenVersion(text);
  return version ? { version, inclusive } : 'unreadable';
}
