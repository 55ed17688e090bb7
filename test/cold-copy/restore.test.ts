import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ManifestEntry } from '../../declaration/manifest';
import { writeManifest } from '../../declaration/manifest';
import type { RestoreOptions } from '../../review/command/restore-command';
import { CopyAccount, REPOSITORY, TOOL } from './copy-account';
import { PUBLISH, runRestore } from './run-restore';

let account: CopyAccount;
let lines: string[];
beforeEach(async () => {
  account = await CopyAccount.open();
  lines = [];
});
afterEach(() => account.close());

/** @returns the exit status */
async function restore(names: string, options: Partial<RestoreOptions> = {}): Promise<number> {
  const result = await runRestore(account, names, options);
  lines.push(...result.lines);
  return result.status;
}

const TOOL_NAME = 'generic tools/tool 1.0.0';
const TOOL_ASSETS = [
  { name: 'a.bin', size: 100_000 },
  { name: 'b.bin', size: 10 },
  { name: 'empty', size: 0 },
];

async function disposeTool(): Promise<ManifestEntry> {
  const entry = account.publish(TOOL, '1.0.0', { assets: TOOL_ASSETS });
  expect((await account.deploy({ disposed: [entry] })).status).toMatch(/^(CREATE|UPDATE)_COMPLETE$/);
  return entry;
}

const tool = () => account.registry.version({ ...REPOSITORY, ...TOOL }, '1.0.0');

describe('Restoring without --publish', () => {
  test('The files of a copy are written, verified, with the commands of the native client', async () => {
    await disposeTool();
    expect(await restore(TOOL_NAME)).toBe(0);
    expect(lines[0]).toMatch(/^generic tools\/tool 1\.0\.0 written: 3 assets, 100010 bytes in .*, verified$/);
    const folder = join(account.directory, 'restored/generic/tools/tool/1.0.0');
    expect(readFileSync(join(folder, 'a.bin'))).toHaveLength(100_000);
    const commands = lines.filter((line) => line.startsWith('aws codeartifact publish-package-version'));
    expect(commands).toHaveLength(3);
    expect(commands.map((line) => line.endsWith(' --unfinished'))).toEqual([true, true, false]);
    expect(tool()?.status).toBe('Disposed');
  });

  test('An asset whose bytes are not those of its hash is refused', async () => {
    await disposeTool();
    const key = account.copyKeys('assets/').find((each) => account.s3.get(account.copyBucket, each)!.length === 10)!;
    account.s3.put(account.copyBucket, key, 'other byte');
    expect(await restore(TOOL_NAME)).toBe(1);
    expect(lines[0]).toContain('generic tools/tool 1.0.0 refused: its asset b.bin was altered');
  });

  test('An asset that somebody removed is refused, and so is a document that somebody altered', async () => {
    await disposeTool();
    const [document] = account.copyKeys('versions/');
    const text = String(account.s3.get(account.copyBucket, document!));
    account.s3.put(account.copyBucket, document!, text.replace('"b.bin"', '"c.bin"'));
    expect(await restore(TOOL_NAME)).toBe(1);
    expect(lines[0]).toContain('refused: the copy was altered');
    account.s3.put(account.copyBucket, document!, text);
    account.copyKeys('assets/').forEach((key) => account.s3.delete(account.copyBucket, key));
    await restore(TOOL_NAME);
    expect(lines[1]).toContain('refused: its asset a.bin is missing');
  });

  test('A version without a copy is refused', async () => {
    await disposeTool();
    expect(await restore('generic tools/tool 9.9.9')).toBe(1);
    expect(lines[0]).toContain('refused: there is no copy of it');
  });
});

