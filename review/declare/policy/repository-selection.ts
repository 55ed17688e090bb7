import type { PackageLosses } from '../../../declaration/losses';
import type { ManifestEntry } from '../../../declaration/manifest';
import type { PackageName } from '../../../declaration/package-name';
import type { PolicyEffects } from './policy-effects';

/** What a run does to a package as a whole. */
export interface Consequences {
  /** Versions that it changes. */
  readonly selectedCount: number;
  /** Versions that it could change. */
  readonly existingCount: number;
  /** Absent where nothing of this is lost. */
  readonly losses?: PackageLosses;
}

/** A version that stays, its status, and why. */
export type RemainingVersion = readonly [version: string, status: string, why: string];

/** What was decided about a package. */
export interface PackageSelection {
  readonly pkg: PackageName;
  readonly entries: readonly ManifestEntry[];
  /** Versions that a rule selects and another keeps, counted by the reason that keeps them, as the summary words it. */
  readonly kept: Readonly<Record<string, number>>;
  /** What had an effect on the package. */
  readonly effects: PolicyEffects;
  readonly consequences: Consequences;
  /** Present if the run explains it. */
  readonly remaining?: readonly RemainingVersion[];
}

/** What was decided about a repository. */
export interface RepositorySelection {
  readonly repository: string;
  readonly packageCount: number;
  /** Packages that a selecting rule matches. */
  readonly matchedCount: number;
  /** Packages that cannot be named in a manifest, such as those of a format that is not known. */
  readonly unnamedCount: number;
  /** Every package that a manifest can name. */
  readonly packages: readonly PackageName[];
  readonly selections: readonly PackageSelection[];
}
