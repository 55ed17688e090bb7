import type { Fault } from '../../../local/codeartifact';
import type { SentRequest } from '../../../local/cloudformation';
import { DeployedFunction, newVersions } from './function';
import type { Case, Section } from './section';

let shared: DeployedFunction | undefined;

/** One deployed function for all cases that need no other. */
export async function theFunction(): Promise<DeployedFunction> {
  return (shared ??= await DeployedFunction.deploy());
}

export async function closeTheFunction() {
  await shared?.close();
  shared = undefined;
}

/** Two calls' worth. */
const COUNT = 150;

const RERUN = 'Lambda runs the event again, which disposes the rest and no version twice';

export const KILLS: Section = {
  title: 'A process that is killed',
  about:
    'The bundle that the library ships, in a process of its own that is killed at a boundary of a call and run again as Lambda ' +
    'runs it, at most twice.',
  file: 'process-faults.test.ts',
  cases: [
    killed('Killed while it lists', { operation: 'ListPackageVersions' }),
    killed('Killed after it has listed', { operation: 'ListPackageVersions', afterExecution: true }),
    killed('Killed before its first call is executed', { operation: 'DisposePackageVersions' }),
    killed('Killed after its first call was executed', { operation: 'DisposePackageVersions', afterExecution: true }),
    killed('Killed before its last call is executed', { operation: 'DisposePackageVersions', after: 1 }),
    killed('Killed after its last call was executed', {
      operation: 'DisposePackageVersions',
      after: 1,
      afterExecution: true,
    }),
    killed('Killed twice', { operation: 'ListPackageVersions', afterExecution: true, times: 2 }, 2),
    {
      fault: 'Killed before its answer is stored',
      happens: 'Lambda runs the event again, which finds nothing left to do and answers',
      run: () => killedWhileAnswering('reset', 2),
    },
    {
      fault: 'Killed after its answer was stored',
      happens: 'CloudFormation has its answer, and the run that follows gives the same',
      run: () => killedWhileAnswering('resetAfterStoring', 2),
    },
    {
      fault: 'Killed in all three runs',
      happens: 'the stack fails for want of an answer, and the next deployment resumes',
      run: async () => {
        const deployedFunction = await theFunction();
        const versions = published(deployedFunction, COUNT);
        killAt(deployedFunction, { operation: 'ListPackageVersions', afterExecution: true, times: 3 });
        expect(await deployedFunction.update(versions)).toMatchObject({ outcome: 'NO_RESPONSE' });
        expect(deployedFunction.notDisposed(versions)).toEqual(versions);
        deployedFunction.codeArtifact.faults.clear();

        expect(await deployedFunction.update(versions)).toMatchObject({ outcome: 'SUCCESS' });
        expect(deployedFunction.notDisposed(versions)).toEqual([]);
        expectEachOnce(deployedFunction, versions);
      },
    },
  ],
};

export const LIMITS: Section = {
  title: 'A limit of the function',
  about: 'The same bundle, with little memory or little time.',
  file: 'process-faults.test.ts',
  cases: [
    {
      fault: '128 MB of memory and 10,000 versions',
      happens: 'all of them are disposed, in one run',
      run: async () => {
        const deployedFunction = await DeployedFunction.deploy(600, 128);
        try {
          const versions = published(deployedFunction, 10_000);
          let peak: number | undefined;
          deployedFunction.codeArtifact.faults.inject({
            fault: 'concurrent-change',
            change: () => void (peak = deployedFunction.peakMegabytes() ?? peak),
            times: Infinity,
          });
          const { outcome, invocations } = await deployedFunction.update(versions);
          expect({ outcome, runs: invocations.length, peak: (peak ?? 0) < 128 || peak }).toEqual({
            outcome: 'SUCCESS',
            runs: 1,
            peak: true,
          });
          expect(deployedFunction.notDisposed(versions)).toEqual([]);
        } finally {
          await deployedFunction.close();
        }
      },
    },
    {
      fault: 'Less time than the versions need',
      happens: 'it answers in time how far it got, and the next deployment resumes',
      run: async () => {
        const deployedFunction = await DeployedFunction.deploy(10);
        try {
          const versions = published(deployedFunction, 1_000);
          // The first calls are answered, and no other before the time is nearly up.
          deployedFunction.codeArtifact.faults.inject({
            operation: 'DisposePackageVersions',
            fault: 'no-answer',
            after: 4,
            times: Infinity,
          });
          const first = await deployedFunction.update(versions);
          const left = deployedFunction.notDisposed(versions).length;

          expect(first).toMatchObject({ outcome: 'FAILED', invocations: [{ outcome: 'ok' }] });
          expect(first.reason).toContain(`${left} of 1000 versions`);
          expect(first.reason).toContain('OUT_OF_TIME');
          expect(left).toBeGreaterThan(0);
          expect(left).toBeLessThan(1_000);

          deployedFunction.codeArtifact.faults.clear();
          expect(await deployedFunction.update(versions)).toMatchObject({ outcome: 'SUCCESS' });
          expectEachOnce(deployedFunction, versions);
        } finally {
          await deployedFunction.close();
        }
      },
    },
  ],
};

function killed(fault: string, at: Partial<Fault>, kills = 1): Case {
  return {
    fault,
    happens: RERUN,
    run: async () => {
      const deployedFunction = await theFunction();
      const versions = published(deployedFunction, COUNT);
      killAt(deployedFunction, at);

      expectRuns(await deployedFunction.update(versions), kills + 1);
      expect(deployedFunction.notDisposed(versions)).toEqual([]);
      expectEachOnce(deployedFunction, versions);
    },
  };
}

async function killedWhileAnswering(fault: 'reset' | 'resetAfterStoring', runs: number) {
  const deployedFunction = await theFunction();
  const versions = published(deployedFunction, COUNT);
  const before = deployedFunction.responses.deliveries.length;
  deployedFunction.responses.failNext({ type: fault });
  const watch = setInterval(() => {
    if (deployedFunction.responses.deliveries.length > before) {
      clearInterval(watch);
      deployedFunction.kill();
    }
  }, 2);

  const sent = await deployedFunction.update(versions);
  expectRuns(sent, runs);
  expectEachOnce(deployedFunction, versions);
  const stored = deployedFunction.responses.deliveries.slice(before).filter((delivery) => delivery.stored);
  expect(new Set(stored.map(({ body }) => body)).size).toBe(1);
}

function published(deployedFunction: DeployedFunction, count: number): string[] {
  const versions = newVersions(count);
  deployedFunction.account.publish(...versions);
  return versions;
}

function killAt(deployedFunction: DeployedFunction, at: Partial<Fault>) {
  deployedFunction.codeArtifact.faults.inject({
    fault: 'concurrent-change',
    change: deployedFunction.kill,
    ...at,
  } as Fault);
}

function expectRuns({ outcome, invocations }: SentRequest, count: number) {
  const ends = invocations.map((run) => run.outcome);
  expect([outcome, ...ends]).toEqual(['SUCCESS', ...Array.from({ length: count - 1 }, () => 'killed'), 'ok']);
}

function expectEachOnce({ ledger }: DeployedFunction, versions: readonly string[]) {
  const disposed = ledger.filter(({ version }) => versions.includes(version)).map(({ version }) => version);
  expect(disposed.sort()).toEqual([...versions].sort());
}
