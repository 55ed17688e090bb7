import { ObjectStore, s3Host } from '../../codeartifact/object-store';
import type { ServiceConnection } from '../../codeartifact/signed-requests';
import { LoopbackServer } from '../../local/loopback-server';
import { S3Service } from '../../local/s3';

const BUCKET = 'my-bucket';
const object = { bucket: BUCKET, key: 'a folder/ä+(1)*.json' };
const credentials = () => Promise.resolve({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' });
let s3: S3Service;
let isAllowed = true;
let refusals = 0;

beforeEach(async () => {
  isAllowed = true;
  refusals = 0;
  s3 = await S3Service.start({ authorize: () => isAllowed || refusals-- <= 0 });
  s3.createBucket(BUCKET);
});

afterEach(() => s3.stop());

function connect(config: Partial<ServiceConnection> = {}): ObjectStore {
  return new ObjectStore({
    region: 'us-east-1',
    endpoint: s3.endpoint,
    credentials,
    pauses: [1, 1],
    ...config,
  });
}

test('An object has the bytes that were written, whatever its key', async () => {
  const bytes = Buffer.from([0, 255, 10, 13, 128]);
  await connect().write(object, bytes);

  expect((await connect().read(object)).content?.body).toEqual(bytes);
});

test('A bucket with Object Lock takes every kind of write', async () => {
  s3.lockBucket(BUCKET);
  const store = connect();
  const tag = await store.replace(object, { body: 'first', tag: undefined });
  await store.replace(object, { body: 'second', tag });
  await store.write({ bucket: BUCKET, key: 'empty' }, '');

  expect(String(s3.get(BUCKET, object.key))).toBe('second');
  expect(s3.get(BUCKET, 'empty')).toHaveLength(0);
});

test('A writer that did not see the object does not replace it', async () => {
  await connect().write(object, 'of another');

  await expect(connect().replace(object, { body: 'mine', tag: undefined })).rejects.toMatchObject({
    name: 'PreconditionFailed',
  });
  expect(String(s3.get(BUCKET, object.key))).toBe('of another');
});

test('A conditional write whose answer was lost counts as written', async () => {
  s3.faults.inject({ fault: 'answer-lost', operation: 'PutObject' });
  const store = connect();
  const tag = await store.replace(object, { body: 'mine', tag: undefined });

  expect(tag).toBe((await store.read(object)).content?.tag);
});

test('A refusal is repeated while the policy of the role may not be in force yet', async () => {
  const store = connect({ propagationPauses: [1, 1] });
  isAllowed = false;
  refusals = 2;
  await store.write(object, 'x');

  expect(s3.calls.map(({ status }) => status)).toEqual([403, 403, 200]);
});

test('A refusal is final soon after the same role was allowed the same in the bucket', async () => {
  const store = connect({ propagationPauses: Array.from({ length: 20 }, () => 1) });
  await store.write(object, 'x');
  isAllowed = false;
  refusals = Infinity;

  await expect(store.write(object, 'y')).rejects.toMatchObject({ name: 'AccessDenied', status: 403 });
  expect(s3.calls).toHaveLength(4);
});

/** A server that answers as S3 does not do by itself. */
async function withServer(
  answers: readonly { readonly status: number; readonly hasDate: boolean }[],
  work: (store: ObjectStore) => Promise<void>,
): Promise<void> {
  const left = [...answers];
  const server = new LoopbackServer((request, response) => {
    request.resume();
    const { status = 500, hasDate = true } = left.shift() ?? {};
    response.sendDate = hasDate;
    response.writeHead(status, { etag: '"1"' }).end('text');
    return Promise.resolve();
  });
  await server.start();
  try {
    await work(connect({ endpoint: server.endpoint }));
    expect(left).toEqual([]);
  } finally {
    await server.stop();
  }
}

test('A request that S3 throttles with 429 is repeated', () =>
  withServer(
    [
      { status: 429, hasDate: true },
      { status: 200, hasDate: true },
    ],
    async (store) => {
      expect(String((await store.read(object)).content?.body)).toBe('text');
    },
  ));

test('A read without a date of S3 is refused, whatever the clock of the function says', () =>
  withServer([{ status: 200, hasDate: false }], async (store) => {
    await expect(store.read(object)).rejects.toThrow('S3 did not say what time it is');
  }));

test('An error of the connection names S3', async () => {
  const { endpoint } = s3;
  await s3.stop();

  await expect(
    new ObjectStore({ region: 'us-east-1', endpoint, credentials, pauses: [1] }).read(object),
  ).rejects.toMatchObject({
    name: 'ECONNREFUSED',
    message: expect.stringMatching(/^S3 did not answer \(/) as string,
  });
});

test.each([
  ['us-east-1', 's3.us-east-1.amazonaws.com'],
  ['cn-north-1', 's3.cn-north-1.amazonaws.com.cn'],
  ['us-gov-west-1', 's3.us-gov-west-1.amazonaws.com'],
  ['eusc-de-east-1', 's3.eusc-de-east-1.amazonaws.eu'],
  ['us-iso-east-1', 's3.us-iso-east-1.c2s.ic.gov'],
  ['us-isob-east-1', 's3.us-isob-east-1.sc2s.sgov.gov'],
  ['eu-isoe-west-1', 's3.eu-isoe-west-1.cloud.adc-e.uk'],
  ['us-isof-south-1', 's3.us-isof-south-1.csp.hci.ic.gov'],
])('The host of S3 in %s is that of its partition', (region, host) => {
  expect(s3Host(region)).toBe(host);
});

test.each([
  ['AWS_USE_FIPS_ENDPOINT', 's3-fips.us-west-2.amazonaws.com'],
  ['AWS_USE_DUALSTACK_ENDPOINT', 's3.dualstack.us-west-2.amazonaws.com'],
])('The host of S3 follows %s as the SDK does', (variable, host) => {
  process.env[variable] = 'true';
  try {
    expect(s3Host('us-west-2')).toBe(host);
  } finally {
    delete process.env[variable];
  }
});

describe('An object that S3 does not tell from one that may not be read', () => {
  let hiding: S3Service;
  let listed: string;

  beforeEach(async () => {
    listed = 'folder/';
    const authorize = (action: string, resource: string) =>
      action === 's3:ListBucket'
        ? resource.startsWith(`arn:aws:s3:::${BUCKET}?prefix=${listed}`)
        : !resource.endsWith('/secret');
    hiding = await S3Service.start({ hidesAbsentObjects: true, authorize });
    hiding.createBucket(BUCKET);
  });
  afterEach(() => hiding.stop());

  const locate = (key: string) => ({ bucket: BUCKET, key });

  test('An object that S3 does not tell is absent if the list of its key is empty', async () => {
    const store = connect({ endpoint: hiding.endpoint, propagationPauses: [100_000] });
    await store.write(locate('folder/absent-too'), 'a key that begins like the absent one');

    expect((await store.read(locate('folder/absent'))).content).toBeUndefined();
    expect(await store.describe(locate('folder/absent'))).toBeUndefined();
    expect(await store.openStream(locate('folder/absent'))).toBeUndefined();
  });

  test('An object that S3 does not tell is not absent if the list has it', async () => {
    const store = connect({ endpoint: hiding.endpoint });
    hiding.put(BUCKET, 'folder/secret', 'content');

    await expect(store.read(locate('folder/secret'))).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(store.openStream(locate('folder/secret'))).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  test('An object that S3 does not tell may not be read if it may not be listed either', async () => {
    listed = 'other/';

    await expect(connect({ endpoint: hiding.endpoint }).read(locate('folder/absent'))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});
