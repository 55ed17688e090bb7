import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { Fault } from '../../../local/codeartifact';
import { type CopyAccount, LEFT_PAD, REPOSITORY, TOOL } from '../../cold-copy/copy-account';
import {
  answer,
  copyCase,
  copyOnly,
  expectAll,
  expectArchivedRefused,
  expectNothing,
  publishMany,
  publishTwo,
  wholeCopies,
} from './copy-case';
import { atBoundary, BOUNDARIES, describeBoundary, expectResumed } from './copy-kills';
import type { Section } from './section';

const GET = 'GetPackageVersionAsset';
const NOTHING = 'nothing is archived or disposed, and the reason names the version, as NOT_COPIED, and why';
const ALL = 'everything is copied, and then disposed';
const AGAIN = 'the next run resumes, reads nothing again that is there, and disposes all';

const isLeftPad = ({ resource }: { readonly resource: string }) => resource.includes('left-pad');
const flip = (bytes: Buffer) => Buffer.concat([Buffer.from([bytes[0]! ^ 1]), bytes.subarray(1)]);
const republish: Fault & { readonly fault: 'concurrent-change' } = {
  ...{ fault: 'concurrent-change', times: 1 },
  change: (registry) => void registry.republish({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0'),
};

/** The answer of a list, with other members of each asset. */
const rewriteAssets = (rewrite: (asset: object) => object): Fault => ({
  fault: 'rewrite',
  operation: 'ListPackageVersionAssets',
  rewrite: (list) => ({ ...list, assets: (list['assets'] as object[]).map(rewrite) }),
});
const rewriteList = (assets: unknown): Fault => ({
  fault: 'rewrite',
  operation: 'ListPackageVersionAssets',
  rewrite: (list) => ({ ...list, assets }),
});

/** Faults of one version, which stay: what happens, and what the reason says. */
const LASTING: readonly (readonly [string, Fault, RegExp])[] = [
  [
    'An asset is served with another byte',
    { fault: 'content', operation: GET, rewrite: flip },
    /other bytes than those/,
  ],
  [
    'An asset is served short',
    { fault: 'content', operation: GET, rewrite: (bytes) => bytes.subarray(1) },
    /served 1023 of the 1024 bytes/,
  ],
  [
    'An asset is served long',
    { fault: 'content', operation: GET, rewrite: (bytes) => Buffer.concat([bytes, bytes]) },
    /more bytes of the asset package\.tgz than the 1024/,
  ],
  ['The stream of an asset is cut off', { fault: 'truncated', operation: GET }, /the connection to CodeArtifact broke/],
  [
    'An asset has no SHA-256',
    rewriteAssets((asset) => ({ ...asset, hashes: { MD5: '00' } })),
    /no SHA-256 of the asset/,
  ],
  ['An asset has no size', rewriteAssets((asset) => ({ ...asset, size: undefined })), /no size of the asset/],
  ['The list of assets is empty', rewriteList([]), /lists no asset of it/],
  ['There is no list of assets', rewriteList(undefined), /lists no asset of it/],
  [
    'A version is published again before it is copied',
    { ...republish, operation: 'DescribePackageVersion' },
    /expected revision/,
  ],
  ['A version is published again while it is copied', { ...republish, operation: GET }, /has the revision/],
];

/** Faults that pass. */
const PASSING: readonly (readonly [string, Fault])[] = [
  ['The stream of an asset breaks once', { fault: 'truncated', operation: GET }],
  ['The stream of an asset is short once', { fault: 'content', operation: GET, rewrite: (bytes) => bytes.subarray(1) }],
  ['CodeArtifact throttles the reads of assets', { fault: 'throttling', operation: GET, times: 3 }],
  ['The connection of a read is reset twice', { fault: 'reset', operation: GET, times: 2 }],
  [
    'The list of assets meets an internal error twice',
    { fault: 'internal-server-error', operation: 'ListPackageVersionAssets', times: 2 },
  ],
];

/** Changes of an object that a copy has. */
const CHANGES: readonly (readonly [string, (account: CopyAccount, key: string) => void])[] = [
  ['alters', ({ s3, copyBucket }, key) => s3.put(copyBucket, key, 'other bytes')],
  ['removes', ({ s3, copyBucket }, key) => s3.delete(copyBucket, key)],
];

export const COPY_FAULTS: Section = {
  title: 'Cold copies',
  about:
    'Versions are copied to a bucket, and then disposed. Whatever goes wrong, nothing is disposed that has no complete copy, and nothing is read ' +
    'again that is there.',
  file: 'copy-faults.test.ts',
  cases: [
    ...LASTING.map(([fault, injected, message]) =>
      copyCase(fault, NOTHING, async (account) => {
        const entries = publishTwo(account);
        account.codeArtifact.faults.inject({ times: Infinity, when: isLeftPad, ...injected });
        const reason = await expectNothing(account, entries);
        expect(reason).toContain('npm @my-scope/left-pad 1.0.0 NOT_COPIED');
        expect(reason).toMatch(message);
        // The other version is copied all the same.
        expect(account.documents.map(({ package: name }) => name)).toEqual(['tool']);
      }),
    ),
    copyCase('An asset is larger than one write to S3', `${NOTHING}; nothing of it is read`, async (account) => {
      const entry = account.publish(TOOL, '1.0.0', { assets: [{ name: 'huge', size: 5 * 1024 ** 3 + 1 }] });
      expect(await expectNothing(account, [entry])).toContain('the asset huge has 5368709121 bytes');
      expect(account.calls[GET]).toBeUndefined();
    }),
    copyCase('A version was archived without a copy, and its assets cannot be read', NOTHING, async (account) => {
      for (const archivedAssets of ['ResourceNotFoundException', 'ConflictException'] as const) {
        answer(account, { archivedAssets });
        await expectArchivedRefused(account);
      }
    }),
    copyCase('A version was archived without a copy, and the list hides its assets', NOTHING, async (account) => {
      answer(account, { listedAssetsOfArchived: 'none' });
      await expectArchivedRefused(account);
    }),
    copyCase('A version was archived without a copy, and its assets can be read', ALL, async (account) => {
      answer(account, { archivedAssets: 'readable' });
      await expectAll(account, [account.publish(LEFT_PAD, '1.0.0', { status: 'Archived' })]);
    }),
    ...PASSING.map(([fault, injected]) =>
      copyCase(fault, ALL, async (account) => {
        account.codeArtifact.faults.inject(injected);
        await expectAll(account, publishTwo(account));
      }),
    ),
    ...(['internal-error', 'slow-down', 'reset', 'answer-lost'] as const).map((fault) =>
      copyCase(`S3 has \`${fault}\` twice where an asset is written`, ALL, async (account) => {
        account.s3.faults.inject({ fault, operation: 'PutObject', key: /^assets\//, times: 2 });
        await expectAll(account, publishTwo(account));
      }),
    ),
    copyCase(
      'S3 takes no asset on and on',
      'nothing is archived or disposed, and the reason names the bucket',
      async (account) => {
        account.s3.faults.inject({
          fault: 'internal-error',
          operation: 'PutObject',
          key: /^assets\//,
          times: Infinity,
        });
        const entries = publishTwo(account);
        const { status, reason } = await account.deploy({ disposed: entries });
        expect([status, account.statuses(entries)]).toEqual(['ROLLBACK_COMPLETE', ['Published', 'Published']]);
        const failure = `the copies in the bucket ${account.copyBucket} cannot be read or written (InternalError`;
        expect(reason).toContain(failure);
      },
    ),
    ...[150, 350].map((count) =>
      copyCase(`A version has ${count} assets`, 'each is read once, and all are copied', async (account) => {
        const assets = Array.from({ length: count }, (_, n) => ({ name: `asset-${n}`, size: 100 + n }));
        await expectAll(account, [account.publish(TOOL, '1.0.0', { assets })]);
        expect([account.documents[0]!.assets.length, account.calls[GET]]).toEqual([count, count]);
      }),
    ),
    copyCase('Several versions have equal assets', 'they are read once, and have one object', async (account) => {
      const assets = [{ name: 'same.bin', size: 50_000, seed: 'same' }];
      await expectAll(
        account,
        Array.from({ length: 6 }, (_, n) => account.publish(TOOL, `1.${n}.0`, { assets })),
      );
      expect([account.calls[GET], account.copyKeys('assets/').length]).toEqual([1, 1]);
    }),
    copyCase('A deployment fails after its copies', 'the next one reads nothing again', async (account) => {
      // The bucket of a stack whose creation fails is kept, and the next stack has another one.
      await account.deploy({});
      const entries = publishTwo(account);
      account.codeArtifact.faults.inject({
        fault: 'content',
        ...{ operation: GET, when: isLeftPad, times: Infinity },
        rewrite: (bytes) => bytes.subarray(1),
      });
      await account.deploy({ disposed: entries });
      account.codeArtifact.faults.clear();
      const before = account.codeArtifact.callsOf(GET).filter((call) => !isLeftPad(call)).length;
      await expectAll(account, entries);
      expect(account.codeArtifact.callsOf(GET).filter((call) => !isLeftPad(call))).toHaveLength(before);
    }),
    ...CHANGES.map(([verb, change]) =>
      copyCase(`Somebody ${verb} a copied asset of an archived version`, NOTHING, async (account) => {
        const entries = [account.publish(LEFT_PAD, '1.0.0'), account.publish(LEFT_PAD, '1.0.1')];
        await account.deploy({ archived: entries });
        change(account, account.copyKeys('assets/')[0]!);
        account.pass(31);
        const { reason } = await account.deploy({ archived: entries, disposed: entries });
        expect([account.statuses(entries), reason]).toEqual([
          ['Archived', 'Archived'],
          expect.stringContaining('NOT_COPIED'),
        ]);
      }),
    ),
    ...CHANGES.map(([verb, change]) =>
      copyCase(
        `Somebody ${verb} a copied asset of a version that can be read`,
        'it is copied again',
        async (account) => {
          const [entry, key] = await copyOnly(account, 'assets/');
          const before = account.s3.get(account.copyBucket, key);
          change(account, key);
          await expectAll(account, [entry]);
          expect(account.s3.get(account.copyBucket, key)).toEqual(before);
        },
      ),
    ),
    copyCase('Somebody alters the document of a copy', 'it is not believed, and written again', async (account) => {
      const [entry, key] = await copyOnly(account, 'versions/');
      const before = String(account.s3.get(account.copyBucket, key));
      account.s3.put(account.copyBucket, key, before.replace('package.tgz', 'package.tgx'));
      await expectAll(account, [entry]);
      expect(account.documents[0]!.assets[0]!.name).toBe('package.tgz');
    }),
    ...BOUNDARIES.map((boundary) =>
      copyCase(`The function is killed ${describeBoundary(boundary)}, while it copies`, AGAIN, (account) =>
        expectResumed(account, (kill) => atBoundary(account, boundary, kill)),
      ),
    ),
    copyCase('The function is killed in the middle of a stream', AGAIN, (account) =>
      expectResumed(
        account,
        (kill) => {
          account.codeArtifact.faults.inject({
            ...{ fault: 'concurrent-change', operation: GET, after: 1, afterExecution: true },
            change: () => void setTimeout(kill, 10),
          });
        },
        20_000_000,
      ),
    ),
    copyCase(
      'Another deployment copies and disposes a version in the middle of its copy',
      'the version counts as copied, and as disposed',
      async (account) => {
        const [entry, key] = await copyOnly(account, 'versions/');
        const { copyBucket, s3 } = account;
        const document = s3.get(copyBucket, key)!;
        s3.delete(copyBucket, key);
        account.codeArtifact.faults.inject({
          ...{ fault: 'concurrent-change', operation: 'ListPackageVersionAssets' },
          change: (registry) => {
            s3.put(copyBucket, key, document);
            registry.dispose({ ...REPOSITORY, ...LEFT_PAD }, entry.version);
          },
        });
        await expectAll(account, [entry]);
      },
    ),
    copyCase(
      'Two stacks copy and dispose the same versions at once',
      'both succeed, and every byte is there once',
      expectTwoDeployments,
      { latency: 20 },
    ),
    {
      ...copyCase(
        'The copies of one package take many runs of the function',
        'each run resumes, and reads nothing again that is there',
        async (account) => {
          const entries = publishMany(account);
          await expectAll(account, entries, { maxCopiesPerSecond: 5 });
          const runs = account.services.stepFunctions.executions[0]!.history.filter(
            ({ type }) => type === 'LambdaFunctionSucceeded',
          );
          expect(runs.length).toBeGreaterThan(5);
          expect(account.calls[GET]).toBeLessThanOrEqual(entries.length + runs.length * 10);
        },
        { functionTimeoutSeconds: 4 },
      ),
      isSlow: true,
    },
    {
      ...copyCase(
        'The copies take longer than CloudFormation waits',
        'nothing is disposed; the next deployment resumes, and reads nothing again that is there',
        async (account) => {
          await account.deploy({});
          const entries = publishMany(account);
          const { status } = await account.deploy({ disposed: entries, props: { maxCopiesPerSecond: 3 } });
          expect([status, new Set(account.statuses(entries))]).toEqual([
            'UPDATE_ROLLBACK_COMPLETE',
            new Set(['Published']),
          ]);
          const copies = account.documents.length;
          expect(copies).toBeGreaterThan(0);
          const before = account.calls[GET]!;
          await expectAll(account, entries);
          expect(account.calls[GET]! - before).toBe(entries.length - copies);
        },
        { serviceTimeoutSeconds: 15 },
      ),
      isSlow: true,
    },
  ],
};

async function expectTwoDeployments(account: CopyAccount): Promise<void> {
  // The functions of both stacks may do all: the policies are those of one stack.
  account.isPerson = true;
  await account.deploy({});
  const { copyBucket } = account;
  const copies = (stack: Parameters<typeof Bucket.fromBucketName>[0]) => ({
    bucket: Bucket.fromBucketName(stack, 'Shared', copyBucket),
  });
  const entries = Array.from({ length: 40 }, (_, n) =>
    account.publish(TOOL, `1.${n}.0`, {
      assets: [
        { name: 'a', size: 2_000 + n },
        { name: 'b', size: 3_000, seed: 'same' },
      ],
    }),
  );
  const results = await Promise.all(
    ['First', 'Second'].map((name) => account.deploy({ name, copies, disposed: entries })),
  );
  expect(results.map(({ status, reason }) => [status, reason])).toEqual([
    ['CREATE_COMPLETE', undefined],
    ['CREATE_COMPLETE', undefined],
  ]);
  expect(account.statuses(entries)).toEqual(entries.map(() => 'Disposed'));
  expect([wholeCopies(account).length, account.copyKeys('assets/').length]).toEqual([40, 41]);
}
