import { readConfiguration } from '../../lambda/manifest/configuration';
import { ExecutionState } from '../../lambda/manifest/execution-state';
import { ObjectStore } from '../../codeartifact/object-store';
import { S3Service } from '../../local/s3';
import { CleanUpFunction } from './clean-up-function';

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

test('A run whose time is nearly up leaves the end of the deployment to the next run', async () => {
  const cleanUp = await CleanUpFunction.start();
  try {
    const entries = cleanUp.publish('left-pad', '1.0.0');
    cleanUp.codeArtifact.faults.inject({ fault: 'slow', operation: 'DisposePackageVersions', delay: 1_250, times: 1 });

    const { Status, invocations } = await cleanUp.deploy(entries, { time: 1_500 });

    // The start, the run that disposes, and the run that writes the record, the report and the answer.
    expect([Status, invocations.length >= 3]).toEqual(['SUCCESS', true]);
  } finally {
    await cleanUp.stop();
  }
});
