import type Timers from 'node:timers/promises';
import fc from 'fast-check';
import { ArchiveCleanUp } from '../clean-up/archive-clean-up';
import { ArchiveDeployment } from '../lambda/archive/archive-deployment';

// The pauses of the function a hundred times shorter.
jest.mock('node:timers/promises', () => {
  const { setTimeout: sleep } = jest.requireActual<typeof Timers>('node:timers/promises');
  return { setTimeout: (milliseconds: number, ...rest: unknown[]) => sleep(milliseconds / 100, ...(rest as [])) };
});

const { FAULTS_RUNS, FAULTS_SEED, FAULTS_PATH } = process.env;
const RUNS = Number(FAULTS_RUNS ?? 25);
const SEED = Number(FAULTS_SEED ?? (FAULTS_RUNS === undefined ? 20_260_101 : Date.now() % 2 ** 31));
const WAITING_DAYS = 30;

const VERSIONS = ['1.0.0', '1.0.1'];
const version = fc.constantFrom(...VERSIONS);
const versions = fc.subarray(VERSIONS, { minLength: 1 });

const pass = fc.record({ what: fc.constant('pass' as const), days: fc.constantFrom(1, 14, 15, 29, 30) });
const archive = fc.record({ what: fc.constant('archive' as const), versions, restores: fc.boolean() });
const dispose = fc.record({ what: fc.constant('dispose' as const), versions, acceptsUnknown: fc.boolean() });

/** What comes between a declaration that archives and one that disposes. */
const disturbance = fc.oneof(
  fc.record({ what: fc.constant('restore' as const), version }),
  fc.record({ what: fc.constant('archive by hand' as const), version }),
  fc.record({ what: fc.constant('restore and archive by hand' as const), version }),
  fc.record({ what: fc.constant('republish' as const), version, archived: fc.boolean() }),
  fc.record({ what: fc.constant('delete the resource' as const) }),
  fc.record({
    what: fc.constant('fault' as const),
    fault: fc.constantFrom('answer lost', 'call refused', 'record not written', 'answer of the record lost'),
  }),
  archive,
  pass,
);

const step = fc.oneof(archive, dispose, disturbance, pass);

/** Versions are archived, something happens while they wait, and they are to be disposed. */
const episode = fc
  .tuple(archive, pass, fc.array(disturbance, { maxLength: 3 }), pass, dispose)
  .map(([first, wait, disturbances, waitAgain, last]) => [first, wait, ...disturbances, waitAgain, last]);

const history = fc
  .array(
    fc.oneof(
      episode,
      step.map((one) => [one]),
    ),
    { minLength: 3, maxLength: 10 },
  )
  .map((parts) => parts.flat());

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** What really happened to each version, by the clock of the record. */
interface Truth {
  readonly archivedSince: Map<string, Date>;
  /** The last time at which it was not archived although a resource that archives was there. */
  readonly restoredAt: Map<string, Date>;
}

/** A stack that archives and disposes, by declarations of one package or by manifests. */
type Stack = ArchiveDeployment | ArchiveCleanUp;

