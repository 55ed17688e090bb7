import picomatch from 'picomatch';
import { Range, satisfies } from 'semver';
import { semverOf } from './version-order';

/** What `--match` or `--except` asks for. */
export interface VersionPattern {
  readonly matches: (version: string) => boolean;
  /** The version that it names in full, if it is one. */
  readonly names?: string;
}

const OPERATORS = /[<>=^~]|\s-\s|\|\||(^|\.)[xX](\.|$)/;
const GLOB = /[*?[\]{}()!]/;

/**
 * Reads a range or a glob. Only what has an operator is a range: `1.2` is the version of that name,
 * and not every patch of it.
 *
 * @param prereleases whether a range takes in the pre-releases between its ends
 * @throws RangeError if it has an operator and is no range
 */
export function versionPattern(text: string, prereleases: boolean): VersionPattern {
  if (OPERATORS.test(text)) {
    return { matches: rangeMatcher(text, prereleases) };
  }
  if (GLOB.test(text)) {
    // A dot is no hidden file here.
    return { matches: picomatch(text, { dot: true, nonegate: true }) };
  }
  return { matches: (version) => version === text, names: text };
}

function rangeMatcher(text: string, prereleases: boolean): (version: string) => boolean {
  let range: Range;
  try {
    range = new Range(text, { loose: true });
  } catch {
    throw new RangeError(
      `A pattern with <, >, =, ^, ~, " - ", || or x must be a semver range, such as ">=1.0.0 <2.0.0"; got ${text}.`,
    );
  }
  return (version) => {
    const semver = semverOf(version);
    return semver !== undefined && satisfies(semver, range, { loose: true, includePrerelease: prereleases });
  };
}
