import { CleanUpFunction, type DeploymentOptions, RECORD_BUCKET } from './clean-up-function';

const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/Archived', restoreTo: 'Published' };
const ARCHIVE: DeploymentOptions = { action: 'archive', properties: RECORD };

let cleanUp: CleanUpFunction;

afterEach(() => cleanUp.stop());

/** The lines of the parts of a kind, as `package version outcome`. */
function linesOf(kind: string): string[] {
  return cleanUp.s3
    .keys(RECORD_BUCKET)
    .filter((key) => key.includes(`/${kind}-`))
    .flatMap((key) => String(cleanUp.s3.get(RECORD_BUCKET, key)).split('\n').slice(1, -1))
    .map((line) => line.split('\t'))
    .map(([, name, version, , outcome]) => `${name} ${version} ${outcome}`)
    .sort();
}

test('A report names the versions that were restored before another one of their package failed', async () => {
  cleanUp = await CleanUpFunction.start({ variants: { batch: 'partial' } });
  const entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
  await cleanUp.deploy(entries, { ...ARCHIVE, requestType: 'Create' });
  cleanUp.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation: 'UpdatePackageVersionsStatus',
    change: (registry) => registry.dispose(cleanUp.coordinates('left-pad'), '1.0.1'),
  });

  const { Status } = await cleanUp.send({ ...ARCHIVE, requestType: 'Delete' });

  expect([Status, linesOf('restored')]).toEqual(['FAILED', ['left-pad 1.0.0 restored']]);
});

test('A report names all refused versions of a slice that a run did not complete', async () => {
  cleanUp = await CleanUpFunction.start();
  const names = Array.from({ length: 12 }, (_, n) => `p-${String(n).padStart(2, '0')}`);
  const entries = names
    .flatMap((name) => cleanUp.publish(name, '1.0.0'))
    .map((entry) => ({ ...entry, revision: 'stale' }));
  // The first list takes longer than its run, which checks the others.
  cleanUp.codeArtifact.faults.inject({ fault: 'slow', operation: 'ListPackageVersions', delay: 4_000, times: 1 });

  const { Reason } = await cleanUp.deploy(entries, { time: 3_000 });

  expect(Reason).toContain('12 of 12 versions of my-domain/my-repo are refused');
  expect(linesOf('refused')).toEqual(names.map((name) => `${name} 1.0.0 refused`));
});

test('A refusal whose report cannot be written for a while is a refusal for the next run, too, and nothing is disposed', async () => {
  cleanUp = await CleanUpFunction.start();
  const [entry] = cleanUp.publish('a', '1.0.0');
  const entries = [entry!, { ...entry!, package: 'b' }];
  cleanUp.s3.faults.inject({ fault: 'internal-error', key: /\/refused-/, times: 5 });

  const answer = await cleanUp.deploy(entries);

  expect(answer).toMatchObject({
    Status: 'FAILED',
    Reason: expect.stringContaining('npm b 1.0.0 NOT_FOUND') as string,
  });
  expect(answer.invocations.length).toBeGreaterThan(2);
  expect(cleanUp.codeArtifact.callsOf('DisposePackageVersions')).toEqual([]);
});
