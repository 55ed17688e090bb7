import { App, CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import { ArchivedPackages, DisposedPackages } from 'cdk-codeartifact-disposal';

const app = new App();
const stack = new Stack(app, 'TwoSteps', {
  description:
    'Archives the package versions of a manifest, and disposes them 30 days later. Disposal cannot be undone.',
});

const cleanUp = {
  domain: 'my-domain',
  repository: 'my-repo',
  manifest: 'disposals/my-repo.disposals',
  holds: 'hold.txt',
};

// The first pull request.
const archived = new ArchivedPackages(stack, 'Archived', cleanUp);
new CfnOutput(stack, 'ArchivedAt', { value: archived.archivedAt });
new CfnOutput(stack, 'Record', { value: archived.recordLocation });

// The second pull request, 30 days later. Before that, its deployment fails and says from when on it succeeds.
new DisposedPackages(stack, 'CleanUp', { ...cleanUp, archived, waitingTime: Duration.days(30) });
