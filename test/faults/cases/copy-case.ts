import { createHash } from 'node:crypto';
import type { ManifestEntry } from '../../../declaration/manifest';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from '../../cold-copy/copy-account';
import type { Case } from './section';

interface CaseOptions {
  readonly latency?: number;
  readonly functionTimeoutSeconds?: number;
  readonly serviceTimeoutSeconds?: number;
}

/** A case in an account whose function copies. */
// eslint-disable-next-line max-params -- a row, its test, and the account
export function copyCase(
  fault: string,
  happens: string,
  run: (account: CopyAccount) => Promise<void>,
  { latency, ...timeouts }: CaseOptions = {},
): Case {
  return {
    fault,
    happens,
    run: async () => {
      const account = await CopyAccount.open({ codeArtifact: { latency }, ...timeouts });
      try {
        await run(account);
      } finally {
        await account.close();
      }
    },
  };
}

/** Publishes two versions, the second of which is whole. */
export function publishTwo(account: CopyAccount): ManifestEntry[] {
  return [account.publish(LEFT_PAD, '1.0.0'), account.publish(TOOL, '1.0.0')];
}

export function publishMany(account: CopyAccount): ManifestEntry[] {
  return Array.from({ length: 100 }, (_, n) =>
    account.publish(TOOL, `1.${n}.0`, { assets: [{ name: 'tool', size: 500 + n }] }),
  );
}

export function answer({ codeArtifact }: CopyAccount, variants: Partial<typeof codeArtifact.variants>): void {
  codeArtifact.variants = { ...codeArtifact.variants, ...variants };
}

export async function expectAll(account: CopyAccount, entries: readonly ManifestEntry[], props = {}): Promise<void> {
  const { status, reason } = await account.deploy({ disposed: entries, props });
  expect([status, reason]).toEqual([expect.stringMatching(/^(CREATE|UPDATE)_COMPLETE$/), undefined]);
  expect(account.statuses(entries)).toEqual(entries.map(() => 'Disposed'));
  expect(wholeCopies(account).sort()).toEqual(entries.map(({ version }) => version).sort());
  const refused = account.refused.filter((each) => /^codeartifact:/.test(each) || each.includes(account.copyBucket));
  expect(refused).toEqual([]);
}

/** @returns the reason */
export async function expectNothing(account: CopyAccount, entries: readonly ManifestEntry[]): Promise<string> {
  const before = account.statuses(entries);
  const { status, reason = '' } = await account.deploy({ disposed: entries });
  expect([status, account.statuses(entries)]).toEqual(['ROLLBACK_COMPLETE', before]);
  return reason;
}

export async function expectArchivedRefused(account: CopyAccount): Promise<void> {
  const entry = account.publish(LEFT_PAD, `1.0.${account.codeArtifact.calls.length}`, { status: 'Archived' });
  const reason = await expectNothing(account, [entry]);
  expect(reason).toContain('NOT_COPIED: no complete copy of its revision: it is Archived');
  expect(account.documents).toEqual([]);
}

/** The versions of the copies whose assets are all there, with the bytes of their hashes. */
export function wholeCopies({ documents, copyBucket, s3 }: CopyAccount): string[] {
  const isWhole = ({ size, sha256 }: { readonly size: number; readonly sha256: string }) => {
    const bytes = s3.get(copyBucket, `assets/${sha256}`);
    return bytes?.length === size && createHash('sha256').update(bytes).digest('hex') === sha256;
  };
  return documents.filter(({ assets }) => assets.every(isWhole)).map(({ version }) => version);
}

/** Archives a version with a copy and publishes it again as it is; the key is that of the first object. */
export async function copyOnly(
  account: CopyAccount,
  prefix: 'assets/' | 'versions/',
): Promise<[entry: ManifestEntry, key: string]> {
  const entry = account.publish(LEFT_PAD, '1.0.0');
  await account.deploy({ archived: [entry] });
  account.registry.setStatus({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0', 'Published');
  return [entry, account.copyKeys(prefix)[0]!];
}
