import type { RecordedCall } from '../../local/codeartifact';
import type { S3Call } from '../../local/s3/faults';
import { CopyAccount, REPOSITORY, TOOL } from './copy-account';

const GET = 'GetPackageVersionAsset';
const ASSETS = 2;

let account: CopyAccount;
beforeAll(async () => {
  account = await CopyAccount.open();
  // The function is there before any deployment that is killed.
  await account.deploy({ disposed: [] });
});
afterAll(() => account.close());

let versions = 0;

/** Publishes three versions whose assets no other version has. */
function publishThree() {
  return Array.from({ length: 3 }, () =>
    account.publish(TOOL, `1.${versions++}.0`, {
      assets: Array.from({ length: ASSETS }, (_, n) => ({ name: `asset-${n}`, size: 500 + n })),
    }),
  );
}

/** A point between two calls of the function, at which it can be killed. */
interface Boundary {
  readonly moment: 'before' | 'after';
  readonly operation: RecordedCall['operation'] | S3Call['operation'];
  /** Of S3: the beginning of the key. */
  readonly key?: RegExp;
}

const CODE_ARTIFACT = [
  'DescribePackageVersion',
  'ListPackageVersionAssets',
  'GetPackageVersionReadme',
  'ListPackageVersionDependencies',
  GET,
] as const;
const S3 = [
  { operation: 'GetObject', key: /^versions\// },
  { operation: 'HeadObject', key: /^assets\// },
  { operation: 'PutObject', key: /^assets\// },
  { operation: 'PutObject', key: /^versions\// },
] as const;

const MOMENTS = ['before', 'after'] as const;
const BOUNDARIES: readonly Boundary[] = MOMENTS.flatMap((moment) => [
  ...CODE_ARTIFACT.map((operation) => ({ moment, operation })),
  ...S3.map((call) => ({ moment, ...call })),
]);

const titles = BOUNDARIES.map((boundary): [string, Boundary] => {
  const { moment, operation, key } = boundary;
  return [`${moment} ${operation}${key ? ` of ${key.source.slice(1, -2)}` : ''}`, boundary];
});

/** Calls a function once, at the second call of a boundary. */
function atBoundary({ moment, operation, key }: Boundary, interrupt: () => void): void {
  if (key === undefined) {
    account.codeArtifact.faults.inject({
      ...{ fault: 'concurrent-change', operation: operation as RecordedCall['operation'], after: 1 },
      ...{ afterExecution: moment === 'after', change: interrupt },
    });
    return;
  }
  let count = 0;
  account.s3.observe = (call, current) => {
    if (call.operation === operation && key.test(call.key) && current === moment && ++count === 2) {
      interrupt();
    }
  };
}

test.each(titles)(
  'A function that is killed %s resumes, and reads nothing again that is there',
  async (_, boundary) => {
    const entries = publishThree();
    let present: readonly string[] | undefined;
    let calls = 0;
    atBoundary(boundary, () => {
      present = account.copyKeys('assets/');
      calls = account.codeArtifact.calls.length;
      account.kill();
    });
    const { status, reason } = await account.deploy({ disposed: entries });
    account.s3.observe = undefined;
    expect([present === undefined, status, reason]).toEqual([false, 'UPDATE_COMPLETE', undefined]);
    expect(account.statuses(entries)).toEqual(entries.map(() => 'Disposed'));
    const copies = account.documents.filter(({ version }) => entries.some((entry) => entry.version === version));
    const assets = copies.flatMap(({ version, assets: own }) => own.map((asset) => ({ version, ...asset })));
    expect(assets).toHaveLength(entries.length * ASSETS);
    expect(assets.map(({ sha256 }) => account.s3.describe(account.copyBucket, `assets/${sha256}`)?.size)).toEqual(
      assets.map(({ size }) => size),
    );
    const later = account.codeArtifact.calls.slice(calls).filter(({ operation }) => operation === GET);
    const readAgain = assets.filter(
      ({ version, name, sha256 }) =>
        present!.includes(`assets/${sha256}`) &&
        later.some(({ query }) => query['version'] === version && query['asset'] === name),
    );
    expect(readAgain).toEqual([]);
  },
);

test('A version that another deployment copied and disposed in the middle of its copy counts as copied', async () => {
  const [entry] = publishThree();
  const tool = { ...REPOSITORY, ...TOOL };
  const { version, revision } = entry!;
  const { assets } = account.registry.version(tool, version)!;
  await account.deploy({ disposed: [entry!] });
  const { copyBucket, s3 } = account;
  const key = account.copyKeys('versions/').find((each) => each.includes(`/${version}/`))!;
  const document = s3.get(copyBucket, key)!;
  s3.delete(copyBucket, key);
  account.registry.delete(tool, version);
  account.registry.publish(tool, version, { assets, revision });
  account.codeArtifact.faults.inject({
    ...{ fault: 'concurrent-change', operation: 'ListPackageVersionAssets' },
    change: (registry) => {
      s3.put(copyBucket, key, document);
      registry.dispose(tool, version);
    },
  });
  const { status, reason } = await account.deploy({ disposed: [entry!], props: { maxCopiesPerSecond: 500 } });
  expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
});
