import { Size } from 'aws-cdk-lib';
import { StorageClass } from 'aws-cdk-lib/aws-s3';
import type { ColdCopiesProps } from '../../lib';
import type { Plan } from '../../review/plan/plan-model';
import { otherCounts } from '../../review/render/labels/plan-labels';
import { renderMarkdown } from '../../review/render/markdown/render-markdown';
import { CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from './copy-account';

let account: CopyAccount;
beforeEach(async () => {
  account = await CopyAccount.open();
});
afterEach(() => account.close());

const versions = ({ declarations }: Plan) =>
  declarations.flatMap((declaration) =>
    declaration.versions.map(({ version, verdict, code, copy }) => ({ version, verdict, code, copy: copy?.state })),
  );

test('The plan says of each version whether it is copied already, will be, or cannot be', async () => {
  const copied = account.publish(LEFT_PAD, '1.0.0');
  await account.deploy({ archived: [copied] });
  account.registry.setStatus({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0', 'Published');
  const disposed = [
    copied,
    account.publish(LEFT_PAD, '1.1.0'),
    account.publish(LEFT_PAD, '1.2.0', { status: 'Archived' }),
  ];
  const plan = await account.plan({ disposed }, { copyBucket: account.copyBucket });
  expect(versions(plan)).toEqual([
    { version: '1.0.0', verdict: 'skipped', code: undefined, copy: 'copied' },
    { version: '1.1.0', verdict: 'skipped', code: undefined, copy: 'will be copied' },
    { version: '1.2.0', verdict: 'refused', code: 'NOT_COPIED', copy: 'cannot be copied' },
  ]);
  expect(plan.totals.copies).toMatchObject({ copied: 1, willBeCopied: 1, cannotBeCopied: 1, unknown: 0 });
  expect((await account.deploy({ disposed })).reason).toContain('1.2.0 NOT_COPIED');
});

test('The plan says what the copies take: bytes, calls, time at the pace, and dollars at a price with its date', async () => {
  const assets = Array.from({ length: 30 }, (_, n) => ({ name: `asset-${n}`, size: 1024 ** 2 }));
  const disposed = [account.publish(TOOL, '1.0.0', { assets })];
  const plan = await account.plan({ disposed, props: { maxCopiesPerSecond: 10 } });
  expect(plan.totals.copies).toMatchObject({
    ...{ assets: 30, sizeBytes: 30 * 1024 ** 2, calls: 34, seconds: 3 },
    dollarsPerMonth: 0.0007,
  });
  expect(otherCounts(plan).join()).toMatch(
    /cold copies: 1 will be copied \(at most 30 assets, .*, 34 calls, 3 seconds at the pace, \$0\.0007 a month at the list prices of S3 of \d{4}-\d\d-\d\d\)/,
  );
});

test('The plan prices large assets in the storage class that they get', async () => {
  const assets = [
    { name: 'large', size: 64 * 1024 ** 2 },
    { name: 'small', size: 32 * 1024 ** 2 },
  ];
  const disposed = [account.publish(TOOL, '1.0.0', { assets })];
  const price = async (copies?: ColdCopiesProps) =>
    (await account.plan({ disposed, copies })).totals.copies?.dollarsPerMonth;
  const largeAssetStorageClass = StorageClass.GLACIER_INSTANT_RETRIEVAL;
  // 96 MiB at $0.023 a GiB, then all of it at $0.004, then two thirds of it.
  expect([
    await price(),
    await price({ largeAssetStorageClass }),
    await price({ largeAssetStorageClass, largeAssetSize: Size.mebibytes(64) }),
  ]).toEqual([0.0022, 0.0004, 0.001]);
});

test('The plan prices a small asset in a class for objects that are seldom read as 128 KiB', async () => {
  const assets = Array.from({ length: 1_000 }, (_, n) => ({ name: `asset-${n}`, size: 1_024 }));
  const disposed = [account.publish(TOOL, '1.0.0', { assets })];
  const copies = { largeAssetStorageClass: StorageClass.INFREQUENT_ACCESS, largeAssetSize: Size.bytes(1) };
  const plan = await account.plan({ disposed, copies });
  // 125 MiB at $0.0125 a GiB.
  expect(plan.totals.copies?.dollarsPerMonth).toBe(0.0015);
});

test('The plan does not know of an archived version whether it is copied, unless the reviewer names the bucket', async () => {
  const entry = account.publish(LEFT_PAD, '1.0.0');
  await account.deploy({ archived: [entry] });
  account.pass(31);
  const stack = { archived: [entry], disposed: [entry] };
  const { recordBucket, copyBucket } = account;
  const unknown = await account.plan(stack, { recordBucket });
  const known = await account.plan(stack, { recordBucket, copyBucket });
  const verdicts = [unknown, known].map((plan) => versions(plan).find(({ verdict }) => verdict !== 'already archived'));
  expect(verdicts).toMatchObject([
    { verdict: 'unknown', copy: 'unknown' },
    { verdict: 'will be disposed', copy: 'copied' },
  ]);
  expect(JSON.stringify(unknown)).toContain('--copy-bucket');
});

test('The plan accepts an archived version without a copy where the declaration does', async () => {
  const disposed = [account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' })];
  const disposalProps = { allowArchivedWithoutCopy: true };
  await account.deploy({});
  const plan = await account.plan({ disposed, disposalProps }, { copyBucket: account.copyBucket });
  expect(versions(plan)).toMatchObject([{ verdict: 'will be disposed', copy: 'cannot be copied' }]);
});

test('The comment of the pull request names the state of each copy', async () => {
  const disposed = [account.publish(LEFT_PAD, '1.0.0')];
  const plan = await account.plan({ disposed });
  expect(renderMarkdown(plan)).toContain('cold copy: will be copied');
});
