import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const ROOT = join(__dirname, '..', '..');

const APP = `
import { App, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat } from ${JSON.stringify(join(ROOT, 'lib'))};
new DisposedPackageVersions(new Stack(new App(), 'Disposal'), 'LeftPad', {
  domain: 'my-domain', repository: 'my-repo', format: PackageFormat.NPM, packageName: 'left-pad', versions: ['1.0.0'],
});
`;

test('An app that is bundled together with this library is told to keep it out of the bundle, and how', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'bundled-app-'));
  try {
    const [source, outfile] = [join(directory, 'app.ts'), join(directory, 'bundle', 'app.js')];
    writeFileSync(source, APP);
    const external = ['aws-cdk-lib', 'constructs'];
    await build({
      entryPoints: [source],
      outfile,
      bundle: true,
      platform: 'node',
      external,
      nodePaths: [join(ROOT, 'node_modules')],
    });
    const { status, stderr } = spawnSync(process.execPath, [outfile], {
      encoding: 'utf8',
      env: { ...process.env, NODE_PATH: join(ROOT, 'node_modules') },
    });
    expect(status).toBe(1);
    expect(stderr).toContain(
      'found none. If you bundle your CDK app, keep this library out of the bundle, and install it beside the app (with ' +
        'esbuild: --external:cdk-codeartifact-disposal).',
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
