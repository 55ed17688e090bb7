import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import type { Bench, Measurement } from '../bench';
import { output } from '../loopback';
import { interleaved, median, spread } from '../statistics';
import { number, ratio, type Row } from '../table';
import { MODULE_PATH, root } from '../workspace';
import { MODULES, OTHERS, type Alternative } from '../alternatives';

const TO_REACH = 1.05;
const ALL: readonly Alternative[] = ['library', ...OTHERS];

/** How long an app takes to synthesize, as a whole process. */
export async function measureSynthesis(bench: Bench): Promise<Measurement> {
  const compiled = await compile(bench.workspace.next());
  const cases: readonly SynthesisCase[] = bench.quick
    ? [{ packages: 1, versions: 1 }]
    : [...[1, 10, 100, 400].map((packages) => ({ packages, versions: 1 })), { packages: 1, versions: 10_000 }];
  const rows: Row[] = [];
  const points: { x: number; y: number; series: string }[] = [];
  for (const { packages, versions } of cases) {
    const times = await interleaved(bench.rounds, ALL, (alternative) =>
      synth(bench, compiled, { alternative, packages, versions }),
    );
    const own = median(times.get('library')!);
    const others = OTHERS.map((alternative) => median(times.get(alternative)!));
    const fastest = Math.min(...others);
    const percent = Math.round(spread(times.get('library')!) * 50);
    rows.push({
      what:
        versions === 1
          ? `${packages} ${packages === 1 ? 'declaration' : 'declarations'}`
          : `${number(versions)} versions in one declaration`,
      against: OTHERS.map((alternative, index) => `${alternative} ${ratio(others[index]! / fastest)}`).join(', '),
      measured: `${ratio(own / fastest)} of the faster (±${percent} %)`,
      toReach: `≤ ${ratio(TO_REACH)}`,
      reached: own / fastest <= TO_REACH,
    });
    if (versions === 1) {
      ALL.forEach((series) => points.push({ x: packages, y: median(times.get(series)!) / fastest, series }));
    }
  }
  return {
    section: {
      title: 'Synthesis',
      note:
        `The time of a whole process, from \`node\` to the written cloud assembly; medians of ${bench.rounds} processes each, in turn. ` +
        'The template validation of the CDK, which costs each of them the same seconds, is off.',
      rows,
    },
    panels: [
      {
        title: 'Time of a synthesis, to the faster of the others',
        x: 'declarations',
        y: 'ratio',
        linear: true,
        points,
      },
    ],
  };
}

interface SynthesisCase {
  readonly packages: number;
  readonly versions: number;
}

/** @returns the milliseconds of a process that synthesizes one case with one alternative */
async function synth(
  { workspace }: Bench,
  compiled: string,
  { alternative, packages, versions }: SynthesisCase & { readonly alternative: Alternative },
): Promise<number> {
  const outdir = workspace.next();
  const args = [join(compiled, 'bench', 'process', 'synthesize.js'), MODULES[alternative]];
  const started = performance.now();
  await output([...args, String(packages), String(versions), workspace.onEvent, outdir], {
    CDK_VALIDATION: 'false',
    NODE_PATH: MODULE_PATH,
  });
  return performance.now() - started;
}

/** Compiles library and apps file by file, in the layout of the published package. */
async function compile(directory: string): Promise<string> {
  await build({
    entryPoints: [
      'lib/**/*.ts',
      'template/values/**/*.ts',
      'declaration/**/*.ts',
      'bench/alternatives/*.ts',
      'bench/declarations.ts',
      'bench/process/synthesize.ts',
    ].map((files) => join(root, files)),
    outbase: root,
    outdir: directory,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
  });
  cpSync(join(root, 'dist', 'handler'), join(directory, 'handler'), { recursive: true });
  return directory;
}
