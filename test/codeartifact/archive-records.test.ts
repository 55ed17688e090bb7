import { ArchiveHistories, type ArchiveRecords } from '../../codeartifact/archive-records';
import type { Package } from '../../declaration/declaration';
import { packageKeys, restoredKey } from '../../declaration/record-keys';
import { S3Service } from '../../local/s3';
import { connectRecords } from '../fixtures/archive-records';

const BUCKET = 'records';
const LOCATION = { bucket: BUCKET, key: 'archived/Stack/LeftPad' };
const LEFT_PAD: Package = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
};
const NOON = new Date('2026-01-01T12:00:00Z');

let s3: S3Service;
let now: Date;
let records: ArchiveRecords;

beforeEach(async () => {
  now = NOON;
  s3 = await S3Service.start({ now: () => now });
  s3.createBucket(BUCKET);
  records = connectRecords(s3);
});

afterEach(() => s3.stop());

const entry = (time?: Date) => ({ revision: 'r1', archivedAt: time, isDeclared: true });

/** The package is one that a declaration archives. */
const begin = () => records.update(LOCATION, LEFT_PAD, () => new Map([['1.0.0', entry()]]));

const restoredVersions = async (versions: string[]) =>
  (await records.listObjects(LOCATION, LEFT_PAD, versions)).restored;

test('A record that does not exist is empty, and the time is that of S3', async () => {
  expect(await records.read(LOCATION, LEFT_PAD)).toEqual({ archived: new Map(), now: NOON });
});

test('A record is read as it was written, also where nobody knows yet how a call ended', async () => {
  const archived = new Map([
    ['1.0.0', entry(NOON)],
    ['__proto__', entry()],
  ]);
  await records.update(LOCATION, LEFT_PAD, () => archived);
  expect((await records.read(LOCATION, LEFT_PAD)).archived).toEqual(archived);
});

test('Each package has a record of its own', async () => {
  await records.update(LOCATION, LEFT_PAD, () => new Map([['1.0.0', entry(NOON)]]));
  expect((await records.read(LOCATION, { ...LEFT_PAD, package: 'other' })).archived.size).toBe(0);
});

test('Of two changes at the same time none is lost', async () => {
  const add = (version: string) =>
    records.update(LOCATION, LEFT_PAD, ({ archived }) => new Map([...archived, [version, entry(NOON)]]));
  await Promise.all(['1.0.0', '2.0.0', '3.0.0'].map(add));
  expect([...(await records.read(LOCATION, LEFT_PAD)).archived.keys()].sort()).toEqual(['1.0.0', '2.0.0', '3.0.0']);
});

test('A change whose answer is lost is made once', async () => {
  s3.faults.inject({ fault: 'answer-lost', operation: 'PutObject' });
  await records.update(LOCATION, LEFT_PAD, () => new Map([['1.0.0', entry(NOON)]]));
  expect(s3.calls.filter(({ operation }) => operation === 'PutObject')).toHaveLength(2);
  expect((await records.read(LOCATION, LEFT_PAD)).archived.size).toBe(1);
});

test('A record that needs no change is not written', async () => {
  await records.update(LOCATION, LEFT_PAD, ({ archived }) => archived);
  expect(s3.keys(BUCKET)).toEqual([]);
});

test('A mark says by the clock of S3 when it became known that a version was restored', async () => {
  await begin();
  await records.markRestored(BUCKET, LEFT_PAD, '1.0.0');
  now = new Date('2026-01-02T12:00:00Z');
  await records.markRestored(BUCKET, LEFT_PAD, '2.0.0 +beta&<>');
  expect(await restoredVersions(['1.0.0', '2.0.0 +beta&<>', '3.0.0'])).toEqual(
    new Map([
      ['1.0.0', NOON],
      ['2.0.0 +beta&<>', now],
    ]),
  );
});

test('The marks of more versions than fit one page are all read', async () => {
  const versions = Array.from({ length: 1_001 }, (_, n) => `1.0.${n}`);
  const keys = packageKeys(LEFT_PAD);
  versions.forEach((version) => s3.put(BUCKET, restoredKey(keys, version), ''));
  expect((await restoredVersions(versions)).size).toBe(1_001);
});

test('A package that no declaration archives needs no mark', async () => {
  expect(await records.markRestored(BUCKET, LEFT_PAD, '1.0.0')).toBe(false);
  expect(s3.keys(BUCKET)).toEqual([]);
  await begin();
  expect(await records.markRestored(BUCKET, LEFT_PAD, '1.0.0')).toBe(true);
});

test('All declarations of a bucket that name a package are listed', async () => {
  await begin();
  const other = { bucket: BUCKET, key: 'archived/declarations/Other/Archived' };
  await records.update(other, LEFT_PAD, () => new Map([['1.0.0', entry()]]));
  const { declarations } = await records.listObjects(LOCATION, LEFT_PAD, []);
  expect([...declarations].sort()).toEqual(['archived/Stack/LeftPad', 'archived/declarations/Other/Archived']);
});

test('A record that the function did not write is refused', async () => {
  await records.update(LOCATION, LEFT_PAD, () => new Map([['1.0.0', entry()]]));
  const [key] = s3.keys(BUCKET);
  for (const text of ['', '[]', '{"formatVersion":1,"versions":[]}', '{"formatVersion":2,"versions":[["1.0.0"]]}']) {
    s3.put(BUCKET, key!, text);
    await expect(records.read(LOCATION, LEFT_PAD)).rejects.toThrow('as the function wrote it');
  }
});

test('A request that S3 could not serve is repeated', async () => {
  s3.faults.inject({ fault: 'slow-down' });
  s3.faults.inject({ fault: 'reset' });
  expect((await records.read(LOCATION, LEFT_PAD)).archived.size).toBe(0);
});

test('A bucket that does not exist is an error with the code of S3', async () => {
  const elsewhere = { ...LOCATION, bucket: 'elsewhere' };
  await expect(records.read(elsewhere, LEFT_PAD)).rejects.toMatchObject({ name: 'NoSuchBucket' });
});

test('A history has the mark of a version that is restored while it is read', async () => {
  await begin();
  s3.observe = ({ operation, key }, moment) => {
    if (operation === 'GetObject' && moment === 'after' && key.includes('/by/')) {
      s3.put(BUCKET, restoredKey(packageKeys(LEFT_PAD), '1.0.0'), Buffer.from(''));
    }
  };
  const { restored } = await new ArchiveHistories(records).read(LOCATION, LEFT_PAD, ['1.0.0']);
  expect([...restored.keys()]).toEqual(['1.0.0']);
});
