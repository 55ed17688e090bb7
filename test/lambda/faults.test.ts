import type { Fault } from '../../local/codeartifact';
import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
  deployment.publish('1.0.0', '1.0.1');
});

afterEach(() => deployment.stop());

const versions = ['1.0.0', '1.0.1'];
const inject = (fault: Fault) => deployment.codeArtifact.faults.inject(fault);
const onDispose = { operation: 'DisposePackageVersions' } as const;
const UNKNOWN_EXCEPTION = { fault: 'raw', answer: { status: 418, body: '{"message":"I am a teapot"}' } } as const;
const onList = { operation: 'ListPackageVersions' } as const;

describe('The handler gets over', () => {
  test.each<[string, Fault]>([
    ['throttling', { fault: 'throttling' }],
    ['throttling with Retry-After', { fault: 'throttling', retryAfter: 1 }],
    ['an internal error', { fault: 'internal-server-error' }],
    ['a reset connection', { fault: 'reset' }],
    ['a bad gateway', { fault: 'html' }],
  ])('The handler gets over %s', async (_name, fault) => {
    inject({ ...onList, ...fault });
    inject({ ...onDispose, ...fault });

    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.statuses(...versions)).toEqual(['Disposed', 'Disposed']);
    expect(deployment.codeArtifact.faults.nextFault).toBe(0);
  });

  test('The handler gets over a slow answer, by waiting for it', async () => {
    inject({ ...onDispose, fault: 'slow', delay: 300 });

    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('The handler gets over a conflict with another change of the package', async () => {
    inject({ ...onDispose, fault: 'conflict', times: 2 });

    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.disposeCalls).toHaveLength(3);
  });

  test('The handler gets over a burst of throttling', async () => {
    inject({ ...onDispose, fault: 'throttling', times: 4 });

    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
  });
});

describe('An answer that was lost after the work was done', () => {
  describe.each(['success', 'NOT_ALLOWED', 'MISMATCHED_STATUS', 'absent'] as const)(
    'The answer about a disposed version is %s',
    (disposedAgain) => {
      test.each<[string, Fault]>([
        ['a reset', { fault: 'answer-lost' }],
        ['a truncated body', { fault: 'truncated' }],
        ['a body that is no JSON', { fault: 'malformed-json' }],
        ['an internal error', { fault: 'internal-server-error', afterExecution: true }],
        ['a conflict', { fault: 'conflict', afterExecution: true }],
        ['an exception that nobody knows', { ...UNKNOWN_EXCEPTION, afterExecution: true }],
      ])('An answer that was lost, by %s, is settled by another list', async (_name, fault) => {
        deployment.codeArtifact.variants = { ...deployment.codeArtifact.variants, disposedAgain };
        inject({ ...onDispose, ...fault });

        const answer = await deployment.create({ versions, revisionAttributes: ['1.0.0'] });

        expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
        expect(answer.Data!['Revision.1.0.0']).toBe(deployment.revision('1.0.0'));
      });
    },
  );

  test('An answer that was lost lets the batches that were not started go on', async () => {
    const many = Array.from({ length: 900 }, (_, n) => `2.0.${n}`);
    deployment.publish(...many);
    deployment.codeArtifact.latency = 5;
    inject({ ...onDispose, ...UNKNOWN_EXCEPTION, afterExecution: true });

    expect(await deployment.create({ versions: many })).toMatchObject({ Data: { DisposedCount: '900' } });
  });

  test('An answer that was lost is not taken for success where another list fails too', async () => {
    inject({ ...onDispose, ...UNKNOWN_EXCEPTION, afterExecution: true });
    inject({ ...onList, ...UNKNOWN_EXCEPTION, after: 1 });

    const answer = await deployment.create({ versions });

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain('it is not known whether it was disposed');
    expect(answer.Reason).toMatch(
      /^2 of 2 versions of .* are not known to be disposed, 0 are known to be disposed for good/,
    );
  });
});

