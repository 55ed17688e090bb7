import type Timers from 'node:timers/promises';
import fc from 'fast-check';
import { OverlapHistory } from './overlap-history/history';
import { overlapHistories } from './overlap-history/steps';

// The pauses of the function a hundred times shorter.
jest.mock('node:timers/promises', () => {
  const { setTimeout: sleep } = jest.requireActual<typeof Timers>('node:timers/promises');
  return { setTimeout: (milliseconds: number, ...rest: unknown[]) => sleep(milliseconds / 100, ...(rest as [])) };
});

const { FAULTS_RUNS, FAULTS_SEED, FAULTS_PATH } = process.env;
/** A history has several deployments of several constructs. */
const RUNS = FAULTS_RUNS === undefined ? 25 : Math.ceil(Number(FAULTS_RUNS) / 5);
const SEED = Number(FAULTS_SEED ?? (FAULTS_RUNS === undefined ? 20_260_101 : Date.now() % 2 ** 31));

beforeAll(() => {
  const { setInterval: every } = globalThis;
  // An execution looks every 20 milliseconds whether its event is current, as its calls take no longer.
  jest
    .spyOn(globalThis, 'setInterval')
    .mockImplementation((work: () => void, milliseconds = 0) => every(work, milliseconds / 100));
});

afterAll(() => jest.restoreAllMocks());

test(
  `Whatever overlaps, is cancelled or renamed in ${RUNS} histories, an event that is over changes nothing more`,
  async () => {
    process.stderr.write(`${RUNS} histories of overlapping events: FAULTS_SEED=${SEED}\n`);
    await fc.assert(
      fc.asyncProperty(overlapHistories, async (steps) => {
        const history = await OverlapHistory.open();
        try {
          for (const step of steps) {
            await history.take(step);
          }
          await history.converge();
        } finally {
          await history.close();
        }
      }),
      { numRuns: RUNS, seed: SEED, path: FAULTS_PATH, endOnFailure: FAULTS_PATH !== undefined },
    );
  },
  120_000 + RUNS * 20_000,
);
