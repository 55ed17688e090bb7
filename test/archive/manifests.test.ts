import type { ManifestEntry } from '../../declaration/manifest';
import { PackagePermissions, RestoredStatus } from '../../lib';
import { headline } from '../../review/render/labels/plan-labels';
import { ManifestArchiveAccount } from './manifest-account';

const LEFT_PAD = { format: 'npm', package: 'left-pad' } as const;
const SCOPED = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const BILLING = { format: 'maven', namespace: 'com.example', package: 'billing' } as const;

let account: ManifestArchiveAccount;
let all: ManifestEntry[];

beforeEach(async () => {
  account = await ManifestArchiveAccount.open();
  all = [
    ...(await account.publish(LEFT_PAD, '1.0.0', '1.0.1')),
    ...(await account.publish(SCOPED, '1.0.0')),
    ...(await account.publish(BILLING, '1.0')),
  ];
});

afterEach(() => account.close());

const each = (status: string) => all.map(() => status);

test('A manifest is archived by one change, and disposed by the next one after the waiting time', async () => {
  const before = account.now;
  const archived = await account.deploy({ archived: all });
  expect([archived.status, archived.reason]).toEqual(['CREATE_COMPLETE', undefined]);
  expect(archived.outputs).toMatchObject({ ArchivedCount: '4', ArchivedAt: before });
  expect(account.statuses(all)).toEqual(each('Archived'));

  const early = await account.deploy({ archived: all, disposed: all });
  expect(early.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(early.reason).toMatch(
    /Nothing was disposed: 4 of 4 versions of my-domain\/my-repo are refused: .* can be disposed from 2026-01-31T15:00:00Z on/,
  );

  account.pass(30);
  const { status, reason } = await account.deploy({ archived: all, disposed: all });
  expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
  expect(account.statuses(all)).toEqual(each('Disposed'));
});

test('A version that somebody restored keeps the whole manifest from being disposed', async () => {
  await account.deploy({ archived: all });
  account.pass(10);
  await account.setStatus(all[2]!, 'Published');
  account.pass(30);
  const { reason } = await account.deploy({ archived: all, disposed: all });
  expect(reason).toContain(
    'npm @my-scope/left-pad 1.0.0 MISMATCHED_STATUS: current status: Published, expected status: Archived',
  );
  expect(account.codeArtifact.callsOf('DisposePackageVersions')).toEqual([]);
});

test.each(['null', 'absent'] as const)(
  'A version that somebody restored and archived again by hand is refused, however EventBridge names no namespace: %s',
  async (eventWithoutNamespace) => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, eventWithoutNamespace };
    await account.deploy({ archived: all });
    account.pass(10);
    await account.setStatus(all[1]!, 'Unlisted');
    await account.setStatus(all[1]!, 'Archived');
    account.pass(30);
    const { reason } = await account.deploy({ archived: all, disposed: all });
    expect(reason).toMatch(/1 of 4 versions .* npm left-pad 1\.0\.1 RESTORED: it was restored at 2026-01-11T15:00:00Z/);
    expect(account.statuses(all)).toEqual(each('Archived'));
  },
);

test('A version that somebody restored is archived again by the next update, and waits again', async () => {
  await account.deploy({ archived: all.slice(0, 3) });
  account.pass(20);
  await account.setStatus(all[0]!, 'Published');
  account.pass(10);
  const { outputs } = await account.deploy({ archived: all });
  expect(outputs).toMatchObject({ ArchivedCount: '4', ArchivedAt: account.now });
  expect(account.statuses(all)).toEqual(each('Archived'));
  const { reason } = await account.deploy({ archived: all, disposed: all });
  expect(reason).toMatch(/2 of 4 versions .* are refused/);
});

test('A version that was archived by other means waits from the first deployment on that finds it archived', async () => {
  await account.setStatus(all[0]!, 'Archived');
  account.pass(100);
  const { outputs } = await account.deploy({ archived: all });
  expect(outputs).toMatchObject({ ArchivedCount: '4', ArchivedAt: account.now });
  account.pass(29);
  const { reason } = await account.deploy({ archived: all, disposed: all });
  expect(reason).toMatch(/WAITING_TIME: .*also [^)]*npm left-pad 1\.0\.0/);
  account.pass(1);
  expect((await account.deploy({ archived: all, disposed: all })).status).toBe('UPDATE_COMPLETE');
});

