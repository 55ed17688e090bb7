export interface FileResult {
  readonly file: string;
  /** Changes with the file and its tests. */
  readonly key: string;
  readonly mutants: readonly Mutant[];
}

interface Mutant {
  /** Stryker's, or that of an endless loop: `Survived` and `NoCoverage` are not noticed, `Timeout` tells nothing. */
  readonly status: string;
  readonly line: number;
  readonly mutator: string;
  readonly original: string;
  readonly replacement: string;
}

export const ENDLESS_LOOP = 'EndlessLoop';

const NOTICED = ['Killed', ENDLESS_LOOP];
const UNNOTICED = ['Survived', 'NoCoverage'];

const count = (mutants: readonly Mutant[], statuses: readonly string[]) =>
  mutants.filter(({ status }) => statuses.includes(status)).length;

/** The share of mutants that are noticed, such as `91 %`. */
export function scoreOf(results: readonly FileResult[]): string {
  const mutants = results.flatMap((result) => result.mutants);
  const noticed = count(mutants, NOTICED);
  const all = noticed + count(mutants, UNNOTICED);
  return all === 0 ? 'none' : `${Math.floor((100 * noticed) / all)} %`;
}

export function summaryOf(result: FileResult): string {
  const { file, mutants } = result;
  const survivors = unnoticed(result).map((mutant) => `\n  ${file}:${textOf(mutant)}`);
  return `${file}: ${scoreOf([result])}, ${count(mutants, NOTICED)} noticed, ${survivors.length} not${survivors.join('')}`;
}

/** The page with the score of each file, and the mutants that survive. */
export function pageOf(results: readonly FileResult[]): string {
  const files = results.filter(({ mutants }) => count(mutants, [...NOTICED, ...UNNOTICED]) > 0);
  const rows = files.map((result) => {
    const { file, mutants } = result;
    return `| [\`${file}\`](../${file}) | ${scoreOf([result])} | ${count(mutants, NOTICED)} | ${unnoticed(result).length} |`;
  });
  const survivors = files.flatMap((result) =>
    unnoticed(result).map((mutant) => `- \`${result.file}:${mutant.line}\` ${mutant.mutator}: ${codeOf(mutant)}`),
  );
  return [
    '# Mutation testing',
    '',
    'A mutant is the code with one small change: another operator, an empty text, a missing branch. A test has to notice it.',
    '`npm run test:mutation -- --write` makes the mutants with [Stryker](https://stryker-mutator.io), runs the tests of their',
    'folder, and writes this page. It goes on where it was interrupted, and takes files or folders: `-- declaration/decide.ts`.',
    '',
    `${scoreOf(files)} of the mutants are noticed.`,
    '',
    '| file | score | noticed | not noticed |',
    '|---|---|---|---|',
    ...rows,
    '',
    '## Not noticed',
    '',
    ...(survivors.length > 0 ? survivors : ['None.']),
    '',
  ].join('\n');
}

const unnoticed = ({ mutants }: FileResult) => mutants.filter(({ status }) => UNNOTICED.includes(status));

function textOf({ line, mutator, replacement }: Mutant): string {
  return `${line} ${mutator}: ${oneLine(replacement)}`;
}

function codeOf({ replacement }: Mutant): string {
  return `\`\` ${oneLine(replacement)} \`\``;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 100 ? `${line.slice(0, 100)}…` : line;
}
