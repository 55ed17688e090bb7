import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageCoordinates } from '../../local/codeartifact';
import { Accounts, Example, EXAMPLES } from './example';

const MY_REPO = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD: PackageCoordinates = { ...MY_REPO, format: 'npm', namespace: 'my-scope', package: 'left-pad' };
const BILLING: PackageCoordinates = { ...MY_REPO, format: 'maven', namespace: 'com.example', package: 'billing' };
const NIGHTLY: PackageCoordinates = { ...MY_REPO, format: 'generic', namespace: 'desktop', package: 'nightly-app' };

const now = new Date('2026-01-01T12:00:00Z');

test('The first step copies every version to the bucket of its own stack, and then archives', async () => {
  const accounts = await Accounts.open({ now: () => now });
  // Inside the repository, as the example resolves the library by its configuration of TypeScript.
  const folder = mkdtempSync(join(EXAMPLES, '..', 'dist', 'cold-copies-'));
  cpSync(join(EXAMPLES, 'cold-copies'), folder, { recursive: true });
  const file = join(folder, 'app.ts');
  const lines = readFileSync(file, 'utf8').split('\n');
  writeFileSync(file, lines.filter((line) => !line.startsWith('new DisposedPackages(')).join('\n'));
  const { registry } = accounts.codeArtifact;
  const publish = (pkg: PackageCoordinates, ...versions: string[]) =>
    versions.forEach((version) => registry.publish(pkg, version));
  publish(LEFT_PAD, '1.1.0', '1.2.0', '2.0.0');
  publish(BILLING, '1.1', '2.0');
  publish(NIGHTLY, '2024.10.30', '2024.10.31', '2024.11.01');
  const example = await Example.synthesizeFolder(folder);
  try {
    expect((await accounts.deploy(example, 'ColdCopies')).status).toBe('CREATE_COMPLETE');
    const { status, reason } = await accounts.deploy(example, 'CleanUp');
    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    const archived = registry.snapshot().filter((version) => version.status === 'Archived');
    expect(archived).toHaveLength(5);
    const reads = accounts.codeArtifact.callsOf('GetPackageVersionAsset');
    expect(reads).toHaveLength(5);
  } finally {
    example.remove();
    rmSync(folder, { recursive: true, force: true });
    await accounts.close();
  }
});
