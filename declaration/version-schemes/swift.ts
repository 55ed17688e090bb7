import { createSemverRange } from './npm';
import { createRange } from './range';
import {
  compareSemanticVersions,
  finalSemanticVersion,
  parseSemanticVersion,
  semanticSeries,
  type SemanticVersion,
} from './semantic-version';
import type { VersionRange, VersionScheme } from './version-scheme';

/** `Int` of Swift. */
const MAX_SWIFT_NUMBER = 2n ** 63n - 1n;
const COMPARATORS = /^(?:(?:>=|<=|>|<|=) ?\d[^\s<>=|*]*)(?: +(?:>=|<=|>|<|=) ?\d[^\s<>=|*]*)*$/;

/** Swift: SemVer 2.0.0 as the Swift package manager reads it, its ranges, and the comparators of SemVer. */
export const swiftVersions: VersionScheme<SemanticVersion> = {
  name: 'SemVer 2.0.0',
  notation: 'a range of Swift or comparators of SemVer, such as "1.5.0..<2.0.0", "1.5.0...1.9.0" or ">=1.5 <2"',
  parse: parseSwiftVersion,
  compare: compareSemanticVersions,
  parseRange: (text) => parseSwiftRange(text.trim()) ?? parseComparators(text.trim()),
  series: semanticSeries,
};

function parseSwiftVersion(text: string): SemanticVersion | undefined {
  return parseSemanticVersion(text, { maximum: MAX_SWIFT_NUMBER, lenientIdentifiers: true });
}

function parseComparators(text: string): VersionRange | undefined {
  return COMPARATORS.test(text) ? createSemverRange(text, (version) => strictVersion(version)) : undefined;
}

/** node-semver is stricter than Swift: what it cannot read cannot be compared with its comparators. */
function strictVersion(text: string): SemanticVersion | undefined {
  return parseSemanticVersion(text, { maximum: BigInt(Number.MAX_SAFE_INTEGER) });
}

/** `a..<b` ends before b, `a...b` with b. */
function parseSwiftRange(text: string): VersionRange | undefined {
  const operator = text.includes('..<') ? '..<' : '...';
  const bounds = text.split(operator);
  const [lower, upper] = bounds.map((bound) => parseSwiftVersion(bound.trim()));
  if (bounds.length !== 2 || !lower || !upper || compareSemanticVersions(lower, upper) > 0) {
    return undefined;
  }
  const inclusive = operator === '...';
  return createRange({
    description: `>=${lower.text} and ${inclusive ? '<=' : '<'}${upper.text}`,
    parse: parseSwiftVersion,
    contains: (version, includePrereleases) =>
      compareSemanticVersions(version, lower) >= 0 &&
      compareSemanticVersions(version, upper) <= (inclusive ? 0 : -1) &&
      (!version.prerelease || includePrereleases || takesInPrerelease(version, { lower, upper, inclusive })),
    finalVersion: finalSemanticVersion,
  });
}

/**
 * The Swift package manager takes in pre-releases only if a bound is one, and never those of the release before
 * which the range ends.
 */
function takesInPrerelease(
  version: SemanticVersion,
  { lower, upper, inclusive }: { lower: SemanticVersion; upper: SemanticVersion; inclusive: boolean },
): boolean {
  const leadsToUpper = finalSemanticVersion(version) === finalSemanticVersion(upper);
  return (lower.prerelease || upper.prerelease) && (inclusive || upper.prerelease || !leadsToUpper);
}
