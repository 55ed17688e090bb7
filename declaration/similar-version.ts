import type { Format } from './package-format';
import { canonicalVersion } from './version-schemes/canonical-version';

/**
 * Finds the version that is the same but for its spelling, if there is one.
 *
 * @returns undefined where no existing version is near
 */
export class SimilarVersions {
  private index?: Map<string, string>[];

  constructor(
    private readonly format: Format,
    private readonly existing: Iterable<string>,
  ) {}

  find(version: string): string | undefined {
    this.index ??= this.indexed();
    return spellings(this.format, version)
      .map((spelling, rank) => this.index![rank]!.get(spelling))
      .find((found) => found !== undefined);
  }

  private indexed(): Map<string, string>[] {
    const index = spellings(this.format, '').map(() => new Map<string, string>());
    for (const version of this.existing) {
      spellings(this.format, version).forEach((spelling, rank) => index[rank]!.set(spelling, version));
    }
    return index;
  }
}

/**
 * The version ever more loosely: its letter case, what its format takes for the same version, its numbers, its build
 * metadata, its separators.
 */
function spellings(format: Format, version: string): string[] {
  const lower = version.toLowerCase().replace(/^[v=]+/, '');
  const withoutBuild = lower.replace(/\+.*$/, '');
  const separated = withoutBuild.replace(/[-_.]+/g, '.').replace(/(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])/g, '.');
  return [
    lower,
    canonicalVersion(format, version),
    plainNumbers(lower),
    plainNumbers(withoutBuild),
    plainNumbers(separated),
  ];
}

/** NuGet drops leading zeros and a fourth part of 0; semver asks for three parts, people often write fewer. */
function plainNumbers(version: string): string {
  return version
    .replace(/(?<![0-9a-z])0+(?=[0-9])/g, '')
    .replace(/^[0-9][.0-9]*/, (numbers) => numbers.replace(/(?:\.0)+(?=\.*$)/, ''));
}
