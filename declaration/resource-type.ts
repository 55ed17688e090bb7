import type { Action } from './declaration';
import { MANIFEST_RESOURCE_TYPE } from './manifest/manifest-properties';

/** The type of the custom resource that declares versions to dispose. */
export const RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackageVersions';

/** The type of the custom resource that declares versions to archive. */
export const ARCHIVE_RESOURCE_TYPE = 'Custom::CodeArtifactArchivedPackageVersions';

/** The types of the custom resources that declare something. */
export const DECLARING_TYPES: readonly string[] = [RESOURCE_TYPE, ARCHIVE_RESOURCE_TYPE, MANIFEST_RESOURCE_TYPE];

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
