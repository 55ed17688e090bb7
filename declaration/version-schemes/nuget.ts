import { describeInterval, type Interval, isWithin, parseInterval } from './interval';
import { compareNuGetVersions, type NuGetVersion, parseNuGetVersion } from './nuget-version';
import { compareLists, compareValues } from './order';
import { createRange } from './range';
import type { VersionRange, VersionScheme } from './version-scheme';

/** NuGet: versions, intervals and floating versions. */
export const nugetVersions: VersionScheme<NuGetVersion> = {
  name: 'NuGet version',
  notation: 'an interval or a floating version of NuGet, such as "[1.5,2.0)", "(,1.4]" or "1.4.*"',
  parse: parseNuGetVersion,
  compare: compareNuGetVersions,
  parseRange: (text) => parseIntervalRange(text.trim()) ?? parseFloating(text.trim()),
  series: ({ numbers }) => numbers.map(String),
};

/** `[1.0,2.0)`, `[1.0]`; a version alone is the least one. NuGet refuses intervals without any version or bound. */
function parseIntervalRange(text: string): VersionRange | undefined {
  const notation = parseNuGetVersion(text) ? `[${text},)` : text;
  const interval = parseInterval(notation, { parse: parseNuGetVersion, compare: compareNuGetVersions });
  if (!interval || isEmptyInterval(interval) || (!interval.lower && !interval.upper)) {
    return undefined;
  }
  return createRange({
    description: describeInterval(interval),
    parse: parseNuGetVersion,
    contains: (version) => isWithin(interval, version, compareNuGetVersions),
    finalVersion,
  });
}

/** Such as `[1.0,1.0)`. */
function isEmptyInterval({ lower, upper }: Interval<NuGetVersion>): boolean {
  const sameVersion = lower && upper && compareNuGetVersions(lower.version, upper.version) === 0;
  return sameVersion === true && !(lower.inclusive && upper.inclusive);
}

const FLOATING = /^((?:\d+\.){0,3})\*(?:-([0-9A-Za-z.-]*)\*)?$|^(\d+(?:\.\d+){0,3})-([0-9A-Za-z.-]*)\*$/;

/**
 * `1.4.*` is every release of 1.4, `1.4.*-*` every version of it, `1.4.0-beta.*` every version whose pre-release begins so. NuGet also takes such a text for a lower bound; here only the versions that it floats over count.
 */
function parseFloating(text: string): VersionRange | undefined {
  const match = FLOATING.exec(text);
  const lowest = match && parseNuGetVersion(findLowest(text));
  if (!match || !lowest) {
    return undefined;
  }
  const [, floatingNumbers, floatingLabel, exactNumbers, exactLabel] = match;
  const fixed = exactNumbers === undefined ? floatingNumbers!.split('.').length - 1 : 4;
  const label = (floatingLabel ?? exactLabel)?.toLowerCase();
  return createRange({
    description: describeFloating(lowest, fixed, label),
    parse: parseNuGetVersion,
    contains: (version, includePrereleases) =>
      compareLists(version.numbers.slice(0, fixed), lowest.numbers.slice(0, fixed), compareValues) === 0 &&
      (!version.prerelease || (label === undefined ? includePrereleases : version.labels.join('.').startsWith(label))),
    finalVersion,
  });
}

function describeFloating({ numbers }: NuGetVersion, fixed: number, label: string | undefined): string {
  const releases = [...numbers.slice(0, fixed), ...(fixed < 4 ? ['*'] : [])].join('.');
  const prereleases = label === undefined ? '' : ` and its pre-releases ${label}*`;
  return `every release ${releases}${prereleases}`;
}

/** The least version that a floating version can be: with 0 for each asterisk. */
function findLowest(floating: string): string {
  const [numbers, ...labels] = floating.split('-');
  const label = labels.join('-');
  const lowestLabel = /^\*$|\.\*$/.test(label) ? label.replace('*', '0') : label.replace('*', '');
  return numbers!.replace('*', '0') + (label === '' ? '' : `-${lowestLabel}`);
}

function finalVersion({ numbers }: NuGetVersion): string {
  return numbers.join('.');
}
