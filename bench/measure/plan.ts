import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bench, Measurement } from '../bench';
import { number, type Row } from '../table';
import { root } from '../workspace';

const TO_REACH = 1.3;

/** `everything: 200 calls in 1400 ms, 1.12 × the lower bound of 1250 ms` */
const LINE = /^(.+): (\d+) calls in \d+ ms, ([\d.]+) × the lower bound of (\d+) ms/gm;

/** The benchmark of the pull-request plan, which is a command of its own. */
export async function measurePlan(bench: Bench): Promise<Measurement> {
  const size = bench.quick ? { DECLARATIONS: '8', VERSIONS: '2' } : { DECLARATIONS: '200', VERSIONS: '5' };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/plan.bench.ts'], {
    cwd: root,
    env: { ...process.env, ...size },
  });
  const rows = [...stdout.matchAll(LINE)].map(([, what = '', calls, times = '', lowerBound]): Row => ({
    what: what === 'everything' ? 'plan' : `plan ${what}`,
    against: `${number(Number(lowerBound))} ms for ${number(Number(calls))} calls`,
    measured: `${times} × lower bound`,
    toReach: `≤ ${TO_REACH} × lower bound`,
    reached: Number(times) <= TO_REACH,
  }));
  return {
    section: {
      title: 'Plan of a pull request',
      note:
        `The command line, its start included, on ${size.DECLARATIONS} declarations of ${size.VERSIONS} versions each, 50 ms a call. ` +
        'The lower bound is the time of the calls alone, eight at once.',
      rows,
    },
  };
}
