import { App, CfnParameter, Stack } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { DisposedPackageVersions, PackageFormat } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'PackageRegistry', {
  description: 'A CodeArtifact repository, and the versions in it that are disposed.',
});

const domainName = new CfnParameter(stack, 'DomainName', { default: 'my-domain' });
const domain = new CfnDomain(stack, 'Domain', { domainName: domainName.valueAsString });
const repository = new CfnRepository(stack, 'Repository', {
  domainName: domain.attrName,
  repositoryName: 'my-repo',
});

// Domain, owner and repository come from the reference, so the declaration also waits for the repository.
new DisposedPackageVersions(stack, 'Installer', {
  repositoryRef: repository,
  format: PackageFormat.GENERIC,
  packageNamespace: 'desktop',
  packageName: 'installer',
  versions: ['3.1.0', '3.1.1'],
});
