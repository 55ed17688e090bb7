import type Timers from 'node:timers/promises';
import fc from 'fast-check';
import { MANIFEST_INVARIANTS } from './manifest-history/invariants';
import { Repository } from './manifest-history/repository';
import { ALL, type ManifestDeployment, manifestHistories } from './manifest-history/steps';

// The pauses of the function a hundred times shorter.
jest.mock('node:timers/promises', () => {
  const { setTimeout: sleep } = jest.requireActual<typeof Timers>('node:timers/promises');
  return { setTimeout: (milliseconds: number, ...rest: unknown[]) => sleep(milliseconds / 100, ...(rest as [])) };
});

const { FAULTS_RUNS, FAULTS_SEED, FAULTS_PATH } = process.env;
/** A deployment makes about twenty calls, so the long run has fewer than of declarations. */
const RUNS = FAULTS_RUNS === undefined ? 10 : Math.ceil(Number(FAULTS_RUNS) / 10);
// A commit is judged by the same histories every time; the long run looks for others.
const SEED = Number(FAULTS_SEED ?? (FAULTS_RUNS === undefined ? 20_260_101 : Date.now() % 2 ** 31));

/** A deployment of all versions as they are, in which nothing goes wrong. */
const CALM: ManifestDeployment = { isRollback: false, lines: ALL, throttled: 0 };

async function deploy(repository: Repository, deployment: ManifestDeployment) {
  const deployed = await repository.deploy(deployment);
  for (const [invariant, check] of Object.entries(MANIFEST_INVARIANTS)) {
    try {
      check(deployed);
    } catch (error) {
      throw new Error(`${invariant}: ${(error as Error).message}`, { cause: error });
    }
  }
  return deployed;
}

test(
  `Whatever happens in ${RUNS} histories of manifests, only what was merged is disposed, and the report is true`,
  async () => {
    await fc.assert(
      fc.asyncProperty(manifestHistories, async (steps) => {
        const repository = await Repository.open();
        try {
          for (const step of steps) {
            if ('change' in step) {
              repository.change(step);
            } else {
              await deploy(repository, step);
            }
            await repository.checkTruth();
          }
          // Once all is calm, a manifest is disposed or refused, and a repetition finds nothing left to do.
          const { refused, answer } = await deploy(repository, CALM);
          expect(answer.Status).toBe(refused.length === 0 ? 'SUCCESS' : 'FAILED');
          expect((await deploy(repository, CALM)).ledger).toEqual([]);
        } finally {
          await repository.close();
        }
      }),
      { numRuns: RUNS, seed: SEED, path: FAULTS_PATH, endOnFailure: FAULTS_PATH !== undefined },
    );
  },
  60_000 + RUNS * 20_000,
);
