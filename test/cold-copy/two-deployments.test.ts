import { createHash } from 'node:crypto';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { CopyAccount, TOOL } from './copy-account';

test('Two stacks that copy and dispose the same versions at once both succeed, and every byte is there once', async () => {
  const account = await CopyAccount.open({ codeArtifact: { latency: 20 } });
  try {
    // The functions of both stacks may do all: the policies are those of one stack.
    account.isPerson = true;
    await account.deploy({});
    const { copyBucket } = account;
    const copies = (stack: Parameters<typeof Bucket.fromBucketName>[0]) => ({
      bucket: Bucket.fromBucketName(stack, 'Shared', copyBucket),
    });
    const entries = Array.from({ length: 40 }, (_, n) =>
      // Half of the assets are equal.
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
    expect(account.documents.map(({ version }) => version).sort()).toEqual(
      entries.map(({ version }) => version).sort(),
    );
    const keys = account.copyKeys('assets/');
    expect(keys).toHaveLength(41);
    expect(keys.map((key) => key.slice('assets/'.length))).toEqual(
      keys.map((key) => createHash('sha256').update(account.s3.get(copyBucket, key)!).digest('hex')),
    );
  } finally {
    await account.close();
  }
});
