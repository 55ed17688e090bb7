import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { leftPad, ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

const COMMAND = join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0');
});
afterEach(() => reviewedRegistry.stop());

function run(...args: string[]) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const env = { PATH: process.env['PATH'], HOME: reviewedRegistry.directory(), ...reviewedRegistry.environment };
    // Not in this repository, whose cdk.json has a build that --app would run.
    const cwd = reviewedRegistry.directory();
    const child = execFile(process.execPath, [COMMAND, ...args], { env, cwd }, (_error, stdout, stderr) =>
      resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

const lines = (text: string) => text.split(/\r\n|\r|\n/).map((line) => line.trim());
const isCommand = (line: string) => line.startsWith('::') || line.includes('##[');

describe('stderr has no workflow command', () => {
  test.each([
    [['plan', '--format', 'x\n::error title=a::b']],
    [['plan', '--x\r::error::y']],
    [['plan', '--account', '\n::error::##[group]']],
    [['plan', 'no-such\n::error::directory']],
    [['\n::stop-commands::x']],
    [['declare', '--domain', '\n::error::x', '--repository', 'my-repo', 'npm', 'left-pad', '--match', '*']],
  ])('stderr has no workflow command of a wrong argument: %j', async (args) => {
    const { status, stdout, stderr } = await run(...args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).not.toBe('');
    expect(lines(stderr).filter(isCommand)).toEqual([]);
  });

  test('stderr has no workflow command of the app that it runs, whose other lines are all there', async () => {
    const file = join(reviewedRegistry.directory(), 'app.js');
    const printed = 'first\\n  ::error title=x::y\\nmiddle ##[group]x\\r::warning::z\\n\\u001b[32mlast\\u001b[0m';
    writeFileSync(file, `process.stdout.write("${printed}"); process.exitCode = 3;`);
    const { status, stderr } = await run('plan', '--app', `"${process.execPath}" "${file}"`);
    expect(status).toBe(1);
    expect(lines(stderr).filter(isCommand)).toEqual([]);
    expect(lines(stderr)).toEqual([
      'first',
      ': :error title=x::y',
      'middle # #[group]x',
      ': :warning::z',
      '\u001b[32mlast\u001b[0m',
      expect.stringContaining('The app must exit with status 0; got 3'),
      '',
    ]);
  });
});

test('An app that leaves a process behind ends all the same', async () => {
  const file = join(reviewedRegistry.directory(), 'app.js');
  const pid = join(reviewedRegistry.directory(), 'pid');
  writeFileSync(
    file,
    `const child = require('child_process').spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'],
       { stdio: 'inherit', detached: true });
     require('fs').writeFileSync(${JSON.stringify(pid)}, String(child.pid)); child.unref(); process.exit(7);`,
  );
  try {
    expect((await run('plan', '--app', `"${process.execPath}" "${file}"`)).stderr).toContain('got 7');
  } finally {
    process.kill(Number((await import('node:fs')).readFileSync(pid, 'utf8')));
  }
});

test('--format jsonl prints one line for each version after a line of totals', async () => {
  const { status, stdout } = await run('plan', reviewedRegistry.synthOne(leftPad(['1.0.0'])), '--format', 'jsonl');
  expect(status).toBe(0);
  expect(
    stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([
    expect.objectContaining({ record: 'plan', complete: true }),
    expect.objectContaining({ record: 'version', version: '1.0.0', verdict: 'will be disposed' }),
  ]);
});

describe('--pin of a declaration that could not be read', () => {
  beforeEach(() =>
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'ListPackageVersions',
      times: Infinity,
    }),
  );

  test('--pin of a declaration that could not be read says why there are no pins, and fails', async () => {
    const { status, stdout, stderr } = await run('plan', reviewedRegistry.synthOne(leftPad(['1.0.0'])), '--pin');
    expect(status).toBe(1);
    expect(stdout).toContain('// no pins, keep those you have: AccessDeniedException: allow codeartifact:');
    expect(stdout).not.toContain('nothing to pin');
    expect(stderr).toContain('AccessDeniedException');
  });

  test('--pin of a declaration that could not be read leaves the declaration out of the JSON, so that no pin is taken out', async () => {
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']));
    const { status, stdout } = await run('plan', assembly, '--pin', '--format', 'json');
    expect([status, JSON.parse(stdout)]).toEqual([1, {}]);
  });
});

test.each([{ CI: 'true' }, { FORCE_COLOR: '1' }, {}])(
  'Output that no terminal reads has no colors, whatever the environment says: %j',
  async (environment) => {
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']));
    const { stdout } = await startCommand(reviewedRegistry, ['plan', assembly], { env: environment }).ended;
    expect(stdout).toContain('will be disposed');
    expect(stdout).not.toContain('\u001b');
  },
);
