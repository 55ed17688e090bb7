import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Bench, Measurement } from '../bench';
import { number, type Row } from '../table';
import { root } from '../workspace';

const EVENTS = 100_000_000;
const MAX_MINUTES = 25;
const MAX_MEGABYTES = 512;
/** Of 100 events, those of CodeArtifact. */
const SHARES = [100, 1];
const LINE = /^\d+: (\d+) events a second, (\d+) MB/m;

/** The reading of CloudTrail's log files, in a process of its own. */
export async function measureUse(bench: Bench): Promise<Measurement> {
  const files = bench.quick ? 2 : 100;
  const rows: Row[] = [];
  for (const share of SHARES) {
    const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'bench/use.bench.ts'], {
      cwd: root,
      env: { ...process.env, FILES: String(files), SHARE: String(share), ROUNDS: String(bench.fewRounds) },
    });
    const [, rate, megabytes] = LINE.exec(stdout) ?? [];
    const minutes = EVENTS / Number(rate) / 60;
    const what = share === 100 ? 'a log of CodeArtifact alone' : `a log with ${share} % of CodeArtifact`;
    rows.push(
      {
        what: `${what}: ${number(EVENTS)} events`,
        against: `${number(Number(rate))} events a second`,
        measured: `${minutes.toFixed(1)} min`,
        toReach: `≤ ${MAX_MINUTES} min`,
        reached: minutes <= MAX_MINUTES,
      },
      {
        what: `${what}: most memory`,
        against: '',
        measured: `${megabytes} MB`,
        toReach: `≤ ${MAX_MEGABYTES} MB`,
        reached: Number(megabytes) <= MAX_MEGABYTES,
      },
    );
  }
  return {
    section: {
      title: 'Use',
      note:
        `${number(files * 2_000)} made-up events of \`ReadFromRepository\`, in ${files} packed files, by the time of one core; medians of ` +
        `${bench.fewRounds} runs. The time of all events is extrapolated. Loading the files from S3 goes on beside it, and is not in the time.`,
      rows,
    },
  };
}
