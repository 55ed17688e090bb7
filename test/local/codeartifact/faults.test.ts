import {
  CodeartifactClient,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import {
  type CodeArtifactService,
  packageArn,
  ServiceException,
  type CodeArtifactServiceOptions,
  type Fault,
} from '../../../local/codeartifact';
import { leftPad, startCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;

async function start(options: CodeArtifactServiceOptions = {}): Promise<void> {
  ({ service, client } = await startCodeArtifact(['1.0.0'], options));
}

const list = (input = {}) => client.send(new ListPackageVersionsCommand({ ...leftPad, ...input }));
const dispose = () => client.send(new DisposePackageVersionsCommand({ ...leftPad, versions: ['1.0.0'] }));
async function until(condition: () => boolean) {
  while (!condition()) {
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
const status = () => service.registry.version(leftPad, '1.0.0')?.status;

describe('A fault', () => {
  beforeEach(() => start());

  test.each<[Fault['fault'], Fault, object]>([
    ['throttling', { fault: 'throttling' }, { name: 'ThrottlingException', $metadata: { httpStatusCode: 429 } }],
    [
      'internal-server-error',
      { fault: 'internal-server-error' },
      { name: 'InternalServerException', $metadata: { httpStatusCode: 500 } },
    ],
    ['conflict', { fault: 'conflict' }, { name: 'ConflictException', resourceType: 'package' }],
    ['access-denied', { fault: 'access-denied' }, { name: 'AccessDeniedException' }],
    [
      'exception',
      {
        fault: 'exception',
        exception: new ServiceException({ name: 'ServiceQuotaExceededException', status: 402, message: 'Too many' }),
      },
      { name: 'ServiceQuotaExceededException', message: 'Too many', $metadata: { httpStatusCode: 402 } },
    ],
    ['reset', { fault: 'reset' }, { message: expect.stringContaining('ECONNRESET') as string }],
    ['html', { fault: 'html' }, { $metadata: { httpStatusCode: 502 } }],
    ['html', { fault: 'html', status: 200 }, { name: 'SyntaxError' }],
    [
      'raw',
      { fault: 'raw', answer: { status: 503, headers: { 'x-amzn-errortype': 'ServiceUnavailable' }, body: '{}' } },
      { name: 'ServiceUnavailable', $metadata: { httpStatusCode: 503 } },
    ],
  ])('A fault of the kind %s shows before anything was done', async (kind, fault, expected) => {
    service.faults.inject(fault);
    await expect(dispose()).rejects.toMatchObject(expected);
    expect(status()).toBe('Published');
    expect(service.calls).toMatchObject([{ fault: kind, executed: false }]);
  });

  test.each<[Fault['fault'], Fault, object]>([
    ['answer-lost', { fault: 'answer-lost' }, { message: expect.stringContaining('ECONNRESET') as string }],
    ['truncated', { fault: 'truncated' }, { message: expect.stringContaining('aborted') as string }],
    ['malformed-json', { fault: 'malformed-json' }, { name: 'SyntaxError' }],
    [
      'internal-server-error',
      { fault: 'internal-server-error', afterExecution: true },
      { name: 'InternalServerException' },
    ],
    ['html', { fault: 'html', afterExecution: true }, { $metadata: { httpStatusCode: 502 } }],
  ])('A fault of the kind %s shows after the work was done', async (kind, fault, expected) => {
    service.faults.inject(fault);
    await expect(dispose()).rejects.toMatchObject(expected);
    expect(status()).toBe('Disposed');
    expect(service.calls).toMatchObject([{ fault: kind, executed: true }]);
  });

  test('Only a fault that cuts the connection leaves no answered status', async () => {
    service.faults.inject({ fault: 'answer-lost' });
    service.faults.inject({ fault: 'throttling' });
    await expect(list()).rejects.toThrow();
    await expect(list()).rejects.toThrow();
    await list();
    expect(service.calls.map((call) => [call.status, call.error])).toEqual([
      [undefined, undefined],
      [429, 'ThrottlingException'],
      [200, undefined],
    ]);
  });

  test('A fault of throttling carries Retry-After only if it was told how long', async () => {
    service.faults.inject({ fault: 'throttling', retryAfter: 7 });
    service.faults.inject({ fault: 'throttling' });
    await expect(list()).rejects.toMatchObject({ retryAfterSeconds: 7 });
    await expect(list()).rejects.toMatchObject({ retryAfterSeconds: undefined });
  });

  test('A fault of access names the action and the resource that is denied', async () => {
    service.faults.inject({ fault: 'access-denied' });
    await expect(dispose()).rejects.toThrow(
      `is not authorized to perform: codeartifact:DisposePackageVersions on resource: ${packageArn(service, leftPad)}`,
    );
  });

  test('A fault affects the calls that it is injected for: operation, resource, after and times', async () => {
    const other = { package: 'other' };
    service.registry.publish({ ...leftPad, ...other }, '1.0.0');
    const resource = packageArn(service, leftPad);
    service.faults.inject({ fault: 'conflict', operation: 'ListPackageVersions', resource, after: 1, times: 2 });
    const outcomes: string[] = [];
    for (const call of [dispose, () => list(other), list, () => list(other), dispose, list, list, list]) {
      outcomes.push(
        await call().then(
          () => 'answered',
          (error: Error) => error.name,
        ),
      );
    }
    const [answered, failed] = ['answered', 'ConflictException'];
    expect(outcomes).toEqual([answered, answered, answered, answered, answered, failed, failed, answered]);
    expect(service.faults.nextFault).toBe(0);
  });

  test('A fault affects a call that meets a further condition', async () => {
    service.faults.inject({ fault: 'conflict', when: ({ query }) => query['max-results'] === '7' });
    await list();
    await expect(list({ maxResults: 7 })).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test('Faults happen one after another, and not at all once cleared', async () => {
    service.faults.inject({ fault: 'throttling' });
    service.faults.inject({ fault: 'conflict', times: Infinity });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).rejects.toMatchObject({ name: 'ConflictException' });
    await expect(list()).rejects.toMatchObject({ name: 'ConflictException' });
    service.faults.clear();
    await list();
  });

  test('A fault rewrites an answer', async () => {
    service.faults.inject({
      fault: 'rewrite',
      rewrite: (answer) => ({ ...answer, successfulVersions: {} }),
    });
    expect(await dispose()).toMatchObject({ successfulVersions: {}, failedVersions: {} });
    expect(status()).toBe('Disposed');
  });

  test('A fault changes the registry before the work or after it', async () => {
    const archive: Fault = {
      fault: 'concurrent-change',
      change: (registry) => registry.archive(leftPad, '1.0.0'),
    };
    service.faults.inject({ ...archive, afterExecution: true });
    expect((await list()).versions?.[0]?.status).toBe('Published');
    expect(status()).toBe('Archived');
    service.registry.setStatus(leftPad, '1.0.0', 'Published');
    service.faults.inject(archive);
    expect((await list()).versions?.[0]?.status).toBe('Archived');
  });

  test('A fault makes an answer late', async () => {
    service.faults.inject({ fault: 'slow', delay: 60 });
    const started = performance.now();
    await list();
    expect(performance.now() - started).toBeGreaterThan(55);
  });

  test('A fault does the work and never answers, and the service stops all the same', async () => {
    service.faults.inject({ fault: 'no-answer', afterExecution: true });
    const lost = expect(dispose()).rejects.toThrow();
    await until(() => status() === 'Disposed');
    await service.stop();
    await lost;
  });

  test('The client retries faults like those of the real service', async () => {
    service.faults.inject({ fault: 'throttling' });
    service.faults.inject({ fault: 'internal-server-error' });
    service.faults.inject({ fault: 'reset' });
    const patient = new CodeartifactClient({ ...service.clientConfig, maxAttempts: 4 });
    const answer = await patient.send(new ListPackageVersionsCommand(leftPad));
    expect(answer.$metadata.attempts).toBe(4);
    patient.destroy();
  });
});

describe('Limits and permissions', () => {
  test('Every call takes the latency', async () => {
    await start({ latency: 40 });
    const started = performance.now();
    await list();
    expect(performance.now() - started).toBeGreaterThan(35);
  });

  test('Calls that are in progress together are counted', async () => {
    await start();
    service.faults.inject({ fault: 'no-answer', times: 3 });
    const end = new AbortController();
    const send = () => client.send(new ListPackageVersionsCommand(leftPad), { abortSignal: end.signal });
    const together = Promise.allSettled([send(), send(), send()]);
    await until(() => service.calls.length === 3);
    end.abort();
    await together;
    await until(() => service.calls.every(({ duration }) => duration !== undefined));
    await list();
    expect(service.mostAtOnce('ListPackageVersions')).toBe(3);
    expect(service.calls.map(({ inProgress }) => inProgress)).toEqual([1, 2, 3, 1]);
  });

  test('Requests beyond the rate limit are throttled and not run, until a second has passed', async () => {
    await start({ rateLimit: 2 });
    const outcomes = await Promise.allSettled([list(), list(), list()]);
    expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(2);
    expect(service.calls.filter((call) => call.executed)).toHaveLength(2);
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    await list();
  });

  test('Rate limits of single operations do not affect one another, nor the other operations', async () => {
    await start({ rateLimit: { ListPackageVersions: 1, DisposePackageVersions: 1 } });
    await list();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await dispose();
  });

  test('A call that the policy does not allow is denied', async () => {
    await start({
      authorize: (action, resource) => action.endsWith(':ListPackageVersions') && resource.endsWith('//left-pad'),
    });
    await list();
    await expect(list({ namespace: 'my-scope' })).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(dispose()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(status()).toBe('Published');
  });
});
