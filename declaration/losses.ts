import type { Format } from './package-format';
import { versionScheme } from './version-schemes';

/** The permanent losses of a package if some of its versions go. */
export interface PackageLosses {
  /** No version stays. */
  readonly everything: boolean;
  /** Versions stay, and none of them is a release. */
  readonly lastRelease: boolean;
  /** The majors whose last release goes, such as `1`; empty where every release goes. */
  readonly majors: readonly string[];
}

/** A version that exists. */
export interface ExistingVersion {
  readonly version: string;
  /** True if it exists afterwards, too. */
  readonly stays: boolean;
}

/**
 * Finds the losses of a package.
 *
 * @param versions those that can be used, or be brought back
 * @returns undefined if nothing of this is lost
 */
export function findLosses(format: Format, versions: readonly ExistingVersion[]): PackageLosses | undefined {
  const scheme = versionScheme(format);
  if (versions.every(({ stays }) => stays)) {
    return undefined;
  }
  const everything = !versions.some(({ stays }) => stays);
  const releases = versions.flatMap(({ version, stays }) => {
    const parsed = scheme.parse(version);
    return parsed?.prerelease ? [] : [{ stays, major: parsed && scheme.series(parsed)[0] }];
  });
  const lastRelease = !everything && releases.length > 0 && !releases.some(({ stays }) => stays);
  const remaining = new Set(releases.filter(({ stays }) => stays).map(({ major }) => major));
  const gone = releases.map(({ major }) => major).filter((major) => major !== undefined && !remaining.has(major));
  const majors = everything || lastRelease ? [] : [...new Set(gone as string[])].sort(compareMajors);
  return everything || lastRelease || majors.length > 0 ? { everything, lastRelease, majors } : undefined;
}

/** The losses in words: `loses its last release`. */
export function describeLosses({ everything, lastRelease, majors }: PackageLosses): string {
  if (everything) {
    return 'loses every version';
  }
  if (lastRelease) {
    return 'loses its last release';
  }
  const names = majors.slice(0, 10).join(', ');
  const more = majors.length > 10 ? ` and ${majors.length - 10} more` : '';
  return `loses the last release of ${majors.length === 1 ? 'major' : 'the majors'} ${names}${more}`;
}

function compareMajors(a: string, b: string): number {
  return Number(a) - Number(b) || (a < b ? -1 : 1);
}
