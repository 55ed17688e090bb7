import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { DisposedPackages, PackageVersionStatus } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'RepositoryCleanUp', {
  description: 'Disposes the package versions that disposals/my-repo.disposals names. Disposal cannot be undone.',
});

const cleanUp = new DisposedPackages(stack, 'CleanUp', {
  domain: 'my-domain',
  repository: 'my-repo',
  manifest: 'disposals/my-repo.disposals', // written by clean-up clean-up.yaml
  holds: 'hold.txt',
  // A version that somebody restored since the review refuses everything.
  expectedStatus: PackageVersionStatus.ARCHIVED,
});
new CfnOutput(stack, 'DisposedCount', { value: cleanUp.disposedCount });
new CfnOutput(stack, 'Report', { value: cleanUp.reportLocation });
