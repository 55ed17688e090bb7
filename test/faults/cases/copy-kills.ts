import type { RecordedCall } from '../../../local/codeartifact';
import type { S3Call } from '../../../local/s3/faults';
import { type CopyAccount, TOOL } from '../../cold-copy/copy-account';
import { expectAll } from './copy-case';

const GET = 'GetPackageVersionAsset';

/** A call of the function, before or after which it can be killed. */
interface Boundary {
  readonly moment: 'before' | 'after';
  readonly operation: RecordedCall['operation'] | S3Call['operation'];
  /** Of S3: the beginning of the key. */
  readonly key?: string;
}

/** Every call of a copy. */
export const BOUNDARIES: readonly Boundary[] = (['before', 'after'] as const).flatMap((moment) => [
  ...(
    [
      'DescribePackageVersion',
      'ListPackageVersionAssets',
      'GetPackageVersionReadme',
      'ListPackageVersionDependencies',
      GET,
    ] as const
  ).map((operation) => ({ moment, operation })),
  ...(
    [
      { operation: 'GetObject', key: 'versions' },
      { operation: 'HeadObject', key: 'assets' },
      { operation: 'PutObject', key: 'assets' },
      { operation: 'PutObject', key: 'versions' },
    ] as const
  ).map((call) => ({ moment, ...call })),
]);

/** The words of a row. */
export function describeBoundary({ moment, operation, key }: Boundary): string {
  return `${moment} ${operation}${key === undefined ? '' : ` of ${key}`}`;
}

/** Calls a function once, at the second call of a boundary. */
export function atBoundary(account: CopyAccount, { moment, operation, key }: Boundary, interrupt: () => void): void {
  if (key === undefined) {
    account.codeArtifact.faults.inject({
      ...{ fault: 'concurrent-change', operation: operation as RecordedCall['operation'], after: 1 },
      ...{ afterExecution: moment === 'after', change: interrupt },
    });
    return;
  }
  let count = 0;
  account.s3.observe = (call, current) => {
    if (call.operation === operation && call.key.startsWith(`${key}/`) && current === moment && ++count === 2) {
      interrupt();
    }
  };
}

/** Expects that a deployment whose function is killed copies all, and reads nothing again that was there. */
export async function expectResumed(
  account: CopyAccount,
  prepare: (kill: () => void) => void,
  bytes = 500,
): Promise<void> {
  // The function is there before the deployment in which it is killed.
  await account.deploy({ disposed: [] });
  const entries = [0, 1, 2].map((n) =>
    account.publish(TOOL, `1.${n}.0`, { assets: ['a', 'b'].map((name) => ({ name, size: bytes + n })) }),
  );
  let present: readonly string[] | undefined;
  let calls = 0;
  prepare(() => {
    present = account.copyKeys('assets/');
    calls = account.codeArtifact.calls.length;
    account.kill();
  });
  await expectAll(account, entries);
  expect(present).toBeDefined();
  const later = account.codeArtifact.calls.slice(calls).filter(({ operation }) => operation === GET);
  const readAgain = account.documents.flatMap(({ version, assets }) =>
    assets.filter(
      ({ name, sha256 }) =>
        present!.includes(`assets/${sha256}`) &&
        later.some(({ query }) => query['version'] === version && query['asset'] === name),
    ),
  );
  expect(readAgain).toEqual([]);
}
