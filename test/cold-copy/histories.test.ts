import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { CopyAccount, TOOL } from './copy-account';

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

test('Whatever is disposed with cold copies can be restored byte for byte, whatever goes wrong', async () => {
  const fault = fc.constantFrom(
    'none',
    'truncated',
    'throttling',
    'internal-server-error',
    'reset',
    'short',
    'flipped',
  );
  const version = fc.array(fc.integer({ min: 0, max: 2_000 }), { minLength: 1, maxLength: 3 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(version, { minLength: 1, maxLength: 4 }),
      fc.array(fc.record({ fault, after: fc.nat(6), times: fc.constantFrom(1, 2, Infinity) }), { maxLength: 2 }),
      async (versions, faults) => {
        const account = await CopyAccount.open();
        try {
          const entries = versions.map((sizes, n) =>
            account.publish(TOOL, `1.${n}.0`, {
              assets: sizes.map((size, index) => ({ name: `asset-${index}`, size, seed: `${size % 3}` })),
            }),
          );
          for (const { fault: name, after, times } of faults) {
            if (name === 'short' || name === 'flipped') {
              const rewrite = (bytes: Buffer) => (name === 'short' ? bytes.subarray(1) : bytes.map((byte) => byte ^ 1));
              const change = (bytes: Buffer) => Buffer.from(rewrite(bytes));
              account.codeArtifact.faults.inject({ fault: 'content', operation: GET, rewrite: change, after, times });
            } else if (name !== 'none') {
              const limited = name === 'truncated' ? times : Math.min(times, 2);
              account.codeArtifact.faults.inject({ fault: name as 'reset', operation: GET, after, times: limited });
            }
          }
          await account.deploy({ disposed: entries });
          const disposed = entries.filter((_, n) => account.statuses(entries)[n] === 'Disposed');
          expect(provenVersions(account)).toEqual(expect.arrayContaining(disposed.map((entry) => entry.version)));
          // All, or nothing.
          expect([0, entries.length]).toContain(disposed.length);
        } finally {
          await account.close();
        }
      },
    ),
    { numRuns: 6, seed: 20260101 },
  );
});
