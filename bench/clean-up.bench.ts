import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { measureCommands } from './clean-up/commands';
import { measureDeployments } from './clean-up/deployment';
import { measureMemory } from './clean-up/memory';
import { measureTemplate } from './clean-up/template';
import { sectionBlock, writeSection } from './document-section';
import { type Panel, plot } from './plot';
import { type Section, sectionMarkdown } from './table';
import { root } from './workspace';

// Seconds of every synthesis that are the same for all.
process.env.CDK_VALIDATION ??= 'false';

/** On paper, since no test can take so long: from the default quotas, a list and a disposal for each package. */
const ON_PAPER = `### 10,000,000 versions

At ten versions a package they are 1,000,000 packages: 5,000 s of lists and 10,000 s of disposals at the full default quotas, more than
four hours. A manifest holds 1,000,000 versions, so that they are ten manifests of 100,000 packages. At 95 % of the quotas each takes 1,579 s of
the hour that CloudFormation waits: ten deployments, one after the other, since they share the quotas. Raised quotas shorten that in proportion.
Nothing else grows: each template has the same bytes, and the state of a deployment is one byte a version.`;

/** What is measured, by the names of `--only`. */
const PARTS: Readonly<Record<string, (quick: boolean) => Promise<{ section: Section; panel?: Panel }>>> = {
  deployment: measureDeployments,
  memory: async (quick) => ({ section: await measureMemory(quick) }),
  template: async (quick) => ({ section: await measureTemplate(quick, quick ? 1 : 5) }),
  commands: async (quick) => ({ section: await measureCommands(quick) }),
};

interface Options {
  readonly quick?: boolean;
  readonly only?: string;
  readonly write?: true | string;
}

async function main() {
  const {
    quick = false,
    only,
    write,
  }: Options = new Command('bench:clean-up')
    .description('Measures clean-ups of whole repositories.')
    .option('--quick', 'smaller sizes, to see that everything runs')
    .addOption(new Option('--only <part>', 'measure this alone, and write its part').choices(Object.keys(PARTS)))
    .option(
      '--write [directory]',
      'write the section of benchmarks.md and its picture, into docs unless told otherwise',
    )
    .parse()
    .opts();
  const parts: string[] = [];
  let picture: string | undefined;
  for (const [name, measure] of Object.entries(PARTS).filter(([each]) => only === undefined || each === only)) {
    const { section, panel } = await measure(quick);
    parts.push(sectionBlock(partName(name), sectionMarkdown(section)));
    picture ??= panel && (await plot([panel]));
  }
  const text = only === undefined ? wholeText(parts) : parts.join('\n');
  console.log(text);
  if (write !== undefined) {
    const directory = write === true ? join(root, 'docs') : write;
    mkdirSync(directory, { recursive: true });
    if (picture !== undefined) {
      writeFileSync(join(directory, 'benchmarks-clean-up.svg'), picture);
    }
    const document = join(directory, 'benchmarks.md');
    const block = only === undefined ? sectionBlock('clean-up', text) : text;
    const name = only === undefined ? 'clean-up' : partName(only);
    writeFileSync(document, writeSection(readFileSync(document, 'utf8'), name, block));
  }
}

function partName(part: string): string {
  return `clean-up-${part}`;
}

function wholeText(parts: readonly string[]): string {
  return [
    `Written by \`npm run bench:clean-up -- --write\` on ${cpus().length} × ${cpus()[0]?.model.trim()}.`,
    '',
    ...parts,
    '![How the time of a clean-up grows with its packages](benchmarks-clean-up.svg)',
    '',
    ON_PAPER,
  ].join('\n');
}

void main();
