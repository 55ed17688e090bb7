import { compareNuGetVersions, type NuGetVersion, parseNuGetVersion } from './nuget-version';
import { compareLists, compareValues } from './order';
import { createRange, describeInterval, type Interval, isWithin } from './range';
import type { VersionRange, VersionScheme } from './version-scheme';

/** NuGet: versions, intervals and floating versions. */
export const nugetVersions: VersionScheme<NuGetVersion> = {
  name: 'NuGet version',
  notation: 'an interval or a floating version of NuGet, such as "[1.5,2.0)", "(,1.4]" or "1.4.*"',
  parse: parseNuGetVersion,
  compare: compareNuGetVersions,
  parseRange: (text) => parseInterval(text.trim()) ?? parseFloating(text.trim()),
};

const INTERVAL = /^([[(])([^,]*)(?:(,)([^,]*))?([\])])$/;

/** `[1.0,2.0)`, `[1.0]`; a version alone is the least one. */
function parseInterval(text: string): VersionRange | undefined {
  const least = parseNuGetVersion(text);
  if (least) {
    return intervalRange({ lower: { version: least, inclusive: true } });
  }
  const [, open, first = '', comma, second = '', close] = INTERVAL.exec(text) ?? [];
  const [lower, upper] = comma === undefined ? [first.trim(), first.trim()] : [first.trim(), second.trim()];
  if (open === undefined || (lower === '' && upper === '') || (comma === undefined && open + close! !== '[]')) {
    return undefined;
  }
  const inclusive = { lower: open === '[', upper: close === ']' };
  const floating = /\*/.test(lower) ? parseFloating(lower) : undefined;
  const lowerVersion = floating ? parseNuGetVersion(lowestOf(lower)) : parseNuGetVersion(lower);
  const upperVersion = parseNuGetVersion(upper);
  if ((lower !== '' && !lowerVersion) || (upper !== '' && !upperVersion)) {
    return undefined;
  }
  if (lowerVersion && upperVersion) {
    const order = compareNuGetVersions(lowerVersion, upperVersion);
    if (order > 0 || (order === 0 && inclusive.lower !== inclusive.upper)) {
      return undefined;
    }
  }
  return intervalRange({
    lower: lowerVersion && { version: lowerVersion, inclusive: inclusive.lower },
    upper: upperVersion && { version: upperVersion, inclusive: inclusive.upper },
  });
}

function intervalRange(interval: Interval<NuGetVersion>): VersionRange {
  return createRange({
    description: describeInterval(interval),
    parse: parseNuGetVersion,
    contains: (version) => isWithin(interval, version, compareNuGetVersions),
    finalVersion,
  });
}

const FLOATING = /^((?:\d+\.){0,3})\*(?:-([0-9A-Za-z.-]*)\*)?$|^(\d+(?:\.\d+){0,3})-([0-9A-Za-z.-]*)\*$/;

/**
 * `1.4.*` is every release of 1.4, `1.4.*-*` every version of it, `1.4.0-beta.*` what floats in the pre-release.
 * Where NuGet takes such a version for a lower bound, too, only what it floats over counts here.
 */
function parseFloating(text: string): VersionRange | undefined {
  const match = FLOATING.exec(text);
  const lowest = match && parseNuGetVersion(lowestOf(text));
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
function lowestOf(floating: string): string {
  const [numbers, ...labels] = floating.split('-');
  const label = labels.join('-');
  const lowestLabel = /^\*$|\.\*$/.test(label) ? label.replace('*', '0') : label.replace('*', '');
  return numbers!.replace('*', '0') + (label === '' ? '' : `-${lowestLabel}`);
}

function finalVersion({ numbers }: NuGetVersion): string {
  return numbers.join('.');
}
