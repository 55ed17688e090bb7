import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

interface Check {
  /** The npm script. */
  readonly script: string;
  /** Whether it runs Jest. */
  readonly tests?: boolean;
}

/** Everything that a commit on main passes: in CI, in the workflows and on the machine of a contributor. */
const CHECKS: readonly Check[] = [
  // Before the lint, which needs the types.
  { script: 'install:bench' },
  { script: 'lint' },
  { script: 'lint:imports' },
  { script: 'lint:dead' },
  { script: 'lint:language' },
  { script: 'lint:workflows' },
  { script: 'types' },
  // Builds, and compares the generated files with the committed ones.
  { script: 'check:generated' },
  { script: 'check:snippets' },
  { script: 'check:languages' },
  { script: 'test', tests: true },
  { script: 'test:bench', tests: true },
  // The tests of the handler, under the Node.js of the Lambda runtime.
  { script: 'test:runtime', tests: true },
  // The way from the app to the disposal, under the other supported versions.
  { script: 'test:node-22', tests: true },
  { script: 'test:node-26', tests: true },
  // The cases of the fault matrix that wait, and that npm test leaves out.
  { script: 'test:slow', tests: true },
  // Many more histories than npm test has.
  { script: 'test:histories', tests: true },
  // The report, in Debian's Chromium or the browser that CHROMIUM names.
  { script: 'test:browser', tests: true },
  // The tarball: what it holds, and installed by package managers.
  { script: 'test:package', tests: true },
  // The tests of the library, with the lowest versions of its peers.
  { script: 'test:lowest-peers' },
];

const root = join(__dirname, '..');

/** Runs the checks in turn until one fails. The last line counts the tests. */
function verify() {
  const directory = mkdtempSync(join(tmpdir(), 'verify-'));
  const total = { passed: 0, failed: 0 };
  try {
    const failed = CHECKS.find((check) => !passes(check, join(directory, 'results.json'), total));
    if (failed) {
      console.error(`npm run ${failed.script} must pass, and failed.`);
      process.exitCode = 1;
    }
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
  console.log(`${total.passed} passed, ${total.failed} failed`);
}

function passes({ script, tests = false }: Check, results: string, total: { passed: number; failed: number }): boolean {
  console.log(`\n── npm run ${script}`);
  const { status } = spawnSync('npm', ['run', script, ...(tests ? ['--', '--json', `--outputFile=${results}`] : [])], {
    cwd: root,
    env: { ...process.env, JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION: '20' },
    // With --json, Jest prints the results to standard output too.
    stdio: ['ignore', tests ? 'ignore' : 'inherit', 'inherit'],
  });
  if (!tests) {
    return status === 0;
  }
  if (!existsSync(results)) {
    return false;
  }
  const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, 'utf8')) as Record<string, number>;
  rmSync(results);
  total.passed += numPassedTests!;
  total.failed += numFailedTests!;
  return status === 0 && numPassedTests! > 0;
}

verify();
