import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { measureDeployments } from './copies/deployment';
import { measureStream } from './copies/stream';
import { sectionBlock, writeSection } from './document-section';
import { type Section, sectionMarkdown } from './table';
import { root } from './workspace';

// Seconds of every synthesis that are the same for all.
process.env.CDK_VALIDATION ??= 'false';
// The SDK says at every start which Node.js it will need some day.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** What is measured, by the names of `--only`. */
const PARTS: Readonly<Record<string, (quick: boolean) => Promise<Section>>> = {
  deployment: measureDeployments,
  stream: measureStream,
};

interface Options {
  readonly quick?: boolean;
  readonly only?: string;
  readonly write?: true | string;
}

/** Measures cold copies. The exit status is 1 if a figure is missed. */
async function main(): Promise<void> {
  const {
    quick = false,
    only,
    write,
  }: Options = new Command('bench:copies')
    .description('Measures cold copies.')
    .option('--quick', 'smaller sizes, to see that everything runs')
    .addOption(new Option('--only <part>', 'measure this alone').choices(Object.keys(PARTS)).conflicts('write'))
    .option('--write [directory]', 'write the section of benchmarks.md, into docs unless told otherwise')
    .parse()
    .opts();
  const sections: Section[] = [];
  for (const [, measure] of Object.entries(PARTS).filter(([name]) => only === undefined || name === only)) {
    sections.push(await measure(quick));
  }
  const intro = `Written by \`npm run bench:copies -- --write\` on ${cpus().length} × ${cpus()[0]?.model.trim()}.`;
  const text = [intro, '', ...sections.map(sectionMarkdown)].join('\n');
  console.log(text);
  if (write !== undefined) {
    const document = join(write === true ? join(root, 'docs') : write, 'benchmarks.md');
    writeFileSync(document, writeSection(readFileSync(document, 'utf8'), 'copies', sectionBlock('copies', text)));
  }
  const isMissed = sections.some(({ rows }) => rows.some(({ reached = true }) => !reached));
  process.exitCode = isMissed && !quick ? 1 : 0;
}

void main();
