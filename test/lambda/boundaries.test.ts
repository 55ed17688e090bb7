import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});

afterEach(() => deployment.stop());

const numbered = (count: number) => Array.from({ length: count }, (_, n) => `1.0.${n}`);

describe('A package with more versions than one page or one call holds', () => {
  test.each([
    [1, 1, 1],
    [99, 1, 1],
    [100, 1, 1],
    [101, 1, 2],
    [1000, 1, 10],
    [1001, 2, 11],
    [10_000, 10, 100],
  ])('%i versions are disposed with %i pages and %i calls', async (count, pages, calls) => {
    const versions = numbered(count);
    deployment.publish(...versions);

    const answer = await deployment.create({ versions });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: String(count) } });
    expect(versions.filter((version) => deployment.status(version) !== 'Disposed')).toEqual([]);
    expect(deployment.listCalls).toHaveLength(pages);
    expect(deployment.disposeCalls).toHaveLength(calls);
  });

  test('No call names more than 100 versions, and none of them twice', async () => {
    deployment.publish(...numbered(250));

    await deployment.create({ versions: numbered(250) });

    const named = deployment.disposeCalls.map(({ body }) => (body as { versions: string[] }).versions);
    expect(named.map((each) => each.length)).toEqual([100, 100, 50]);
    expect(new Set(named.flat()).size).toBe(250);
  });

  test('At most four calls are in progress at once', async () => {
    deployment.publish(...numbered(1000));
    deployment.codeArtifact.latency = 100;

    await deployment.create({ versions: numbered(1000) });

    expect(deployment.codeArtifact.mostAtOnce('DisposePackageVersions')).toBe(4);
  });

  test('A declared version on the last page is found', async () => {
    deployment.publish(...numbered(1001), '9.9.9');

    expect(await deployment.create({ versions: ['9.9.9'] })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.status('9.9.9')).toBe('Disposed');
  });

  test.each(['short', 'empty'] as const)('Pages that are %s are read to the end', async (pages) => {
    deployment.codeArtifact.variants = { ...deployment.codeArtifact.variants, pages };
    deployment.publish(...numbered(30));

    expect(await deployment.create({ versions: numbered(30) })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('Pages that never end fail the resource', async () => {
    deployment.publish('1.0.0');
    deployment.codeArtifact.faults.inject({
      operation: 'ListPackageVersions',
      fault: 'raw',
      times: Infinity,
      answer: { status: 200, body: JSON.stringify({ versions: [], nextToken: 'again' }) },
    });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('same nextToken twice');
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('A declaration without versions is refused', async () => {
    const answer = await deployment.create({ versions: [] });

    expect(answer.Reason).toContain('versions must be a list of 1 to 10000 versions; got "0 versions"');
    expect(deployment.codeArtifact.calls).toEqual([]);
  });
});

describe('After a batch that failed', () => {
  beforeEach(() => {
    deployment.publish(...numbered(1000));
    deployment.codeArtifact.latency = 5;
  });

  test('After a batch that failed, no further batch is started, and what is disposed stays so and is counted', async () => {
    deployment.codeArtifact.faults.inject({
      operation: 'DisposePackageVersions',
      fault: 'concurrent-change',
      change: (registry) => registry.republish(LEFT_PAD, '1.0.0'),
    });

    const answer = await deployment.create({ versions: numbered(1000) });

    expect(deployment.disposeCalls.length).toBeLessThanOrEqual(4);
    expect(answer.Reason).toMatch(/^700 of 1000 versions of .* were not disposed, 300 are disposed for good: /);
    expect(answer.Reason).toContain(': 1.0.0 MISMATCHED_REVISION');
  });

  test('After a batch that failed, the next deployment resumes with the rest', async () => {
    deployment.codeArtifact.faults.inject({ operation: 'DisposePackageVersions', fault: 'access-denied' });
    await deployment.create({ versions: numbered(1000) });
    const before = deployment.disposeCalls.length;

    const answer = await deployment.create({ versions: numbered(1000) });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1000' } });
    expect(deployment.disposeCalls.length - before).toBe(10 - before + 1);
  });
});
