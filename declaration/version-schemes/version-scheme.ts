/**
 * Reads and orders the versions of one package ecosystem. Every scheme is strict: a text that the ecosystem's own
 * rules do not define is `undefined`, and never a guess.
 *
 * Type parameter `V` is the scheme's own kind of version. Versions of two schemes must not be mixed.
 */
export interface VersionScheme<V extends Version = Version> {
  /** The name of the rules, such as `PEP 440`. */
  readonly name: string;
  /**
   * The notation of ranges as a phrase with examples, for messages such as `must be ${notation}; got …`.
   * Absent where the format has no ranges (generic).
   */
  readonly notation?: string;
  /** Reads a version; undefined if the ecosystem does not define the text. */
  parse(text: string): V | undefined;
  /** The ecosystem's order: below 0 if `a` is older, 0 if both are the same version, above 0 if `a` is newer. */
  compare(a: V, b: V): number;
  /**
   * Reads a range in the ecosystem's own notation; undefined if the text is not in this notation. A version alone,
   * such as `1.2`, is read where the ecosystem gives it a meaning (Cargo: `^1.2`; NuGet: at least 1.2).
   */
  parseRange(text: string): VersionRange | undefined;
  /** The parts that name the series of a version, the major first: `['1', '9', '20']`, `['hoxton']`. */
  series(version: V): readonly string[];
}

/** A version that its ecosystem's rules define. */
export interface Version {
  /** The text as it was published. */
  readonly text: string;
  /**
   * The same text for every spelling of the same version: `1.0` and `1.0.0` of PyPI, NuGet and Maven.
   * Two versions have equal canonical texts exactly if `compare` gives 0 for them, unless they differ only in
   * something that the order ignores but the registry does not (build metadata, the platform of a gem).
   */
  readonly canonical: string;
  /**
   * The release that the version belongs to. Flavours and platform files of one release have the same:
   * `1.15.4` and `1.15.4-x86_64-linux` of a gem, `2.1.0` and `2.1.0+cu118` of PyPI, `31.1-jre` and `31.1-android`
   * of Maven, builds of one SNAPSHOT.
   */
  readonly release: string;
  /** True if it is a pre-release; a SNAPSHOT of Maven and a `.dev` release of PyPI are, too. */
  readonly prerelease: boolean;
  /** The SNAPSHOT of Maven that the version is, or is a build of, such as `1.0-SNAPSHOT`. */
  readonly snapshot?: string;
  /** Present if the version is one build of a Maven SNAPSHOT, such as `1.0-20260131.235959-12`. */
  readonly snapshotBuild?: SnapshotBuild;
  /** Present if a date or a commit after the `+` tells builds of one release apart: `20260601` of `1.4.0+20260601`. */
  readonly buildId?: string;
}

/** One build of a SNAPSHOT of Maven. */
export interface SnapshotBuild {
  /** The SNAPSHOT that the build belongs to, such as `1.0-SNAPSHOT`. */
  readonly snapshot: string;
  /** The builds of one SNAPSHOT in the order of this text are in the order of their deployment. */
  readonly order: string;
}

/** A range of versions. */
export interface VersionRange {
  /** The range as it was understood, such as `>=1.5 and <2`. */
  readonly description: string;
  /**
   * True if the range takes in the version, by the ecosystem's rules; for selecting.
   *
   * @returns undefined if the version cannot be read: never select it
   */
  contains(version: string, options?: ContainsOptions): boolean | undefined;
  /**
   * True if an exception with this range keeps the version; for keeping. It errs on the side of keeping: a version
   * that cannot be read is kept, so is a pre-release between the bounds or of a release that is in the range.
   */
  keeps(version: string): boolean;
}

export interface ContainsOptions {
  /**
   * True if pre-releases between the bounds count, even where the ecosystem takes them in only if the range names one.
   *
   * @default false - as the ecosystem does: npm, Swift and Cargo take in those whose release the range names with a
   * pre-release, PyPI none, RubyGems, NuGet and Maven all between the bounds
   */
  readonly includePrereleases?: boolean;
}
