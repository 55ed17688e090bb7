import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'MavenSnapshots', {
  description: 'Disposes old snapshot builds of com.example:billing. Disposal cannot be undone.',
});

// A snapshot is one Published version, 1.0-SNAPSHOT, and one Unlisted version for each build. Only builds are
// declared. If one of them is listed, expectedStatus refuses the declaration.
new DisposedPackageVersions(stack, 'BillingSnapshots', {
  domain: 'my-domain',
  repository: 'my-snapshots',
  format: PackageFormat.MAVEN,
  packageNamespace: 'com.example',
  packageName: 'billing',
  versions: ['1.0-20240311.093012-1', '1.0-20240312.101500-2', '1.0-20240313.114233-3'],
  expectedStatus: PackageVersionStatus.UNLISTED,
});
