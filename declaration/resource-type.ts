import type { Action } from './declaration';

/** The types of the custom resources that declare versions of one package, to dispose or to archive them. */
export const RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackageVersions';
export const ARCHIVE_RESOURCE_TYPE = 'Custom::CodeArtifactArchivedPackageVersions';

/** The types of the custom resources that declare the versions of a manifest. */
export const MANIFEST_RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackages';
const ARCHIVE_MANIFEST_RESOURCE_TYPE = 'Custom::CodeArtifactArchivedPackages';

/** The type of a resource that declares a manifest. */
export const MANIFEST_RESOURCE_TYPES = {
  dispose: MANIFEST_RESOURCE_TYPE,
  archive: ARCHIVE_MANIFEST_RESOURCE_TYPE,
} as const satisfies Record<Action, string>;

/** Every type of resource that declares versions. */
export const DECLARING_TYPES: readonly string[] = [
  RESOURCE_TYPE,
  ARCHIVE_RESOURCE_TYPE,
  MANIFEST_RESOURCE_TYPE,
  ARCHIVE_MANIFEST_RESOURCE_TYPE,
];

/** The effect of a custom resource on its versions, by its type; undefined for any other type. */
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

/** The effect of a custom resource on the versions of its manifest, by its type; undefined for any other type. */
export function actionOfManifestType(resourceType: unknown): Action | undefined {
  switch (resourceType) {
    case MANIFEST_RESOURCE_TYPE:
      return 'dispose';
    case ARCHIVE_MANIFEST_RESOURCE_TYPE:
      return 'archive';
    default:
      return undefined;
  }
}
