import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { type ManifestEntry, writeManifest } from '../../declaration/manifest';
import type { Fault, PublishOptions } from '../../local/codeartifact';
import { contentOfAsset } from '../../local/codeartifact/asset-content';
import { CopyAccount, REPOSITORY, TOOL } from './copy-account';
import { PUBLISH, restoredFolder, runRestore } from './run-restore';

const GET = 'GetPackageVersionAsset';
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** The versions that a copy proves: every asset is in the bucket with the bytes of its hash. */
function provenVersions(account: CopyAccount): string[] {
  const { copyBucket, s3 } = account;
  return account.documents
    .filter(({ assets }) =>
      assets.every((asset) => {
        const bytes = s3.get(copyBucket, `assets/${asset.sha256}`);
        return bytes !== undefined && bytes.length === asset.size && sha256(bytes) === asset.sha256;
      }),
    )
    .map(({ version }) => version);
}

test('A function that is killed while it copies resumes, and reads no asset again that is there', async () => {
  for (const kill of [0, 3, 7]) {
    const account = await CopyAccount.open();
    try {
      const entries = Array.from({ length: 8 }, (_, n) => account.publish(TOOL, `1.${n}.0`));
      // The function is there before the deployment that is killed.
      await account.deploy({ disposed: [] });
      let kills = 0;
      account.codeArtifact.faults.inject({
        ...{ fault: 'concurrent-change', operation: GET, after: kill },
        change: () => {
          account.kill();
          kills += 1;
        },
      });
      const { status, reason } = await account.deploy({ disposed: entries });
      expect([kill, kills, status, reason]).toEqual([kill, 1, 'UPDATE_COMPLETE', undefined]);
      expect(account.statuses(entries)).toEqual(entries.map(() => 'Disposed'));
      expect(provenVersions(account)).toHaveLength(entries.length);
      // Those that were under way are read again, and no other.
      expect(account.codeArtifact.callsOf(GET).length).toBeLessThanOrEqual(2 * entries.length);
    } finally {
      await account.close();
    }
  }
});

type Asset = NonNullable<PublishOptions['assets']>[number];

/** Names that a file system, a shell or the command itself could take for something else. */
const ASSET_NAMES = ['a.bin', '..', 'lib/a.bin', 'cold-copy.json', 'Ünïcode ☃', 'con.', 'x'.repeat(250), '%2E%2E'];

/** The bytes of every asset, as they are before anything is disposed. */
function readBytes(account: CopyAccount, { version }: ManifestEntry): ReadonlyMap<string, Buffer> {
  const { assets, revision } = account.registry.version({ ...REPOSITORY, ...TOOL }, version)!;
  return new Map(assets.map((asset) => [asset.name, Buffer.concat([...contentOfAsset(asset, revision).chunks()])]));
}

/** The hashes of the files that were written for a version. */
function fileHashes(account: CopyAccount, version: string): string[] {
  const folder = join(restoredFolder(account), 'generic', TOOL.namespace, TOOL.package, version);
  const names = readdirSync(folder).filter((name) => name !== 'cold-copy.json');
  return names.map((name) => sha256(readFileSync(join(folder, name)))).sort();
}

const FAULTS: Readonly<Record<string, Fault>> = {
  truncated: { fault: 'truncated' },
  throttling: { fault: 'throttling' },
  error: { fault: 'internal-server-error' },
  reset: { fault: 'reset' },
  short: { fault: 'content', rewrite: (bytes) => bytes.subarray(1) },
  flipped: { fault: 'content', rewrite: (bytes) => Buffer.from(bytes.map((byte) => byte ^ 1)) },
};

test('Whatever is disposed with cold copies is restored byte for byte by the command, whatever went wrong', async () => {
  const asset = fc.record({ name: fc.constantFrom(...ASSET_NAMES), size: fc.integer({ min: 0, max: 2_000 }) });
  const version = fc.uniqueArray(asset, { minLength: 1, maxLength: 4, selector: ({ name }) => name });
  const fault = fc.record({
    name: fc.constantFrom(...Object.keys(FAULTS)),
    after: fc.nat(6),
    times: fc.constantFrom(1, 2, Infinity),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(version, { minLength: 1, maxLength: 4 }),
      fc.array(fault, { maxLength: 2 }),
      async (versions, faults) => {
        const account = await CopyAccount.open();
        try {
          // Seeds repeat, so that some assets are equal.
          const seeded = (assets: readonly Asset[]) => assets.map((each) => ({ ...each, seed: `${each.size % 3}` }));
          const entries = versions.map((assets, n) => account.publish(TOOL, `1.${n}.0`, { assets: seeded(assets) }));
          const contents = entries.map((entry) => readBytes(account, entry));
          // The bucket is there before the deployment, which may fail.
          await account.deploy({});
          faults.forEach(({ name, ...times }) => {
            account.codeArtifact.faults.inject({ ...FAULTS[name]!, operation: GET, ...times });
          });
          await account.deploy({ disposed: entries });
          account.codeArtifact.faults.clear();
          const statuses = new Set(account.statuses(entries));
          // All, or nothing.
          expect(statuses.size).toBe(1);
          if (statuses.has('Disposed')) {
            const list = join(account.directory, 'list');
            writeFileSync(list, writeManifest(entries));
            expect((await runRestore(account, '', { list })).status).toBe(0);
            expect(entries.map((entry) => fileHashes(account, entry.version))).toEqual(
              contents.map((bytes) => [...bytes.values()].map(sha256).sort()),
            );
            expect((await runRestore(account, '', { list, ...PUBLISH })).status).toBe(0);
            expect(entries.map((entry) => readBytes(account, entry))).toEqual(contents);
          }
        } finally {
          await account.close();
        }
      },
    ),
    { numRuns: 6, seed: 20260101 },
  );
});
