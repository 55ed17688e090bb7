import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OptionalMember, Variants } from '../../local/codeartifact';
import { CopyAccount, REPOSITORY, TOOL } from './copy-account';
import { PUBLISH, restoredFolder, runRestore } from './run-restore';

/** What the documentation of CodeArtifact leaves open about copies and the way back, and every answer to it. */
const ANSWERS: readonly Partial<Variants>[] = [
  {},
  { archivedAssets: 'ConflictException' },
  { archivedAssets: 'readable' },
  { listedAssetsOfArchived: 'none' },
  { assetsOfDisposed: 'ResourceNotFoundException' },
  { missingReadme: 'empty' },
  { publishOverDisposed: 'accepted' },
  { revisionAfterDisposal: 'changed' },
  { revisionAfterRestore: 'unchanged' },
  { packageWithoutVersions: 'kept' },
  { missingPackage: 'empty' },
  { pages: 'short' },
  { pages: 'empty' },
  { emptyMaps: 'absent' },
  { nullMembers: true },
  { omit: ['ListPackageVersionAssetsResult.versionRevision'] },
  { omit: ['PackageVersionDescription.publishedTime'] },
];

let account: CopyAccount;
beforeEach(async () => {
  account = await CopyAccount.open();
});
afterEach(() => account.close());

const tool = () => account.registry.version({ ...REPOSITORY, ...TOOL }, '1.0.0');

const ASSETS = [
  { name: 'a.bin', size: 5_000 },
  { name: 'b.bin', size: 10 },
  { name: 'empty', size: 0 },
];

function answer(variants: Partial<Variants>): void {
  account.codeArtifact.variants = { ...account.codeArtifact.variants, ...variants };
}

test.each(ANSWERS.map((variants): [string, Partial<Variants>] => [JSON.stringify(variants), variants]))(
  'A version is copied, archived, disposed and published again where the service answers %s',
  async (_, variants) => {
    answer(variants);
    const entry = account.publish(TOOL, '1.0.0', { assets: ASSETS });
    expect(await account.deploy({ archived: [entry] })).toMatchObject({ status: 'CREATE_COMPLETE' });
    account.pass(31);
    expect(await account.deploy({ archived: [entry], disposed: [entry] })).toMatchObject({
      status: 'UPDATE_COMPLETE',
    });
    expect(tool()?.status).toBe('Disposed');
    const recordRevision = variants.revisionAfterDisposal === 'changed' ? tool()?.revision : undefined;
    const { status, lines } = await runRestore(account, 'generic tools/tool 1.0.0', { ...PUBLISH, recordRevision });
    expect([status, lines[0]]).toEqual([0, expect.stringContaining('published: 3 assets, 5010 bytes')]);
    expect(tool()?.status).toBe('Published');
    const [copy] = account.documents;
    await account.deploy({ disposed: [account.entry(TOOL, '1.0.0')] });
    expect(account.documents.map(({ assets }) => assets)).toEqual(account.documents.map(() => copy!.assets));
  },
);

test('A version whose number the service does not give again is refused, and its files are there', async () => {
  answer({ publishOverDeleted: 'refused' });
  const entry = account.publish(TOOL, '1.0.0', { assets: ASSETS });
  await account.deploy({ disposed: [entry] });
  const { status, lines } = await runRestore(account, 'generic tools/tool 1.0.0', PUBLISH);
  expect([status, lines[0]]).toEqual([1, expect.stringContaining('cannot be used again')]);
  const file = join(restoredFolder(account), 'generic/tools/tool/1.0.0/b.bin');
  expect(readFileSync(file)).toHaveLength(10);
});

test.each<OptionalMember>(['AssetSummary.size', 'AssetSummary.hashes', 'ListPackageVersionAssetsResult.assets'])(
  'Nothing is disposed where the service leaves %s out, without which no byte can be verified',
  async (member) => {
    answer({ omit: [member] });
    const entry = account.publish(TOOL, '1.0.0', { assets: ASSETS });
    const { reason } = await account.deploy({ disposed: [entry] });
    expect(reason).toContain('NOT_COPIED');
    expect(tool()?.status).toBe('Published');
  },
);
