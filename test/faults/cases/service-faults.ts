import { ConfiguredRetryStrategy } from '@smithy/core/retry';
import type { Fault } from '../../../local/codeartifact';
import { type Answer, Deployment } from '../../lambda/deployment';
import type { Case, Section } from './section';
import { LEFT_PAD } from '../../fixtures/packages';

const VERSIONS = ['1.0.0', '1.0.1'];

const RETRIED = 'the call is made again';
const SETTLED = 'the repository is asked what became of the versions, and none is disposed twice';
const NOTHING = 'nothing is disposed, and the reason says so';
const NAMED = 'the reason names each version that is not disposed';

/** What a fault does to the list, and to the call that disposes; undefined where that is the same as another row. */
interface Row {
  readonly fault: string;
  readonly as: Fault;
  readonly onList?: typeof RETRIED | typeof NOTHING;
  readonly onDisposal?: typeof RETRIED | typeof SETTLED | typeof NAMED;
  /** Milliseconds that the function has. */
  readonly time?: number;
}

const TEAPOT = { status: 418, body: '{"message":"I am a teapot"}' };

const ROWS: readonly Row[] = [
  { fault: '429 without Retry-After', as: { fault: 'throttling' }, onList: RETRIED, onDisposal: RETRIED },
  { fault: '429 with Retry-After', as: { fault: 'throttling', retryAfter: 0.2 }, onList: RETRIED, onDisposal: RETRIED },
  { fault: '429 each time', as: { fault: 'throttling', times: Infinity }, onList: NOTHING, onDisposal: NAMED },
  { fault: '500', as: { fault: 'internal-server-error' }, onList: RETRIED, onDisposal: RETRIED },
  { fault: '500 after the work', as: { fault: 'internal-server-error', afterExecution: true }, onDisposal: SETTLED },
  { fault: '409', as: { fault: 'conflict' }, onList: NOTHING, onDisposal: RETRIED },
  { fault: '409 each time', as: { fault: 'conflict', times: Infinity }, onDisposal: NAMED },
  { fault: '409 after the work', as: { fault: 'conflict', afterExecution: true }, onDisposal: SETTLED },
  { fault: '403 each time', as: { fault: 'access-denied', times: Infinity }, onList: NOTHING, onDisposal: NAMED },
  { fault: 'Connection reset', as: { fault: 'reset' }, onList: RETRIED, onDisposal: RETRIED },
  { fault: 'Connection reset after the work', as: { fault: 'answer-lost' }, onDisposal: SETTLED },
  { fault: 'Truncated answer', as: { fault: 'truncated' }, onList: RETRIED, onDisposal: SETTLED },
  { fault: 'Answer that is no JSON', as: { fault: 'malformed-json' }, onList: NOTHING, onDisposal: SETTLED },
  { fault: 'HTML with status 502', as: { fault: 'html' }, onList: RETRIED, onDisposal: RETRIED },
  { fault: 'HTML with status 200', as: { fault: 'html', status: 200 }, onList: NOTHING, onDisposal: NAMED },
  {
    fault: 'HTML with status 200 after the work',
    as: { fault: 'html', status: 200, afterExecution: true },
    onDisposal: SETTLED,
  },
  { fault: 'An exception nobody knows', as: { fault: 'raw', answer: TEAPOT }, onList: NOTHING, onDisposal: NAMED },
  {
    fault: 'No answer before the time is nearly up',
    as: { fault: 'no-answer' },
    onList: NOTHING,
    onDisposal: NAMED,
    time: 1_500,
  },
];

export const SERVICE_FAULTS: Section = {
  title: 'A fault of the service',
  about: 'One fault in one call, with the handler in the process of the test and the service behind real HTTP.',
  file: 'service-faults.test.ts',
  cases: [
    ...ROWS.flatMap(casesOf),
    {
      fault: 'Another deployment is faster with one version of a call, so that the others are skipped',
      happens: 'the others are disposed by another call',
      run: async () => {
        const deployment = await Deployment.start();
        try {
          deployment.publish(...VERSIONS);
          deployment.codeArtifact.faults.inject({
            operation: 'DisposePackageVersions',
            fault: 'concurrent-change',
            change: (registry) => registry.dispose(LEFT_PAD, '1.0.0'),
          });

          expect(await deployment.create({ versions: VERSIONS })).toMatchObject({ Data: { DisposedCount: '2' } });
          expect(deployment.disposeCalls).toHaveLength(2);
        } finally {
          await deployment.stop();
        }
      },
    },
  ],
};

function casesOf({ fault, as, onList, onDisposal, time }: Row): Case[] {
  const list = onList && {
    fault: `${fault}, to the list`,
    happens: onList,
    run: () => meet({ ...as, operation: 'ListPackageVersions' }, time, onList),
  };
  const disposal = onDisposal && {
    fault: `${fault}, to the disposal`,
    happens: onDisposal,
    run: () => meet({ ...as, operation: 'DisposePackageVersions' }, time, onDisposal),
  };
  return [list, disposal].filter((item) => item !== undefined);
}

async function meet(fault: Fault, time: number | undefined, outcome: string) {
  const deployment = await Deployment.start();
  try {
    deployment.publish(...VERSIONS);
    deployment.client = { retryStrategy: new ConfiguredRetryStrategy(10, () => 1) };
    deployment.time = time ?? deployment.time;
    if (time !== undefined && fault.operation === 'DisposePackageVersions') {
      // Short only while the function disposes, so that a slow machine can still list again afterwards.
      const isDisposing = () => deployment.logLines.at(-1)?.includes('"message":"disposing"');
      deployment.remaining = () => (isDisposing() ? 6_000 + time : 60_000);
    }
    deployment.codeArtifact.faults.inject(fault);
    check(deployment, await deployment.create({ versions: VERSIONS }), { operation: fault.operation!, outcome });
  } finally {
    await deployment.stop();
  }
}

interface Expectation {
  readonly operation: NonNullable<Fault['operation']>;
  readonly outcome: string;
}

function check(deployment: Deployment, { Status, Reason = '' }: Answer, { operation, outcome }: Expectation) {
  const done = deployment.disposeCalls.filter(({ executed }) => executed);
  const isDone = outcome === RETRIED || outcome === SETTLED;
  expect(Status).toBe(isDone ? 'SUCCESS' : 'FAILED');
  expect(deployment.statuses(...VERSIONS)).toEqual(VERSIONS.map(() => (isDone ? 'Disposed' : 'Published')));
  switch (outcome) {
    case RETRIED:
      expect(deployment.codeArtifact.callsOf(operation)).toHaveLength(2);
      break;
    case SETTLED:
      expect(deployment.listCalls.length).toBeGreaterThan(1);
      expect(done.length).toBeGreaterThan(0);
      break;
    case NOTHING:
      expect(Reason).toMatch(/^Nothing was disposed: /);
      expect(deployment.disposeCalls).toEqual([]);
      break;
    default:
      expect(Reason).toMatch(
        /^2 of 2 versions .* were not disposed, 0 are known to be disposed for good: 1\.0\.0 \w+: .*; 1\.0\.1 \w+: /,
      );
  }
}
