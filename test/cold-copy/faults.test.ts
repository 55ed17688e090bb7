import type { Fault } from '../../local/codeartifact';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from './copy-account';

let account: CopyAccount;
beforeEach(async () => {
  account = await CopyAccount.open();
});
afterEach(() => account.close());

const GET = 'GetPackageVersionAsset';

/** Deploys the disposal of two versions, the second of which is whole. */
async function disposeTwo(fault?: Fault) {
  const entries = [account.publish(LEFT_PAD, '1.0.0'), account.publish(TOOL, '1.0.0')];
  if (fault) {
    account.codeArtifact.faults.inject(fault);
  }
  const { status, reason } = await account.deploy({ disposed: entries });
  return { status, reason, entries, statuses: account.statuses(entries) };
}

const isLeftPad = ({ resource }: { readonly resource: string }) => resource.includes('left-pad');

describe('A version that cannot be copied whole', () => {
  const flip = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)]);
  test.each<[string, Fault, RegExp]>([
    [
      'is served with other bytes',
      { fault: 'content', operation: GET, rewrite: flip },
      /other bytes than those of its SHA-256/,
    ],
    [
      'is served short',
      { fault: 'content', operation: GET, rewrite: (bytes) => bytes.subarray(1) },
      /served 1023 of the 1024 bytes/,
    ],
    [
      'is served long',
      { fault: 'content', operation: GET, rewrite: (bytes) => Buffer.concat([bytes, bytes]) },
      /more bytes of the asset package\.tgz than the 1024/,
    ],
    ['is cut off', { fault: 'truncated', operation: GET }, /the connection to CodeArtifact broke/],
    [
      'has no SHA-256',
      {
        fault: 'rewrite',
        operation: 'ListPackageVersionAssets',
        rewrite: (answer) => ({
          ...answer,
          assets: (answer['assets'] as { hashes?: unknown }[]).map((asset) => ({ ...asset, hashes: { MD5: '00' } })),
        }),
      },
      /no SHA-256 of the asset package\.tgz/,
    ],
    [
      'has no size',
      {
        fault: 'rewrite',
        operation: 'ListPackageVersionAssets',
        rewrite: (answer) => ({
          ...answer,
          assets: (answer['assets'] as object[]).map((asset) => ({ ...asset, size: undefined })),
        }),
      },
      /no size of the asset/,
    ],
    [
      'has no assets in the list',
      { fault: 'rewrite', operation: 'ListPackageVersionAssets', rewrite: (answer) => ({ ...answer, assets: [] }) },
      /lists no asset of it/,
    ],
    [
      'has no list of assets',
      {
        fault: 'rewrite',
        operation: 'ListPackageVersionAssets',
        rewrite: (answer) => ({ ...answer, assets: undefined }),
      },
      /lists no asset of it/,
    ],
    [
      'is published again before it is copied',
      {
        fault: 'concurrent-change',
        operation: 'DescribePackageVersion',
        change: (registry) => void registry.republish({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0'),
        times: 1,
      },
      /expected revision/,
    ],
    [
      'is published again while it is copied',
      {
        fault: 'concurrent-change',
        operation: GET,
        change: (registry) => void registry.republish({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0'),
        times: 1,
      },
      /has the revision/,
    ],
  ])('Nothing is disposed where a version %s', async (_, fault, message) => {
    const { status, reason, statuses } = await disposeTwo({ times: Infinity, when: isLeftPad, ...fault });
    expect([status, statuses]).toEqual(['ROLLBACK_COMPLETE', ['Published', 'Published']]);
    expect(reason).toContain('npm @my-scope/left-pad 1.0.0 NOT_COPIED');
    expect(reason).toMatch(message);
    expect(account.documents.map(({ package: name }) => name)).toEqual(['tool']);
  });

  test('Nothing is disposed where an asset is larger than one write to S3', async () => {
    const entry = account.publish(TOOL, '1.0.0', { assets: [{ name: 'huge', size: 5 * 1024 ** 3 + 1 }] });
    const { reason } = await account.deploy({ disposed: [entry] });
    expect(reason).toContain('the asset huge has 5368709121 bytes');
    expect(account.calls[GET]).toBeUndefined();
  });

  test.each(['readable', 'ConflictException'] as const)(
    'The disposal of a version that was archived without a copy is safe where its assets are %s',
    async (archivedAssets) => {
      account.codeArtifact.variants = { ...account.codeArtifact.variants, archivedAssets };
      const entry = account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' });
      await account.deploy({ disposed: [entry] });
      const [status] = account.statuses([entry]);
      expect([status, account.documents.length]).toEqual(
        archivedAssets === 'readable' ? ['Disposed', 1] : ['Archived', 0],
      );
    },
  );

  test('The disposal of a version that was archived without a copy is refused where the list hides its assets', async () => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, listedAssetsOfArchived: 'none' };
    const entry = account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' });
    await account.deploy({ disposed: [entry] });
    expect(account.statuses([entry])).toEqual(['Archived']);
  });
});

