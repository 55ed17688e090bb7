import { describeInterval, type Interval, isWithin, parseInterval } from './interval';
import {
  compareMavenVersions,
  finalMavenVersion,
  mavenSeries,
  type MavenVersion,
  parseMavenVersion,
} from './maven-version';
import { createRange, hasMistypedDigit } from './range';
import type { VersionRange, VersionScheme } from './version-scheme';

/** Maven: its version order and its version ranges. */
export const mavenVersions: VersionScheme<MavenVersion> = {
  name: 'Maven version order',
  notation: 'a version range of Maven, such as "[1.5,2.0)", "(,1.4]" or "(,1.0],[1.2,)"',
  parse: parseMavenVersion,
  compare: compareMavenVersions,
  parseRange: parseMavenRange,
  series: mavenSeries,
};

/** An interval, and the comma before another one. */
const INTERVAL = /^([[(][^[\]()]*[\])])\s*(?:,\s*(?=[[(]))?/;

/** A version alone is no range: Maven takes it for a recommendation. */
function parseMavenRange(text: string): VersionRange | undefined {
  const intervals: Interval<MavenVersion>[] = [];
  let rest = text.trim();
  do {
    const [matched, notation] = INTERVAL.exec(rest) ?? [];
    const interval = notation === undefined ? undefined : (parseWildcard(notation) ?? parseBounds(notation));
    if (matched === undefined || !interval) {
      return undefined;
    }
    intervals.push(interval);
    rest = rest.slice(matched.length);
  } while (rest !== '');
  return createRange({
    description: intervals.map(describeInterval).join(', or '),
    parse: parseMavenVersion,
    contains: (version) => intervals.some((interval) => isWithin(interval, version, compareMavenVersions)),
    finalVersion: finalMavenVersion,
  });
}

/** `[1.2.*]` is every version of 1.2, its pre-releases too. */
function parseWildcard(notation: string): Interval<MavenVersion> | undefined {
  const [, prefix] = /^\[([^,]*\.)\*\s*\]$/.exec(notation) ?? [];
  return prefix === undefined ? undefined : parseBounds(`[${prefix}min,${prefix}max]`);
}

function parseBounds(notation: string): Interval<MavenVersion> | undefined {
  return parseInterval(notation, {
    parse: (text) => (hasMistypedDigit(text) ? undefined : parseMavenVersion(text)),
    compare: compareMavenVersions,
  });
}
