import { LEFT_PAD } from '../../fixtures/packages';
import { ArchiveDeployment } from './archive-deployment';

let stack: ArchiveDeployment;

beforeEach(async () => {
  stack = await ArchiveDeployment.start();
  stack.deployment.publish('1.0.0', '1.0.1');
});

afterEach(() => stack.stop());

const TIMES = { archiveTimeAttributes: ['1.0.0', '1.0.1'] };

/** Somebody restores a version a day after a call, which is long before the function goes on. */
function restoreAfter(operation: 'ListPackageVersions' | 'UpdatePackageVersionsStatus', version: string, after = 0) {
  stack.deployment.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation,
    after,
    afterExecution: true,
    change: () => {
      stack.pass(1);
      stack.restoreNow(version);
      stack.pass(1);
    },
  });
}

test('A version that somebody restores after the call that archives it has no time, so that nothing hides that', async () => {
  restoreAfter('UpdatePackageVersionsStatus', '1.0.0');
  const { Data } = await stack.archive(['1.0.0', '1.0.1'], TIMES);
  expect(Data).toEqual({
    ArchivedCount: '2',
    ArchivedAt: '',
    'ArchivedAt.1.0.0': '',
    'ArchivedAt.1.0.1': stack.now,
  });
  stack.archiveByHand('1.0.0');
  stack.pass(29);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 UNKNOWN_ARCHIVE_TIME');
});

test('A version that somebody restores after the list of the check is archived again', async () => {
  stack.archiveByHand('1.0.0');
  restoreAfter('ListPackageVersions', '1.0.0');
  const { Data, Reason } = await stack.archive(['1.0.0']);
  expect(Reason).toBeUndefined();
  expect(Data).toMatchObject({ ArchivedCount: '1', ArchivedAt: stack.now });
  expect(stack.statuses('1.0.0')).toEqual(['Archived']);
});

test('A version that somebody restores after the list that shows it archived has no time', async () => {
  stack.archiveByHand('1.0.0');
  restoreAfter('ListPackageVersions', '1.0.0', 1);
  expect((await stack.archive(['1.0.0'])).Data).toMatchObject({ ArchivedCount: '1', ArchivedAt: '' });
});

test.each([
  ['before the marks are read', 'GetObject', 'UNKNOWN_ARCHIVE_TIME'],
  ['after the marks are read', 'ListObjectsV2', 'RESTORED'],
] as const)(
  'A version that somebody restores %s waits again, although it is archived by hand later',
  async (_, operation, code) => {
    const { s3 } = stack.deployment;
    let isArchived = false;
    s3.observe = ({ operation: current, key }, moment) => {
      isArchived ||= stack.calls.length > 0;
      if (isArchived && current === operation && !/life/.test(key) && moment === 'after') {
        s3.observe = undefined;
        stack.pass(10 / 86_400);
        stack.restoreNow('1.0.0');
        stack.pass(5 / 86_400);
      }
    };
    expect((await stack.archive(['1.0.0'])).Status).toBe('SUCCESS');
    expect(s3.observe).toBeUndefined();
    stack.pass(29);
    stack.archiveByHand('1.0.0');
    stack.pass(1);
    expect((await stack.dispose(['1.0.0'])).Reason).toContain(`1.0.0 ${code}`);
    expect(stack.statuses('1.0.0')).toEqual(['Archived']);
  },
);

test('A version that is restored while its neighbour is confirmed has no time that hides it', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(1);
  await stack.restore('1.0.0');
  stack.archiveByHand('1.0.0');
  stack.pass(1);
  // The check lists once, and the confirmation of 1.0.0 once more.
  restoreAfter('ListPackageVersions', '1.0.1', 1);
  expect((await stack.archive(['1.0.0', '1.0.1'], TIMES)).Data).toMatchObject({ 'ArchivedAt.1.0.1': '' });
});

test('A declaration that comes back to a package starts its waiting time again, since nobody has watched it', async () => {
  expect((await stack.archive(['1.0.0'])).Status).toBe('SUCCESS');
  stack.deployment.registry.publish({ ...LEFT_PAD, package: 'other' }, '1.0.0');
  expect((await stack.archive(['1.0.0'], { package: 'other' })).Status).toBe('SUCCESS');
  stack.pass(5);
  // No rule of the declaration is about this package now.
  stack.deployment.registry.setStatus(LEFT_PAD, '1.0.0', 'Published');
  stack.archiveByHand('1.0.0');
  stack.pass(25);
  const { Data } = await stack.archive(['1.0.0'], { archiveTimeAttributes: ['1.0.0'] });
  expect(Data).toMatchObject({ 'ArchivedAt.1.0.0': stack.now });
});
