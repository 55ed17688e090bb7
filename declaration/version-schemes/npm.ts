import { Range, SemVer } from 'semver';
import { createRange } from './range';
import {
  compareSemanticVersions,
  finalSemanticVersion,
  parseSemanticVersion,
  semanticSeries,
  type SemanticVersion,
} from './semantic-version';
import type { VersionRange, VersionScheme } from './version-scheme';

const MAXIMUM = BigInt(Number.MAX_SAFE_INTEGER);
/** node-semver reads no longer version. */
const MAXIMUM_LENGTH = 256;
/** node-semver compares numbers of 16 digits and more inexactly. */
const INEXACT_NUMBER = /\d{16}/;

/** npm: SemVer 2.0.0, and the ranges of node-semver. */
export const npmVersions: VersionScheme<SemanticVersion> = {
  name: 'SemVer 2.0.0',
  notation: 'a range of npm, such as ">=1.5 <2", "^1.4.0" or "1.2.x || >=3"',
  parse: parseNpmVersion,
  compare: compareSemanticVersions,
  parseRange: parseNpmRange,
  series: semanticSeries,
};

function parseNpmVersion(text: string): SemanticVersion | undefined {
  return text.length > MAXIMUM_LENGTH ? undefined : parseSemanticVersion(text, { maximum: MAXIMUM });
}

function parseNpmRange(text: string): VersionRange | undefined {
  return text.trim() === '' ? undefined : createSemverRange(text, parseNpmVersion);
}

/**
 * Makes a range of one of node-semver, which drops nothing that it does not know: it refuses the text.
 *
 * @param parseNpmVersion the reader of the ecosystem's versions
 */
export function createSemverRange(
  text: string,
  parseNpmVersion: (text: string) => SemanticVersion | undefined,
): VersionRange | undefined {
  const ranges = [false, true].map((includePrerelease) => parseSemverRange(text, includePrerelease));
  const [range, withPrereleases] = ranges;
  if (!range || !withPrereleases) {
    return undefined;
  }
  return createRange({
    description: describeSemverRange(range),
    parse: (version) => (INEXACT_NUMBER.test(version) ? undefined : parseNpmVersion(version)),
    contains: ({ text }, includePrereleases) =>
      (includePrereleases ? withPrereleases : range).test(new SemVer(text, { includePrerelease: includePrereleases })),
    finalVersion: finalSemanticVersion,
  });
}

function parseSemverRange(text: string, includePrerelease: boolean): Range | undefined {
  if (INEXACT_NUMBER.test(text)) {
    return undefined;
  }
  try {
    return new Range(text, { includePrerelease });
  } catch {
    return undefined;
  }
}

/** `<2.0.0-0` is how node-semver says that 2.0.0 has no pre-release in the range. */
function describeSemverRange({ set }: Range): string {
  return set
    .map((comparators) => comparators.map(({ value }) => value.replace(/-0$/, '') || 'every version').join(' and '))
    .join(', or ');
}