test('Versions that no deployment has found archived are refused, unless the declaration accepts that', async () => {
  await account.setStatus(all[0]!, 'Archived');
  await account.deploy({ archived: all.slice(1) });
  account.pass(30);
  const { reason } = await account.deploy({ archived: all.slice(1), disposed: all });
  expect(reason).toContain('npm left-pad 1.0.0 UNKNOWN_ARCHIVE_TIME');
  expect(reason).not.toContain('allowUnknownArchiveTime');
  const accepted = await account.deploy({
    archived: all.slice(1),
    disposed: all,
    disposalProps: { allowUnknownArchiveTime: true },
  });
  expect(accepted.status).toBe('UPDATE_COMPLETE');
});

test('A version that leaves the manifest stays archived by default', async () => {
  await account.deploy({ archived: all });
  await account.deploy({ archived: all.slice(1) });
  expect(account.statuses(all)).toEqual(each('Archived'));
  await account.destroy();
  expect(account.statuses(all)).toEqual(each('Archived'));
});

describe('A manifest with restoreTo', () => {
  const archiveProps = { restoreTo: RestoredStatus.UNLISTED, permissions: PackagePermissions.repository() };

  test('A manifest with restoreTo restores versions and packages that leave it, and says so in its report', async () => {
    await account.deploy({ archived: all, archiveProps });
    const { status, reason } = await account.deploy({ archived: all.slice(1, 3), archiveProps });
    expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
    expect(account.statuses(all)).toEqual(['Unlisted', 'Archived', 'Archived', 'Unlisted']);
    expect(account.report('restored')).toEqual(['com.example:billing 1.0 restored', 'left-pad 1.0.0 restored']);
  });

  test('A manifest with restoreTo restores all that it archived when it is removed, and nothing that it did not', async () => {
    await account.setStatus(all[0]!, 'Archived');
    await account.deploy({ archived: all, archiveProps });
    await account.setStatus(all[1]!, 'Published');
    const { status } = await account.destroy();
    expect(status).toBe('DELETE_COMPLETE');
    expect(account.statuses(all)).toEqual(['Archived', 'Published', 'Unlisted', 'Unlisted']);
  });

  test('A manifest with restoreTo whose removal fails says what was not restored, and that the removal can be repeated', async () => {
    await account.deploy({ archived: all, archiveProps });
    account.codeArtifact.faults.inject({
      fault: 'access-denied',
      operation: 'UpdatePackageVersionsStatus',
      times: Infinity,
    });
    const { status, reason } = await account.destroy();
    expect(status).toBe('DELETE_FAILED');
    expect(reason).toContain(
      'Not all versions of my-domain/my-repo that are no longer declared were restored to Unlisted',
    );
    expect(reason).toContain('Resolve that and delete again: what is restored already is left as it is.');
  });

  test('A manifest with restoreTo leaves as it is what somebody disposed or published again', async () => {
    await account.deploy({ archived: all, archiveProps });
    const coordinates = { domain: 'my-domain', repository: 'my-repo', ...LEFT_PAD };
    account.registry.dispose(coordinates, '1.0.0');
    account.registry.republish(coordinates, '1.0.1');
    await account.deploy({ archived: [], archiveProps });
    expect(account.statuses(all)).toEqual(['Disposed', 'Published', 'Unlisted', 'Unlisted']);
  });

  test('A manifest with restoreTo restores what a creation archived that is rolled back', async () => {
    const { status } = await account.deploy({ archived: all, disposed: all, archiveProps });
    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(account.statuses(all)).toEqual(each('Unlisted'));
  });
});

test('A rollback succeeds where somebody published a version of the manifest again', async () => {
  await account.deploy({ archived: all });
  account.registry.republish({ domain: 'my-domain', repository: 'my-repo', ...LEFT_PAD }, '1.0.0');
  const stale = { ...LEFT_PAD, version: '9.9.9', revision: 'stale' };
  const { status, reason } = await account.deploy({ archived: [...all, stale] });
  expect(reason).toMatch(
    /Nothing was archived: 1 of 5 versions of my-domain\/my-repo are refused: npm left-pad 9\.9\.9/,
  );
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.statuses(all)).toEqual(['Published', 'Archived', 'Archived', 'Archived']);
});

