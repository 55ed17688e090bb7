import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'PyPi', {
  description: 'Disposes versions of the Python package data-tools. Disposal cannot be undone.',
});

new DisposedPackageVersions(stack, 'DataTools', {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.PYPI,
  // The spelling of setup.py. Calls and policies get the normalized name, data-tools. Versions are not normalized.
  packageName: 'Data_Tools',
  versions: ['0.9', '1.0rc1'],
});
