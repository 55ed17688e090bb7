import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackages } from 'cdk-codeartifact-disposal';

const FOLDER = 'take-down';
const EXTENSION = '.disposals';

const app = new App();
const stack = new Stack(app, 'TakeDown', {
  description: 'Disposes the versions of compromised.txt in every repository that has them. Disposal cannot be undone.',
});

// take-down wrote a manifest of each repository that has any of the versions.
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(EXTENSION))) {
  const repository = basename(file, EXTENSION);
  new DisposedPackages(stack, repository, { domain: 'my-domain', repository, manifest: join(FOLDER, file) });
}
