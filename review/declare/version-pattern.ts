import type { Format } from '../../declaration/package-format';
import {
  isGlob,
  isVersionName,
  matchGlob,
  nameSet,
  readLiteral,
  readVersionSet,
} from '../../declaration/package-versions/version-set';
import { SimilarVersions } from '../../declaration/similar-version';
import { versionScheme, type VersionScheme } from '../../declaration/version-schemes';
import { NamedVersions } from './named-versions';

/** A pattern of `--match`, `--except` or a hold list. */
export interface VersionPattern {
  readonly text: string;
  readonly kind: 'name' | 'every' | 'range' | 'glob';
  /** The reading of the pattern, as the rest of a sentence: `is the range >=1.5 and <2 (PEP 440)`. */
  readonly description: string;
  /** The existing versions that a name stands for. */
  readonly names: readonly string[];
  /** True if it selects a version; undefined if that is not known, which never selects. */
  selects(version: string, options: { readonly includePrereleases: boolean }): boolean | undefined;
  /** True if it keeps a version if it is an exception. It errs on the side of keeping. */
  keeps(version: string): boolean;
}

/** Reads patterns about the versions of one package. */
export class VersionPatternReader {
  private readonly scheme: VersionScheme;
  private readonly named: NamedVersions;
  private readonly similar: SimilarVersions;

  constructor(
    private readonly format: Format,
    private readonly versions: readonly string[],
  ) {
    this.scheme = versionScheme(format);
    this.named = new NamedVersions(format, versions);
    this.similar = new SimilarVersions(format, versions);
  }

  /**
   * Reads the name of a version, `*` for every version, a range in the notation of the format, or a glob. A version
   * alone is a name, also where the ecosystem gives it another meaning: `1.2` is never every version from 1.2.
   *
   * @throws RangeError if it is none of these
   */
  readRangeOrGlob(pattern: string): VersionPattern {
    const patternText = pattern.trim();
    const text = readLiteral(patternText) ?? patternText;
    const names = this.namedVersions(text);
    if (names.length > 0) {
      const description =
        names.length === 1 && names[0] === text ? 'is the version of that name' : `is the version ${names.join(', ')}`;
      return this.namePattern(text, { names, description });
    }
    if (patternText === '*') {
      return { text, kind: 'every', description: 'is every version', names, selects: () => true, keeps: () => true };
    }
    const isName = text !== patternText || isVersionName(this.scheme, text);
    if (isName && this.isVersion(text)) {
      const description = `names a version that the package does not have${this.suggestion(text)}`;
      return this.namePattern(text, { names, description });
    }
    const readRangeOrGlob = isName ? undefined : (this.rangePattern(text) ?? this.globPattern(text));
    if (!readRangeOrGlob) {
      throw this.notationError(text);
    }
    return readRangeOrGlob;
  }

  /** A SNAPSHOT of Maven and its builds are one thing: its name is theirs, too. */
  private namedVersions(text: string): readonly string[] {
    const { snapshot, snapshotBuild } = this.scheme.parse(text) ?? {};
    const names = this.named.find(text);
    return snapshot === undefined || snapshotBuild
      ? names
      : [...new Set([...names, ...this.versions.filter((version) => this.readSnapshot(version) === snapshot)])];
  }

  private readSnapshot(version: string): string | undefined {
    return this.scheme.parse(version)?.snapshot;
  }

  private isVersion(text: string): boolean {
    return this.scheme.notation === undefined || this.scheme.parse(text) !== undefined;
  }

  /** As an exception, a name keeps every flavour, platform file and SNAPSHOT build of the release that it names. */
  private namePattern(
    text: string,
    { names, description }: Pick<VersionPattern, 'names' | 'description'>,
  ): VersionPattern {
    const set = nameSet(this.scheme, text, ...names);
    return {
      text,
      kind: 'name',
      description,
      names,
      selects: (version) => names.includes(version),
      keeps: (version) => set.keeps(version),
    };
  }

  private rangePattern(text: string): VersionPattern | undefined {
    const range = this.scheme.parseRange(text);
    return (
      range && {
        text,
        kind: 'range',
        description: `is the range ${range.description} (${this.scheme.name})`,
        names: [],
        selects: (version, options) => range.contains(version, options),
        keeps: (version) => range.keeps(version),
      }
    );
  }

  private globPattern(text: string): VersionPattern | undefined {
    if (!isGlob(text)) {
      return undefined;
    }
    const set = readVersionSet(this.format, text);
    return {
      text,
      kind: 'glob',
      description: 'is a glob of names',
      names: [],
      selects: matchGlob(this.scheme, text),
      keeps: (version) => set.keeps(version),
    };
  }

  private notationError(text: string): RangeError {
    const { notation } = this.scheme;
    const choices =
      notation === undefined
        ? `a glob, such as "1.2.*", or a version, since ${this.format} versions have no order and so no ranges`
        : `${notation}, a glob, such as "*-beta*", or a version`;
    return new RangeError(
      `A pattern of ${this.format} versions must be ${choices}; got ${JSON.stringify(text)}${this.suggestion(text)}.`,
    );
  }

  private suggestion(text: string): string {
    const similar = this.similar.find(text);
    return similar === undefined ? '' : `; did you mean ${similar}?`;
  }
}
