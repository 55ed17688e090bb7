import type { ManifestEntry } from '../../declaration/manifest';
import { ManifestArchiveAccount } from './manifest-account';

let account: ManifestArchiveAccount;
let all: ManifestEntry[];

beforeEach(async () => {
  account = await ManifestArchiveAccount.open();
  all = await account.publish({ format: 'npm', package: 'left-pad' }, '1.0.0', '1.0.1');
});

afterEach(() => account.close());

/** Somebody restores a version, and archives it again by hand. */
async function restoreAndArchive(entry: ManifestEntry) {
  await account.setStatus(entry, 'Published');
  await account.setStatus(entry, 'Archived');
}

describe('A version that is restored and archived again during an outage', () => {
  test('A version that is restored while no function takes reports is not disposed, then or after the outage', async () => {
    await account.deploy({ archived: all });
    account.pass(1);
    account.sqs.isHeld = true;
    await restoreAndArchive(all[1]!);
    account.pass(29);
    const steps = { archived: all, disposed: all };

    const during = await account.deploy(steps);
    const plan = await account.plan(steps, { archived: all });
    account.sqs.isHeld = false;
    await account.sqs.redeliver();
    account.pass(1);
    const afterwards = await account.deploy(steps);

    expect(during.reason).toMatch(/2 of 2 versions .* UNDELIVERED_REPORTS: /);
    expect(plan.totals).toMatchObject({ willBeDisposed: 0, refused: 2 });
    expect(afterwards.reason).toMatch(/1 of 2 versions .* npm left-pad 1\.0\.1 RESTORED: /);
    expect(account.statuses(all)).toEqual(['Archived', 'Archived']);
  });

  test('A version whose mark S3 does not take for a day keeps its report, and the log names the failure', async () => {
    await account.deploy({ archived: all });
    account.pass(1);
    const { s3 } = account.services;
    s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /\/restored\//, times: Infinity });
    await account.setStatus(all[1]!, 'Published');
    expect(account.sqs.waiting).toHaveLength(1);
    const lines = account.cloudFormation.logs.map(({ line }) => line);
    expect(lines.find((line) => line.includes('could not be recorded'))).toContain('"message":"failed"');
    account.pass(1);
    s3.faults.clear();
    await account.setStatus(all[1]!, 'Archived');
    await account.sqs.redeliver();
    expect(account.sqs.waiting).toEqual([]);
    account.pass(29);
    expect((await account.deploy({ archived: all, disposed: all })).reason).toContain('npm left-pad 1.0.1 RESTORED');
  });

  test('A version whose report comes several times waits as one whose report comes once', async () => {
    const other = await account.publish({ format: 'npm', package: 'other' }, '1.0.0');
    await account.deploy({ archived: all });
    account.sqs.copies = 3;
    account.pass(1);
    await account.setStatus(all[1]!, 'Published');
    account.sqs.copies = 1;
    account.pass(1);
    const archived = [...all, ...other];
    await account.deploy({ archived });
    account.pass(29);
    expect((await account.deploy({ archived, disposed: all })).reason).toContain('npm left-pad 1.0.1 WAITING_TIME');
    account.pass(1);
    expect((await account.deploy({ archived, disposed: all })).status).toBe('UPDATE_COMPLETE');
  });
});
