import { createHash } from 'node:crypto';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { S3Service } from '../../local/s3';

let s3: S3Service;
let client: S3Client;
beforeEach(async () => {
  s3 = await S3Service.start();
  s3.createBucket('copies');
  client = new S3Client({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    maxAttempts: 1,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
});
afterEach(async () => {
  client.destroy();
  await s3.stop();
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('base64');
const put = (
  text: string,
  more: { ChecksumSHA256?: string; IfNoneMatch?: '*'; StorageClass?: 'GLACIER' | 'GLACIER_IR' },
) => client.send(new PutObjectCommand({ Bucket: 'copies', Key: 'asset', Body: text, ...more }));

test('An object is written with the checksum that its bytes have, and with no other', async () => {
  await expect(put('abc', { ChecksumSHA256: sha256('abd') })).rejects.toMatchObject({ name: 'BadDigest' });
  expect(s3.get('copies', 'asset')).toBeUndefined();
  await put('abc', { ChecksumSHA256: sha256('abc') });
  const head = await client.send(new HeadObjectCommand({ Bucket: 'copies', Key: 'asset', ChecksumMode: 'ENABLED' }));
  expect(head).toMatchObject({ ChecksumSHA256: sha256('abc'), ContentLength: 3 });
});

test('An object that was written without a checksum has none', async () => {
  await put('abc', {});
  const head = await client.send(new HeadObjectCommand({ Bucket: 'copies', Key: 'asset', ChecksumMode: 'ENABLED' }));
  expect(head.ChecksumSHA256).toBeUndefined();
});

test('A conditional write leaves an object that exists as it is', async () => {
  await put('abc', {});
  await expect(put('abd', { IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
  expect(String(s3.get('copies', 'asset'))).toBe('abc');
});

test('An object of a cold storage class cannot be read before it is restored, and one of instant retrieval can', async () => {
  const get = () => client.send(new GetObjectCommand({ Bucket: 'copies', Key: 'asset' }));
  await put('abc', { StorageClass: 'GLACIER' });
  await expect(get()).rejects.toMatchObject({ name: 'InvalidObjectState' });
  await put('abc', { StorageClass: 'GLACIER_IR' });
  expect((await get()).StorageClass).toBe('GLACIER_IR');
});

test('A head of an object that does not exist says so', async () => {
  const head = client.send(new HeadObjectCommand({ Bucket: 'copies', Key: 'nothing' }));
  await expect(head).rejects.toMatchObject({ name: 'NotFound' });
});
