import { lifeKey, packageKeys, recordKey } from '../../../declaration/record-keys';
import { LEFT_PAD } from '../../fixtures/packages';
import { RECORD_BUCKET } from '../deployment';
import { ArchiveDeployment } from './archive-deployment';

const KEYS = packageKeys({ ...LEFT_PAD, domainOwner: '111122223333' });
const LIFE = lifeKey('archived/Stack/LeftPad');
const RESTORING = { restoreTo: 'Published' };

let stack: ArchiveDeployment;

beforeEach(async () => {
  stack = await ArchiveDeployment.start();
  stack.deployment.publish('1.0.0', '1.0.1');
});

afterEach(() => stack.stop());

/** Another declaration writes down that it names a version, as it does before it looks whether the version is archived. */
function announceElsewhere(version: string) {
  const line = [version, stack.deployment.revision(version), null, null, true];
  const text = JSON.stringify({ formatVersion: 2, versions: [line] });
  stack.deployment.s3.put(RECORD_BUCKET, recordKey(KEYS, 'archived/Stack/Other'), Buffer.from(text));
}

/** The other declaration does so at the moment at which a removal restores the version. */
function announceAtRestoration(version: string) {
  stack.deployment.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    operation: 'UpdatePackageVersionsStatus',
    change: () => announceElsewhere(version),
  });
}

test('A version that another declaration names is left archived by a removal', async () => {
  await stack.archive(['1.0.0', '1.0.1'], RESTORING);
  announceElsewhere('1.0.0');
  expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
  expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Published']);
});

test('A version that another declaration begins to name while a removal restores it is archived again', async () => {
  await stack.archive(['1.0.0', '1.0.1'], RESTORING);
  announceAtRestoration('1.0.0');
  expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
  expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Published']);
});

test('A version that cannot be archived again for another declaration fails the removal, which says what to do', async () => {
  await stack.archive(['1.0.0', '1.0.1'], RESTORING);
  announceAtRestoration('1.0.0');
  stack.deployment.codeArtifact.faults.inject({
    fault: 'access-denied',
    operation: 'UpdatePackageVersionsStatus',
    after: 1,
    times: Infinity,
  });
  const { Status, Reason } = await stack.deleteArchive();
  expect([Status, ...stack.statuses('1.0.0')]).toEqual(['FAILED', 'Published']);
  expect(Reason).toMatch(
    /^1 versions of .* were restored to Published while another declaration began to name them, and could not be archived again: 1\.0\.0 AccessDenied.* Archive them by an update of the declaration that names them\./,
  );
});

test('A version is archived again for another declaration in the last seconds of the function, too', async () => {
  await stack.archive(['1.0.0', '1.0.1'], RESTORING);
  announceAtRestoration('1.0.0');
  const { deployment } = stack;
  // Half of the reserve is left for corrections once the calls of a removal may begin no more.
  deployment.remaining = () =>
    deployment.codeArtifact.callsOf('UpdatePackageVersionsStatus').length > 1 ? 25_000 : 300_000;
  expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
  expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Published']);
});

test('A removal that ends late leaves the life of a declaration that was created since', async () => {
  await stack.archive(['1.0.0'], RESTORING);
  const { s3 } = stack.deployment;
  const life = String(s3.get(RECORD_BUCKET, LIFE));
  const next = life.replace(/"life":"[0-9a-f]+"/, `"life":"${'0'.repeat(32)}"`);
  s3.observe = ({ operation, key }, when) => {
    // After the removal has read its own life.
    if (operation === 'GetObject' && when === 'after' && key.includes('/by/')) {
      s3.put(RECORD_BUCKET, LIFE, Buffer.from(next));
    }
  };
  await stack.deleteArchive();
  expect(String(s3.get(RECORD_BUCKET, LIFE))).toBe(next);
});
