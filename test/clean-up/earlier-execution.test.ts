import { CleanUpFunction, RECORD_BUCKET, RECORD_PREFIX } from './clean-up-function';

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});

afterEach(() => cleanUp.stop());

const publishAll = (count: number) =>
  Array.from({ length: count }, (_, n) => cleanUp.publish(`p-${n}`, '1.0.0')).flat();
const read = (key: string) => JSON.parse(String(cleanUp.s3.get(RECORD_BUCKET, key))) as Record<string, unknown>;
const currentKey = `${RECORD_PREFIX}/current.json`;

/** Does something at the first call that disposes. */
function atFirstDisposal(work: () => Promise<unknown>): { result?: Promise<unknown> } {
  const late: { result?: Promise<unknown> } = {};
  cleanUp.codeArtifact.faults.inject({
    fault: 'slow',
    operation: 'DisposePackageVersions',
    delay: 100,
    when: () => {
      late.result ??= work();
      return false;
    },
  });
  return late;
}

test('A removal that cannot wait for an execution at work fails, and succeeds once nothing works any more', async () => {
  const entries = publishAll(20);
  const removal = atFirstDisposal(() => {
    cleanUp.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /^requests\//, times: 5 });
    return cleanUp.send({ requestType: 'Delete' });
  });
  await cleanUp.deploy(entries, { rate: 5 });

  expect(await removal.result).toMatchObject({ Status: 'FAILED' });
  expect(await cleanUp.send({ requestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
});

test('An event whose predecessor never says that it has stopped is answered in time', async () => {
  const entries = publishAll(1);
  await cleanUp.deploy([]);
  const current = read(currentKey) as { execution: string };
  const stateKey = `${RECORD_PREFIX}/executions/${current.execution}/state.json`;
  // As of a run that was killed while it disposed.
  const killed = { ...read(stateKey), ending: undefined, phase: 'dispose', lease: Date.now() + 900_000 };
  cleanUp.s3.put(RECORD_BUCKET, stateKey, JSON.stringify(killed));
  cleanUp.s3.put(RECORD_BUCKET, currentKey, JSON.stringify({ ...current, isOver: false }));
  const start = Date.now();

  const { Status, Reason } = await cleanUp.deploy(entries, { eventProperties: { ServiceTimeout: '6' } });

  expect([Status, cleanUp.disposed]).toEqual(['FAILED', []]);
  expect(Reason).toMatch(/^Nothing was disposed: .*the execution of an earlier event has not stopped\. Deploy again\./);
  expect(Date.now() - start).toBeLessThan(6_000);
});

test('An execution that somebody starts by hand to give up ends the run that works, and its answer is true', async () => {
  const entries = publishAll(30);
  const late = atFirstDisposal(() => {
    const { input } = cleanUp.stepFunctions.executions[0]!;
    return cleanUp.runAgain({ ...(JSON.parse(input) as { execution: string }), error: { Error: 'x' } });
  });

  const { Status, Reason } = await cleanUp.deploy(entries, { rate: 5 });
  await late.result;

  expect(Status).toBe('FAILED');
  expect(cleanUp.disposed.length).toBeLessThan(30);
  expect(Reason).toContain(`: ${cleanUp.disposed.length} of 30 versions of my-domain/my-repo are disposed for good`);
});

test('A delivery that fails while the deployment of the same event works leaves the answer to that', async () => {
  const entries = publishAll(12);
  const late = atFirstDisposal(() => {
    cleanUp.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /^requests\//, times: 5 });
    return cleanUp.send({ requestId: 'one' });
  });

  const { Status } = await cleanUp.deploy(entries, { requestId: 'one', rate: 10 });
  await late.result;

  const answers = cleanUp.responses.deliveries.map(({ body }) => (JSON.parse(body) as { Status: string }).Status);
  expect([Status, new Set(answers), cleanUp.disposed.length]).toEqual(['SUCCESS', new Set(['SUCCESS']), 12]);
});
