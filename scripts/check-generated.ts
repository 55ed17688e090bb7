import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..');

/** Files that the build writes and that are committed. */
const GENERATED = ['API.md', 'schema/plan.schema.json', 'schema/check.schema.json'];

/** Runs the build, and fails if it changes a generated file. */
function checkGenerated() {
  const read = (name: string) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : undefined);
  const before = GENERATED.map(read);
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) {
    process.exitCode = 1; // the build said why
    return;
  }
  const changed = GENERATED.filter((name, index) => read(name) !== before[index]);
  if (changed.length > 0) {
    console.error(`Generated files must be as "npm run build" makes them; ${changed.join(', ')} changed. Commit it.`);
    process.exitCode = 1;
  }
}

checkGenerated();
