import { type Bench, handlerOf, type Measurement, onLoopback } from '../bench';
import { packages, REPOSITORY } from '../declarations';
import type { Loopback, HandlerRun } from '../loopback';
import { interleaved, median, spread } from '../statistics';
import { number, ratio, type Row } from '../table';
import type { Handler } from '../workspace';

const LOAD = 0.45;
const COLD_EVENT = 0.7;

const [PACKAGE] = packages(1) as [ReturnType<typeof packages>[number]];

/** What a cold start costs: load, one event of one version, and the bytes of the code. */
export async function measureStart(bench: Bench): Promise<Measurement> {
  return onLoopback(bench, {}, async (loopback) => {
    loopback.publish(PACKAGE);
    const loads = await interleaved(bench.rounds, bench.handlers, (handler) => loopback.load(handler));
    const runs = await interleaved(bench.rounds, bench.handlers, (handler) => coldEvent(loopback, handler));
    const of = (key: 'sinceLoad' | 'sinceStart' | 'cpu') =>
      new Map([...runs].map(([handler, all]) => [handler, all.map((run) => run[key])]));
    return {
      section: {
        title: 'Start',
        note:
          `Medians of ${bench.rounds} processes each, in turn; the time of each as a part of that of AwsCustomResource's handler. ` +
          'The SDK of AwsCustomResource and of the provider framework comes from node_modules, as it does from the runtime in Lambda. ' +
          "AwsCustomResource's handler makes one call for the event and lists nothing, the others make two. " +
          'Signed by hand is the lower bound: no SDK, no checks, no retries. In brackets, how wide the middle half of the runs is.',
        rows: [
          ...ratios(bench, loads, { what: 'load and first client', toReach: LOAD }),
          ...ratios(bench, of('sinceLoad'), {
            what: 'cold event, from the load until the answer is delivered',
            toReach: COLD_EVENT,
          }),
          ...ratios(bench, of('sinceStart'), { what: 'the same with the start of Node.js', toReach: COLD_EVENT }),
          ...ratios(bench, of('cpu'), { what: 'processor time of that process' }),
          ...functionRows(runs),
          ...byteRows(bench),
        ],
      },
    };
  });
}

async function coldEvent(loopback: Loopback, handler: Handler): Promise<HandlerRun> {
  const [version] = PACKAGE.versions as [string];
  loopback.codeArtifact.registry.republish({ ...REPOSITORY, package: PACKAGE.packageName }, version);
  const run = await loopback.run(handler, PACKAGE);
  if (run.answer.Status !== 'SUCCESS' || loopback.status(PACKAGE.packageName, version) !== 'Disposed') {
    throw new Error(`${handler.name} disposed nothing: ${JSON.stringify(run.answer)}`);
  }
  return run;
}

function ratios(
  bench: Bench,
  times: ReadonlyMap<Handler, readonly number[]>,
  { what, toReach }: { readonly what: string; readonly toReach?: number },
): Row[] {
  const base = median(times.get(handlerOf(bench, 'AwsCustomResource'))!);
  const library = median(times.get(handlerOf(bench, 'library'))!);
  return bench.handlers
    .filter(({ name }) => name !== 'library')
    .map((handler) => {
      const own = median(times.get(handler)!);
      const isBase = handler.name === 'AwsCustomResource';
      const percent = (values: readonly number[]) => `±${Math.round(spread(values) * 50)} %`;
      const spreads = isBase
        ? ` (${percent(times.get(handlerOf(bench, 'library'))!)}, ${percent(times.get(handler)!)})`
        : '';
      return {
        what,
        against: `${handler.name}${isBase ? '' : `, itself ${ratio(own / base)} of AwsCustomResource`}`,
        measured: `${ratio(library / own)}${spreads}`,
        ...(isBase && toReach !== undefined && { toReach: `≤ ${ratio(toReach)}`, reached: library / own <= toReach }),
      };
    });
}

function functionRows(runs: ReadonlyMap<Handler, readonly HandlerRun[]>): Row[] {
  const functions = [...runs].filter(([{ name }]) => name !== 'signed by hand');
  const counts = new Map(functions.map(([{ name }, all]) => [name, Math.max(...all.map((run) => run.functions))]));
  return [
    {
      what: 'functions that run for one event',
      against: functions
        .slice(1)
        .map(([{ name }]) => `${name} ${counts.get(name)}`)
        .join(', '),
      measured: String(counts.get('library')),
      toReach: '1',
      reached: counts.get('library') === 1,
    },
  ];
}

function byteRows(bench: Bench): Row[] {
  const text = ({ bytes: [raw, deflated] }: Handler) => `${number(raw)} / ${number(deflated)}`;
  return [
    {
      what: 'bytes of the code, raw / deflated',
      against: bench.handlers
        .filter(({ name }) => name !== 'library')
        .map(
          (handler) =>
            `${handler.name} ${text(handler)}${handler.name === 'AwsCustomResource' ? ' without the SDK' : ''}`,
        )
        .join('; '),
      measured: text(handlerOf(bench, 'library')),
    },
  ];
}
