import { readConfiguration } from '../../lambda/manifest/configuration';
import { ExecutionState } from '../../lambda/manifest/execution-state';
import { ObjectStore } from '../../codeartifact/object-store';
import { S3Service } from '../../local/s3';
import { CleanUpFunction, RECORD_BUCKET } from './clean-up-function';

describe('The function of a manifest', () => {
  let cleanUp: CleanUpFunction;

  beforeEach(async () => {
    cleanUp = await CleanUpFunction.start();
  });
  afterEach(() => cleanUp.stop());

  test('The function of a manifest serves its own resource type only', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');

    const { Status, Reason } = await cleanUp.deploy(entries, { resourceType: 'Custom::Metrics' });

    expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
    expect(Reason).toMatch(/ResourceType must be Custom::\w+; got "Custom::Metrics"/);
  });

  test('The function of a manifest begins with no further package after a failure', async () => {
    const names = Array.from({ length: 9 }, (_, n) => `package-${n}`);
    const entries = names.flatMap((name) => cleanUp.publish(name, '1.0.0'));
    cleanUp.codeArtifact.faults.inject({
      fault: 'access-denied',
      operation: 'DisposePackageVersions',
      times: Infinity,
    });

    // At four calls a second, four packages are in progress at once.
    const { Status } = await cleanUp.deploy(entries, { rate: 4 });

    expect(Status).toBe('FAILED');
    expect(new Set(cleanUp.disposeCalls.map(({ query }) => query.package)).size).toBeLessThanOrEqual(4);
  });

  test('The function of a manifest lists no further package after one that cannot be listed', async () => {
    const names = Array.from({ length: 30 }, (_, n) => `p-${String(n).padStart(2, '0')}`);
    const entries = names.flatMap((name) => cleanUp.publish(name, '1.0.0'));
    cleanUp.codeArtifact.faults.inject({
      fault: 'raw',
      answer: { status: 400, headers: { 'x-amzn-errortype': 'ValidationException' }, body: '{"message":"no"}' },
      operation: 'ListPackageVersions',
      when: ({ query }) => query.package === 'p-00',
    });

    const { Reason } = await cleanUp.deploy(entries, { rate: 10 });

    expect(Reason).toMatch(/^Nothing was disposed: the versions of npm p-00 .* could not be read: Validation/);
    expect(cleanUp.codeArtifact.callsOf('ListPackageVersions').length).toBeLessThan(30);
  });

  test('The function of a manifest remembers a version that somebody else disposed, and knows why it is gone later', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0', '1.1.0');
    cleanUp.codeArtifact.registry.dispose(cleanUp.coordinates('left-pad'), '1.0.0');
    expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS' });
    cleanUp.codeArtifact.registry.delete(cleanUp.coordinates('left-pad'), '1.0.0');

    expect(await cleanUp.deploy(entries)).toMatchObject({ Status: 'SUCCESS' });
  });
});

test('A run that did not see what another run of the same deployment wrote does not overwrite it', async () => {
  const s3 = await S3Service.start();
  try {
    s3.createBucket('clean-up-record');
    const store = new ObjectStore({
      endpoint: s3.endpoint,
      region: 'us-east-1',
      credentials: () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' }),
    });
    const configuration = readConfiguration({
      DISPOSED_PACKAGES: JSON.stringify({
        properties: {
          domain: 'my-domain',
          domainOwner: '111122223333',
          repository: 'my-repo',
          manifestKey: `${'0'.repeat(64)}.disposals`,
          manifestHash: '0'.repeat(64),
          versionCount: '1',
          packageCount: '1',
          allowMissing: 'false',
        },
        manifestBucket: 'assets',
        recordBucket: 'clean-up-record',
        recordPrefix: 'clean-up',
        maxListsPerSecond: 1,
        maxDisposalsPerSecond: 1,
      }),
    });
    await ExecutionState.create(store, configuration, { id: 'one', end: Date.now() + 60_000 });
    const [first, second] = [
      await ExecutionState.load(store, configuration, 'one'),
      await ExecutionState.load(store, configuration, 'one'),
    ];
    first.phase = 'answered';
    await first.save();

    await expect(second.save()).rejects.toThrow('was written by another run meanwhile');
    expect((await ExecutionState.load(store, configuration, 'one')).phase).toBe('answered');
  } finally {
    await s3.stop();
  }
});

describe('A run whose time is up', () => {
  let cleanUp: CleanUpFunction;

  beforeEach(async () => {
    cleanUp = await CleanUpFunction.start();
  });

  afterEach(() => cleanUp.stop());

  test('A run whose time is nearly up leaves the end of the deployment to the next run', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.codeArtifact.faults.inject({ fault: 'slow', operation: 'DisposePackageVersions', delay: 1_250, times: 1 });

    const { Status, invocations } = await cleanUp.deploy(entries, { time: 1_500 });

    // The start, the run that disposes, and the run that writes the record, the report and the answer.
    expect([Status, invocations.length >= 3]).toEqual(['SUCCESS', true]);
  });

  test('A run whose time is up while it lists a package again is no failure', async () => {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.codeArtifact.faults.inject({ fault: 'no-answer', operation: 'DisposePackageVersions', times: 1 });
    // The check and the list after the call come first.
    const slow = { fault: 'slow', operation: 'ListPackageVersions', delay: 2_500, after: 2, times: 1 } as const;
    cleanUp.codeArtifact.faults.inject(slow);

    expect(await cleanUp.deploy(entries, { time: 2_000 })).toMatchObject({ Status: 'SUCCESS' });
    expect(cleanUp.disposed).toEqual(['left-pad 1.0.0']);
  });

  test('A run works until a tenth of the time is left in which CloudFormation certainly waits, for the answer', async () => {
    const start = Date.now();
    await cleanUp.deploy(cleanUp.publish('left-pad', '1.0.0'), { eventProperties: { ServiceTimeout: '600' } });

    const key = cleanUp.s3.keys(RECORD_BUCKET).find((name) => name.endsWith('/state.json'))!;
    const { end } = JSON.parse(String(cleanUp.s3.get(RECORD_BUCKET, key))) as { end: number };
    // The clock of the function may be wrong by a sixth of the time.
    expect(end - start).toBeLessThan(600_000 * (5 / 6) * 0.9 + 5_000);
  });
});
