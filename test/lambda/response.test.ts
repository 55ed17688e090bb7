import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import fc from 'fast-check';
import { deliver, failureAnswer, successAnswer, successFits } from '../../lambda/event/response';
import { ResponseEndpoint, type DeliveryFault } from '../../local/cloudformation/response-endpoint';
import type { FailureMessage } from '../../lambda/event/failure';
import { revisionAttribute, revisionsFit } from '../../declaration/attributes';

const STACK_ID = `arn:aws-us-gov:cloudformation:us-gov-west-1:111122223333:stack/${'s'.repeat(128)}/6b1f2c30-9a5e-11f0-8de9-0242ac120002`;

const event = (ids: object = {}) =>
  ({
    RequestType: 'Update',
    StackId: STACK_ID,
    RequestId: '6b1f2c30-9a5e-11f0-8de9-0242ac120002',
    LogicalResourceId: 'L'.repeat(255),
    PhysicalResourceId: 'P'.repeat(255),
    ...ids,
  }) as CloudFormationCustomResourceEvent;

const LOG = `${'g'.repeat(512)} 2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef`;
const bytes = (text: string) => Buffer.byteLength(text);
const reason = (answer: string) => (JSON.parse(answer) as { Reason: string }).Reason;

/** Text as hostile as a template or a service can make it. */
const anyText = (maxLength: number) => fc.string({ unit: 'binary', maxLength });

describe('A failure answer', () => {
  const failures: fc.Arbitrary<FailureMessage> = fc.record({
    what: anyText(2000),
    entries: fc.array(anyText(900), { maxLength: 60 }),
    next: anyText(300),
  });

  test('A failure answer is at most 4096 bytes of JSON, whatever it has to say', () => {
    fc.assert(
      fc.property(failures, anyText(1024), anyText(700), (failure, physicalId, log) => {
        const answer = failureAnswer(event({ PhysicalResourceId: physicalId }), failure, log);

        expect(bytes(answer)).toBeLessThanOrEqual(4096);
        expect(JSON.parse(answer)).toMatchObject({ Status: 'FAILED', StackId: STACK_ID });
      }),
    );
  });

  test('A failure answer is one line without control characters', () => {
    fc.assert(
      fc.property(failures, (failure) => {
        expect(reason(failureAnswer(event(), failure, LOG))).not.toMatch(/[\p{Cc}\p{Cf}\u2028\u2029]/u);
      }),
    );
  });

  test('A failure answer is cut by whole entries, and says how many are left out', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 1, max: 200 }), (count, length) => {
        const entries = Array.from({ length: count }, (_, n) => `1.0.${n} ${'x'.repeat(length)}`);
        const text = reason(failureAnswer(event(), { what: 'What', entries, next: 'Next.' }, 'group stream'));

        const shown = text.match(/1\.0\.\d+ x+/g) ?? [];
        const left = Number(/; and (\d+) more\./.exec(text)?.[1] ?? 0);
        expect(shown).toEqual(entries.slice(0, shown.length));
        expect(shown.length + left).toBe(count);
        expect(text).toMatch(/Next\. Log: group stream$/);
      }),
    );
  });

  test('A failure answer gives an equal reason of many versions once, and counts each version', () => {
    const entries = Array.from({ length: 9 }, (_, n) => `1.0.${n} NOT_FOUND: it is gone`);
    const failure = { what: 'What', entries: [...entries, '2.0.0 NOT_ALLOWED: no'], unlisted: 3, next: 'Next.' };

    expect(reason(failureAnswer(event(), failure, LOG))).toContain(
      'What: 1.0.0 NOT_FOUND: it is gone (also 1.0.1, 1.0.2 and 6 more); 2.0.0 NOT_ALLOWED: no; and 3 more. Next.',
    );
  });

  test('A failure answer fills the 4096 bytes before it leaves anything out', () => {
    const entries = Array.from({ length: 500 }, (_, n) => `1.0.${n} NOT_FOUND: there is no ${n}`);

    const answer = failureAnswer(event(), { what: 'What', entries, next: 'Next.' }, 'group stream');

    expect(bytes(answer)).toBeGreaterThan(4096 - 120);
  });

  test('A failure answer says where the log is', () => {
    const answer = failureAnswer(event(), { what: 'What', entries: ['one'], next: 'Next.' }, 'group stream');

    expect(reason(answer)).toBe('What: one. Next. Log: group stream');
  });

  test.each([
    [{ PhysicalResourceId: '' }, 'L'],
    [{ PhysicalResourceId: undefined }, 'L'],
    [{ PhysicalResourceId: '', LogicalResourceId: '' }, 'D'],
  ])('A failure answer never has an empty physical id: %j', (ids, start) => {
    const answer = failureAnswer(event(ids), { what: 'What', entries: [], next: '' }, '');

    expect((JSON.parse(answer) as { PhysicalResourceId: string }).PhysicalResourceId).toMatch(new RegExp(`^${start}`));
  });
});

