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
function restoreAfter(operation: 'ListPackageVersions' | 'UpdatePackageVersionsStatus', version: string) {
  stack.deployment.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation,
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

test('A version that somebody restores after the list that shows it archived has no time', async () => {
  const { s3 } = stack.deployment;
  s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /archived\.json$/, after: 1, times: 5 });
  expect((await stack.archive(['1.0.0'])).Status).toBe('FAILED');
  s3.faults.clear();
  stack.pass(1);
  restoreAfter('ListPackageVersions', '1.0.0');
  const { Data, Reason } = await stack.send('Update', stack.declare(['1.0.0']), {
    OldResourceProperties: stack.deployment.properties(stack.declare(['1.0.0'])),
  });
  expect(Reason).toBeUndefined();
  expect(Data).toMatchObject({ ArchivedAt: '' });
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
