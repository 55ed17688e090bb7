// The bundler makes a file of its own of this module. The function loads it for declarations with cold copies.
export { PackageVersionContents } from '../../codeartifact/package-version-contents';
export { copyPackages } from './copy-packages';
export { prepareCopying } from './copying';
