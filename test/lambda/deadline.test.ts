import { OutOfTime } from '../../codeartifact/describe-service-error';
import { Deadline, within } from '../../lambda/event/deadline';
import { Deployment } from './deployment';

describe('A deadline', () => {
  /** A deadline of which some milliseconds have passed. */
  function deadlineAfter(passed: number, time = 100_000): Deadline {
    let left = time;
    const deadline = new Deadline(() => left);
    left = time - passed;
    return deadline;
  }

  test('A deadline ends calls a tenth of the time before Lambda ends the function', () => {
    expect(deadlineAfter(30_000).forCalls).toBe(60_000);
  });

  test('A deadline leaves half of that for the answer after the list that follows a failure', () => {
    expect(deadlineAfter(30_000).forConfirmation).toBe(65_000);
  });

  test('A deadline keeps at most twenty seconds, however much time there is', () => {
    const deadline = deadlineAfter(100_000, 900_000);
    expect([deadline.forCalls, deadline.forConfirmation]).toEqual([780_000, 790_000]);
  });

  test.each([
    [79_999, 0, true],
    [80_000, 0, false],
    [79_000, 999, true],
    [79_000, 1_000, false],
  ])(
    'A deadline of which %i of 100,000 ms passed, before a pause of %i ms, allows a batch: %s',
    (passed, pause, is) => {
      expect(deadlineAfter(passed).allowsBatch(pause)).toBe(is);
    },
  );

  test('A deadline that has passed ends a call at once, and tells the call', async () => {
    let signal: AbortSignal | undefined;
    const call = within(-1, (given) => {
      signal = given;
      return new Promise(() => undefined);
    });
    await expect(call).rejects.toThrow(OutOfTime);
    expect(signal?.aborted).toBe(true);
  });
});

describe('Where time is short', () => {
  const versions = ['1.0.0'];
  let deployment: Deployment;

  beforeEach(async () => {
    deployment = await Deployment.start();
    deployment.publish(...versions);
  });
  afterEach(() => deployment.stop());

  test('Where time is short, a call that met another change is not sent again', async () => {
    // A batch needs forty seconds of 300, and the first pause is a quarter of a second.
    deployment.remaining = () => (deployment.listCalls.length === 0 ? 300_000 : 40_100);
    deployment.codeArtifact.faults.inject({ fault: 'conflict', operation: 'DisposePackageVersions', times: Infinity });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain('1.0.0 ConflictException');
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('Where time is short, a permission that is not in force yet is not waited for', async () => {
    deployment.propagationPauses = [1_000];
    // Calls end twenty seconds of 300 before the end.
    deployment.remaining = () => (deployment.listCalls.length === 0 ? 300_000 : 20_900);
    deployment.codeArtifact.faults.inject({
      fault: 'access-denied',
      operation: 'ListPackageVersions',
      times: Infinity,
    });

    const answer = await deployment.create({ versions });

    expect(answer.Reason).toContain('AccessDeniedException');
    expect(deployment.listCalls).toHaveLength(1);
  });
});
