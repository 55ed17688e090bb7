import { join } from 'node:path';
import { Command } from 'commander';
import type { Bench, Measurement } from './bench';
import { writeDocument } from './document';
import { measureCalls } from './measure/calls';
import { measureDiffs } from './measure/diffs';
import { measureMemory } from './measure/memory';
import { measurePlan } from './measure/plan';
import { measureStart } from './measure/start';
import { measureSynthesis } from './measure/synthesis';
import { measureTemplates } from './measure/templates';
import { measureThroughput } from './measure/throughput';
import { measureUse } from './measure/use';
import { sectionMarkdown } from './table';
import { root, Workspace } from './workspace';

const MEASUREMENTS: Readonly<Record<string, (bench: Bench) => Measurement | Promise<Measurement>>> = {
  start: measureStart,
  calls: measureCalls,
  throughput: measureThroughput,
  memory: measureMemory,
  synthesis: measureSynthesis,
  templates: measureTemplates,
  diffs: measureDiffs,
  plan: measurePlan,
  use: measureUse,
};

interface Options {
  readonly quick?: boolean;
  readonly write?: true | string;
  readonly only?: readonly string[];
  readonly rounds: string;
}

// Seconds of every synthesis that are the same for all.
process.env.CDK_VALIDATION ??= 'false';

async function main() {
  const command = new Command('bench')
    .description('Measures the library side by side with what one would use instead.')
    .option('--quick', 'fewer runs of smaller sizes, to see that everything runs')
    .option('--write [directory]', 'write benchmarks.md and its picture, into docs unless told otherwise')
    .option('--only <names...>', `some of ${Object.keys(MEASUREMENTS).join(', ')}`)
    .option('--rounds <count>', 'processes of each alternative where start-up matters', '21')
    .parse();
  const { quick = false, write, only, rounds }: Options = command.opts();
  const unknown = only?.find((name) => !(name in MEASUREMENTS));
  if (unknown !== undefined) {
    command.error(`--only must be some of ${Object.keys(MEASUREMENTS).join(', ')}; got ${unknown}`);
  }
  const workspace = await Workspace.open();
  try {
    const bench: Bench = {
      workspace,
      handlers: workspace.handlers(),
      rounds: quick ? 1 : Number(rounds),
      fewRounds: quick ? 1 : 5,
      quick,
    };
    const measured: Measurement[] = [];
    for (const [name, measure] of Object.entries(MEASUREMENTS)) {
      if (only === undefined || only.includes(name)) {
        const item = await measure(bench);
        console.log(sectionMarkdown(item.section));
        measured.push(item);
      }
    }
    if (write !== undefined) {
      await writeDocument(write === true ? join(root, 'docs') : write, measured);
    }
  } finally {
    workspace.close();
  }
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
