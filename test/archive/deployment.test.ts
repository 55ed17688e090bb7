import { ArchiveAccount, LEFT_PAD } from './account';

let account: ArchiveAccount;

beforeEach(async () => {
  account = await ArchiveAccount.open();
  account.publish('1.0.0', '1.0.1');
});

afterEach(() => account.close());

const BOTH = ['1.0.0', '1.0.1'];

test('Versions are archived by one change, and disposed by the next one after the waiting time', async () => {
  const archived = await account.deploy({ archived: BOTH });
  expect(archived).toMatchObject({ status: 'CREATE_COMPLETE', outputs: { ArchivedAt: '2026-01-01T12:00:00.000Z' } });
  expect(account.statuses(...BOTH)).toEqual(['Archived', 'Archived']);

  const early = await account.deploy({ archived: BOTH, disposed: BOTH });
  expect(early.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(early.reason).toContain('can be disposed from 2026-01-31T12:00:00Z on');

  account.pass(30);
  expect((await account.deploy({ archived: BOTH, disposed: BOTH })).status).toBe('UPDATE_COMPLETE');
  expect(account.statuses(...BOTH)).toEqual(['Disposed', 'Disposed']);
});

test('A version that somebody restored keeps the declaration from disposing anything', async () => {
  await account.deploy({ archived: BOTH });
  account.pass(10);
  await account.setStatus('1.0.1', 'Published');
  account.pass(30);
  const { status, reason } = await account.deploy({ archived: BOTH, disposed: BOTH });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(reason).toContain('1.0.1 MISMATCHED_STATUS: current status: Published, expected status: Archived');
  expect(account.statuses(...BOTH)).toEqual(['Archived', 'Published']);
});

test.each(['null', 'absent'] as const)(
  'A version that somebody restored and archived again is refused, however EventBridge names no namespace: %s',
  async (eventWithoutNamespace) => {
    account.codeArtifact.variants = { ...account.codeArtifact.variants, eventWithoutNamespace };
    await account.deploy({ archived: BOTH });
    account.pass(10);
    await account.setStatus('1.0.1', 'Unlisted');
    await account.setStatus('1.0.1', 'Archived');
    account.pass(30);
    const { reason } = await account.deploy({ archived: BOTH, disposed: BOTH });
    expect(reason).toContain('1.0.1 RESTORED: it was restored at 2026-01-11T12:00:00Z');
    expect(account.statuses(...BOTH)).toEqual(['Archived', 'Archived']);
  },
);

test('A package of the same name in a namespace restores nothing', async () => {
  const scoped = { ...LEFT_PAD, namespace: 'other' };
  account.registry.publish(scoped, '1.0.0');
  await account.deploy({ archived: BOTH });
  account.pass(1);
  await account.setStatus('1.0.0', 'Unlisted', scoped);
  account.pass(30);
  expect((await account.deploy({ archived: BOTH, disposed: BOTH })).status).toBe('UPDATE_COMPLETE');
});

test('An update that adds versions, and fails later, leaves each version with its time', async () => {
  await account.deploy({ archived: ['1.0.0'] });
  account.pass(20);
  const failed = await account.deploy({ archived: BOTH, disposed: ['1.0.0'] });
  expect(failed.status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.statuses(...BOTH)).toEqual(['Archived', 'Archived']);
  account.pass(10);
  expect((await account.deploy({ archived: BOTH, disposed: ['1.0.0'] })).status).toBe('UPDATE_COMPLETE');
  expect(account.statuses(...BOTH)).toEqual(['Disposed', 'Archived']);
});

test('A rollback succeeds where somebody published a pinned version again', async () => {
  const revision = account.registry.version(LEFT_PAD, '1.0.0')!.revision;
  const archiveProps = { versionRevisions: { '1.0.0': revision } };
  await account.deploy({ archived: ['1.0.0'], archiveProps });
  account.registry.republish(LEFT_PAD, '1.0.0');
  const { status } = await account.deploy({ archived: ['1.0.0', '9.9.9'], archiveProps });
  expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
  expect(account.statuses('1.0.0')).toEqual(['Published']);
});

test('A creation that is rolled back restores what it archived, if the declaration says so', async () => {
  const { RestoredStatus } = await import('../../lib');
  const archiveProps = { restoreTo: RestoredStatus.PUBLISHED };
  const { status } = await account.deploy({ archived: ['1.0.0'], disposed: ['1.0.0'], archiveProps });
  expect(status).toBe('ROLLBACK_COMPLETE');
  expect(account.statuses('1.0.0')).toEqual(['Published']);
});

test('The function may archive only where something is archived, and dispose only where something is disposed', async () => {
  const actions = () => new Set(account.policies.grants.map(({ action }) => action));
  await account.deploy({ archived: BOTH });
  expect(actions()).toContain('codeartifact:UpdatePackageVersionsStatus');
  expect(actions()).not.toContain('codeartifact:DisposePackageVersions');
  account.pass(30);
  await account.deploy({ archived: BOTH, disposed: ['1.0.0'] });
  expect(actions()).toContain('codeartifact:DisposePackageVersions');
  await account.setStatus('1.0.1', 'Published');
  expect(account.refused).toEqual([]);
  expect(new Set([...actions()].filter((action) => !action.startsWith('logs:')))).toEqual(account.used);
});
