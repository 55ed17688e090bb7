import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Stryker } from '@stryker-mutator/core';
import { Command } from 'commander';
import {
  ENDLESS_LOOP,
  type FileScore,
  type Mutant,
  percentage,
  readScores,
  scoreFile,
  writeScores,
} from './mutation-scores.js';

const root = join(import.meta.dirname, '..', '..');
const RESULTS = join('reports', 'mutation');
const SOURCES = ['codeartifact', 'declaration', 'lambda', 'lib', 'local', 'review', 'template', 'test'];

/** The mutants of a file, which lie in the folder of results. */
interface FileResult {
  readonly file: string;
  /** Changes with the file and its tests. */
  readonly key: string;
  readonly mutants: readonly Mutant[];
}

interface Position {
  readonly line: number;
  readonly column: number;
}

/** The files that are mutated, and the tests that have to notice. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  declaration: ['test/declaration'],
  codeartifact: ['test/codeartifact'],
  template: ['test/template', 'test/review/find'],
  lib: ['test/lib'],
  lambda: ['test/lambda'],
  'review/find': ['test/review/find', 'test/review/plan'],
  'review/plan': ['test/review/plan'],
  'review/declare': ['test/review/declare'],
};

async function main() {
  const command = new Command('test:mutation')
    .description('Changes the code in small ways, and reports the changes that no test notices.')
    .argument('[paths...]', 'files or folders; all unless given')
    .option('--again', 'also files that did not change, nor their tests, since they were last mutated', false)
    .option('--write', 'commit the scores to the documentation, with npm run reliability', false)
    .parse();
  const { again, write } = command.opts<{ again: boolean; write: boolean }>();
  const files = filesIn(command.args);
  for (const [index, file] of files.entries()) {
    const key = keyOf(file);
    if (again || resultOf(file)?.key !== key) {
      console.log(`${index + 1} of ${files.length}: ${file}`);
      const result: FileResult = { file, key, mutants: await mutate(file) };
      mkdirSync(dirname(join(root, resultPath(file))), { recursive: true });
      writeFileSync(join(root, resultPath(file)), JSON.stringify(result, null, 2));
    }
    const score = scoreOf(file);
    console.log(summaryOf(score));
    if (write) {
      writeScores({ files: [...others(file), score].sort((a, b) => (a.file < b.file ? -1 : 1)) });
    }
  }
  console.log(`${percentage(files.map(scoreOf))} of the mutants are noticed.`);
}

/** The committed scores of the other files. */
function others(file: string): FileScore[] {
  return readScores().files.filter((score) => score.file !== file && existsSync(join(root, score.file)));
}

function scoreOf(file: string): FileScore {
  return scoreFile(file, resultOf(file)!.mutants);
}

function summaryOf(score: FileScore): string {
  const { file, noticed, survivors } = score;
  const lines = survivors.map(
    ({ line, mutator, original, replacement }) => `\n  ${file}:${line} ${mutator}: ${original} => ${replacement}`,
  );
  return `${file}: ${percentage([score])}, ${noticed} noticed, ${survivors.length} not${lines.join('')}`;
}

function filesIn(paths: readonly string[]): string[] {
  const all = Object.keys(TESTS).flatMap((folder) => sourcesIn(folder));
  const unmatched = paths.find((path) => !all.some((file) => isIn(file, path)));
  if (unmatched !== undefined) {
    throw new Error(`A path must be a file or folder of ${Object.keys(TESTS).join(', ')}; got ${unmatched}.`);
  }
  return all.filter((file) => paths.length === 0 || paths.some((path) => isIn(file, path)));
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);
}

function isIn(file: string, path: string): boolean {
  return file === path || file.startsWith(`${path.replace(/\/$/, '')}/`);
}

function testsOf(file: string): readonly string[] {
  return Object.entries(TESTS).find(([folder]) => isIn(file, folder))![1];
}

/** Changes with the file and with the tests that import it, so that a run goes on where another was interrupted. */
function keyOf(file: string): string {
  const all = testsOf(file).flatMap((folder) => sourcesIn(folder));
  const importing = all.filter((name) => readFileSync(join(root, name), 'utf8').includes(`/${basename(file, '.ts')}'`));
  const tests = importing.length > 0 ? importing : all;
  const hash = createHash('sha256');
  [file, ...tests.sort()].forEach((name) => hash.update(name).update(readFileSync(join(root, name))));
  return hash.digest('hex');
}

const resultPath = (file: string) => join(RESULTS, `${file}.json`);

function resultOf(file: string): FileResult | undefined {
  const path = join(root, resultPath(file));
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as FileResult) : undefined;
}

async function mutate(file: string): Promise<FileResult['mutants']> {
  const stryker = new Stryker({
    mutate: [file],
    testRunner: 'jest',
    plugins: ['@stryker-mutator/jest-runner'],
    jest: {
      configFile: 'jest.config.mjs',
      config: {
        // Stryker puts its own around it, and cannot read that of the project.
        testEnvironment: 'node',
        // Only the tests that import the file, of the folders whose task it is to notice.
        roots: SOURCES.map((folder) => `<rootDir>/${folder}`),
        testMatch: testsOf(file).map((folder) => `<rootDir>/${folder}/**/*.test.ts`),
      },
    },
    coverageAnalysis: 'perTest',
    // On a busy machine a slow test is not one that noticed something: one at a time, with minutes for each mutant.
    concurrency: 1,
    timeoutFactor: 5,
    timeoutMS: 180_000,
    dryRunTimeoutMinutes: 30,
    ignorePatterns: ['/bench', '/docs', '/integ', '/reports', '/dist/jsii'],
    reporters: ['dots'],
    allowConsoleColors: false,
  });
  const lines = readFileSync(join(root, file), 'utf8').split('\n');
  const mutants = await stryker.runMutationTest();
  return mutants.map(({ status, statusReason = '', location, mutatorName, replacement = '' }) => ({
    // Stryker counts how often a mutant runs, and so tells an endless loop from a slow machine.
    status: statusReason.startsWith('Hit limit reached') ? ENDLESS_LOOP : status,
    line: location.start.line,
    mutator: mutatorName,
    original: textAt(lines, location),
    replacement,
  }));
}

function textAt(lines: readonly string[], { start, end }: { start: Position; end: Position }): string {
  return lines
    .slice(start.line - 1, end.line)
    .map((line, index, all) =>
      line.slice(index === 0 ? start.column - 1 : 0, index === all.length - 1 ? end.column - 1 : undefined),
    )
    .join('\n');
}

await main();
