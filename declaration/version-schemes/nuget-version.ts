import { compareLists, compareValues } from './order';
import type { Version } from './version-scheme';

/** A version of NuGet: one to four numbers, the labels of a pre-release, metadata. */
export interface NuGetVersion extends Version {
  /** Always four. */
  readonly numbers: readonly number[];
  /** Lower case; empty if it is no pre-release. */
  readonly labels: readonly (number | string)[];
}

const NUGET_VERSION =
  /^(\d+(?:\.\d+){0,3})(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;
/** NuGet's numbers are of 32 bits; a longer number in a label compares as a text. */
const MAX_NUMBER = 2 ** 31 - 1;

/** Reads a version. NuGet ignores metadata, the case of letters, leading zeros and a fourth number of 0. */
export function parseNuGetVersion(text: string): NuGetVersion | undefined {
  const [, core, prerelease] = NUGET_VERSION.exec(text) ?? [];
  const coreNumbers = core?.split('.').map(Number) ?? [];
  if (core === undefined || coreNumbers.some((number) => number > MAX_NUMBER)) {
    return undefined;
  }
  const numbers = [...coreNumbers, 0, 0, 0].slice(0, 4);
  const labels = prerelease?.toLowerCase().split('.').map(parseLabel) ?? [];
  const canonical =
    numbers.slice(0, numbers[3] === 0 ? 3 : 4).join('.') + (labels.length > 0 ? `-${labels.join('.')}` : '');
  return { text, canonical, release: canonical, prerelease: labels.length > 0, numbers, labels };
}

function parseLabel(label: string): number | string {
  return /^-?\d+$/.test(label) && Math.abs(Number(label)) <= MAX_NUMBER ? Number(label) : label;
}

export function compareNuGetVersions(a: NuGetVersion, b: NuGetVersion): number {
  const byNumbers = compareLists(a.numbers, b.numbers, compareValues);
  if (byNumbers !== 0) {
    return byNumbers;
  }
  // A version without labels is a release, and later than its pre-releases.
  return a.labels.length === 0 || b.labels.length === 0
    ? b.labels.length - a.labels.length
    : compareLists(a.labels, b.labels, compareLabels);
}

function compareLabels(a: number | string, b: number | string): number {
  if (typeof a !== typeof b) {
    return typeof a === 'number' ? -1 : 1;
  }
  return compareValues(a, b);
}
