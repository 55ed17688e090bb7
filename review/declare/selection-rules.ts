import type { Action } from '../../declaration/declaration';
import type { Format } from '../../declaration/package-format';
import { versionScheme } from '../../declaration/version-schemes';
import type { CountedPart } from './counted-releases';
import type { RuleLabel } from './reason';

/** A version of a package, as its repository lists it. */
export interface PackageVersion {
  readonly version: string;
  readonly status?: string;
  readonly revision?: string;
  readonly origin?: string;
}

/** What a repository has of one package. */
export interface PackageVersions {
  readonly format: Format;
  /** In the service's order of publication, the newest first. */
  readonly versions: readonly PackageVersion[];
  /** The version that a registry shows if no other is named. */
  readonly defaultVersion?: string;
  /**
   * Times of publication, as far as they were asked for; undefined for a version of which the service knows none.
   *
   * @default - no time was asked for
   */
  readonly publishedTimes?: ReadonlyMap<string, Date | undefined>;
}

/** What a log says of requests. */
export interface NotRequestedRule {
  /** Why the log shows nothing, so that nothing is selected; undefined if it does. */
  readonly problem?: string;
  readonly since: Date;
  readonly isRequested: (version: string) => boolean;
}

/** What a clean-up asks for: it selects what every rule selects, and keeps what any keep rule keeps. */
export interface SelectionRules {
  /** Patterns of which any selects a version; empty: every version. */
  readonly match: readonly string[];
  readonly publishedBefore?: Date;
  /**
   * Selects only what was not requested since a time.
   *
   * @default - whatever was requested
   */
  readonly notRequested?: NotRequestedRule;
  /** Empty: every status but Unfinished. What is Disposed or Deleted is never selected. */
  readonly status: readonly string[];
  /**
   * Of two steps, the one that is selected for. `archive` takes archived versions in, whatever status is asked for: they had
   * another one before. `dispose` takes archived versions only.
   *
   * @default - neither
   */
  readonly stage?: Action;
  /** Empty: every origin. */
  readonly origin: readonly string[];
  /** Selects pre-releases only, and lets ranges take them in. */
  readonly prerelease: boolean;
  /** Selects builds of Maven SNAPSHOTs only. */
  readonly snapshotBuilds: boolean;
  /** Releases to keep, of the kind that the rules select, whatever their age. */
  readonly keepLatest?: number;
  /**
   * Pre-releases, and builds of each SNAPSHOT, to keep.
   *
   * @default - as many as `keepLatest`
   */
  readonly keepLatestPrereleases?: number;
  /**
   * Counts each part of the package apart: every major or minor, or what a pattern such as `nightly-*-(*)` captures.
   *
   * @default - the package as a whole
   */
  readonly per?: CountedPart;
  /** What the latest are: by the service's order of publication, or by the order of the format. */
  readonly latestBy: 'published' | 'version';
  /** Patterns of versions to keep. */
  readonly except: readonly string[];
  /**
   * The rule of a policy that says so.
   *
   * @default - options of a command say so
   */
  readonly label?: RuleLabel;
  /** Selects nothing: the rules only keep. */
  readonly keepsOnly?: boolean;
  /** Where a version is held, for the reader, such as `the hold list hold.txt`; undefined if nobody holds it. */
  readonly heldBy?: (version: string) => string | undefined;
}

/**
 * Checks that the rules have a meaning for packages of the format.
 *
 * @throws RangeError
 */
export function checkRules(format: Format, { prerelease, snapshotBuilds, latestBy }: SelectionRules): void {
  const isOrdered = versionScheme(format).notation !== undefined;
  if (snapshotBuilds && format !== 'maven') {
    throw new RangeError(`--snapshot-builds is about Maven packages; got one of ${format}.`);
  }
  if (prerelease && !isOrdered) {
    throw new RangeError(
      `--prerelease has no meaning for ${format}: its versions are free text. Use --match with globs.`,
    );
  }
  if (latestBy === 'version' && !isOrdered) {
    throw new RangeError(
      `--latest-by version has no meaning for ${format}: its versions have no order. Use --latest-by published.`,
    );
  }
}
