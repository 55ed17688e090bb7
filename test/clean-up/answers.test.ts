import { writeManifest } from '../../declaration/manifest';
import { CleanUpFunction, RECORD_BUCKET } from './clean-up-function';

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});

afterEach(() => cleanUp.stop());

const names = (count: number) => Array.from({ length: count }, (_, n) => `package-${String(n).padStart(3, '0')}`);
const publishAll = (count: number) => names(count).flatMap((name) => cleanUp.publish(name, '1.0.0'));
const stored = () =>
  cleanUp.responses.deliveries
    .filter((delivery) => delivery.stored)
    .map(({ body }) => JSON.parse(body) as { Status: string; Reason?: string });
const keys = (pattern: RegExp) => cleanUp.s3.keys(RECORD_BUCKET).filter((key) => pattern.test(key));
const lastEvent = () => cleanUp.stepFunctions.executions.at(-1)!.history.at(-1)!;

describe('An answer that was given', () => {
  test('An answer that was given is repeated by the next delivery, which does nothing else', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /^requests\//, times: 5 });
    cleanUp.responses.failNext({ type: 'resetAfterStoring' }, 5);

    await cleanUp.deploy(entries);

    expect(new Set(stored().map(({ Status }) => Status))).toEqual(new Set(['FAILED']));
    expect([cleanUp.disposed, cleanUp.stepFunctions.executions]).toEqual([[], []]);
  });

  test('An answer that was given by one delivery is not contradicted by another that disposes', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.faults.inject({
      fault: 'internal-error',
      operation: 'PutObject',
      key: /^requests\//,
      after: 1,
      times: 5,
    });

    await cleanUp.deploy(entries, { copies: 2 });

    const statuses = new Set(stored().map(({ Status }) => Status));
    expect(statuses.size).toBe(1);
    expect(cleanUp.disposed).toHaveLength(statuses.has('SUCCESS') ? 1 : 0);
  });

  test('An answer that was given while S3 takes no write keeps another delivery from disposing', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', after: 1, times: 20 });
    cleanUp.responses.failNext({ type: 'resetAfterStoring' }, 5);
    await cleanUp.deploy(entries, { requestId: 'one' });
    cleanUp.s3.faults.clear();

    await cleanUp.deploy(entries, { requestId: 'one' });

    expect(stored().map(({ Status }) => Status)).not.toContain('SUCCESS');
    expect(cleanUp.disposed).toEqual([]);
  });

  test('An answer that was given by a run is repeated by the next run, though the reason is gone', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    let runs = 0;
    cleanUp.responses.failNext({ type: 'resetAfterStoring' }, 5);
    await cleanUp.deploy(entries, {
      asset: null,
      beforeRun: () => {
        if (++runs === 3) {
          cleanUp.s3.put(
            'cdk-hnb659fds-assets-111122223333-us-east-1',
            cleanUp.configuration().properties['manifestKey']!,
            writeManifest(entries),
          );
        }
      },
    });

    expect(new Set(stored().map(({ Status }) => Status))).toEqual(new Set(['FAILED']));
    expect(cleanUp.disposed).toEqual([]);
  });

  test('An answer that was given is not given again by a replay of the execution', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    await cleanUp.deploy(entries);
    const { input } = cleanUp.stepFunctions.executions[0]!;
    const deliveries = cleanUp.responses.deliveries.length;
    cleanUp.codeArtifact.calls.length = 0;

    const { next } = (await cleanUp.runAgain(JSON.parse(input) as { execution: string })) as { next: string };

    expect([next, cleanUp.responses.deliveries.length, cleanUp.codeArtifact.calls]).toEqual(['done', deliveries, []]);
  });
});

