export * from './manifest';
export { type ManifestEntry, manifestLine } from './manifest-line';
export * from './write-manifest';
export * from './manifest-properties';
