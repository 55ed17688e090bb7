import type Timers from 'node:timers/promises';
import fc from 'fast-check';
import { policiesOfHistories } from './cases/least-privilege';
import { histories } from './history/arbitraries';
import { checkConvergence, CROWD } from './history/commands';
import type { Model } from './history/invariants';
import { Stack } from './history/stack';
import { PACKAGES, World } from './history/world';

// The pauses of the handler, and of what it talks to, a hundred times shorter.
jest.mock('node:timers/promises', () => {
  const { setTimeout: sleep } = jest.requireActual<typeof Timers>('node:timers/promises');
  return { setTimeout: (milliseconds: number, ...rest: unknown[]) => sleep(milliseconds / 100, ...(rest as [])) };
});

const { FAULTS_RUNS, FAULTS_SEED, FAULTS_PATH } = process.env;
const RUNS = Number(FAULTS_RUNS ?? 40);
// Every commit is tested with the same histories; the long run draws others.
const SEED = Number(FAULTS_SEED ?? (FAULTS_RUNS === undefined ? 20_260_101 : Date.now() % 2 ** 31));

process.stderr.write(`${RUNS} histories: FAULTS_SEED=${SEED}\n`);

test(
  `Whatever happens in ${RUNS} histories, what is reviewed is what is destroyed, or the operator is told why not`,
  async () => {
    const policies = await policiesOfHistories();
    await fc.assert(
      fc.asyncProperty(histories, async ({ variants, oldProperties, published, crowd, commands }) => {
        const world = await World.open(variants, policies);
        try {
          [...published, ...(crowd ? CROWD : [])].forEach((version) =>
            world.registry.publish(PACKAGES['left-pad'], version),
          );
          published.forEach((version) => world.registry.publish(PACKAGES['right-pad'], version));
          const model: Model = { declared: new Set(), runs: 0, calls: 0, disposals: 0 };
          const system = { world, stack: new Stack(world, oldProperties) };
          await fc.asyncModelRun(() => ({ model, real: system }), commands);
          await checkConvergence(model, system);
        } finally {
          await world.close();
        }
      }),
      { numRuns: RUNS, seed: SEED, path: FAULTS_PATH, endOnFailure: FAULTS_PATH !== undefined },
    );
    expect(policies.refused).toEqual([]);
    // A few histories, or one that is run again, need not need all.
    if (RUNS >= 300 && FAULTS_PATH === undefined) {
      expect(policies.unused.filter(({ action }) => action.startsWith('codeartifact:'))).toEqual([]);
    }
  },
  60_000 + RUNS * 10_000,
);
