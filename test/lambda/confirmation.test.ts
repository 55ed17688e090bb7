import { type Fault, ServiceException } from '../../local/codeartifact';
import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
  deployment.publish('1.0.0', '1.0.1', '1.0.2');
});

afterEach(() => deployment.stop());

const UNKNOWN = new ServiceException({ name: 'TeapotException', status: 418, message: 'I am a teapot' });
const onDispose = { operation: 'DisposePackageVersions' } as const;
const inject = (fault: Fault) => deployment.codeArtifact.faults.inject(fault);
const versions = ['1.0.0', '1.0.1'];

/** The answer to a call that did nothing. */
const answerWithoutWork = (answer: object) =>
  inject({ ...onDispose, fault: 'raw', answer: { status: 200, body: JSON.stringify(answer) }, times: Infinity });

describe('A version that is named as successful', () => {
  test.each([
    ['without a status', {}, 'NO_STATUS'],
    ['without a status and with a revision', { revision: 'of-the-time' }, 'NO_STATUS'],
    ['with a status that is null', { status: null }, 'NO_STATUS'],
    ['with a status that is no text', { status: 7 }, 'NOT_DISPOSED'],
    ['with a status of another spelling', { status: 'DISPOSED' }, 'NOT_DISPOSED'],
    ['with its status of before', { status: 'Published' }, 'NOT_DISPOSED'],
  ])(
    'A version that is named as successful, %s, is not believed: the repository is listed again, and has it still',
    async (_what, success, code) => {
      answerWithoutWork({ successfulVersions: { '1.0.0': success }, failedVersions: {} });

      const answer = await deployment.create({ versions: ['1.0.0'] });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toMatch(/^1 of 1 versions of .* were not disposed, 0 are known to be disposed for good: /);
      expect(answer.Reason).toContain(`: 1.0.0 ${code}: `);
      expect(answer.Reason).toContain('Deploy again: it resumes with the rest.');
      expect(deployment.listCalls).toHaveLength(2);
      expect(deployment.disposeCalls).toHaveLength(1);
    },
  );

  test('A version that is named as successful without a status is disposed if the repository shows so, with the revision that it shows', async () => {
    deployment.codeArtifact.variants = {
      ...deployment.codeArtifact.variants,
      omit: ['SuccessfulPackageVersionInfo.status'],
      revisionAfterDisposal: 'changed',
    };

    const answer = await deployment.create({ versions, revisionAttributes: ['1.0.0'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { 'Revision.1.0.0': deployment.revision('1.0.0') } });
    expect(deployment.listCalls).toHaveLength(2);
  });

  test('A version that is named as successful with the status Disposed costs no second list', async () => {
    expect(await deployment.create({ versions })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.listCalls).toHaveLength(1);
  });
});

describe('After a call that failed', () => {
  test.each(['Unlisted', 'Archived', 'Unfinished', 'Published'] as const)(
    'After a call that failed, a version that the repository shows as %s is not disposed',
    async (status) => {
      inject({
        ...onDispose,
        fault: 'rewrite',
        rewrite: () => {
          deployment.registry.setStatus(LEFT_PAD, '1.0.0', status);
          return {};
        },
      });

      const answer = await deployment.create({ versions: ['1.0.0'] });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain('1.0.0 NO_ANSWER');
      expect(deployment.status('1.0.0')).toBe(status);
    },
  );

  test('After a call that failed, a version that was not allowed is not sent again, though another one made progress', async () => {
    inject({
      ...onDispose,
      fault: 'rewrite',
      rewrite: () => ({
        successfulVersions: {},
        failedVersions: { '1.0.0': { errorCode: 'SKIPPED' }, '1.0.1': { errorCode: 'NOT_ALLOWED' } },
      }),
    });
    // The call disposes both; 1.0.1 then comes back, as if it had never been allowed.
    inject({
      operation: 'ListPackageVersions',
      after: 1,
      fault: 'concurrent-change',
      change: (registry) => registry.republish(LEFT_PAD, '1.0.1'),
    });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toMatch(/^1 of 2 versions .* 1 are disposed for good: 1\.0\.1 NOT_ALLOWED/);
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('After a call that failed, versions that were skipped are not sent again where none of the others is disposed either', async () => {
    answerWithoutWork({
      successfulVersions: {},
      failedVersions: { '1.0.0': { errorCode: 'SKIPPED' }, '1.0.1': { errorCode: 'SKIPPED' } },
    });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain('1.0.0 SKIPPED');
    expect(deployment.disposeCalls).toHaveLength(1);
  });
});

/**
 * Each test decides what is left of a minute at a point of the run, so that none depends on how fast the machine is: the
 * reserve is six seconds, a slow answer takes one, and what is left of the time before the reserve is far less.
 */
describe('When time is short', () => {
  const RESERVE = 6_000;
  const SLOW = { fault: 'slow', delay: 1_000, afterExecution: true } as const;
  const onList = { operation: 'ListPackageVersions' } as const;

  /** Leaves `milliseconds` once the handler has logged a message. */
  function leaveOnce(message: string, milliseconds: number) {
    const isLogged = () => deployment.logLines.some((line) => line.includes(`"message":"${message}"`));
    deployment.remaining = () => (isLogged() ? milliseconds : 60_000);
  }

  /** Leaves `milliseconds` once a call has met the fault. */
  function leaveAfter(fault: Fault, milliseconds: number) {
    let left = 60_000;
    deployment.remaining = () => left;
    inject({ ...fault, when: () => ((left = milliseconds), true) });
  }

  test('When time is short, the list before the decision ends before the time that is reserved', async () => {
    let readings = 0;
    deployment.remaining = () => (readings++ === 0 ? 60_000 : RESERVE + 10);
    inject({ ...onList, ...SLOW });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('could not be read: OUT_OF_TIME');
  });

  test('When time is short, no batch is started in the time that is reserved', async () => {
    leaveOnce('decided', 2 * RESERVE);

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('1.0.0 OUT_OF_TIME: not attempted');
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('When time is short, a call that disposes ends before the time that is reserved for the list after it', async () => {
    leaveOnce('disposing', RESERVE + 10);
    inject({ ...onDispose, ...SLOW, afterExecution: false });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('1.0.0 OUT_OF_TIME: the time of the function was nearly up before the service');
  });

  test('When time is short, the list after a failure ends before the time that is reserved for the answer', async () => {
    leaveAfter({ ...onDispose, fault: 'exception', exception: UNKNOWN }, RESERVE / 2 + 10);
    inject({ ...onList, ...SLOW, after: 1 });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toMatch(/^1 of 1 versions .* are not known to be disposed/);
  });

  test('When time is short, the list after a failure may use the time in which no call may be made', async () => {
    leaveAfter({ ...onDispose, fault: 'exception', exception: UNKNOWN, afterExecution: true }, RESERVE);

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
  });

  test('When time is short, a conflict is not waited for beyond the time for calls', async () => {
    leaveAfter({ ...onDispose, fault: 'conflict' }, 2 * RESERVE + 200);

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('1.0.0 ConflictException');
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('When time is short, a permission is not waited for beyond the time for calls', async () => {
    deployment.propagationPauses = [200];
    leaveAfter({ ...onList, fault: 'access-denied' }, RESERVE + 100);

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('AccessDeniedException');
    expect(deployment.listCalls).toHaveLength(1);
  });
});
