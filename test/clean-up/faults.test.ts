import { PackagePermissions } from '../../lib/permissions/package-permissions';
import { IS_LONG_RUN } from '../faults/cases/section';
import { STACK } from './account';
import { DeployedCleanUp } from './deployed-clean-up';

/** Takes many seconds, most of which a workflow waits. */
const slowTest = IS_LONG_RUN ? test : test.skip;

let cleanUp: DeployedCleanUp;

beforeAll(async () => {
  cleanUp = await DeployedCleanUp.deploy(3, 2);
});

afterAll(() => cleanUp.close());

beforeEach(() => cleanUp.reset());

const manifestKeys = () => [...cleanUp.account.record.keys()].filter((key) => key.includes('/manifests/'));
const recordBucket = () => cleanUp.account.s3.bucketNames.find((name) => name.includes('record'))!;
const assetBucket = () => cleanUp.account.s3.bucketNames.find((name) => name.startsWith('cdk-'))!;
const assetKey = () => cleanUp.account.cloudFormation.resource(STACK, 'CleanUp').properties.manifestKey as string;
const sent = () => cleanUp.account.codeArtifact.callsOf('DisposePackageVersions');

async function expectAllDisposed() {
  const { outcome, reason } = await cleanUp.send();
  expect({ outcome, reason, left: cleanUp.notDisposed, again: cleanUp.sentAgain }).toEqual({
    outcome: 'SUCCESS',
    reason: undefined,
    left: [],
    again: [],
  });
}

async function expectNothingDisposed(properties?: Record<string, string>): Promise<string> {
  const { outcome, reason } = await cleanUp.send(properties);
  expect([outcome, sent().length, cleanUp.notDisposed.length]).toEqual(['FAILED', 0, 6]);
  expect(reason).toContain('Nothing was disposed');
  return reason!;
}

