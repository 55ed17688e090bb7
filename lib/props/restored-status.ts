/**
 * The statuses that archived versions can get back.
 */
export enum RestoredStatus {
  /** Listed and installable. */
  PUBLISHED = 'Published',
  /** Installable, but not listed. */
  UNLISTED = 'Unlisted',
}
