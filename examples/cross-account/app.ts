import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'CrossAccount', {
  description: 'Disposes package versions of a domain that another account owns. Disposal cannot be undone.',
  // The account that deploys. Its function has no access to the domain until the owner grants it, see README.md.
  env: { account: '111122223333', region: 'us-east-1' },
});

new DisposedPackageVersions(stack, 'LeftPad', {
  domain: 'shared-domain',
  domainOwner: '444455556666',
  repository: 'shared-repo',
  format: PackageFormat.NPM,
  packageNamespace: 'my-scope',
  packageName: 'left-pad',
  versions: ['1.0.0', '1.0.1'],
});