test('A declaration that is removed and created again starts the waiting times again', async () => {
  await account.deploy({ archived: all });
  account.pass(40);
  await account.deploy({ disposed: [] });
  expect(account.statuses(all)).toEqual(each('Archived'));
  const { outputs } = await account.deploy({ archived: all, disposed: [] });
  expect(outputs).toMatchObject({ ArchivedAt: account.now });
  const { reason } = await account.deploy({ archived: all, disposed: all });
  expect(reason).toContain('4 of 4 versions');
});

describe('The plan of a manifest', () => {
  test('The plan of a manifest says what a change archives, and that it disposes nothing', async () => {
    const plan = await account.plan({ archived: all });
    expect(plan).toMatchObject({ complete: true, problems: [], totals: { willBeArchived: 4, willBeDisposed: 0 } });
    expect(headline(plan)).toBe('Deploying archives 4 versions, and disposes nothing.');
  });

  test('The plan of a manifest refuses a disposal before the waiting time is over, with the time from which it can be', async () => {
    await account.deploy({ archived: all });
    account.pass(12);
    const plan = await account.plan({ archived: all, disposed: all }, { archived: all });
    expect(plan).toMatchObject({ complete: true, totals: { refused: 4, unchangedDeclarations: 1 } });
    expect(plan.declarations.flatMap(({ versions }) => versions)[0]).toMatchObject({
      code: 'WAITING_TIME',
      message: 'it was archived at 2026-01-01T15:00:00Z, and can be disposed from 2026-01-31T15:00:00Z on',
    });
  });

  test('The plan of a manifest disposes after the waiting time, as the deployment does', async () => {
    await account.deploy({ archived: all });
    account.pass(30);
    const plan = await account.plan({ archived: all, disposed: all }, { archived: all });
    expect(plan).toMatchObject({ complete: true, totals: { willBeDisposed: 4, refused: 0 } });
    expect((await account.deploy({ archived: all, disposed: all })).status).toBe('UPDATE_COMPLETE');
  });

  test('The plan of a manifest that was refused before its waiting time was over is not silent about the same manifest later', async () => {
    await account.deploy({ archived: all });
    const steps = { archived: all, disposed: all };
    expect((await account.deploy(steps)).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    account.pass(30);
    expect(await account.plan(steps, steps)).toMatchObject({ complete: true, totals: { willBeDisposed: 4 } });
  });

  test('The plan of a manifest is not complete if the reviewer does not name the record bucket', async () => {
    await account.deploy({ archived: all });
    account.pass(30);
    const plan = await account.plan({ archived: all, disposed: all }, { archived: all }, null);
    expect(plan).toMatchObject({ complete: false, totals: { unknown: 4, willBeDisposed: 0 } });
  });
});

describe('Least privilege', () => {
  const archive = 'codeartifact:UpdatePackageVersionsStatus';
  const dispose = 'codeartifact:DisposePackageVersions';
  const actions = (construct: 'Archived' | 'CleanUp') => new Set(account.grants(construct).map(({ action }) => action));

  test.each([
    ['exact', PackagePermissions.exact()],
    ['namespaces', PackagePermissions.namespaces()],
    ['repository', PackagePermissions.repository()],
  ])(
    'Least privilege: one function may archive and not dispose, the other one the reverse, with %s permissions',
    async (_, permissions) => {
      await account.deploy({ archived: all, archiveProps: { permissions } });
      account.pass(30);
      const steps = { archived: all, disposed: all, archiveProps: { permissions }, disposalProps: { permissions } };
      expect((await account.deploy(steps)).status).toBe('UPDATE_COMPLETE');
      await account.publish(LEFT_PAD, '3.0.0');
      expect(actions('Archived')).toContain(archive);
      expect(actions('Archived')).not.toContain(dispose);
      expect(actions('CleanUp')).toContain(dispose);
      expect(actions('CleanUp')).not.toContain(archive);
      expect(account.refused).toEqual([]);
      const granted = [...actions('Archived'), ...actions('CleanUp')].filter((action) => !action.startsWith('logs:'));
      expect(new Set(granted)).toEqual(account.used);
    },
  );
});
