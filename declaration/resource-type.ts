import type { Action } from './declaration';

/** The type of the custom resource that declares versions to dispose. */
export const RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackageVersions';

/** The type of the custom resource that declares versions to archive. */
export const ARCHIVE_RESOURCE_TYPE = 'Custom::CodeArtifactArchivedPackageVersions';

/** What a custom resource of a type does to the versions that it declares; undefined for any other type. */
export function actionOfType(resourceType: unknown): Action | undefined {
  switch (resourceType) {
    case RESOURCE_TYPE:
      return 'dispose';
    case ARCHIVE_RESOURCE_TYPE:
      return 'archive';
    default:
      return undefined;
  }
}
