import { createHash } from 'node:crypto';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from './copy-account';

let account: CopyAccount;
beforeEach(async () => {
  account = await CopyAccount.open();
});
afterEach(() => account.close());

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

describe('A disposal with cold copies', () => {
  test('A disposal copies every asset under its hash, then a document for each version, and then disposes', async () => {
    const metadata = { readme: '# left-pad', dependencies: [{ package: 'dep', versionRequirement: '^1' }] };
    const entries = [
      account.publish(LEFT_PAD, '1.0.0', { metadata }),
      account.publish(TOOL, '1.0.0', {
        assets: [
          { name: 'a.bin', size: 300_000 },
          { name: 'empty', size: 0 },
        ],
      }),
    ];
    const { status, reason } = await account.deploy({ disposed: entries });
    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(account.statuses(entries)).toEqual(['Disposed', 'Disposed']);
    const keys = account.copyKeys('assets/');
    expect(keys).toHaveLength(3);
    expect(keys.map((key) => key.slice('assets/'.length))).toEqual(
      keys.map((key) => sha256(account.s3.get(account.copyBucket, key)!)),
    );
    const [tool, leftPad] = account.documents;
    expect(leftPad).toMatchObject({ ...entries[0], domain: 'my-domain', repository: 'my-repo', readme: '# left-pad' });
    expect(leftPad!.dependencies).toEqual(metadata.dependencies);
    expect(tool!.assets.map(({ name, size }) => [name, size])).toEqual([
      ['a.bin', 300_000],
      ['empty', 0],
    ]);
    expect(account.refused).toEqual([]);
  });

  test('A disposal reads each asset once, pinned to its revision, and lists the assets of each version once', async () => {
    const entries = ['1.0.0', '1.0.1', '1.0.2'].map((version) => account.publish(LEFT_PAD, version));
    await account.deploy({ disposed: entries });
    expect(account.calls).toEqual({
      ListPackageVersions: 1,
      DescribePackageVersion: 3,
      ListPackageVersionAssets: 3,
      GetPackageVersionAsset: 3,
      GetPackageVersionReadme: 3,
      ListPackageVersionDependencies: 3,
      DisposePackageVersions: 1,
    });
    const revisions = account.codeArtifact.callsOf('GetPackageVersionAsset').map(({ query }) => query['revision']);
    expect(revisions.sort()).toEqual(entries.map(({ revision }) => revision).sort());
  });
});

describe('Archiving with cold copies', () => {
  test('The copy is taken before a version is archived, and its disposal needs no other', async () => {
    const entries = [account.publish(LEFT_PAD, '1.0.0'), account.publish(LEFT_PAD, '1.0.1')];
    await account.deploy({ archived: entries });
    expect(account.statuses(entries)).toEqual(['Archived', 'Archived']);
    expect(account.copyKeys('assets/')).toHaveLength(2);
    account.pass(31);
    const { status, reason } = await account.deploy({ archived: entries, disposed: entries });
    expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
    expect(account.statuses(entries)).toEqual(['Disposed', 'Disposed']);
    expect(account.calls['GetPackageVersionAsset']).toBe(2);
    expect(account.refused).toEqual([]);
  });

  test('The disposal of a version that was archived without a copy is refused as NOT_COPIED, and so are all others', async () => {
    const entries = [account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' }), account.publish(LEFT_PAD, '1.0.1')];
    const { status, reason } = await account.deploy({ disposed: entries });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain('Nothing was disposed: 1 of 2 versions of my-domain/my-repo have no complete cold copy');
    expect(reason).toContain(
      'npm @my-scope/left-pad 1.0.0 NOT_COPIED: no complete copy of its revision: it is Archived',
    );
    expect(account.statuses(entries)).toEqual(['Archived', 'Published']);
    expect(account.report('not-copied')).toEqual([expect.stringMatching(/^1\.0\.0 not copied: NOT_COPIED: /)]);
  });

  test('The disposal of a version that was archived without a copy is done where that is accepted', async () => {
    const entries = [account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' }), account.publish(LEFT_PAD, '1.0.1')];
    const { status } = await account.deploy({ disposed: entries, disposalProps: { allowArchivedWithoutCopy: true } });
    expect(status).toBe('CREATE_COMPLETE');
    expect(account.statuses(entries)).toEqual(['Disposed', 'Disposed']);
    expect(account.documents.map(({ version }) => version)).toEqual(['1.0.1']);
    expect(account.report('not-copied')).toEqual([expect.stringMatching(/^1\.0\.0 not attempted: accepted: /)]);
  });
});

describe('A newer event', () => {
  test('A newer event ends the copies of an older one between two versions of a package', async () => {
    const revision = 'r'.repeat(20);
    const versions = Array.from({ length: 60 }, (_, n) => `1.0.${n}`);
    const leftPad = { ...REPOSITORY, ...LEFT_PAD };
    // Assets of different bytes, so that none is copied for another one.
    const publish = (version: string, n: number) =>
      account.publish(LEFT_PAD, version, { revision, assets: [{ name: 'package.tgz', size: 1_000 + n }] });
    const entries = versions.map(publish);
    versions.forEach((version) => account.registry.dispose(leftPad, version));
    const { status, reason } = await account.deploy({ disposed: entries, props: { maxCopiesPerSecond: 5 } });
    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    versions.forEach((version) => account.registry.delete(leftPad, version));
    versions.forEach(publish);
    const copyCount = () => account.codeArtifact.callsOf('GetPackageVersionAsset').length;

    const { create, delete: deletion } = await account.cancelCreation(() => copyCount() >= 3);

    expect([create.outcome, deletion.outcome]).toEqual(['CANCELLED', 'SUCCESS']);
    expect(account.statuses(entries)).toEqual(versions.map(() => 'Published'));
    // The look at the current event, and the versions that had begun, take seconds; all copies would take twelve.
    expect(copyCount()).toBeLessThan(versions.length);
  });
});
