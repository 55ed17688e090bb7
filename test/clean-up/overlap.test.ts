import { Bucket } from 'aws-cdk-lib/aws-s3';
import { PackagePermissions } from '../../lib';
import { CleanUpAccount, STACK } from './account';
import { CleanUpFunction, RECORD_BUCKET, RECORD_PREFIX } from './clean-up-function';
import { DeployedCleanUp } from './deployed-clean-up';

const slowly = { maxWritesPerSecond: 5, permissions: PackagePermissions.repository() };

describe('A deployment that CloudFormation cancels', () => {
  test('A creation that is cancelled disposes nothing after its deletion was answered', async () => {
    const cleanUp = await DeployedCleanUp.deploy(30, 1, { props: { maxListsPerSecond: 1_000, ...slowly } });
    try {
      const { account } = cleanUp;
      const disposedCount = () => 30 - cleanUp.notDisposed.length;
      const atAnswer: number[] = [];
      const { cloudFormation, codeArtifact } = account;
      const when = new Promise<void>((resolve) => {
        const timer = setInterval(() => {
          if (codeArtifact.callsOf('DisposePackageVersions').length >= 3) {
            clearInterval(timer);
            resolve();
          }
        }, 20);
      });
      const watching = setInterval(() => {
        if (cloudFormation.logs.some(({ line }) => /"answering".*SUCCESS/.test(line)) && atAnswer.length === 0) {
          atAnswer.push(disposedCount());
        }
      }, 10);
      const { create, delete: deletion } = await cloudFormation.cancelCreate(STACK, 'CleanUp', { when });
      clearInterval(watching);

      expect([create.outcome, deletion.outcome]).toEqual(['CANCELLED', 'SUCCESS']);
      expect(disposedCount()).toBeLessThan(30);
      expect(atAnswer).toEqual([disposedCount()]);
    } finally {
      await cleanUp.close();
    }
  });

  test('An update that is cancelled since another resource fails disposes nothing after the rollback', async () => {
    const account = await CleanUpAccount.open();
    try {
      const old = account.publish({ format: 'npm', package: 'old' }, '1.0.0');
      const entries = Array.from({ length: 40 }, (_, n) =>
        account.publish({ format: 'npm', package: `p-${String(n).padStart(2, '0')}` }, '1.0.0'),
      ).flat();
      await account.deploy(old, slowly);
      const { status, requests } = await account.deploy(
        [...old, ...entries],
        (stack) => {
          new Bucket(stack, 'Other');
          return slowly;
        },
        { failResource: { resource: 'Other', delayMs: 4_000 } },
      );
      const atRollback = account.statuses;
      await account.cloudFormation.settled();
      await account.stepFunctions.idle();

      expect([status, requests.map(({ outcome }) => outcome)]).toEqual([
        'UPDATE_ROLLBACK_COMPLETE',
        ['CANCELLED', 'SUCCESS'],
      ]);
      expect(account.statuses).toEqual(atRollback);
      expect(atRollback['Published']).toBeGreaterThan(0);
      // What was disposed until then is in the record, so that the next deployment knows it.
      const record = [...account.record].find(([key]) => key.endsWith('record.disposals'))!;
      expect(record[1].split('\n').length - 2).toBe(atRollback['Disposed']);
      expect(account.stepFunctions.executions.map(({ history }) => history.at(-1)!.detail)).toContainEqual(
        expect.objectContaining({ error: 'Superseded' }),
      );
    } finally {
      await account.close();
    }
  });
});

