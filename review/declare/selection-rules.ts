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

/** The content of one package in a repository. */
export interface PackageVersions {
  readonly format: Format;
  /** In the service's order of publication, the newest first. */
  readonly versions: readonly PackageVersion[];
  /** The version that a registry shows if no other is named. */
  readonly defaultVersion?: string;
  /**
   * Published times, if requested. `undefined` if the service has no time for the version.
   *
   * @default - no time was asked for
   */
  readonly publishedTimes?: ReadonlyMap<string, Date | undefined>;
}

/** What a log says of requests. */
export interface NotRequestedRule {
  /** The reason why the log shows nothing, so that nothing is selected; undefined if it does. */
  readonly problem?: string;
  readonly since: Date;
  readonly isRequested: (version: string) => boolean;
}

/** The rules of a clean-up: a version is selected if every rule selects it and no keep rule keeps it. */
export interface SelectionRules {
  /** Patterns; any of them selects a version. Empty: every version. */
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
   * Counts each part of the package apart: every major or minor, or the text that a pattern such as `nightly-*-(*)` captures.
   *
   * @default - the package as a whole
   */
  readonly per?: CountedPart;
  /** The order of the latest: the service's order of publication, or that of the format. */
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
  /** The source of a hold, such as `the hold list hold.txt`; undefined if the version is not held. */
  readonly heldBy?: (version: string) => string | undefined;
}

/**
 * Checks that the rules have a meaning for packages of the format.
 *
 * @throws RangeError
 */
export function checkRules(format: Format, { prerelease, snapshotBuilds, latestBy, per }: SelectionRules): void {
  const isOrdered = versionScheme(format).notation !== undefined;
  if (snapshotBuilds && format !== 'maven') {
    throw new RangeError(`--snapshot-builds is about Maven packages; got one of ${format}.`);
  }
  if (prerelease && !isOrdered) {
    throw new RangeError(
      `--prerelease has no meaning for ${format}: its versions are free text. Use --match with globs.`,
    );
  }
  if ((per === 'major' || per === 'minor') && !isOrdered) {
    throw new RangeError(
      `--keep-latest-per ${per} has no meaning for ${format}: its versions are free text. Use a pattern such as "dev-(*)".`,
    );
  }
  if (latestBy === 'version' && !isOrdered) {
    throw new RangeError(
      `--latest-by version has no meaning for ${format}: its versions have no order. Use --latest-by published.`,
    );
  }
}
