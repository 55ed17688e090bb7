import { App, CfnOutput, Stack } from 'aws-cdk-lib';
// In your own app: from 'cdk-codeartifact-disposal'
import { DisposedPackageVersions, PackageFormat } from '../lib';

const app = new App();
const stack = new Stack(app, 'PackageDisposal', {
  description: 'Disposes package versions of AWS CodeArtifact. Disposal cannot be undone.',
});

const versions = readList('versions');
const disposal = new DisposedPackageVersions(stack, 'DisposedVersions', {
  domain: context('domain'),
  repository: context('repository'),
  format: PackageFormat.NPM,
  packageNamespace: optional('namespace'),
  packageName: context('package'),
  versions,
  versionRevisions: optional('versionRevisions'),
});

new CfnOutput(stack, 'DisposedCount', { value: disposal.disposedCount });
new CfnOutput(stack, 'FirstRevision', { value: disposal.getRevision(versions[0]!) });

/** Reads `context` in cdk.json, or the command line: `npx cdk deploy -c domain=my-domain …`. */
function optional<T = string>(key: string): T | undefined {
  return app.node.tryGetContext(key) as T | undefined;
}

function context<T = string>(key: string): T {
  const value = optional<T>(key);
  if (value === undefined) {
    throw new Error(`The context value "${key}" must be set; got none. Add it to cdk.json, or pass -c ${key}=…`);
  }
  return value;
}

/** The command line passes text: `-c versions=1.0.0,1.0.1`. */
function readList(key: string): string[] {
  const value = context<string | string[]>(key);
  return typeof value === 'string' ? value.split(',') : value;
}
