import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { PackageCoordinates, PublishOptions } from '../../local/codeartifact';
import { commandEnvironment } from '../../local/run-program';
import { Accounts, Example, EXAMPLES } from './example';
import { LEFT_PAD } from '../fixtures/packages';

const COMMAND = join(__dirname, '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');

const MY_REPO = { domain: 'my-domain', repository: 'my-repo' };
const BILLING: PackageCoordinates = { ...MY_REPO, format: 'maven', namespace: 'com.example', package: 'billing' };
const NIGHTLY: PackageCoordinates = { ...MY_REPO, format: 'generic', namespace: 'desktop', package: 'nightly-app' };
const DATA_TOOLS: PackageCoordinates = {
  ...MY_REPO,
  repository: 'my-mirror',
  format: 'pypi',
  package: 'data-tools',
};

let accounts: Accounts;

beforeEach(async () => {
  accounts = await Accounts.open();
});
afterEach(() => accounts.close());

function publish(pkg: PackageCoordinates, versions: readonly string[], options: PublishOptions = {}) {
  versions.forEach((version) => accounts.codeArtifact.registry.publish(pkg, version, options));
}

/** The manifests that a command writes in the folder of an example, by name. */
async function declare(name: string, ...args: string[]): Promise<Record<string, string>> {
  const output = mkdtempSync(join(tmpdir(), 'example-'));
  try {
    await promisify(execFile)(process.execPath, [COMMAND, ...args, '--output', output], {
      cwd: join(EXAMPLES, name),
      env: commandEnvironment(accounts.codeArtifact),
    });
    return manifestsIn(output);
  } finally {
    rmSync(output, { recursive: true, force: true });
  }
}

function manifestsIn(folder: string): Record<string, string> {
  const names = readdirSync(folder).filter((name) => name.endsWith('.disposals'));
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name), 'utf8')]));
}

async function deploy(name: string, stack: string) {
  const example = await Example.synthesize(name);
  try {
    return await accounts.deploy(example, stack);
  } finally {
    example.remove();
  }
}

describe('The repository that is cleaned up by a policy', () => {
  const archived = { status: 'Archived' } as const;

  beforeEach(() => {
    publish(LEFT_PAD, ['1.0.0', '1.1.0', '1.2.0'], archived);
    publish(LEFT_PAD, ['2.0.0', '2.1.0', '2.2.0', '2.3.0', '2.4.0']);
    publish(BILLING, ['1.0', '1.1'], archived);
    publish(BILLING, ['2.0', '2.1', '2.2', '2.3', '2.4']);
    publish(NIGHTLY, ['2024.10.30', '2024.10.31'], archived);
    publish(NIGHTLY, ['2024.11.01']);
  });

  test('The repository that is cleaned up by a policy has the manifest that its policy selects, without what the hold list holds', async () => {
    const manifests = await declare('repository-clean-up', 'clean-up', 'clean-up.yaml');

    expect(manifests).toEqual(manifestsIn(join(EXAMPLES, 'repository-clean-up', 'disposals')));
  });

  test('The repository that is cleaned up by a policy loses the versions of its manifest, and no other', async () => {
    const { status, outputs } = await deploy('repository-clean-up', 'RepositoryCleanUp');

    expect([status, outputs.DisposedCount]).toEqual(['CREATE_COMPLETE', '5']);
    expect(accounts.statuses(LEFT_PAD)).toMatchObject({
      ...{ '1.0.0': 'Archived', '1.1.0': 'Disposed', '1.2.0': 'Disposed', '2.0.0': 'Published' },
    });
    expect(accounts.statuses(BILLING)).toMatchObject({ '1.0': 'Archived', '1.1': 'Disposed', '2.0': 'Published' });
    expect(accounts.statuses(NIGHTLY)).toEqual({
      ...{ '2024.10.30': 'Disposed', '2024.10.31': 'Disposed', '2024.11.01': 'Published' },
    });
  });

  test('The repository that is cleaned up by a policy keeps everything if one version was restored since the review', async () => {
    accounts.codeArtifact.registry.setStatus(BILLING, '1.1', 'Published');

    const { status, reason } = await deploy('repository-clean-up', 'RepositoryCleanUp');

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain('com.example:billing 1.1 MISMATCHED_STATUS');
    expect(accounts.codeArtifact.callsOf('DisposePackageVersions')).toEqual([]);
  });
});

describe('The take-down', () => {
  beforeEach(() => {
    const mirrored = { ...LEFT_PAD, repository: 'my-mirror' };
    publish(LEFT_PAD, ['1.0.0', '1.0.1', '1.0.2']);
    publish(mirrored, ['1.0.1']);
    publish(DATA_TOOLS, ['0.9', '1.0']);
  });

  test('The take-down has the manifests that its list leads to, one for each repository that has a version of it', async () => {
    const manifests = await declare('take-down', 'take-down', 'compromised.txt', '--domain', 'my-domain');

    expect(manifests).toEqual(manifestsIn(join(EXAMPLES, 'take-down', 'take-down')));
  });

  test('The take-down disposes the compromised versions in every repository, and no other', async () => {
    const { status } = await deploy('take-down', 'TakeDown');

    expect(status).toBe('CREATE_COMPLETE');
    expect(accounts.statuses(LEFT_PAD)).toEqual({ '1.0.0': 'Published', '1.0.1': 'Disposed', '1.0.2': 'Disposed' });
    expect(accounts.statuses({ ...LEFT_PAD, repository: 'my-mirror' })).toEqual({ '1.0.1': 'Disposed' });
    expect(accounts.statuses(DATA_TOOLS)).toEqual({ '0.9': 'Published', '1.0': 'Disposed' });
  });
});