describe('Of the events of a resource', () => {
  let cleanUp: CleanUpFunction;
  const second = 1_000;
  const current = () =>
    JSON.parse(String(cleanUp.s3.get(RECORD_BUCKET, `${RECORD_PREFIX}/current.json`))) as { execution: string };

  beforeEach(async () => {
    cleanUp = await CleanUpFunction.start();
  });

  afterEach(() => cleanUp.stop());

  test('Of the events of a resource, one that was sent before the current one does nothing', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    await cleanUp.deploy([]);

    const { Status, Reason } = await cleanUp.deploy(entries, { sentAt: new Date(Date.now() - 10 * second) });

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
    expect(Reason).toMatch(/^Nothing was disposed: CloudFormation has sent a newer event/);
  });

  test('Of the events of a resource, one that is delivered again after a newer one does nothing, though it never ran', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    const requestId = 'first';
    cleanUp.s3.faults.inject({ fault: 'internal-error', key: /^requests\//, times: 5 });
    const first = await cleanUp.deploy(entries, { requestId });
    await cleanUp.deploy([]);
    const { execution } = current();

    await cleanUp.deploy(entries, { requestId });

    expect([first.Status, cleanUp.disposed, current().execution]).toEqual(['FAILED', [], execution]);
  });

  test('Of the events of a resource, a time far ahead of all clocks keeps no newer one from being current', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    await cleanUp.deploy([]);
    const key = `${RECORD_PREFIX}/current.json`;
    cleanUp.s3.put(RECORD_BUCKET, key, JSON.stringify({ ...current(), issuedAt: Date.now() + 1e10 }));

    expect((await cleanUp.deploy(entries)).Status).toBe('SUCCESS');
  });

  test('Of the events of a resource, the next is served where the object of the current one is broken', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.put(RECORD_BUCKET, `${RECORD_PREFIX}/current.json`, '{"execution":');

    expect((await cleanUp.deploy(entries)).Status).toBe('SUCCESS');
  });

  test('Of the events of a resource, one whose claim cannot be found any more changes nothing', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.observe = ({ key, bucket }, moment) => {
      if (moment === 'after' && key.endsWith('state.json')) {
        cleanUp.s3.delete(bucket, `${RECORD_PREFIX}/current.json`);
      }
    };

    const { Status } = await cleanUp.deploy(entries);

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
  });

  test('Of the events of a resource, a newer one ends an older one between two of its calls', async () => {
    const entries = Array.from({ length: 30 }, (_, n) => cleanUp.publish(`p-${n}`, '1.0.0')).flat();
    let newer: Promise<unknown> | undefined;
    cleanUp.s3.observe = undefined;
    cleanUp.codeArtifact.faults.inject({
      fault: 'slow',
      operation: 'DisposePackageVersions',
      delay: 100,
      times: 1,
      when: () => {
        newer ??= cleanUp.deploy([]);
        return false;
      },
    });

    const older = await cleanUp.deploy(entries, { rate: 5 });
    await newer;

    expect(older.Status).toBe('FAILED');
    expect(older.Reason).toMatch(
      /A newer event took the place of this one: \d+ of 30 versions .* are disposed for good/,
    );
    expect(cleanUp.disposed.length).toBeLessThan(25);
    expect(cleanUp.reported).toHaveLength(30);
  });

  test('Of the events of a resource, one that was answered changes nothing any more, though no newer one came', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.observe = ({ key, bucket }, moment) => {
      if (moment === 'after' && key.endsWith('state.json')) {
        cleanUp.s3.put(bucket, `${RECORD_PREFIX}/current.json`, JSON.stringify({ ...current(), isOver: true }));
      }
    };

    const { Status } = await cleanUp.deploy(entries);

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
  });

  test('Of the events of a resource, a newer one keeps back the calls of an older one that wait for their turn', async () => {
    const versions = Array.from({ length: 400 }, (_, n) => `1.0.${n}`);
    const entries = cleanUp.publish('left-pad', ...versions);
    let newer: Promise<unknown> | undefined;
    cleanUp.codeArtifact.faults.inject({
      fault: 'slow',
      operation: 'DisposePackageVersions',
      delay: 100,
      times: 1,
      when: () => {
        newer ??= cleanUp.deploy([]);
        return false;
      },
    });

    // The four calls of a package wait for their turns at once: the last one's comes after six seconds.
    const older = await cleanUp.deploy(entries, { rate: 0.5 });
    await newer;

    expect(older.Reason).toMatch(/^A newer event took the place of this one: \d+ of 400 versions/);
    expect(cleanUp.disposed.length).toBeLessThan(400);
    expect(older.Reason).toContain(`: ${cleanUp.disposed.length} of 400 versions`);
  });

  test('Of the events of a resource, an execution asks every two seconds at most which one is current', async () => {
    const entries = Array.from({ length: 1_200 }, (_, n) => cleanUp.publish(`p-${n}`, '1.0.0')).flat();
    await cleanUp.deploy([]);
    cleanUp.s3.calls.length = 0;
    const start = Date.now();
    await cleanUp.deploy(entries, { rate: 100_000 });
    const looks = cleanUp.s3.calls.filter(
      ({ key, operation }) => operation === 'GetObject' && key.endsWith('current.json'),
    );

    // One more each for the claim, the beginning of the run and the end of the event.
    expect(looks.length).toBeLessThanOrEqual(3 + Math.ceil((Date.now() - start) / 2_000));
  });
});
