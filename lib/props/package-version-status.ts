/**
 * The statuses that a declaration can expect of its versions (API reference, DisposePackageVersions).
 */
export enum PackageVersionStatus {
  /** Listed and installable. */
  PUBLISHED = 'Published',
  /** An upload that has not been finished. */
  UNFINISHED = 'Unfinished',
  /** Installable, but not listed. */
  UNLISTED = 'Unlisted',
  /** Neither listed nor installable; the assets are kept and the status can be changed back. */
  ARCHIVED = 'Archived',
  /** The assets are deleted permanently. A declaration that expects this status only asserts it, and disposes nothing. */
  DISPOSED = 'Disposed',
}
