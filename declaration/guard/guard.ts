import type { Holds } from '../hold';

/**
 * Rules above the pull request. An organisation keeps them in a file of the base branch, so that a change which disposes
 * cannot lift them in the same pull request.
 */
export interface Guard {
  /** Packages and versions that no declaration may archive or dispose, in the notation of hold lists. */
  readonly protect: Holds;
  /** True if each version must have a pinned revision. */
  readonly requirePins: boolean;
  /** Seconds that a version must be archived before it is disposed. Absent if it may be disposed at once. */
  readonly archiveFirst?: number;
  /** True if a version must be copied before it is archived or disposed. */
  readonly requireColdCopies: boolean;
  /** The largest change that is allowed; any size without it. */
  readonly atMost?: GuardLimit;
  /** Larger changes that further people must approve. */
  readonly approvals: readonly GuardApproval[];
}

/** The size of a change. A bound that is absent does not limit. */
export interface GuardLimit {
  readonly versions?: number;
  readonly packages?: number;
  /** Bytes of assets. A version of unknown size is over any bound. */
  readonly bytes?: number;
  /** The percentage of a package's versions with assets, from 1 to 100. */
  readonly shareOfPackage?: number;
}

/** A change above the limit needs this label. */
export interface GuardApproval {
  readonly label: string;
  readonly above: GuardLimit;
}
