import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat, PackageVersionStatus } from 'cdk-codeartifact-disposal';

/** The archived versions of a scope's packages, each with the revision that was reviewed. */
const ARCHIVED: Record<string, Record<string, string>> = {
  'left-pad': {
    '1.0.0': 'b0aD1Y2vGkZq5mJrG4oYk7xVb3uXn0eSgT8cQwErTyU=',
    '1.0.1': 'pL4kN8hB2vC6xZ1mQ9wE5rT7yU3iO0aSdFgHjKlZxCv=',
  },
  'pad-stream': { '2.0.0-beta.1': 'q1W2e3R4t5Y6u7I8o9P0aSdFgHjKlZxCvBnM1q2W3eR=' },
};

const app = new App();
const stack = new Stack(app, 'NpmScope', {
  description: 'Disposes archived versions of the npm scope @my-scope. Disposal cannot be undone.',
});

for (const [packageName, versionRevisions] of Object.entries(ARCHIVED)) {
  const disposal = new DisposedPackageVersions(stack, packageName, {
    domain: 'my-domain',
    repository: 'my-repo',
    format: PackageFormat.NPM,
    packageNamespace: 'my-scope', // without the @
    packageName,
    versions: Object.keys(versionRevisions),
    // Versions that were published again since the review, or taken out of the archive, are refused.
    versionRevisions,
    expectedStatus: PackageVersionStatus.ARCHIVED,
  });
  new CfnOutput(disposal, 'Count', { value: disposal.disposedCount });
}
