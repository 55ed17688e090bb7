import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import { PolicyDocument } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DisposalGuard, DisposedPackages, OutsideChanges } from 'cdk-codeartifact-disposal';

const names = { domain: 'my-domain', repository: 'my-repo' };
const guard = DisposalGuard.fromFile('disposal-guard.yaml');

const app = new App();

// At synth: the plugin tells the author of a change early. It advises; plan decides, with the guard of the base branch.
Validations.of(app).addPlugins(guard);

const disposal = new Stack(app, 'Disposal', {
  description: 'Disposes the package versions of a manifest, and tells of changes by others.',
});
const cleanUp = new DisposedPackages(disposal, 'CleanUp', { ...names, manifest: 'disposals/my-repo.disposals' });

// After the fact: changes that no pull request made.
new OutsideChanges(disposal, 'OutsideChanges', {
  ...names,
  topic: new Topic(disposal, 'Operators'),
  exempt: [cleanUp],
});

// For everyone, also outside of a pull request: the policy of the repository.
const repository = new Stack(app, 'Repository', { description: 'The repository, whose policy protects packages.' });
new CfnRepository(repository, 'Repository', {
  domainName: names.domain,
  repositoryName: names.repository,
  permissionsPolicyDocument: new PolicyDocument({
    statements: guard.denyStatements(repository, { ...names, exempt: [cleanUp] }),
  }),
});