describe('A clean-up that fails', () => {
  test('A clean-up that fails ends its execution with a name, the counts and the place of the report', async () => {
    const entries = publishAll(2);
    entries[0] = { ...entries[0]!, revision: 'stale' };

    await cleanUp.deploy(entries);

    expect(lastEvent()).toEqual({
      type: 'ExecutionFailed',
      detail: {
        error: 'Refused',
        cause: expect.stringMatching(
          /1 of 2 versions of my-domain\/my-repo are refused\. Versions: 1 not attempted, 1 refused\. Report: s3:\/\//,
        ) as string,
      },
    });
    expect(cleanUp.logLines.filter((line) => line.includes('"message":"failed"'))).toEqual([
      expect.stringContaining('"what":"Nothing was disposed: 1 of 2'),
    ]);
  });

  test('A clean-up that fails names the command that fetches its files', async () => {
    const entries = publishAll(1).map((entry) => ({ ...entry, revision: 'stale' }));

    expect((await cleanUp.deploy(entries)).Reason).toMatch(
      /aws s3 cp --recursive s3:\/\/clean-up-record\/clean-up\/executions\/[0-9a-f]{32}\/ report\//,
    );
  });

  test('A clean-up that fails for one reason in many versions gives it once', async () => {
    const entries = publishAll(40).map((entry) => ({ ...entry, version: '9.9.9' }));

    expect((await cleanUp.deploy(entries)).Reason).toMatch(
      /40 of 40 versions .* are refused: npm package-000 9\.9\.9 NOT_FOUND: [^;]* \(also npm package-001 9\.9\.9, npm package-002 9\.9\.9 and 37 more\)\. Correct/,
    );
  });

  test('A clean-up that fails for several reasons counts them', async () => {
    const entries = publishAll(3);
    entries[0] = { ...entries[0]!, version: '9.9.9' };
    entries[1] = { ...entries[1]!, revision: 'stale' };
    entries[2] = { ...entries[2]!, version: '9.9.9' };

    expect((await cleanUp.deploy(entries)).Reason).toContain('are refused (2 NOT_FOUND, 1 MISMATCHED_REVISION)');
  });
});

describe('Where the report cannot be written', () => {
  test.each([
    ['the report', /versions-/],
    ['anything after the check', /versions-|state\.json|record\.disposals|summary/],
  ])('Where %s cannot be written, a clean-up never says that nothing was disposed', async (_what, key) => {
    const entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
    cleanUp.s3.observe = ({ operation, key: written }, moment) => {
      const isLater = cleanUp.disposeCalls.length > 0;
      if (moment === 'before' && operation === 'PutObject' && key.test(written) && isLater) {
        throw new Error('refused');
      }
    };

    const { Status, Reason } = await cleanUp.deploy(entries);

    expect([Status, cleanUp.disposed.length]).toEqual(['FAILED', 2]);
    expect(Reason).toMatch(
      /^The deployment could not go on: 2 of 2 versions of my-domain\/my-repo are disposed for good/,
    );
    expect(Reason).toContain('runs of the function failed again and again');
  });

  test('Where the report cannot be written, the record is, so that the next deployment knows what is gone', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
    cleanUp.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /versions-/, times: Infinity });
    await cleanUp.deploy(entries);
    cleanUp.s3.faults.clear();
    cleanUp.codeArtifact.registry.delete(cleanUp.coordinates('left-pad'), '1.0.0');

    expect(keys(/record\.disposals|summary/)).toHaveLength(2);
    expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS' });
  });

  test('Where neither writes nor lists work any more, a clean-up says of how many versions nothing is known', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
    cleanUp.s3.observe = ({ operation }, moment) => {
      if (moment === 'before' && operation === 'PutObject' && cleanUp.disposeCalls.length > 0) {
        throw new Error('refused');
      }
    };
    cleanUp.codeArtifact.faults.inject({
      fault: 'internal-server-error',
      operation: 'ListPackageVersions',
      after: 1,
      times: Infinity,
    });
    const { Reason } = await cleanUp.deploy(entries);

    expect(Reason).toMatch(
      /^The deployment could not go on: 0 of 2 .*; of 2 more it is not known, so list the repository to see their status/,
    );
  });
});

