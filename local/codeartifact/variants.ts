/** A member that the service model calls optional, as `Shape.member`. */
export type OptionalMember =
  | 'SuccessfulPackageVersionInfo.revision'
  | 'SuccessfulPackageVersionInfo.status'
  | 'PackageVersionError.errorCode'
  | 'PackageVersionError.errorMessage'
  | 'PackageVersionSummary.revision'
  | 'PackageVersionSummary.origin'
  | 'PackageVersionDescription.revision'
  | 'PackageVersionDescription.status'
  | 'PackageVersionDescription.publishedTime'
  | 'ListPackageVersionsResult.defaultDisplayVersion'
  | 'ListPackageVersionAssetsResult.versionRevision'
  | 'AssetSummary.size'
  | 'AssetSummary.hashes'
  | 'ListPackageVersionAssetsResult.assets'
  | 'ResourceNotFoundException.resourceId'
  | 'ResourceNotFoundException.resourceType'
  | 'ConflictException.resourceId'
  | 'ConflictException.resourceType'
  | 'ValidationException.reason';

/**
 * One switch for each question that CodeArtifact's documentation leaves open. A client must work with every value.
 * The default is the value that the documentation makes most likely, or the stricter one where it says nothing.
 */
export interface Variants {
  /** The answer for a version that is already Disposed: a code, success, or the version in neither map. */
  readonly disposedAgain: 'success' | 'NOT_ALLOWED' | 'MISMATCHED_STATUS' | 'absent';

  /** The answer of UpdatePackageVersionsStatus for a version that already has the target status. */
  readonly sameStatus: 'success' | 'NOT_ALLOWED' | 'absent';

  /** The answer for an Unfinished version. The user guide only says that a version never returns to this status. */
  readonly unfinished: 'success' | 'NOT_ALLOWED';

  /**
   * True if one version that cannot change makes all others of its call fail as SKIPPED. The user guide calls
   * `all-or-nothing` the current implementation of UpdatePackageVersionsStatus, dispose similar, neither guaranteed.
   */
  readonly batch: 'all-or-nothing' | 'partial';

  /** True if a disposed version keeps its revision; samples in the user guide show it unchanged. */
  readonly revisionAfterDisposal: 'unchanged' | 'changed';

  /** The code for a version of another revision *and* another status than expected. */
  readonly precedence: 'MISMATCHED_REVISION' | 'MISMATCHED_STATUS';

  /**
   * `exact`: versionRevisions that do not name the same versions as versions are a ValidationException (user guide);
   * `lenient`: versions without a revision are not checked, revisions of other versions are ignored.
   */
  readonly versionRevisions: 'exact' | 'lenient';

  /** The same version twice in one call: `once` disposes it and answers it once. */
  readonly duplicateVersions: 'once' | 'ValidationException';

  /** The model's enum of expectedStatus knows Deleted, the API reference leaves it out. */
  readonly expectedStatusDeleted: 'accepted' | 'ValidationException';

  /** The answer for a package that does not exist: an exception, or an empty list and NOT_FOUND for every version. */
  readonly missingPackage: 'ResourceNotFoundException' | 'empty';

  /** True if a package is deleted with the last of its versions. */
  readonly packageWithoutVersions: 'removed' | 'kept';

  /** The answer of ListPackageVersionAssets for a Disposed version, which has a record and no assets. */
  readonly assetsOfDisposed: 'empty' | 'ResourceNotFoundException';

  /** The assets that ListPackageVersionAssets names of an Archived version; the user guide says that it has them still. */
  readonly listedAssetsOfArchived: 'all' | 'none';

  /**
   * The answer of GetPackageVersionAsset for an Archived version. The user guide says that its assets cannot be
   * downloaded, and does not name the error.
   */
  readonly archivedAssets: 'ResourceNotFoundException' | 'ConflictException' | 'readable';

  /** The answer of GetPackageVersionReadme for a version without one. */
  readonly missingReadme: 'ResourceNotFoundException' | 'empty';

  /** True if a version can be published whose record is Disposed. */
  readonly publishOverDisposed: 'refused' | 'accepted';

  /** True if a version can be published that existed before, and was deleted. */
  readonly publishOverDeleted: 'accepted' | 'refused';

  /** True if a version that is published again with the same assets has the revision that it had before. */
  readonly revisionAfterRestore: 'changed' | 'unchanged';

  /** True if npm publish with another tag moves the tag `latest`, too; npm's own registry does so if there is none. */
  readonly npmLatest: 'stays' | 'moves';

  /**
   * The answer of ListPackageVersions without a status filter. The API reference says all statuses; the description of
   * DeletePackageVersions says that archived versions do not show up.
   */
  readonly unfilteredList: 'all' | 'without-archived';

  /** Order of ListPackageVersions without sortBy; no order is documented. */
  readonly listOrder: 'version-ascending' | 'version-descending' | 'publication';

  /**
   * `short`: pages hold half of max-results (at least one item);
   * `empty`: every other page holds nothing but a next token, the last page included.
   */
  readonly pages: 'full' | 'short' | 'empty';

  /** Names in a call: compared as they are, or normalised first (nuget and swift; pypi is documented as exact). */
  readonly names: 'exact' | 'normalized';

  /** The time that reads show the former status and revision after a change, in milliseconds. */
  readonly staleReads: number;

  /** A map without entries in an answer about versions: samples show `{}`, the model makes it optional. */
  readonly emptyMaps: 'present' | 'absent';

  /** The namespace in the event of a package without one: samples show a null. */
  readonly eventWithoutNamespace: 'null' | 'absent';

  /** Optional members that are left out of every answer. */
  readonly omit: readonly OptionalMember[];

  /** True if top-level members without a value are sent as `null` rather than left out. */
  readonly nullMembers: boolean;
}

/** The defaults: what the documentation states or makes most likely. */
export const defaultVariants: Variants = {
  disposedAgain: 'NOT_ALLOWED',
  sameStatus: 'success',
  unfinished: 'success',
  batch: 'all-or-nothing',
  revisionAfterDisposal: 'unchanged',
  precedence: 'MISMATCHED_REVISION',
  versionRevisions: 'exact',
  duplicateVersions: 'once',
  expectedStatusDeleted: 'accepted',
  missingPackage: 'ResourceNotFoundException',
  packageWithoutVersions: 'removed',
  assetsOfDisposed: 'empty',
  listedAssetsOfArchived: 'all',
  archivedAssets: 'ResourceNotFoundException',
  missingReadme: 'ResourceNotFoundException',
  publishOverDisposed: 'refused',
  publishOverDeleted: 'accepted',
  revisionAfterRestore: 'changed',
  npmLatest: 'stays',
  unfilteredList: 'all',
  listOrder: 'version-ascending',
  pages: 'full',
  names: 'exact',
  staleReads: 0,
  emptyMaps: 'present',
  eventWithoutNamespace: 'null',
  omit: [],
  nullMembers: false,
};
