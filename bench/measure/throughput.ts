import { type Bench, handlerOf, type Measurement, onLoopback } from '../bench';
import { numbered } from '../declarations';
import { median } from '../statistics';
import { number, ratio, type Row } from '../table';
import type { RecordedCall, RateLimit } from '../../local/codeartifact';

const LATENCY = 50;
const AT_ONCE = 4;
const TO_REACH = 1.15;
/** Versions after which the code that runs is compiled. */
const WARM_UP = 1000;

interface DisposalTimes {
  /** Milliseconds from the first call of the disposal to the end of the last, and from the first call of all to then. */
  readonly disposing: number;
  readonly all: number;
  /** Milliseconds that a call took the service. */
  readonly service: number;
  readonly throttled: number;
  /** Batches that were not disposed exactly once, and versions that are not disposed. */
  readonly lost: number;
}

/** How long many versions take at 50 ms a call, without and with a limit of requests. */
export async function measureThroughput(bench: Bench): Promise<Measurement> {
  const rows: Row[] = [];
  for (const versions of bench.quick ? [1000] : [100, 1000, 10_000]) {
    const cold = await several(bench, bench.fewRounds, { versions });
    const warm = await several(bench, bench.fewRounds, { versions, warm: true });
    rows.push(...unlimited(versions, cold, warm));
  }
  for (const perSecond of bench.quick ? [10] : [100, 10]) {
    const versions = bench.quick ? 1000 : 10_000;
    rows.push(...limited(versions, perSecond, await several(bench, 1, { versions, rateLimit: perSecond })));
  }
  return {
    section: {
      title: 'Time for many versions',
      note:
        `Each call takes the service ${LATENCY} ms; four calls are in progress at once. "Warm" is a process that has disposed ${number(WARM_UP)} versions before. ` +
        'The time is that from the first call to the end of the last, the lower bound is the time of the calls alone: ' +
        'those of the disposal by fours, those of the listing one after the other, since each page names the next. ' +
        'Under a limit it is the time in which the service admits that number of calls, of which it takes those of one second at once.',
      rows,
    },
  };
}

function unlimited(versions: number, cold: readonly DisposalTimes[], warm: readonly DisposalTimes[]): Row[] {
  const lowerBound = Math.ceil(Math.ceil(versions / 100) / AT_ONCE) * LATENCY;
  const listing = Math.ceil(versions / 1000) * LATENCY;
  const times = (runs: readonly DisposalTimes[], key: 'disposing' | 'all', of: number) =>
    median(runs.map((run) => run[key])) / of;
  const disposing = times(warm, 'disposing', lowerBound);
  return [
    {
      what: `disposal of ${number(versions)} versions, warm`,
      against: `${number(lowerBound)} ms`,
      measured: `${ratio(disposing)} × lower bound; one call ${ratio(median(warm.map(({ service }) => service)) / LATENCY)} × ${LATENCY} ms`,
      toReach: `≤ ${TO_REACH} × lower bound`,
      reached: disposing <= TO_REACH,
    },
    {
      what: `the same in a new process`,
      against: `${number(lowerBound)} ms`,
      measured: `${ratio(times(cold, 'disposing', lowerBound))} × lower bound`,
    },
    {
      what: `listing and disposal of ${number(versions)} versions, warm; in a new process`,
      against: `${number(listing)} + ${number(lowerBound)} ms`,
      measured: `${ratio(times(warm, 'all', listing + lowerBound))}; ${ratio(times(cold, 'all', listing + lowerBound))} × lower bound`,
    },
  ];
}

function limited(versions: number, perSecond: number, [run]: readonly DisposalTimes[]): Row[] {
  const { all, throttled, lost } = run!;
  const calls = Math.ceil(versions / 1000) + Math.ceil(versions / 100);
  const latency = (Math.ceil(versions / 1000) + Math.ceil(Math.ceil(versions / 100) / AT_ONCE)) * LATENCY;
  const lowerBound = Math.max(latency, ((calls - perSecond) / perSecond) * 1000);
  return [
    {
      what: `listing and disposal of ${number(versions)} versions in a new process, at most ${perSecond} requests/s`,
      against: `${number(Math.round(lowerBound))} ms`,
      measured: `${ratio(all / lowerBound)} × lower bound, ${throttled} calls throttled, ${lost} batches lost`,
      toReach: 'no batch lost',
      reached: lost === 0,
    },
  ];
}

interface Load {
  readonly versions: number;
  readonly warm?: boolean;
  readonly rateLimit?: RateLimit;
}

async function several(bench: Bench, rounds: number, load: Load): Promise<DisposalTimes[]> {
  const timed: DisposalTimes[] = [];
  for (let round = 0; round < rounds; round++) {
    timed.push(await dispose(bench, load));
  }
  return timed;
}

async function dispose(bench: Bench, { versions, warm, rateLimit }: Load): Promise<DisposalTimes> {
  return onLoopback(bench, { latency: LATENCY, rateLimit }, async (loopback) => {
    const disposal = { packageName: 'left-pad', versions: numbered(versions) };
    const warmUp = warm ? { packageName: 'warm-up', versions: numbered(WARM_UP) } : undefined;
    [disposal, ...(warmUp ? [warmUp] : [])].forEach((each) => loopback.publish(each));
    const run = await loopback.run(handlerOf(bench, 'library'), disposal, { warmUp });
    const calls = loopback.codeArtifact.calls.filter(({ query }) => query['package'] === disposal.packageName);
    const disposals = calls.filter(({ operation }) => operation === 'DisposePackageVersions');
    const done = disposals.filter(({ executed }) => executed).length;
    const left = disposal.versions.filter((version) => loopback.status('left-pad', version) !== 'Disposed').length;
    return {
      disposing: endOf(disposals) - disposals[0]!.time,
      all: endOf(calls) - calls[0]!.time,
      service: median(disposals.map(({ duration = 0 }) => duration)),
      throttled: calls.filter(({ status }) => status === 429).length,
      lost: Math.abs(Math.ceil(versions / 100) - done) + left + (run.answer.Status === 'SUCCESS' ? 0 : 1),
    };
  });
}

function endOf(calls: readonly RecordedCall[]): number {
  return Math.max(...calls.map(({ time, duration = 0 }) => time + duration));
}
