import { RestoredStatus } from '../../lib';
import { ArchiveAccount, LEFT_PAD } from './account';

const RESTORING = { restoreTo: RestoredStatus.PUBLISHED };
const RIGHT_PAD = { ...LEFT_PAD, package: 'right-pad' };

let account: ArchiveAccount;

beforeEach(async () => {
  account = await ArchiveAccount.open();
  account.publish('1.0.0', '1.0.1');
  account.pass(1 / 24);
});

afterEach(() => account.close());

describe('A declaration of one package', () => {
  test('A declaration of one package that gets another id keeps its versions archived, and their waiting time begins again', async () => {
    await account.deploy({ archived: ['1.0.0', '1.0.1'], archiveProps: RESTORING });
    account.pass(10);
    const renamed = { archived: ['1.0.0', '1.0.1'], archiveProps: RESTORING, archivedId: 'Renamed' };
    const { status, outputs } = await account.deploy(renamed);
    expect([status, account.statuses('1.0.0', '1.0.1')]).toEqual(['UPDATE_COMPLETE', ['Archived', 'Archived']]);
    expect(outputs).toMatchObject({ ArchivedAt: account.now.toISOString() });
    account.pass(29);
    expect((await account.deploy({ ...renamed, disposed: ['1.0.0'] })).reason).toContain('1.0.0 WAITING_TIME');
    account.pass(1);
    expect((await account.deploy({ ...renamed, disposed: ['1.0.0'] })).status).toBe('UPDATE_COMPLETE');
  });

  test.each(['to the other', 'from the other'])(
    'A declaration of one package and another one pass a version on, %s, and it stays archived',
    async (direction) => {
      const [before, after] = [
        { archived: ['1.0.0', '1.0.1'], other: ['1.0.1'] },
        { archived: ['1.0.1'], other: ['1.0.0', '1.0.1'] },
      ];
      const props = { archiveProps: RESTORING, otherProps: RESTORING };
      const [first, second] = direction === 'to the other' ? [before, after] : [after, before];
      await account.deploy({ ...first, ...props });
      expect((await account.deploy({ ...second, ...props })).status).toBe('UPDATE_COMPLETE');
      expect(account.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Archived']);
    },
  );

  test('A declaration of one package that fails at its creation restores nothing that an earlier one archived', async () => {
    await account.deploy({ archived: ['1.0.0'], other: ['1.0.1'] });
    await account.deploy({ archived: ['1.0.0'] });
    account.pass(40);
    const { status } = await account.deploy({ archived: ['1.0.0'], other: ['1.0.1', '9.9.9'], otherProps: RESTORING });
    expect([status, account.statuses('1.0.1')]).toEqual(['UPDATE_ROLLBACK_COMPLETE', ['Archived']]);
  });

  test('A declaration of one package that restores cannot move to another package, and its removal restores all that it archived', async () => {
    account.registry.publish(RIGHT_PAD, '1.0.0');
    await account.deploy({ archived: ['1.0.0'], other: ['1.0.1'], otherProps: RESTORING });
    account.pass(1);
    const otherProps = { ...RESTORING, packageName: 'right-pad' };
    const { status, reason } = await account.deploy({ archived: ['1.0.0'], other: ['1.0.0'], otherProps });
    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reason).toContain('a declaration with restoreTo keeps its repository, its package and its record; got npm');
    expect(account.registry.version(RIGHT_PAD, '1.0.0')?.status).toBe('Published');
    await account.deploy({ archived: ['1.0.0'] });
    expect(account.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Published']);
  });

  test('A declaration of one package gives a version that was published again and archived by hand a new time', async () => {
    await account.deploy({ archived: ['1.0.0'] });
    account.pass(1);
    account.registry.republish(LEFT_PAD, '1.0.0', { status: 'Archived' });
    const versionRevisions = { '1.0.0': account.registry.version(LEFT_PAD, '1.0.0')!.revision };
    const archiveProps = { versionRevisions };
    const { outputs } = await account.deploy({ archived: ['1.0.0'], archiveProps });
    expect(outputs).toMatchObject({ ArchivedAt: account.now.toISOString() });
    account.pass(30);
    const steps = { archived: ['1.0.0'], archiveProps, disposed: ['1.0.0'], disposalProps: { versionRevisions } };
    expect((await account.deploy(steps)).status).toBe('UPDATE_COMPLETE');
    expect(account.statuses('1.0.0')).toEqual(['Disposed']);
  });
});
