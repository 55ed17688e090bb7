import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { HAND_MADE_MUTANTS } from './hand-made/index.js';
import type { HandMadeMutant } from './hand-made/hand-made-mutant.js';
import { writeScores } from './mutation-scores.js';

const root = join(import.meta.dirname, '..', '..');
const TEST_FILES = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.test.ts'))
  .map((name) => `test/${name.replaceAll('\\', '/')}`)
  .sort();
const RESULTS = join(root, 'reports', 'mutation', 'hand-made.json');

/** Whether the tests of a mutant noticed it, by a key that changes with the mutant and its tests. */
type Results = Record<string, { readonly mutant: HandMadeMutant; readonly isNoticed: boolean }>;

function main() {
  const command = new Command('test:mutation:hand-made')
    .description('Makes hand-made changes to a copy of the code, and reports those that their tests do not notice.')
    .argument('[paths...]', 'files or folders; all unless given')
    .option('--again', 'also those that did not change since they were last tried', false)
    .option('--write', 'commit the scores to the documentation, with npm run reliability', false)
    .parse();
  const { again, write } = command.opts<{ again: boolean; write: boolean }>();
  const mutants = HAND_MADE_MUTANTS.filter(
    ({ file }) => command.args.length === 0 || command.args.some((path) => file.startsWith(path)),
  );
  let results = readResults();
  const copy = copyOfRepository();
  try {
    for (const [index, mutant] of mutants.entries()) {
      const key = keyOf(mutant);
      if (again || results[key] === undefined) {
        const noticed = isNoticed(copy, mutant);
        // Another run may have added its own meanwhile.
        results = readResults();
        delete results[key];
        if (noticed !== undefined) {
          results[key] = { mutant, isNoticed: noticed };
        }
        writeResults(results);
      }
      const result = results[key];
      const verdict = result === undefined ? 'timed out, try again' : result.isNoticed ? 'noticed' : 'NOT NOTICED';
      console.log(`${index + 1} of ${mutants.length}: ${verdict}: ${mutant.file}: ${mutant.breaks}`);
    }
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
  const noticed = mutants.filter((mutant) => results[keyOf(mutant)]?.isNoticed).length;
  console.log(`${noticed} of ${mutants.length} hand-made mutants are noticed.`);
  if (write) {
    const tried = HAND_MADE_MUTANTS.filter((mutant) => results[keyOf(mutant)] !== undefined);
    writeScores({
      handMade: tried.map((mutant) => {
        const { file, breaks, equivalent } = mutant;
        return { file, breaks, isNoticed: results[keyOf(mutant)]!.isNoticed, equivalent };
      }),
    });
  }
  const expected = mutants.filter(({ equivalent }) => equivalent === undefined).length;
  process.exitCode = noticed >= expected ? 0 : 1;
}

/** Of what git knows, with the packages that are installed. */
function copyOfRepository(): string {
  const copy = mkdtempSync(join(tmpdir(), 'mutants-'));
  const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '-z'], { cwd: root, encoding: 'utf8' });
  for (const file of files.split('\0').filter((name) => name !== '' && existsSync(join(root, name)))) {
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  run(copy, ['npm', 'run', '--silent', 'bundle']);
  return copy;
}

/** Undefined where a test ran out of time, which a busy machine does as well as a mutant. */
function isNoticed(copy: string, mutant: HandMadeMutant): boolean | undefined {
  const file = join(copy, mutant.file);
  const original = readFileSync(file, 'utf8');
  const { length } = original.split(mutant.find);
  if (length !== 2) {
    throw new Error(
      `A mutant must replace a text that is once in ${mutant.file}; got ${mutant.find}, ${length - 1} times.`,
    );
  }
  // A mutant is noticed by tests that pass without it, and fail with it.
  if (!passesUnchanged(copy, mutant)) {
    throw new Error(`The tests ${mutant.tests.join(', ')} must pass without a mutant; they fail:\n${output}`);
  }
  writeFileSync(
    file,
    original.replace(mutant.find, () => mutant.replacement),
  );
  try {
    bundle(copy, mutant);
    const isPassing = passes(copy, mutant);
    return !isPassing && output.includes('Exceeded timeout') ? undefined : !isPassing;
  } finally {
    writeFileSync(file, original);
    bundle(copy, mutant);
  }
}

const OUTPUT_CHARACTERS = 5_000;

/** The end of what the last tests printed. */
let output = '';

/** Tests that pass without a mutant, which are tried once. */
const passing = new Set<string>();

function passes(copy: string, { tests }: HandMadeMutant): boolean {
  const { status, signal, stdout, stderr } = spawnSync('npx', ['jest', '--bail', '--maxWorkers=1', ...tests], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 100_000_000,
  });
  output = `${signal ?? ''}${stdout}${stderr}`.slice(-OUTPUT_CHARACTERS);
  return status === 0;
}

function passesUnchanged(copy: string, mutant: HandMadeMutant): boolean {
  const key = mutant.tests.join();
  if (!passing.has(key) && passes(copy, mutant)) {
    passing.add(key);
  }
  return passing.has(key);
}

function bundle(copy: string, { file }: HandMadeMutant) {
  if (/^(lambda|review\/command)\//.test(file)) {
    run(copy, ['npm', 'run', '--silent', 'bundle']);
  }
}

function run(directory: string, [program, ...args]: [string, ...string[]]) {
  const { status, stderr } = spawnSync(program, args, { cwd: directory, encoding: 'utf8' });
  if (status !== 0) {
    throw new Error(`${program} ${args.join(' ')} must succeed; it failed: ${stderr}`);
  }
}

/** Changes with the mutant, its file and its tests. */
function keyOf(mutant: HandMadeMutant): string {
  const { file, find, replacement } = mutant;
  const hash = createHash('sha256').update(JSON.stringify([file, find, replacement, mutant.tests]));
  const tests = TEST_FILES.filter((name) => mutant.tests.some((test) => name.startsWith(test)));
  [mutant.file, ...tests].forEach((name) => hash.update(readFileSync(join(root, name))));
  return hash.digest('hex');
}

function readResults(): Results {
  return existsSync(RESULTS) ? (JSON.parse(readFileSync(RESULTS, 'utf8')) as Results) : {};
}

function writeResults(results: Results) {
  mkdirSync(dirname(RESULTS), { recursive: true });
  writeFileSync(RESULTS, JSON.stringify(results, null, 2));
}

main();
