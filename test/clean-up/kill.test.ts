import { IS_LONG_RUN } from '../faults/cases/section';
import { DeployedCleanUp } from './deployed-clean-up';

/** Of the boundaries, the short run takes every twelfth. */
const STEP = IS_LONG_RUN ? 1 : 12;

let cleanUp: DeployedCleanUp;

beforeAll(async () => {
  cleanUp = await DeployedCleanUp.deploy(3, 2);
});

afterAll(() => cleanUp.close());

beforeEach(() => cleanUp.reset());

/** Counts the calls to S3 and CodeArtifact, and ends the process at one of them. */
function killAt(boundary: number, moment: 'before' | 'after'): { readonly calls: () => number } {
  const { codeArtifact, s3 } = cleanUp.account;
  let calls = 0;
  const isDue = () => calls++ === boundary;
  const due = new Set<object>();
  s3.observe = (call, when) => {
    if (when === 'before' && isDue()) {
      due.add(call);
    }
    if (due.has(call) && when === moment) {
      cleanUp.kill();
      // The connection is cut: before the work, nothing is written.
      throw new Error('killed');
    }
  };
  codeArtifact.faults.inject(
    moment === 'before'
      ? { fault: 'reset', when: () => isDue() && (cleanUp.kill(), true), times: Infinity }
      : { fault: 'concurrent-change', afterExecution: true, when: isDue, change: cleanUp.kill, times: Infinity },
  );
  return { calls: () => calls };
}

describe('A clean-up whose function is killed', () => {
  test.each(['before', 'after'] as const)(
    'A clean-up whose function is killed disposes everything all the same, and sends nothing twice, wherever it is killed %s the work of a call',
    async (moment) => {
      const counter = killAt(-1, moment);
      await cleanUp.send();
      const boundaries = counter.calls();
      expect(boundaries).toBeGreaterThan(15);

      for (let boundary = moment === 'before' ? 0 : 3; boundary < boundaries; boundary += STEP) {
        cleanUp.reset();
        killAt(boundary, moment);
        const { outcome, reason } = await cleanUp.send();

        const place = { boundary, moment, of: boundaries };
        expect({ ...place, outcome, reason, left: cleanUp.notDisposed, again: cleanUp.sentAgain }).toEqual({
          ...place,
          outcome: 'SUCCESS',
          reason: undefined,
          left: [],
          again: [],
        });
      }
    },
    300_000,
  );

  test('A clean-up whose function is killed lists no more than the slice that it was in again', async () => {
    killAt(14, 'after');
    await cleanUp.send();

    expect(cleanUp.account.codeArtifact.callsOf('ListPackageVersions').length).toBeLessThanOrEqual(6);
  });
});