describe('A success answer', () => {
  test('A success answer fits whatever revisions the synth let through', () => {
    const versions = fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }), { maxLength: 60 });
    fc.assert(
      fc.property(versions, (asked) => {
        fc.pre(revisionsFit(asked));
        const revision = 'r'.repeat(50);
        const data = Object.fromEntries(asked.map((version) => [revisionAttribute(version), revision]));

        expect(successFits(event(), { DisposedCount: '10000', ...data })).toBe(true);
      }),
    );
  });

  test('A success answer carries its attributes', () => {
    expect(JSON.parse(successAnswer(event(), { DisposedCount: '3' }))).toMatchObject({
      Status: 'SUCCESS',
      Data: { DisposedCount: '3' },
    });
  });
});

describe('The delivery of an answer', () => {
  let endpoint: ResponseEndpoint;
  let url: string;

  beforeEach(async () => {
    endpoint = await ResponseEndpoint.start();
    ({ url } = endpoint.open({ stackId: STACK_ID, logicalResourceId: 'LeftPad', requestId: 'r' }));
  });

  afterEach(() => endpoint.stop());

  test('The delivery of an answer is one PUT to the unaltered URL, with an empty type and its length in bytes', async () => {
    await deliver(url, '{"Reason":"ünïcödé 💥"}');

    expect(endpoint.deliveries).toHaveLength(1);
    expect(endpoint.deliveries[0]).toMatchObject({ method: 'PUT', stored: true, body: '{"Reason":"ünïcödé 💥"}' });
    expect(endpoint.deliveries[0]!.headers).toMatchObject({ 'content-type': '', 'content-length': '29' });
    expect(endpoint.deliveries[0]!.headers).not.toHaveProperty('transfer-encoding');
  });

  test.each<[string, DeliveryFault]>([
    ['an error of the server', { type: 'status', status: 500 }],
    ['a request to slow down', { type: 'status', status: 503 }],
    ['a reset', { type: 'reset' }],
    ['a redirection, which it does not follow', { type: 'redirect', status: 307 }],
  ])('The delivery of an answer is tried again after %s', async (_name, fault) => {
    endpoint.failNext(fault, 2);

    await deliver(url, '{}');

    expect(endpoint.deliveries.map(({ stored }) => stored)).toEqual([false, false, true]);
  });

  test('The delivery of an answer ends after five attempts, with an error that does not hold the URL', async () => {
    endpoint.failNext({ type: 'status', status: 500 }, 9);

    await expect(deliver(url, '{}')).rejects.toThrow(
      /^CloudFormation did not take the answer after 5 attempts: HTTP 500$/,
    );
  });

  test('The delivery of an answer is not tried again where the URL has expired', async () => {
    endpoint.failNext({ type: 'expired' }, 9);

    await expect(deliver(url, '{}')).rejects.toThrow(/after 1 attempts: HTTP 403$/);
  });

  test('The delivery of an answer fails without the URL in the error where nobody listens', async () => {
    await endpoint.stop();

    const error = await deliver(url, '{}').catch((caught: Error) => caught);

    expect(String(error)).toMatch(/ECONNREFUSED/);
    expect(JSON.stringify(error) + String(error)).not.toContain('Signature');
  });
});
