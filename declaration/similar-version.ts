import type { Format } from './package-format';
import { canonicalVersion } from './version-schemes/canonical-version';

/**
 * The existing versions of a package by their spelling, to suggest one for a misspelled version.
 */
export class SimilarVersions {
  /** The versions by their spelling, for each rank of spelling. */
  private index?: Map<string, string>[];

  constructor(
    private readonly format: Format,
    private readonly existing: Iterable<string>,
  ) {}

  /** The existing version that differs in its spelling only; undefined if there is none. */
  find(version: string): string | undefined {
    this.index ??= this.buildIndex();
    return spellings(this.format, version)
      .map((spelling, rank) => this.index![rank]!.get(spelling))
      .find((existing) => existing !== undefined);
  }

  private buildIndex(): Map<string, string>[] {
    const index = spellings(this.format, '').map(() => new Map<string, string>());
    for (const version of this.existing) {
      spellings(this.format, version).forEach((spelling, rank) => index[rank]!.set(spelling, version));
    }
    return index;
  }
}

/**
 * The spellings of a version, from strict to loose. Each ignores more: letter case, differences that the format
 * ignores, zeros in numbers, build metadata, separators.
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

/** NuGet drops leading zeros and a fourth part of 0. Semver requires three parts, and people often write fewer. */
function plainNumbers(version: string): string {
  return version
    .replace(/(?<![0-9a-z])0+(?=[0-9])/g, '')
    .replace(/^[0-9][.0-9]*/, (numbers) => numbers.replace(/(?:\.0)+(?=\.*$)/, ''));
}