describe('A failure of the service', () => {
  test('A failure of the service that passes asks for nothing but another deployment', async () => {
    inject({ ...onDispose, fault: 'conflict', times: Infinity });

    const { Reason } = await deployment.create({ versions });

    expect(Reason).toMatch(/1\.0\.0 ConflictException: .* Deploy again: it resumes with the rest\. Log: /);
  });

  test.each<[string, Fault, RegExp]>([
    ['a denied permission', { fault: 'access-denied' }, /1\.0\.0 AccessDeniedException: /],
    ['an unknown exception', UNKNOWN_EXCEPTION, /1\.0\.0 \w+: I am a teapot/],
  ])('A failure of %s on the call names the versions that are not disposed', async (_name, fault, reason) => {
    inject({ ...onDispose, ...fault, times: Infinity });

    const answer = await deployment.create({ versions });

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(reason);
    expect(answer.Reason).toContain('Resolve that and deploy again: it resumes with the rest.');
    expect(deployment.statuses(...versions)).toEqual(['Published', 'Published']);
  });

  test('A failure of the list disposes nothing', async () => {
    inject({ ...onList, fault: 'conflict' });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toMatch(
      /^Nothing was disposed: the versions of npm @my-scope\/left-pad in .* could not be read/,
    );
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('An exhausted retry is told, with nothing disposed', async () => {
    deployment.client = { maxAttempts: 2 };
    inject({ ...onDispose, fault: 'throttling', times: Infinity });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain('ThrottlingException');
    expect(deployment.statuses(...versions)).toEqual(['Published', 'Published']);
  });
});

describe('A denied permission', () => {
  const arn = 'arn:aws:codeartifact:us-east-1:111122223333:package/my-domain/my-repo/npm/my-scope/left-pad';

  test('A denied permission right after a deployment is given time to be in force', async () => {
    deployment.propagationPauses = [10, 10];
    inject({ ...onList, fault: 'access-denied', times: 2 });

    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('A denied permission that lasts is named, with the action and the ARN to grant', async () => {
    deployment.propagationPauses = [10, 10];
    inject({ ...onList, fault: 'access-denied', times: Infinity });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain(`AccessDeniedException: allow codeartifact:ListPackageVersions on ${arn}`);
    expect(deployment.listCalls).toHaveLength(3);
  });

  test('A denied permission to dispose is named as such', async () => {
    inject({ ...onDispose, fault: 'access-denied', times: Infinity });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain(`allow codeartifact:DisposePackageVersions on ${arn}`);
  });
});

describe('A name that does not exist', () => {
  test.each([
    [
      'package',
      { package: 'right-pad' },
      'npm @my-scope/right-pad in my-domain/my-repo, a package that does not exist',
    ],
    ['repository', { repository: 'other-repo' }, 'repository other-repo in domain my-domain does not exist'],
    ['domain', { domain: 'other-domain' }, 'domain other-domain of account 111122223333 does not exist'],
    ['account', { domainOwner: '999999999999' }, 'domain my-domain of account 999999999999 does not exist'],
  ])('A missing %s is called by its name', async (_what, other, reason) => {
    const answer = await deployment.create({ versions, ...other });

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(reason);
  });

  test('A package is allowed to be missing if its versions are', async () => {
    expect(await deployment.create({ versions, package: 'right-pad', allowMissing: 'true' })).toMatchObject({
      Status: 'SUCCESS',
      Data: { DisposedCount: '0' },
    });
  });

  test('A repository is never allowed to be missing', async () => {
    expect(await deployment.create({ versions, repository: 'other-repo', allowMissing: 'true' })).toMatchObject({
      Status: 'FAILED',
    });
  });
});

test('No further batch is started after a call that failed', async () => {
  const many = Array.from({ length: 900 }, (_, n) => `2.0.${n}`);
  deployment.publish(...many);
  inject({ ...onDispose, ...UNKNOWN_EXCEPTION, times: Infinity });

  const answer = await deployment.create({ versions: many });

  expect(answer.Reason).toContain('900 of 900 versions');
  // Four are in progress at once.
  expect(deployment.disposeCalls).toHaveLength(4);
});

test('A list that failed for another reason than a permission is not repeated', async () => {
  deployment.propagationPauses = [1];
  inject({ ...onList, ...UNKNOWN_EXCEPTION });

  expect(await deployment.create({ versions })).toMatchObject({ Status: 'FAILED' });
  expect(deployment.listCalls).toHaveLength(1);
});

describe('When the time is nearly up', () => {
  test('When the time is nearly up, no further batch is started, and the next deployment resumes', async () => {
    const many = Array.from({ length: 9000 }, (_, n) => `2.0.${n}`);
    deployment.publish(...many);
    // Short from the fourth call on, however fast the machine is: the reserve is twenty seconds, a batch needs twice as much.
    deployment.remaining = () => (deployment.disposeCalls.length < 4 ? 300_000 : 39_000);

    const answer = await deployment.create({ versions: many });
    const disposed = many.filter((version) => deployment.status(version) === 'Disposed').length;

    expect(answer.Reason).toContain(`${disposed} are disposed for good`);
    expect(answer.Reason).toContain('OUT_OF_TIME');
    expect(disposed).toBeGreaterThan(0);
    expect(disposed).toBeLessThan(9000);

    deployment.remaining = undefined;
    expect(await deployment.create({ versions: many })).toMatchObject({ Data: { DisposedCount: '9000' } });
  });

  test('When the time is nearly up, a call that hangs is given up, and the answer is still delivered', async () => {
    deployment.time = 1_000;
    inject({ ...onDispose, fault: 'no-answer' });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain('1.0.0 OUT_OF_TIME');
    expect(answer.Reason).toContain('it may still do what it was asked');
    expect(answer.Reason).toContain('Deploy again: it resumes with the rest. If it comes back, give');
  });

  test('When the time is nearly up, a call that waits for its next attempt is given up, and never sent', async () => {
    deployment.time = 600;
    inject({ ...onDispose, fault: 'throttling', retryAfter: 2 });

    const answer = await deployment.create({ versions });
    await new Promise((resolve) => setTimeout(resolve, 2_500));

    expect(answer.Reason).toContain('OUT_OF_TIME');
    expect(deployment.disposeCalls).toHaveLength(1);
    expect(deployment.status('1.0.0')).toBe('Published');
  });
});

test('What was skipped because another deployment was faster is sent again', async () => {
  deployment.publish('1.0.2');
  inject({
    ...onDispose,
    fault: 'concurrent-change',
    change: (registry) => registry.dispose(LEFT_PAD, '1.0.0'),
  });

  const answer = await deployment.create({ versions: ['1.0.0', '1.0.1', '1.0.2'] });

  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '3' } });
  expect(deployment.disposeCalls.map(({ body }) => (body as { versions: string[] }).versions)).toEqual([
    ['1.0.0', '1.0.1', '1.0.2'],
    ['1.0.1', '1.0.2'],
  ]);
});

test('What another deployment disposed at the same time counts as disposed', async () => {
  inject({
    ...onDispose,
    fault: 'concurrent-change',
    change: (registry) => registry.dispose(LEFT_PAD, '1.0.0'),
  });

  const answer = await deployment.create({ versions: ['1.0.0'] });

  expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1' } });
});
