/** The type of the custom resource that declares versions; the function serves no other. */
export const RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackageVersions';
