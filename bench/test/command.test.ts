import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(__dirname, '..', '..');

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'codeartifact-disposal-'));
});

afterAll(() => rmSync(directory, { recursive: true, force: true }));

test('The benchmark measures every row, and writes the document and its picture', async () => {
  const args = ['--import', 'tsx', 'bench/index.ts', '--quick', '--write', directory];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: root });

  const titles = ['Start', 'Calls', 'Time for many versions', 'Memory', 'Synthesis', 'Template', 'Review', 'Use'];
  titles.forEach((title) => expect(stdout).toContain(`## ${title}\n`));
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  expect(readFileSync(join(directory, 'benchmarks.md'), 'utf8')).toContain(stdout.trim().split('\n')[0]);
  expect(readFileSync(join(directory, 'benchmarks.svg'), 'utf8')).toMatch(/^<svg/);
});

test('The benchmark of clean-ups measures every row, and writes its section and its picture', async () => {
  const args = ['--import', 'tsx', 'bench/clean-up.bench.ts', '--quick', '--write', directory];
  writeFileSync(join(directory, 'benchmarks.md'), '# Benchmarks\n');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });

  const titles = ['time and calls', 'memory', 'synthesis, template and review', 'the commands'];
  titles.forEach((title) => expect(stdout).toContain(`## Clean-up of a repository: ${title}\n`));
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  expect(stderr).not.toContain('Warning');
  expect(readFileSync(join(directory, 'benchmarks.md'), 'utf8')).toContain(stdout.trim());
  expect(readFileSync(join(directory, 'benchmarks-clean-up.svg'), 'utf8')).toMatch(/^<svg/);
});

test('The benchmark of cold copies measures every row, and writes its section', async () => {
  const args = ['--import', 'tsx', 'bench/copies.bench.ts', '--quick', '--write', directory];
  writeFileSync(join(directory, 'benchmarks.md'), '# Benchmarks\n');
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, { cwd: root });

  ['time, calls and memory', 'one stream'].forEach((title) => expect(stdout).toContain(`## Cold copies: ${title}\n`));
  expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
  expect(stderr).not.toContain('Warning');
  expect(readFileSync(join(directory, 'benchmarks.md'), 'utf8')).toContain(stdout.trim());
});
