export * from './manifest';
export * from './manifest-header';
export { type ManifestEntry, type ManifestFields, RULE_NAME, toManifestFields } from './manifest-line';
export * from './write-manifest';
export { mergeManifests } from './merge-manifests';
export * from './manifest-properties';
export * from './package-declaration';