describe('When the time is up', () => {
  const inSeconds = (seconds: number) => ({ eventProperties: { ServiceTimeout: String(seconds) } });

  test('When the time is up, refusals that were found until then are answered', async () => {
    const entries = publishAll(60);
    entries[0] = { ...entries[0]!, revision: 'stale' };

    const { Status, Reason, invocations } = await cleanUp.deploy(entries, { rate: 5, ...inSeconds(6) });

    expect(Status).toBe('FAILED');
    expect(Reason).toMatch(
      /1 of 60 versions .* are refused, and the time was up before \d+ were checked: .*MISMATCHED/,
    );
    expect(invocations.length).toBeLessThan(10);
    expect(lastEvent().detail).toMatchObject({ error: 'Refused' });
  });

  test('When the time is up since the service throttles, a lower rate is advised', async () => {
    const entries = publishAll(30);
    cleanUp.codeArtifact.faults.inject({ fault: 'throttling', operation: 'ListPackageVersions', times: 200 });

    const { Reason } = await cleanUp.deploy(entries, { rate: 20, ...inSeconds(6) });

    expect(Reason).toMatch(
      /the time that CloudFormation waits was up .*CodeArtifact throttled \d+ calls.* a lower maxListsPerSecond/,
    );
  });

  test('When the time is up, a clean-up that cannot get anywhere ends before the history is full', async () => {
    const entries = publishAll(1);
    cleanUp.codeArtifact.faults.inject({ fault: 'slow', operation: 'ListPackageVersions', delay: 3_000, times: 50 });

    const { Status, Reason, invocations } = await cleanUp.deploy(entries, { time: 1_000 });

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
    expect(Reason).toContain('runs of the function, one after the other, got nowhere');
    expect(invocations.length).toBeLessThan(12);
  });
});

test('Refusals are counted once, whatever the number of runs that check', async () => {
  const entries = publishAll(12).map((entry, n) => (n > 0 ? { ...entry, revision: 'stale' } : entry));
  cleanUp.codeArtifact.faults.inject({ fault: 'slow', operation: 'ListPackageVersions', delay: 4_000, times: 1 });

  const { Reason } = await cleanUp.deploy(entries, { rate: 1_000, time: 3_000 });

  expect(Reason).toMatch(/11 of 12 versions of my-domain\/my-repo are refused/);
  const lines = keys(/refused-/).flatMap((key) => String(cleanUp.s3.get(RECORD_BUCKET, key)).split('\n').slice(1, -1));
  expect(lines).toHaveLength(11);
});

test('Two deployments that end at once both have their versions in the record', async () => {
  const [first, second] = [cleanUp.publish('aaa', '1.0.0'), cleanUp.publish('bbb', '1.0.0')];
  let held = false;
  cleanUp.s3.observe = ({ key, operation, bucket }, moment) => {
    if (moment === 'before' && operation === 'PutObject' && key.endsWith('record.disposals') && !held) {
      held = true;
      // Another deployment writes the record after it was read.
      cleanUp.s3.put(bucket, key, writeManifest(second));
    }
  };

  await cleanUp.deploy(first);

  const [key] = keys(/record\.disposals/);
  expect(String(cleanUp.s3.get(RECORD_BUCKET, key!)).split('\n').slice(1, -1)).toHaveLength(2);
});

test('A deployment that another one stops writes down what it disposed', async () => {
  const entries = publishAll(13);
  let runs = 0;
  const { Reason } = await cleanUp.deploy(entries, {
    rate: 4,
    time: 4_500,
    beforeRun: () => {
      runs += 1;
      if (cleanUp.disposed.length > 0 && runs > 2) {
        const { environment, properties } = cleanUp.configuration();
        const text = environment['DISPOSED_PACKAGES']!.replace('"my-repo"', '"other-repo"');
        cleanUp.configure({ environment: { DISPOSED_PACKAGES: text }, properties });
      }
    },
  });

  const { disposed } = cleanUp;
  expect(Reason).toMatch(
    /^The deployment could not go on: \d+ of 13 versions of my-domain\/my-repo are disposed for good/,
  );
  expect(disposed.length).toBeGreaterThan(0);
  const [key] = keys(/my-repo\/record\.disposals/);
  expect(String(cleanUp.s3.get(RECORD_BUCKET, key!)).split('\n').slice(1, -1)).toHaveLength(disposed.length);
  expect(keys(/summary\.json/)).toHaveLength(1);
});