async function takeStep(stack: Stack, taken: Step): Promise<void> {
  const { registry, codeArtifact, s3 } = stack.deployment;
  const isDisposed = (name: string) => stack.statuses(name)[0] === 'Disposed';
  switch (taken.what) {
    case 'archive':
      await stack.archive(taken.versions, taken.restores ? { restoreTo: 'Published' } : {});
      break;
    case 'dispose':
      await stack.dispose(taken.versions, taken.acceptsUnknown ? { allowUnknownArchiveTime: 'true' } : {});
      break;
    case 'pass':
      stack.pass(taken.days);
      break;
    case 'restore':
      if (!isDisposed(taken.version)) {
        registry.setStatus(stack.coordinates, taken.version, 'Published');
      }
      break;
    case 'restore and archive by hand':
      if (!isDisposed(taken.version)) {
        registry.setStatus(stack.coordinates, taken.version, 'Published');
        registry.archive(stack.coordinates, taken.version);
      }
      break;
    case 'archive by hand':
      if (!isDisposed(taken.version)) {
        registry.archive(stack.coordinates, taken.version);
      }
      break;
    case 'republish':
      registry.republish(stack.coordinates, taken.version, taken.archived ? { status: 'Archived' } : {});
      break;
    case 'delete the resource':
      if (stack.isArchiving) {
        await stack.deleteArchive();
      }
      break;
    case 'fault':
      switch (taken.fault) {
        case 'answer lost':
          codeArtifact.faults.inject({ fault: 'answer-lost', operation: 'UpdatePackageVersionsStatus' });
          break;
        case 'call refused':
          codeArtifact.faults.inject({ fault: 'access-denied', operation: 'UpdatePackageVersionsStatus' });
          break;
        case 'record not written':
          s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', key: /\/by\//, times: 5 });
          break;
        case 'answer of the record lost':
          s3.faults.inject({ fault: 'answer-lost', operation: 'PutObject', key: /\/by\// });
          break;
      }
  }
}

const days = (from: Date, to: string) => (Date.parse(to) - from.getTime()) / 86_400_000;

/** What was true before a step. */
interface Before extends Truth {
  readonly statuses: ReadonlyMap<string, string>;
}

/** What was disposed by a step, against the truth before it. */
function checkDisposals(taken: Step, stack: Stack, before: Before) {
  for (const name of VERSIONS) {
    if (before.statuses.get(name) === 'Disposed' || stack.statuses(name)[0] !== 'Disposed') {
      continue;
    }
    const since = before.archivedSince.get(name);
    const restored = before.restoredAt.get(name);
    const acceptsUnknown = taken.what === 'dispose' && taken.acceptsUnknown;
    if (!acceptsUnknown && (since === undefined || days(since, stack.now) < WAITING_DAYS)) {
      throw new Error(`${name} was disposed at ${stack.now}, archived since ${since?.toISOString()}`);
    }
    if (restored !== undefined && days(restored, stack.now) < WAITING_DAYS) {
      throw new Error(`${name} was disposed at ${stack.now}, restored at ${restored.toISOString()}`);
    }
  }
}

async function runHistory(stack: Stack, steps: readonly Step[]): Promise<void> {
  const truth: Truth = { archivedSince: new Map(), restoredAt: new Map() };
  try {
    const { registry } = stack.deployment;
    const reports: Promise<void>[] = [];
    registry.observe = ({ version: { version: name, status }, operationType }) => {
      const now = new Date(stack.now);
      if (status === 'Disposed') {
        return;
      }
      if (status === 'Archived' && operationType !== 'Deleted') {
        truth.archivedSince.set(name, operationType === 'Created' ? now : (truth.archivedSince.get(name) ?? now));
        return;
      }
      truth.archivedSince.delete(name);
      if (operationType !== 'Deleted' && stack.isArchiving) {
        truth.restoredAt.set(name, now);
        reports.push(stack.report(name));
      }
    };
    stack.deployment.publish(...VERSIONS);
    for (const taken of steps) {
      const before = {
        statuses: new Map(VERSIONS.map((name) => [name, stack.statuses(name)[0] ?? ''])),
        archivedSince: new Map(truth.archivedSince),
        restoredAt: new Map(truth.restoredAt),
      };
      await takeStep(stack, taken);
      await Promise.all(reports.splice(0));
      checkDisposals(taken, stack, before);
    }
    await checkConvergence(stack, () => Promise.all(reports.splice(0)));
  } finally {
    await stack.stop();
  }
}

/** Whatever happened, the declarations do in the end what they declare. */
async function checkConvergence(stack: Stack, reported: () => Promise<unknown>): Promise<void> {
  const { codeArtifact, s3, registry } = stack.deployment;
  codeArtifact.faults.clear();
  s3.faults.clear();
  const left = VERSIONS.filter((name) => stack.statuses(name)[0] !== 'Disposed');
  if (left.length === 0) {
    return;
  }
  left.forEach((name) => registry.setStatus(stack.coordinates, name, 'Published'));
  await reported();
  stack.pass(1);
  expect((await stack.archive(left)).Reason).toBeUndefined();
  stack.pass(WAITING_DAYS);
  expect((await stack.dispose(left)).Reason).toBeUndefined();
  expect(new Set(stack.statuses(...VERSIONS))).toEqual(new Set(['Disposed']));
}

test.each([
  ['declarations', RUNS, () => ArchiveDeployment.start()],
  ['manifests', Math.ceil(RUNS / 2), () => ArchiveCleanUp.start()],
] as const)(
  'In histories of %s, %i of them, no version is disposed that was restored within the waiting time',
  async (_, runs, start) => {
    await fc.assert(
      fc.asyncProperty(history, async (steps) => runHistory(await start(), steps)),
      {
        numRuns: runs,
        seed: SEED,
        path: FAULTS_PATH,
        endOnFailure: FAULTS_PATH !== undefined,
      },
    );
  },
  60_000 + RUNS * 10_000,
);
