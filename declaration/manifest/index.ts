export * from './manifest';
export { type ManifestEntry, RULE_NAME } from './manifest-line';
export * from './write-manifest';
export { mergeManifests } from './merge-manifests';
export * from './manifest-properties';
export * from './package-declaration';
