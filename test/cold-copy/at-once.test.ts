import { CopyAccount, TOOL } from './copy-account';

const GET = 'GetPackageVersionAsset';

let account: CopyAccount;
beforeEach(async () => {
  account = await CopyAccount.open();
});
afterEach(() => account.close());

test('Sixty assets that are slow are read at once, and none of them waits for the connection of another one', async () => {
  const assets = Array.from({ length: 60 }, (_, n) => ({ name: `asset-${n}`, size: 100 + n }));
  const entry = account.publish(TOOL, '1.0.0', { assets });
  const { codeArtifact } = account;
  codeArtifact.faults.inject({ fault: 'slow', delay: 3_000, operation: GET, times: Infinity });
  const { status, reason } = await account.deploy({ disposed: [entry] });
  expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect([codeArtifact.mostAtOnce(GET), codeArtifact.callsOf(GET).length]).toEqual([60, 60]);
});
