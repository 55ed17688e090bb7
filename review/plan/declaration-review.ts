import type { Verdict } from '../../declaration/decide';
import type { ArchiveHistory } from '../../declaration/archive-record';
import type { BaseRefusals } from './base-refusals';
import type { CopyReviews } from './copy-review';
import type { LoweredGuard } from './plan-changes';
import type { PackageListing, ReadResult, Sources } from '../read/codeartifact-reader';
import type { ValidatedDeclaration } from './validate';

/** Details of a version that is about to be disposed; absent if they were not requested. */
export interface VersionDetails {
  readonly publishedTime?: ReadResult<Date | undefined>;
  readonly size?: ReadResult<number | undefined>;
}

/** A declaration with everything that the registry says of it. */
export interface DeclarationReview extends ValidatedDeclaration {
  /** The versions of its package; absent if the declaration cannot be reviewed anyway. */
  readonly listing?: ReadResult<PackageListing>;
  readonly verdicts?: readonly Verdict[];
  /** The reason why the rules of the base would refuse a version that changes, by version; default: none. */
  readonly baseRefusals?: BaseRefusals;
  /** Guards that the base has, and the change has not; default: none. */
  readonly loweredGuards?: readonly LoweredGuard[];
  /** The reason why a verdict depends on the order of the deployment, by version; default: none. */
  readonly unsettled?: ReadonlyMap<string, string>;
  /** The versions that a rollback of the deployment disposes or archives, since the base declares them; absent where it has none. */
  readonly rollback?: ReadResult<readonly string[]>;
  /** Notes about the verdicts, a sentence each. */
  readonly notes?: readonly string[];
  /** The times of archiving and restoring; absent if no verdict needs them. */
  readonly history?: ReadResult<ArchiveHistory>;
  readonly sources?: ReadResult<Sources>;
  /** The cold copies of the versions that change; absent if nothing is copied. */
  readonly copies?: CopyReviews;
  readonly details: ReadonlyMap<string, VersionDetails>;
}