describe('Where S3 fails', () => {
  test.each(['internal-error', 'slow-down', 'reset', 'answer-lost'] as const)(
    'Where S3 fails, a clean-up goes on after %s of any call',
    async (fault) => {
      cleanUp.account.s3.faults.inject({ fault, times: 3 });
      cleanUp.account.s3.faults.inject({ fault, operation: 'PutObject', key: /state\.json$/, after: 2, times: 1 });

      await expectAllDisposed();
    },
  );

  test('Where S3 fails for so long that a run gives up, the workflow runs it again', async () => {
    cleanUp.account.s3.faults.inject({ fault: 'internal-error', key: /versions-/, times: 6 });

    await expectAllDisposed();
    expect(cleanUp.account.stepFunctions.executions[0]!.history.map(({ type }) => type)).toContain(
      'LambdaFunctionFailed',
    );
  });

  slowTest(
    'Where S3 fails for good, a clean-up is answered all the same, and nothing is disposed',
    async () => {
      cleanUp.account.s3.faults.inject({ fault: 'internal-error', key: /\/manifests\//, times: Infinity });

      expect(await expectNothingDisposed()).toContain('runs of the function failed again and again');
    },
    120_000,
  );
});

describe('Where Step Functions fails', () => {
  test('Where Step Functions fails, a start that fails for a while is repeated', async () => {
    const fault = { name: 'InternalServerError', status: 500 };
    cleanUp.account.stepFunctions.faults.push(fault, fault);

    await expectAllDisposed();
    expect(cleanUp.account.stepFunctions.executions).toHaveLength(1);
  });

  test('Where Step Functions fails, a start whose answer is lost starts one deployment', async () => {
    cleanUp.account.stepFunctions.faults.push({ name: 'InternalServerError', status: 500, afterExecution: true });

    await expectAllDisposed();
    expect(cleanUp.account.stepFunctions.executions).toHaveLength(1);
  });

  test('Where Step Functions fails, a start that is refused is answered, and nothing is disposed', async () => {
    cleanUp.account.stepFunctions.faults.push({ name: 'InvalidExecutionInput', status: 400 });

    expect(await expectNothingDisposed()).toContain('the workflow could not be started: InvalidExecutionInput');
  });

  test('Where Step Functions fails, a workflow that runs though its start seemed to fail is the only one to answer', async () => {
    cleanUp.account.stepFunctions.faults.push({ name: 'InvalidExecutionInput', status: 400, afterExecution: true });

    const { outcome } = await cleanUp.send();

    // The run may have begun before the start was known to have failed, or not: then it finds the answer.
    expect([outcome, cleanUp.notDisposed.length]).toEqual(outcome === 'SUCCESS' ? ['SUCCESS', 0] : ['FAILED', 6]);
  });
});

describe('A manifest', () => {
  beforeEach(() => manifestKeys().forEach((key) => cleanUp.account.s3.delete(recordBucket(), key)));

  test('A manifest that was collected as garbage is said to be gone, and nothing is disposed', async () => {
    const body = cleanUp.account.s3.get(assetBucket(), assetKey())!;
    cleanUp.account.s3.delete(assetBucket(), assetKey());

    const reason = await expectNothingDisposed();
    cleanUp.account.s3.put(assetBucket(), assetKey(), body);

    expect(reason).toMatch(/the manifest cannot be read from s3:\/\/cdk-.*Synthesize and deploy again, .*cdk gc/);
  });

  test('A manifest that was collected as garbage is not needed any more once it was deployed', async () => {
    await cleanUp.send();
    cleanUp.reset();
    const body = cleanUp.account.s3.get(assetBucket(), assetKey())!;
    cleanUp.account.s3.delete(assetBucket(), assetKey());

    await expectAllDisposed();
    cleanUp.account.s3.put(assetBucket(), assetKey(), body);
  });

  test('A manifest that somebody changed in the bucket is refused by its hash', async () => {
    const body = cleanUp.account.s3.get(assetBucket(), assetKey())!;
    cleanUp.account.s3.put(assetBucket(), assetKey(), String(body).replace('package-00000', 'package-00009'));

    const reason = await expectNothingDisposed();
    cleanUp.account.s3.put(assetBucket(), assetKey(), body);

    expect(reason).toMatch(/must have the SHA-256 that was merged, [0-9a-f]{64}; got [0-9a-f]{64}/);
  });

  test('A manifest whose copy in the record was changed is that of the asset, and the copy is written again', async () => {
    await cleanUp.send();
    cleanUp.reset();
    const [key] = manifestKeys();
    const body = cleanUp.account.s3.get(recordBucket(), key!)!;
    cleanUp.account.s3.put(recordBucket(), key!, '# cdk-codeartifact-disposal manifest 1\n');

    await expectAllDisposed();
    expect(cleanUp.account.s3.get(recordBucket(), key!)).toEqual(body);
    expect(cleanUp.account.visible).toContain('the copy of the manifest was changed');
  });

  test('A manifest is refused by its hash where neither the asset nor its copy has it', async () => {
    await cleanUp.send();
    cleanUp.reset();
    const body = cleanUp.account.s3.get(assetBucket(), assetKey())!;
    cleanUp.account.s3.put(recordBucket(), manifestKeys()[0]!, '# cdk-codeartifact-disposal manifest 1\n');
    cleanUp.account.s3.put(assetBucket(), assetKey(), '# cdk-codeartifact-disposal manifest 1\n');

    const reason = await expectNothingDisposed();
    cleanUp.account.s3.put(assetBucket(), assetKey(), body);

    expect(reason).toMatch(
      /the manifest in s3:\/\/cdk-.*, its copy in s3:\/\/.* must have the SHA-256 that was merged/,
    );
  });

  test.each([
    ['manifestHash', 'f'.repeat(64)],
    ['manifestKey', 'another.disposals'],
    ['repository', 'another-repo'],
    ['allowMissing', 'true'],
    ['versionCount', '7'],
  ])('A manifest is not deployed for an event with another %s', async (property, value) => {
    expect(await expectNothingDisposed({ [property]: value })).toContain(
      `${property} must be what the deployed function is bound to; got`,
    );
  });
});

describe('A clean-up', () => {
  test('A clean-up whose event is delivered twice at once is one deployment', async () => {
    const { outcome } = await cleanUp.send({}, 2);

    expect([outcome, cleanUp.notDisposed, cleanUp.sentAgain]).toEqual(['SUCCESS', [], []]);
    expect(cleanUp.account.stepFunctions.executions).toHaveLength(1);
  });

  test('A clean-up of two events at once is that of the newer one', async () => {
    const results = await Promise.all([cleanUp.send(), cleanUp.send()]);

    expect(results.map(({ outcome }) => outcome)).toContain('SUCCESS');
    expect([cleanUp.notDisposed, cleanUp.sentAgain]).toEqual([[], []]);
  });

  test('A clean-up slows down when others use up the quota, and disposes everything', async () => {
    cleanUp.account.codeArtifact.faults.inject({ fault: 'throttling', times: 4 });

    await expectAllDisposed();
  });

  test('A clean-up stops after a failure, says how far it came, and the next one resumes', async () => {
    const [entry] = cleanUp.entries;
    const pkg = cleanUp.coordinates(entry!);
    cleanUp.account.codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'DisposePackageVersions',
      when: ({ query }) => query.package === entry!.package,
      change: (registry) => void registry.republish(pkg, entry!.version, { revision: 'another' }),
    });

    const { outcome, reason } = await cleanUp.send();

    expect(outcome).toBe('FAILED');
    expect(reason).toMatch(
      /\d of 6 versions of my-domain\/my-repo are disposed for good, [12] failed, \d were not attempted: npm package-00000 1\.0\.0 MISMATCHED_REVISION: current revision: another/,
    );
    cleanUp.account.codeArtifact.registry.republish(pkg, entry!.version, { revision: entry!.revision });
    const { outcome: next } = await cleanUp.send();
    expect([next, cleanUp.notDisposed]).toEqual(['SUCCESS', []]);
  });

  test('A clean-up answers before CloudFormation waits no longer, and the next one resumes', async () => {
    const { s3 } = cleanUp.account;
    s3.observe = ({ key, bucket }, moment) => {
      const state = s3.get(bucket, key);
      if (moment === 'after' && key.endsWith('state.json') && String(state).includes('"phase":"check"')) {
        s3.put(bucket, key, String(state).replace(/"end":\d+/, '"end":1000'));
      }
    };

    expect(await expectNothingDisposed()).toMatch(
      /the time that CloudFormation waits was up when 0 of 6 versions of my-domain\/my-repo were checked.*maxListsPerSecond/,
    );
    s3.observe = undefined;
    await expectAllDisposed();
  });

  test('A clean-up is begun by CloudFormation only, not by whoever can invoke the function', async () => {
    const { cloudFormation } = cleanUp.account;
    const target = cloudFormation.findFunction(STACK, 'CleanUp');

    const results = [
      await target.invoke({ execution: '0'.repeat(32) }),
      await target.invoke({ execution: '../../other' }),
      await target.invoke({ execution: { toString: 1 } }),
      await target.invoke({}),
    ];

    expect(results.map(({ outcome }) => outcome)).toEqual(['error', 'error', 'error', 'error']);
    expect(cleanUp.account.codeArtifact.calls).toEqual([]);
  });
});

slowTest(
  'A clean-up of more packages than one run can take continues in further runs',
  async () => {
    const large = await DeployedCleanUp.deploy(120, 1, {
      functionTimeoutSeconds: 4,
      props: { maxListsPerSecond: 20, maxWritesPerSecond: 40, permissions: PackagePermissions.repository() },
    });
    const { outcome, reason } = await large.send();
    const runs = large.account.stepFunctions.executions[0]!.history.filter(
      ({ type }) => type === 'LambdaFunctionSucceeded',
    );
    const result = { outcome, reason, left: large.notDisposed, again: large.sentAgain };
    await large.close();

    expect(result).toEqual({ outcome: 'SUCCESS', reason: undefined, left: [], again: [] });
    expect(runs.length).toBeGreaterThan(2);
  },
  120_000,
);
