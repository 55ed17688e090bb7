import type { ManifestEntry } from '../../declaration/manifest';
import { PackagePermissions, RestoredStatus } from '../../lib';
import { ManifestArchiveAccount } from './manifest-account';

const LEFT_PAD = { format: 'npm', package: 'left-pad' } as const;
const OTHER = { format: 'npm', package: 'other' } as const;
const RESTORING = { restoreTo: RestoredStatus.PUBLISHED, permissions: PackagePermissions.repository() };

let account: ManifestArchiveAccount;
let all: ManifestEntry[];

beforeEach(async () => {
  account = await ManifestArchiveAccount.open();
  all = [...(await account.publish(LEFT_PAD, '1.0.0', '1.0.1')), ...(await account.publish(OTHER, '1.0.0'))];
});

afterEach(() => account.close());

const each = (status: string) => all.map(() => status);

/** A version of the same name in another repository, as a line of a manifest. */
function publishElsewhere(): ManifestEntry[] {
  const { revision } = account.registry.publish(
    { domain: 'my-domain', repository: 'b-repo', format: 'npm', package: 'left-pad' },
    '1.0.0',
  );
  return [{ ...LEFT_PAD, version: '1.0.0', revision }];
}

describe('A time belongs to one life of a declaration', () => {
  test('After a return to a repository, no version has the time of the stay before', async () => {
    const elsewhere = publishElsewhere();
    await account.deploy({ archived: all });
    account.pass(1);
    await account.deploy({ archived: elsewhere, archiveProps: { repository: 'b-repo' } });
    // Nothing watches my-repo now.
    account.pass(1);
    await account.setStatus(all[2]!, 'Published');
    account.pass(27);
    await account.setStatus(all[2]!, 'Archived');
    account.pass(1);
    await account.deploy({ archived: all.slice(0, 2) });
    account.pass(1);
    const { outputs } = await account.deploy({ archived: all });
    expect(outputs).toMatchObject({ ArchivedCount: '3', ArchivedAt: account.now });
    const steps = { archived: all, disposed: all.slice(2) };
    expect(await account.plan(steps, { archived: all })).toMatchObject({ totals: { refused: 1, willBeDisposed: 0 } });
    expect((await account.deploy(steps)).reason).toContain('npm other 1.0.0 WAITING_TIME');
    expect(account.statuses(all)).toEqual(each('Archived'));
  });

  test('After a removal that could not write, a declaration that comes back believes no earlier time', async () => {
    await account.deploy({ archived: all, disposed: [] });
    account.pass(1);
    account.services.s3.faults.inject({ fault: 'internal-error', key: /life\.json$|\/by\//, times: Infinity });
    expect((await account.deploy({ disposed: [] })).status).toBe('UPDATE_COMPLETE');
    account.services.s3.faults.clear();
    account.pass(1);
    await account.setStatus(all[2]!, 'Published');
    account.pass(27);
    await account.setStatus(all[2]!, 'Archived');
    await account.deploy({ archived: all.slice(0, 2), disposed: [] });
    account.pass(1);
    await account.deploy({ archived: all, disposed: [] });
    account.pass(1);
    expect((await account.deploy({ archived: all, disposed: all.slice(2) })).reason).toContain('1.0.0 WAITING_TIME');
    expect(account.statuses(all)).toEqual(each('Archived'));
  });

  test('A rename costs the waiting time again, and no more', async () => {
    await account.deploy({ archived: all });
    account.pass(10);
    const renamed = { archived: all, archivedId: 'Renamed' };
    expect((await account.deploy(renamed)).outputs).toMatchObject({ ArchivedCount: '3', ArchivedAt: account.now });
    account.pass(29);
    expect((await account.deploy({ ...renamed, disposed: all })).reason).toContain('3 of 3 versions');
    account.pass(1);
    expect((await account.deploy({ ...renamed, disposed: all })).status).toBe('UPDATE_COMPLETE');
  });

  test('A stack that is deleted and created again costs the waiting time again, and no more', async () => {
    await account.deploy({ archived: all });
    await account.destroy();
    account.pass(10);
    expect((await account.deploy({ archived: all })).outputs).toMatchObject({ ArchivedAt: account.now });
    account.pass(30);
    expect((await account.deploy({ archived: all, disposed: all })).status).toBe('UPDATE_COMPLETE');
  });

  test('A first deployment that fails costs the waiting time again, and no more', async () => {
    expect((await account.deploy({ archived: all, disposed: all })).status).toBe('ROLLBACK_COMPLETE');
    expect(account.statuses(all)).toEqual(each('Archived'));
    account.pass(10);
    expect((await account.deploy({ archived: all })).status).toBe('CREATE_COMPLETE');
    account.pass(30);
    expect((await account.deploy({ archived: all, disposed: all })).status).toBe('UPDATE_COMPLETE');
  });

  test('The time of all versions is empty while one is published again', async () => {
    await account.deploy({ archived: all.slice(0, 2) });
    account.pass(1);
    account.registry.republish({ domain: 'my-domain', repository: 'my-repo', ...LEFT_PAD }, '1.0.0');
    const { outputs } = await account.deploy({ archived: all });
    expect(outputs).toMatchObject({ ArchivedCount: '2', ArchivedAt: '' });
  });
});

describe('A declaration restores only what it archived itself', () => {
  test('A creation that fails restores nothing that an earlier declaration archived', async () => {
    await account.deploy({ archived: all, disposed: [] });
    await account.deploy({ disposed: [] });
    account.pass(40);
    const [next] = await account.publish({ format: 'npm', package: 'third' }, '1.0.0');
    const { reason } = await account.deploy({
      archived: [{ ...next!, revision: 'stale' }],
      disposed: [],
      archiveProps: RESTORING,
    });
    expect(reason).toContain('Nothing was archived: 1 of 1 versions');
    expect(account.statuses(all)).toEqual(each('Archived'));
  });

  test('A creation that fails restores nothing, although it names what an earlier declaration archived', async () => {
    await account.deploy({ archived: all, disposed: [] });
    await account.deploy({ disposed: [] });
    const stale = { ...OTHER, version: '9.9.9', revision: 'stale' };
    await account.deploy({ archived: [...all, stale], disposed: [], archiveProps: RESTORING });
    expect(account.statuses(all)).toEqual(each('Archived'));
  });

  test('A renamed declaration keeps its versions archived', async () => {
    await account.deploy({ archived: all, archiveProps: RESTORING });
    const { status } = await account.deploy({ archived: all, archiveProps: RESTORING, archivedId: 'Renamed' });
    expect(status).toBe('UPDATE_COMPLETE');
    expect(account.statuses(all)).toEqual(each('Archived'));
  });

  test('The removal of one of two declarations leaves what the other one names', async () => {
    await account.deploy({ archived: all, archiveProps: RESTORING, other: all.slice(0, 1) });
    expect((await account.deploy({ other: all.slice(0, 1) })).status).toBe('UPDATE_COMPLETE');
    expect(account.statuses(all)).toEqual(['Archived', 'Published', 'Published']);
  });

  test.each(['to another manifest', 'from another manifest'])(
    'Lines that move %s in one deployment stay archived',
    async (direction) => {
      const [before, after] = direction.startsWith('to') ? [all, []] : [[], all];
      const props = { archiveProps: RESTORING, otherProps: RESTORING };
      await account.deploy({ archived: before, other: after, ...props });
      expect(account.statuses(all)).toEqual(each('Archived'));
      expect((await account.deploy({ archived: after, other: before, ...props })).status).toBe('UPDATE_COMPLETE');
      expect(account.statuses(all)).toEqual(each('Archived'));
    },
  );

  test('A version that somebody restored and archived again by hand stays archived when the declaration is removed', async () => {
    await account.deploy({ archived: all, archiveProps: RESTORING });
    account.pass(1);
    await account.setStatus(all[0]!, 'Published');
    await account.setStatus(all[0]!, 'Archived');
    account.pass(1);
    await account.destroy();
    expect(account.statuses(all)).toEqual(['Archived', 'Published', 'Published']);
  });

  test('A move to another repository is refused where the versions are to be restored, and its rollback keeps them archived', async () => {
    const elsewhere = publishElsewhere();
    await account.deploy({ archived: all, archiveProps: RESTORING });
    account.pass(1);
    const { status, reason } = await account.deploy({
      archived: elsewhere,
      archiveProps: { ...RESTORING, repository: 'b-repo' },
    });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reason).toContain(
      'a declaration with restoreTo keeps its repository, its package and its record; got my-domain/b-repo',
    );
    expect(account.statuses(all)).toEqual(each('Archived'));
    // The rule watched the other repository for a while.
    account.pass(29.5);
    expect((await account.deploy({ archived: all, archiveProps: RESTORING, disposed: all })).reason).toContain(
      'WAITING_TIME',
    );
    expect((await account.destroy()).status).toBe('DELETE_COMPLETE');
    expect(account.statuses(all)).toEqual(each('Published'));
  });

  test('A version that only the bucket names is not restored', async () => {
    const [evil] = await account.publish({ format: 'npm', package: 'evil' }, '6.6.6');
    await account.setStatus(evil!, 'Archived');
    await account.deploy({ archived: all, archiveProps: RESTORING });
    const { s3 } = account.services;
    const bucket = account.recordBucket;
    const record = s3.keys(bucket).find((key) => key.includes('/by/'))!;
    const { packageKeys } = await import('../../declaration/record-keys');
    const pkg = { domain: 'my-domain', domainOwner: '111122223333', repository: 'my-repo', ...evil! };
    const forged = String(s3.get(bucket, record)).replace(/\["[^"]+","[^"]+"/g, `["6.6.6","${evil!.revision}"`);
    s3.put(bucket, `${packageKeys(pkg).records}${record.split('/by/')[1]}`, forged);
    const { writeManifest } = await import('../../declaration/manifest');
    for (const key of s3.keys(bucket).filter((name) => name.endsWith('.disposals'))) {
      s3.put(bucket, key.replace(/[^/]+$/, 'record.disposals'), writeManifest([...all, evil!]));
    }
    const { status, reason } = await account.deploy({ archived: all.slice(0, 2), archiveProps: RESTORING });
    expect([status, reason]).toEqual(['UPDATE_COMPLETE', undefined]);
    expect(account.statuses([evil!, all[2]!])).toEqual(['Archived', 'Published']);
    await account.destroy();
    expect(account.statuses([evil!])).toEqual(['Archived']);
  });

  test('A version that a failed deployment did not archive is not excused when it was published again', async () => {
    await account.deploy({ archived: all.slice(2) });
    const revised = { domain: 'my-domain', repository: 'my-repo', ...LEFT_PAD };
    account.codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'UpdatePackageVersionsStatus',
      change: (registry) => ['1.0.0', '1.0.1'].forEach((version) => registry.republish(revised, version)),
    });
    expect((await account.deploy({ archived: all })).status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(await account.plan({ archived: all }, { archived: all.slice(2) })).toMatchObject({ totals: { refused: 2 } });
    expect((await account.deploy({ archived: all })).reason).toContain('Nothing was archived: 2 of 3 versions');
  });
});
