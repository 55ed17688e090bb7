import { spawnSync } from 'node:child_process';
import console from 'node:console';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const root = join(import.meta.dirname, '..');
const [file, ...args] = process.argv.slice(2);

/** Runs a program of bench/, which has dependencies of its own. */
if (existsSync(join(root, 'bench', 'node_modules'))) {
  const options = { cwd: root, stdio: 'inherit' };
  process.exitCode =
    spawnSync(process.execPath, ['--import', 'tsx', join('bench', file), ...args], options).status ?? 1;
} else {
  console.error('The benchmarks have dependencies of their own. Install them once: npm --prefix bench ci');
  process.exitCode = 1;
}