describe('Restoring a generic version with --publish', () => {
  test('The record of a disposed version is deleted on demand only', async () => {
    await disposeTool();
    expect(await restore(TOOL_NAME, { publish: true })).toBe(1);
    expect(lines[0]).toContain('--delete-record');
    expect(tool()?.status).toBe('Disposed');
  });

  test('A version is published with the bytes of the copy, Unfinished until its last asset', async () => {
    await disposeTool();
    const before = account.documents[0]!.assets;
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(0);
    expect(lines[0]).toContain('published: 3 assets, 100010 bytes, with the hashes of the copy');
    const finished = account.codeArtifact.callsOf('PublishPackageVersion').map(({ query }) => query['unfinished']);
    expect(finished).toEqual(['true', 'true', 'false']);
    await account.deploy({ disposed: [account.entry(TOOL, '1.0.0')] });
    const after = account.documents.map(({ assets }) => assets);
    expect(after).toEqual([before, before]);
  });

  test('An asset that is too large to be held in memory is published as a stream', async () => {
    const size = 65 * 1024 ** 2;
    const entry = account.publish(TOOL, '1.0.0', { assets: [{ name: 'large.bin', size }] });
    await account.deploy({ disposed: [entry] });
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(0);
    expect(lines[0]).toContain(`published: 1 asset, ${size} bytes, with the hashes of the copy`);
    expect(tool()?.status).toBe('Published');
  });

  test('A restore that was interrupted sends only what is missing', async () => {
    await disposeTool();
    account.codeArtifact.faults.inject({ fault: 'access-denied', operation: 'PublishPackageVersion', after: 1 });
    await expect(restore(TOOL_NAME, PUBLISH)).rejects.toThrow('Run it again');
    expect(tool()?.status).toBe('Unfinished');
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(0);
    const names = account.codeArtifact.callsOf('PublishPackageVersion').map(({ query }) => query['asset']);
    expect(names).toEqual(['a.bin', 'b.bin', 'b.bin', 'empty']);
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(0);
    expect(lines[1]).toContain('restored before');
  });

  test('A version that exists with other bytes is refused', async () => {
    await disposeTool();
    account.registry.republish({ ...REPOSITORY, ...TOOL }, '1.0.0');
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(1);
    expect(lines[0]).toContain('refused: the version exists, and is Published. It has other assets than the copy');
  });

  test('A record of another revision is refused, unless it is named', async () => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, revisionAfterDisposal: 'changed' };
    await disposeTool();
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(1);
    expect(lines[0]).toContain('--record-revision');
    expect(await restore(TOOL_NAME, { ...PUBLISH, recordRevision: tool()!.revision })).toBe(0);
  });

  test('A version whose origin controls block publishing is refused, and its record stays', async () => {
    await disposeTool();
    account.registry.restrict({ ...REPOSITORY, ...TOOL }, { publish: 'BLOCK', upstream: 'ALLOW' });
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(1);
    expect(lines[0]).toContain('refused: the package origin controls block publishing');
    expect(tool()?.status).toBe('Disposed');
  });

  test('A version that came from a public repository is refused where its package takes none, with the way it comes back', async () => {
    const origin = { originType: 'EXTERNAL' as const };
    const entry = account.publish(TOOL, '1.0.0', { assets: TOOL_ASSETS, origin });
    await account.deploy({ disposed: [entry] });
    account.registry.restrict({ ...REPOSITORY, ...TOOL }, { publish: 'BLOCK', upstream: 'ALLOW' });
    expect(await restore(TOOL_NAME, PUBLISH)).toBe(1);
    expect(lines[0]).toContain(
      'block publishing, as the version came from a public repository. It comes back from there',
    );
    expect(tool()?.status).toBe('Disposed');
  });
});

describe('Restoring many versions', () => {
  test('A list of versions restores each, a line each, by manifest or as in a hold list', async () => {
    const entries = ['1.0.0', '1.1.0', '2.0.0'].map((version) => account.publish(TOOL, version));
    await account.deploy({ disposed: entries });
    const manifest = join(account.directory, 'list');
    writeFileSync(manifest, writeManifest(entries.slice(0, 2)));
    expect(await restore('', { list: manifest, ...PUBLISH })).toBe(0);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'generic tools/tool 1.0.0 published',
      'generic tools/tool 1.1.0 published',
    ]);
    writeFileSync(manifest, 'generic tools/tool\n');
    lines = [];
    expect(await restore('', { list: manifest, ...PUBLISH })).toBe(0);
    expect(lines.map((line) => line.split(':')[0])).toEqual([
      'generic tools/tool 1.0.0 restored before',
      'generic tools/tool 1.1.0 restored before',
      'generic tools/tool 2.0.0 published',
    ]);
    rmSync(manifest);
  });
});