describe('A fault that passes', () => {
  test.each<[string, Fault]>([
    ['a stream that breaks once', { fault: 'truncated', operation: GET }],
    ['a stream that is short once', { fault: 'content', operation: GET, rewrite: (bytes) => bytes.subarray(1) }],
    ['throttling', { fault: 'throttling', operation: GET, times: 3 }],
    ['a connection that is reset', { fault: 'reset', operation: GET, times: 2 }],
    [
      'an internal error of a list',
      { fault: 'internal-server-error', operation: 'ListPackageVersionAssets', times: 2 },
    ],
  ])('Everything is copied and disposed after %s', async (_, fault) => {
    const { status, reason, statuses } = await disposeTwo(fault);
    expect([status, reason, statuses]).toEqual(['CREATE_COMPLETE', undefined, ['Disposed', 'Disposed']]);
    expect(account.documents).toHaveLength(2);
  });

  test.each(['internal-error', 'slow-down', 'reset', 'answer-lost'] as const)(
    'Everything is copied and disposed where S3 has the fault %s twice',
    async (fault) => {
      account.s3.faults.inject({ fault, operation: 'PutObject', key: /^assets\//, times: 2 });
      const { status, statuses } = await disposeTwo();
      expect([status, statuses]).toEqual(['CREATE_COMPLETE', ['Disposed', 'Disposed']]);
      expect(account.copyKeys('assets/')).toHaveLength(2);
    },
  );

  test('Nothing is disposed where S3 fails on and on, and the reason names the bucket', async () => {
    account.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /^assets\//, times: Infinity });
    const { status, reason, statuses } = await disposeTwo();
    expect([status, statuses]).toEqual(['ROLLBACK_COMPLETE', ['Published', 'Published']]);
    expect(reason).toContain(`the copies in the bucket ${account.copyBucket} cannot be read or written (InternalError`);
  });
});

describe('Copies that are there', () => {
  const assets = (count: number, seed?: string) =>
    Array.from({ length: count }, (_, n) => ({ name: `asset-${n}`, size: 100 + n, seed: seed && `${seed}-${n % 10}` }));

  test.each([150, 350])('A version of %i assets is copied whole', async (count) => {
    const entry = account.publish(TOOL, '1.0.0', { assets: assets(count) });
    const { status, reason } = await account.deploy({ disposed: [entry] });
    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(account.documents[0]!.assets).toHaveLength(count);
    expect(account.calls[GET]).toBe(count);
  });

  test('Equal assets of several versions are read once, and have one object', async () => {
    const same = [{ name: 'same.bin', size: 50_000, seed: 'same' }];
    const entries = Array.from({ length: 6 }, (_, n) => account.publish(TOOL, `1.${n}.0`, { assets: same }));
    await account.deploy({ disposed: entries });
    expect(account.statuses(entries)).toEqual(entries.map(() => 'Disposed'));
    expect([account.calls[GET], account.copyKeys('assets/').length, account.documents.length]).toEqual([1, 1, 6]);
  });

  test('A deployment that failed after its copies reads nothing again', async () => {
    // The bucket of a stack whose creation fails is kept, and the next stack has another one.
    await account.deploy({});
    const { entries } = await disposeTwo({
      fault: 'content',
      operation: GET,
      when: isLeftPad,
      rewrite: (bytes) => bytes.subarray(1),
      times: Infinity,
    });
    account.codeArtifact.faults.clear();
    const before = account.codeArtifact.callsOf(GET).filter((call) => !isLeftPad(call)).length;
    await account.deploy({ disposed: entries });
    expect(account.statuses(entries)).toEqual(['Disposed', 'Disposed']);
    expect(account.codeArtifact.callsOf(GET).filter((call) => !isLeftPad(call))).toHaveLength(before);
  });

  test.each<[string, (key: string) => void]>([
    ['altered', (key) => account.s3.put(account.copyBucket, key, 'other bytes')],
    ['removed', (key) => account.s3.delete(account.copyBucket, key)],
  ])('An asset of a copy that somebody has %s refuses the disposal of the archived version', async (_, change) => {
    const entries = [account.publish(LEFT_PAD, '1.0.0'), account.publish(LEFT_PAD, '1.0.1')];
    await account.deploy({ archived: entries });
    change(account.copyKeys('assets/')[0]!);
    account.pass(31);
    const { status, reason } = await account.deploy({ archived: entries, disposed: entries });
    expect([status, account.statuses(entries)]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Archived', 'Archived']]);
    expect(reason).toContain('NOT_COPIED');
  });

  test.each<[string, (key: string) => void]>([
    ['altered', (key) => account.s3.put(account.copyBucket, key, 'other bytes')],
    ['removed', (key) => account.s3.delete(account.copyBucket, key)],
  ])('An asset of a copy that somebody has %s is copied again where the version can be read', async (_, change) => {
    const entry = account.publish(LEFT_PAD, '1.0.0');
    await account.deploy({ archived: [entry] });
    const [key] = account.copyKeys('assets/');
    const before = account.s3.get(account.copyBucket, key!);
    change(key!);
    account.registry.setStatus({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0', 'Published');
    await account.deploy({ disposed: [entry] });
    expect(account.statuses([entry])).toEqual(['Disposed']);
    expect(account.s3.get(account.copyBucket, key!)).toEqual(before);
  });

  test('A document of a copy that somebody altered is written again, and not believed', async () => {
    const entry = account.publish(LEFT_PAD, '1.0.0');
    await account.deploy({ archived: [entry] });
    const [key] = account.copyKeys('versions/');
    const before = String(account.s3.get(account.copyBucket, key!));
    account.s3.put(account.copyBucket, key!, before.replace('package.tgz', 'package.tgx'));
    account.registry.setStatus({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0', 'Published');
    await account.deploy({ disposed: [entry] });
    expect(account.statuses([entry])).toEqual(['Disposed']);
    expect(account.documents[0]!.assets[0]!.name).toBe('package.tgz');
  });
});
