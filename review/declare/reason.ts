/** A rule of a policy, as messages call it. */
export interface RuleLabel {
  /** The number of its line. */
  readonly line: number;
  readonly name?: string;
}

/** A setting: an option of a command, or a key of a policy. */
export type Setting =
  | 'match'
  | 'olderThan'
  | 'notRequestedFor'
  | 'status'
  | 'origin'
  | 'prerelease'
  | 'snapshotBuilds'
  | 'keepLatest'
  | 'except';

/** Reasons that carry a value, such as the status of the version. */
type ValueCode =
  | 'match'
  | 'status'
  | 'origin'
  | 'otherStatus'
  | 'otherOrigin'
  | 'except'
  | 'held'
  | 'latestReleases'
  | 'latestPrereleases'
  | 'latestSnapshots'
  | 'latestVersions'
  | 'newestBuilds'
  | 'requested'
  | 'useNotShown'
  | 'archivedTooShortly';

type PlainCode =
  // These select.
  | 'olderThan'
  | 'notRequestedFor'
  | 'prerelease'
  | 'snapshotBuild'
  | 'beyondLatest'
  // These leave out.
  | 'noRule'
  | 'ruleKeepsOnly'
  | 'noMatch'
  | 'noPrerelease'
  | 'noSnapshotBuild'
  // These keep.
  | 'tooYoung'
  | 'tooYoungForUse'
  | 'snapshotOfBuilds'
  | 'defaultVersion'
  | 'lastVersion'
  | 'unordered'
  | 'noRevision'
  | 'noPublishedTime'
  | 'notDeclarable'
  | 'notWritable'
  | 'restored'
  | 'publishedAgain'
  | 'unknownArchiveTime'
  | 'undeliveredReports';

export type ReasonCode = ValueCode | PlainCode;

/** The reason why a version is selected, kept or left out. Each command has its own words for it. */
export type Reason =
  | { readonly code: ValueCode; readonly value: string; readonly rule?: RuleLabel }
  | { readonly code: PlainCode; readonly value?: undefined; readonly rule?: RuleLabel };
