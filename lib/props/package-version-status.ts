/**
 * The statuses in which a package version can be expected (API reference, DisposePackageVersions).
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
