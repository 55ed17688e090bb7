import { request } from 'node:http';
import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { ResponseEndpoint } from '../../../local/cloudformation';
import type { ResponseSlot } from '../../../local/cloudformation';

let endpoint: ResponseEndpoint;
let slot: ResponseSlot;
beforeEach(async () => {
  endpoint = await ResponseEndpoint.start();
  slot = endpoint.open({
    stackId: 'arn:aws:cloudformation:us-east-1:111122223333:stack/Tested/1',
    logicalResourceId: 'Thing',
    requestId: 'request-1',
  });
});
afterEach(() => endpoint.stop());

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

function send(url: string, headers: OutgoingHttpHeaders, method = 'PUT'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
    })
      .on('error', reject)
      .end('{"é":1}');
  });
}

const put = (url = slot.url): Promise<Answer> => send(url, { 'content-type': '', 'content-length': 8 });

test('The endpoint stores a body that is put to the unaltered URL, and records the delivery', async () => {
  expect((await put()).status).toBe(200);
  expect((await slot.response).toString()).toBe('{"é":1}');
  expect(endpoint.deliveries).toMatchObject([
    {
      requestId: 'request-1',
      method: 'PUT',
      body: '{"é":1}',
      status: 200,
      stored: true,
      headers: { 'content-length': '8' },
    },
  ]);
});

test('The endpoint accepts a PUT without any content-type', async () => {
  expect((await send(slot.url, { 'content-length': 8 })).status).toBe(200);
});

test('The endpoint hands out a URL with a port, a path and a query whose escapes matter', () => {
  const { port, pathname, search, searchParams } = new URL(slot.url);
  expect(Number(port)).toBeGreaterThan(0);
  expect(pathname).toContain('%3A');
  expect(pathname).toContain('%7C');
  expect(search).toContain('%2B%2F%3D');
  expect(searchParams.get('X-Amz-Signature')).toMatch(/\+\/=$/);
});

test.each([
  ['a content-type', () => send(slot.url, { 'content-type': 'application/json', 'content-length': 8 })],
  ['another method', () => send(slot.url, { 'content-type': '', 'content-length': 8 }, 'POST')],
  ['a URL without its query', () => put(slot.url.split('?')[0])],
  ['a URL that was decoded', () => put(decodeURIComponent(slot.url))],
  ['a URL that was encoded once more', () => put(slot.url.replaceAll('%', '%25'))],
])('The endpoint refuses %s as S3 does, and stores nothing', async (_case, attempt) => {
  const answer = await attempt();
  expect(answer.status).toBe(403);
  expect(answer.body).toContain('<Code>SignatureDoesNotMatch</Code>');
  expect(endpoint.deliveries).toMatchObject([{ status: 403, stored: false }]);
});

test('The endpoint refuses a chunked body', async () => {
  const answer = await send(slot.url, { 'content-type': '', 'transfer-encoding': 'chunked' });
  expect(answer.status).toBe(501);
  expect(endpoint.deliveries).toMatchObject([{ stored: false }]);
});

test('The endpoint refuses a body whose length is not given', async () => {
  const { hostname, port, pathname, search } = new URL(slot.url);
  const answer = await new Promise<string>((resolve) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(`PUT ${pathname}${search} HTTP/1.1\r\nHost: ${hostname}:${port}\r\n\r\n`);
    });
    socket.once('data', (data) => {
      resolve(data.toString());
      socket.destroy();
    });
  });
  expect(answer).toMatch(/^HTTP\/1\.1 411 /);
});

test('The endpoint fails as often as it was told, and then works', async () => {
  endpoint.failNext({ type: 'status', status: 500 }, 2);
  expect([(await put()).status, (await put()).status, (await put()).status]).toEqual([500, 500, 200]);
  expect(endpoint.deliveries.map(({ stored }) => stored)).toEqual([false, false, true]);
});

test('The endpoint answers that the URL has expired', async () => {
  endpoint.failNext({ type: 'expired' });
  expect(await put()).toMatchObject({ status: 403, body: expect.stringContaining('Request has expired') as string });
});

test.each([301, 307] as const)(
  'The endpoint redirects with %i to the URL where the response is accepted',
  async (status) => {
    endpoint.failNext({ type: 'redirect', status });
    const answer = await put();
    expect(answer.status).toBe(status);
    expect((await put(answer.headers.location)).status).toBe(200);
  },
);

test('The endpoint answers late', async () => {
  endpoint.failNext({ type: 'slow', delayMs: 200 });
  const started = performance.now();
  expect((await put()).status).toBe(200);
  expect(performance.now() - started).toBeGreaterThanOrEqual(190);
});

test('The endpoint cuts the connection before it has stored anything', async () => {
  endpoint.failNext({ type: 'reset' });
  await expect(put()).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect(endpoint.deliveries).toMatchObject([{ status: 0, stored: false }]);
});

test('The endpoint cuts the connection after it has stored the response', async () => {
  endpoint.failNext({ type: 'resetAfterStoring' });
  await expect(put()).rejects.toThrow(/socket hang up|ECONNRESET/);
  expect((await slot.response).toString()).toBe('{"é":1}');
  expect(endpoint.deliveries).toMatchObject([{ status: 0, stored: true }]);
});

test('The endpoint gives every request its own URL', async () => {
  const other = endpoint.open({
    stackId: 'arn:aws:cloudformation:us-east-1:1:stack/T/1',
    logicalResourceId: 'T',
    requestId: 'request-2',
  });
  await put(other.url);
  expect(endpoint.deliveries).toMatchObject([{ requestId: 'request-2' }]);
});
