import { ArchiveDeployment, DAY } from './archive-deployment';
import { LEFT_PAD } from '../../fixtures/packages';

let stack: ArchiveDeployment;

beforeEach(async () => {
  stack = await ArchiveDeployment.start();
  stack.deployment.publish('1.0.0', '1.0.1');
});

afterEach(() => stack.stop());

const expectNothingDisposed = () => expect(stack.deployment.disposeCalls).toEqual([]);

test('A version that has been archived for the waiting time is disposed', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(30);
  expect((await stack.dispose(['1.0.0'])).Status).toBe('SUCCESS');
  expect(stack.statuses('1.0.0')).toEqual(['Disposed']);
});

test('A version that has not been archived for so long is refused, with the time from which it can be disposed', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(29);
  const { Status, Reason } = await stack.dispose(['1.0.0']);
  expect(Status).toBe('FAILED');
  expect(Reason).toContain(
    '1.0.0 WAITING_TIME: it was archived at 2026-01-01T12:00:00Z, and can be disposed from 2026-01-31T12:00:00Z on',
  );
  expectNothingDisposed();
});

test('One version that waits keeps all others of its declaration', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(20);
  await stack.archive(['1.0.0', '1.0.1']);
  stack.pass(20);
  const { Reason } = await stack.dispose(['1.0.0', '1.0.1']);
  expect(Reason).toContain('1 of 2 versions');
  expect(Reason).toContain('1.0.1 WAITING_TIME');
  expectNothingDisposed();
});

test('A version that was restored is refused', async () => {
  await stack.archive(['1.0.0']);
  await stack.restore('1.0.0');
  stack.pass(31);
  const { Reason } = await stack.dispose(['1.0.0']);
  expect(Reason).toContain('1.0.0 MISMATCHED_STATUS: current status: Published, expected status: Archived');
  expectNothingDisposed();
});

test('A version that was restored and archived again by hand is refused', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(5);
  await stack.restore('1.0.0');
  stack.archiveByHand('1.0.0');
  stack.pass(31);
  for (const properties of [{}, { allowUnknownArchiveTime: 'true' }]) {
    const { Reason } = await stack.dispose(['1.0.0'], properties);
    expect(Reason).toContain('1.0.0 RESTORED: it was restored at 2026-01-06T12:00:00Z, after it had been archived');
  }
  expectNothingDisposed();
});

test('A version that was restored in the second in which it was archived is refused, since nobody knows what came first', async () => {
  await stack.archive(['1.0.0']);
  await stack.report('1.0.0');
  stack.pass(30);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 RESTORED');
  expectNothingDisposed();
});

test('A version that was restored and archived again by its declaration waits again', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(29);
  await stack.restore('1.0.0');
  stack.pass(1);
  await stack.archive(['1.0.0', '1.0.1']);
  stack.pass(29);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 WAITING_TIME');
  stack.pass(1);
  expect((await stack.dispose(['1.0.0'])).Status).toBe('SUCCESS');
});

test('A version that was published again and archived by hand is refused, although nobody reported it', async () => {
  await stack.archive(['1.0.0']);
  stack.deployment.registry.republish(LEFT_PAD, '1.0.0', { status: 'Archived' });
  stack.pass(31);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 MISMATCHED_REVISION');
  expectNothingDisposed();
});

test('A version that was archived by other means waits from the first deployment on that finds it archived', async () => {
  stack.archiveByHand('1.0.0');
  stack.pass(100);
  await stack.archive(['1.0.0']);
  stack.pass(29);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 WAITING_TIME');
  stack.pass(1);
  expect((await stack.dispose(['1.0.0'])).Status).toBe('SUCCESS');
});

test('A version that no deployment of the archiving declaration names is refused, unless the disposal accepts it', async () => {
  stack.archiveByHand('1.0.1');
  await stack.archive(['1.0.0']);
  stack.pass(31);
  expect((await stack.dispose(['1.0.1'])).Reason).toContain(
    '1.0.1 UNKNOWN_ARCHIVE_TIME: no deployment of the declaration',
  );
  expectNothingDisposed();
  expect((await stack.dispose(['1.0.1'], { allowUnknownArchiveTime: 'true' })).Status).toBe('SUCCESS');
});

test('A version of unknown time that was restored within the waiting time is refused in any case', async () => {
  stack.archiveByHand('1.0.1');
  await stack.archive(['1.0.0']);
  stack.pass(1);
  await stack.restore('1.0.1');
  stack.archiveByHand('1.0.1');
  stack.pass(29);
  const accepted = { allowUnknownArchiveTime: 'true' };
  expect((await stack.dispose(['1.0.1'], accepted)).Reason).toContain('1.0.1 RESTORED');
  stack.pass(1);
  expect((await stack.dispose(['1.0.1'], accepted)).Status).toBe('SUCCESS');
});

test('A version that is restored between the list and the call is not disposed', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(31);
  stack.deployment.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation: 'DisposePackageVersions',
    change: (registry) => registry.setStatus(LEFT_PAD, '1.0.0', 'Published'),
  });
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 MISMATCHED_STATUS');
  expect(stack.statuses('1.0.0')).toEqual(['Published']);
});

test('A resource that is removed and created again lets its versions wait again', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(29);
  await stack.deleteArchive();
  // Nobody watches now.
  stack.deployment.registry.setStatus(LEFT_PAD, '1.0.0', 'Published');
  stack.archiveByHand('1.0.0');
  stack.pass(1);
  await stack.archive(['1.0.0']);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 WAITING_TIME');
  stack.pass(30);
  expect((await stack.dispose(['1.0.0'])).Status).toBe('SUCCESS');
});

test('The times of a resource that was removed count for no disposal', async () => {
  await stack.archive(['1.0.0']);
  await stack.deleteArchive();
  stack.pass(30);
  expect((await stack.dispose(['1.0.0'])).Reason).toContain('1.0.0 UNKNOWN_ARCHIVE_TIME');
  expect(stack.statuses('1.0.0')).toEqual(['Archived']);
});

test('Disposed versions wait for nothing, so that a rollback succeeds', async () => {
  stack.deployment.registry.dispose(LEFT_PAD, '1.0.0');
  stack.deployment.s3.faults.inject({ fault: 'internal-error', times: 10 });
  expect((await stack.dispose(['1.0.0'])).Status).toBe('SUCCESS');
});

test('Nothing is disposed if the record cannot be read', async () => {
  await stack.archive(['1.0.0']);
  stack.pass(31);
  const { Reason } = await stack.dispose(['1.0.0'], { recordBucket: 'elsewhere' });
  expect(Reason).toContain('Nothing was disposed: the record of when versions of');
  expect(Reason).toContain('NoSuchBucket');
  expectNothingDisposed();
});

describe('Clocks', () => {
  test.each([-1, 1])(
    'A clock of the function that is wrong by %i days does not shorten the waiting time',
    async (days) => {
      await stack.archive(['1.0.0']);
      stack.pass(29.5);
      jest.spyOn(Date, 'now').mockImplementation(() => performance.timeOrigin + performance.now() + days * DAY * 1_000);
      try {
        expect((await stack.dispose(['1.0.0'])).Status).toBe('FAILED');
      } finally {
        jest.restoreAllMocks();
      }
      expectNothingDisposed();
    },
  );
});
