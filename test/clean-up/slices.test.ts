import { CleanUpFunction, type DeploymentOptions, RECORD_BUCKET } from './clean-up-function';

/** Packages of more than one slice. */
const NAMES = Array.from({ length: 510 }, (_, n) => `p-${String(n).padStart(3, '0')}`);
const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/Archived', restoreTo: 'Published' };
const FAST = { rate: 100_000 };

let cleanUp: CleanUpFunction;

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
});

afterEach(() => cleanUp.stop());

const publishAll = () => NAMES.flatMap((name) => cleanUp.publish(name, '1.0.0'));
const statuses = () => new Set(cleanUp.codeArtifact.registry.snapshot().map(({ status }) => status));

test('A removal restores the packages of every slice', async () => {
  const archive: DeploymentOptions = { action: 'archive', properties: RECORD, ...FAST };
  await cleanUp.deploy(publishAll(), { ...archive, requestType: 'Create' });
  expect(statuses()).toEqual(new Set(['Archived']));

  expect(await cleanUp.send({ ...archive, requestType: 'Delete' })).toMatchObject({ Status: 'SUCCESS' });
  expect(statuses()).toEqual(new Set(['Published']));
}, 60_000);

test('The report of a failed disposal has a line for each version, also of the slices after the failure', async () => {
  const entries = publishAll();
  cleanUp.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation: 'DisposePackageVersions',
    change: (registry) => registry.republish(cleanUp.coordinates('p-003'), '1.0.0'),
  });

  expect(await cleanUp.deploy(entries, FAST)).toMatchObject({ Status: 'FAILED' });
  expect(cleanUp.reported).toHaveLength(NAMES.length);
}, 60_000);

test('An event that is delivered again while its deployment works does not begin it anew', async () => {
  const entries = NAMES.slice(0, 12).flatMap((name) => cleanUp.publish(name, '1.0.0'));
  const late: { result?: Promise<unknown> } = {};
  cleanUp.codeArtifact.faults.inject({
    fault: 'slow',
    operation: 'DisposePackageVersions',
    delay: 0,
    when: () => {
      late.result ??= cleanUp.send({ requestId: 'one' });
      return false;
    },
  });

  const { Status } = await cleanUp.deploy(entries, { requestId: 'one', rate: 10 });
  await late.result;

  expect(Status).toBe('SUCCESS');
  expect(cleanUp.codeArtifact.callsOf('ListPackageVersions')).toHaveLength(12);
});
