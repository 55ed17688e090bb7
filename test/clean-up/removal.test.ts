import type { ManifestEntry } from '../../declaration/manifest';
import { lifeKey } from '../../declaration/record-keys';
import { CleanUpFunction, type DeploymentOptions, RECORD_BUCKET } from './clean-up-function';

const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/Archived' };
const ARCHIVE: DeploymentOptions = { action: 'archive', properties: { ...RECORD, restoreTo: 'Published' } };
const ASSETS = 'cdk-hnb659fds-assets-111122223333-us-east-1';

let cleanUp: CleanUpFunction;
let entries: ManifestEntry[];

beforeEach(async () => {
  cleanUp = await CleanUpFunction.start();
  entries = cleanUp.publish('left-pad', '1.0.0', '1.0.1');
});

afterEach(() => cleanUp.stop());

const statuses = () => cleanUp.codeArtifact.registry.snapshot().map(({ status }) => status);

describe('A removal that restores', () => {
  const remove = () => cleanUp.send({ ...ARCHIVE, requestType: 'Delete' });
  const copyKey = () => cleanUp.s3.keys(RECORD_BUCKET).find((key) => key.includes('/manifests/'))!;

  beforeEach(() => cleanUp.deploy(entries, { ...ARCHIVE, requestType: 'Create' }));

  test.each(['gone', 'changed'])('A removal whose copy of the manifest is %s restores by the asset', async (fault) => {
    if (fault === 'gone') {
      cleanUp.s3.delete(RECORD_BUCKET, copyKey());
    } else {
      cleanUp.s3.put(RECORD_BUCKET, copyKey(), 'changed');
    }
    expect(await remove()).toMatchObject({ Status: 'SUCCESS' });
    expect(statuses()).toEqual(['Published', 'Published']);
  });

  test('A removal without an intact manifest fails, and names the copy', async () => {
    cleanUp.s3.put(RECORD_BUCKET, copyKey(), 'changed');
    cleanUp.s3.delete(ASSETS, cleanUp.configuration().properties['manifestKey']!);
    const { Status, Reason } = await remove();
    expect([Status, statuses()]).toEqual(['FAILED', ['Archived', 'Archived']]);
    expect(Reason).toContain(`/${copyKey()} must have the SHA-256 that was deployed`);
  });
});

describe('A construct that is created again', () => {
  const create = (lines: readonly ManifestEntry[]) => cleanUp.deploy(lines, { ...ARCHIVE, requestType: 'Create' });

  beforeEach(async () => {
    await create(entries);
    await cleanUp.send({ ...ARCHIVE, requestType: 'Delete' });
    cleanUp.codeArtifact.registry.republish(cleanUp.coordinates('left-pad'), '1.0.0');
  });

  test('A construct that is created again refuses a version that was changed since an earlier one archived it', async () => {
    const { Status, Reason } = await create(entries);
    expect([Status, statuses()]).toEqual(['FAILED', ['Published', 'Published']]);
    expect(Reason).toContain(
      '1 of 2 versions of my-domain/my-repo are refused: npm left-pad 1.0.0 MISMATCHED_REVISION',
    );
  });

  test('A construct that is created again refuses such a version in its updates, too', async () => {
    expect(await create(entries.slice(1))).toMatchObject({ Status: 'SUCCESS' });
    expect(await cleanUp.deploy(entries, ARCHIVE)).toMatchObject({ Status: 'FAILED' });
  });
});

test('A creation that a newer event overtakes before it begins leaves no life of the construct', async () => {
  const current = 'archive/current.json';
  cleanUp.s3.observe = ({ operation, key }, moment) => {
    if (moment === 'after' && operation === 'PutObject' && key.startsWith('requests/')) {
      const newer = { execution: '0'.repeat(32), earlier: [], past: [] };
      cleanUp.s3.put(RECORD_BUCKET, current, JSON.stringify(newer));
    }
  };
  const { Status, Reason } = await cleanUp.deploy(entries, { ...ARCHIVE, requestType: 'Create' });
  expect([Status, statuses()]).toEqual(['FAILED', ['Published', 'Published']]);
  expect(Reason).toMatch(/^Nothing was archived: CloudFormation has sent a newer event/);
  expect(cleanUp.s3.get(RECORD_BUCKET, lifeKey(RECORD.recordKey))).toBeUndefined();
});
