import { type Bench, handlerOf, type Measurement, onLoopback } from '../bench';
import { numbered } from '../declarations';
import { median } from '../statistics';
import { number, type Row } from '../table';

const MEGABYTE = 1024 * 1024;
const FUNCTION = 256;
const GROWTH = 40;
/** What is left of the function's memory, at least, for the runtime of Lambda itself. */
const MARGIN = 64;

/** The most memory that the handler's process holds. */
export async function measureMemory(bench: Bench): Promise<Measurement> {
  const sizes = bench.quick ? [1, 1000] : [1, 1000, 10_000];
  const megabytes = new Map<number, number>();
  for (const size of sizes) {
    megabytes.set(size, await most(bench, size));
  }
  const base = megabytes.get(1)!;
  const rows = sizes.map((size): Row => {
    const own = megabytes.get(size)!;
    const reached = own - base < GROWTH && own <= FUNCTION - MARGIN;
    return {
      what: `${number(size)} ${size === 1 ? 'version' : 'versions'}`,
      against: size === 1 ? `the ${FUNCTION} MB of the function` : `${Math.round(base)} MB at one version`,
      measured: `${Math.round(own)} MB${size === 1 ? '' : `, ${Math.round(own - base)} more`}`,
      toReach: size === 1 ? `≤ ${FUNCTION - MARGIN} MB` : `less than ${GROWTH} MB more, ≤ ${FUNCTION - MARGIN} MB`,
      reached,
    };
  });
  return {
    section: {
      title: 'Memory',
      note:
        `The largest resident set of the handler's process, Node.js included, with a heap limit of ${FUNCTION} MB as the function has it; ` +
        `medians of ${bench.fewRounds} runs, each of which disposes the number of versions named.`,
      rows,
    },
  };
}

async function most(bench: Bench, size: number): Promise<number> {
  const disposal = { packageName: 'left-pad', versions: numbered(size) };
  const runs: number[] = [];
  for (let round = 0; round < bench.fewRounds; round++) {
    const { maxRssBytes, answer } = await onLoopback(bench, {}, (loopback) => {
      loopback.publish(disposal);
      return loopback.run(handlerOf(bench, 'library'), disposal, { memory: FUNCTION });
    });
    if (answer.Status !== 'SUCCESS') {
      throw new Error(answer.Reason);
    }
    runs.push(maxRssBytes / MEGABYTE);
  }
  return median(runs);
}
