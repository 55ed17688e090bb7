import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageCoordinates } from '../../local/codeartifact';
import { Accounts, Example, EXAMPLES } from './example';

const MY_REPO = { domain: 'my-domain', repository: 'my-repo' };
const LEFT_PAD: PackageCoordinates = { ...MY_REPO, format: 'npm', namespace: 'my-scope', package: 'left-pad' };
const BILLING: PackageCoordinates = { ...MY_REPO, format: 'maven', namespace: 'com.example', package: 'billing' };
const NIGHTLY: PackageCoordinates = { ...MY_REPO, format: 'generic', namespace: 'desktop', package: 'nightly-app' };

const now = new Date('2026-01-01T12:00:00Z');
let accounts: Accounts;
let folder: string;

beforeEach(async () => {
  accounts = await Accounts.open({ now: () => now });
  const publish = (pkg: PackageCoordinates, ...versions: string[]) =>
    versions.forEach((version) => accounts.codeArtifact.registry.publish(pkg, version));
  publish(LEFT_PAD, '1.1.0', '1.2.0', '2.0.0');
  publish(BILLING, '1.1', '2.0');
  publish(NIGHTLY, '2024.10.30', '2024.10.31', '2024.11.01');
  now.setDate(now.getDate() + 1);
  // Inside the repository, as the example resolves the library by its configuration of TypeScript.
  folder = mkdtempSync(join(EXAMPLES, '..', 'dist', 'two-steps-'));
  cpSync(join(EXAMPLES, 'two-steps'), folder, { recursive: true });
});

afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await accounts.close();
});

async function deploy() {
  const example = await Example.synthesizeFolder(folder);
  try {
    return await accounts.deploy(example, 'TwoSteps');
  } finally {
    example.remove();
  }
}

test('The second step is one more line of the app, and disposes what the first one archived a month before', async () => {
  const file = join(folder, 'app.ts');
  const both = readFileSync(file, 'utf8');
  const lines = both.split('\n');
  const second = lines.findIndex((line) => line.startsWith('new DisposedPackages('));
  const first = lines.filter((_, n) => n !== second).join('\n');
  const count = (status: string) =>
    accounts.codeArtifact.registry.snapshot().filter((version) => version.status === status).length;

  writeFileSync(file, first);
  const archived = await deploy();
  expect([archived.status, archived.reason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect([count('Archived'), count('Published')]).toEqual([5, 3]);

  writeFileSync(file, both);
  const early = await deploy();
  expect(early.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(early.reason).toContain('can be disposed from 2026-02-01T12:00:00Z on');

  now.setDate(now.getDate() + 30);
  expect((await deploy()).status).toBe('UPDATE_COMPLETE');
  expect([count('Disposed'), count('Published')]).toEqual([5, 3]);
});
