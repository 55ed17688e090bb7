import Table from 'cli-table3';
import { Command } from 'commander';
import { markdownTable } from '../table';
import { Workspace } from '../workspace';
import { CASES, type Outcome, outcomeOf } from './cases';
import { sizeRows } from './sizes';

const HEAD = ['', 'AwsCustomResource', 'this library'];

// Seconds of every synthesis that are the same for all.
process.env.CDK_VALIDATION ??= 'false';

async function main() {
  const command = new Command('compare')
    .description('Deploys the same disposals with AwsCustomResource and with this library, on services on loopback.')
    .option('--markdown', 'print a Markdown table')
    .parse();
  const { markdown = false } = command.opts<{ markdown?: boolean }>();
  const workspace = await Workspace.open();
  try {
    const lines = await compare(workspace);
    console.log(markdown ? markdownTable(HEAD, lines) : terminalTable(lines));
  } finally {
    workspace.close();
  }
}

async function compare(workspace: Workspace): Promise<string[][]> {
  const lines: string[][] = [];
  for (const testCase of CASES) {
    const other = await outcomeOf(workspace, testCase, 'AwsCustomResource');
    lines.push([testCase.title, outcomeText(other), outcomeText(await outcomeOf(workspace, testCase, 'library'))]);
  }
  const sizes = await sizeRows(workspace);
  return [...lines, ...sizes.map(({ title, AwsCustomResource, library }) => [title, AwsCustomResource, library])];
}

function outcomeText({ status, disposed, declared, reason }: Outcome): string {
  const all = disposed === declared ? `all ${declared}` : disposed === 0 ? 'nothing' : `${disposed} of ${declared}`;
  const told = reason === undefined ? '' : `: “${reason}”`;
  return `\`${status}\`, ${all} disposed${told}`;
}

function terminalTable(lines: readonly string[][]): string {
  const table = new Table({ head: HEAD, colWidths: [32, 44, 44], wordWrap: true, style: { head: [], border: [] } });
  table.push(...lines.map((line) => line.map((cell) => cell.replaceAll('`', ''))));
  return table.toString();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
