import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ReviewedRegistry } from '../review-of-app';
import { startCommand } from './start-command';

const HERE = ['--domain', 'my-domain', '--repository', 'my-repo'];

let reviewedRegistry: ReviewedRegistry;
let directory: string;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  reviewedRegistry.publish('1.0.0', '1.1.0');
});
afterEach(() => reviewedRegistry.stop());

const run = (...args: string[]) => startCommand(reviewedRegistry, args).ended;

describe.each(['plan', 'declare', 'clean-up', 'take-down', 'check', 'report', 'lint', 'restore', 'use'])(
  'The help of %s',
  (command) => {
    test(`The help of ${command} fits a screen, and has an example and the exit statuses`, async () => {
      const { status, stdout } = await run(command, '--help');
      const lines = stdout.trimEnd().split('\n');
      expect(status).toBe(0);
      expect(lines.length).toBeLessThanOrEqual(24);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
      expect(stdout).toMatch(new RegExp(`^Example: ${command} `, 'm'));
      expect(stdout).toMatch(/^Exit status: 0 /m);
    });
  },
);

test('clean-up writes the manifests of a policy', async () => {
  const policy = join(directory, 'clean-up.yaml');
  writeFileSync(policy, "domain: my-domain\nrepositories: my-repo\nrules: [{ select: { match: '1.0.0' } }]\n");
  const { status, stderr } = await run('clean-up', policy, '--output', directory);
  expect([status, stderr]).toEqual([0, expect.stringContaining('1 version of 1 package selected')]);
  expect(readFileSync(join(directory, 'my-repo.disposals'), 'utf8')).toContain('@my-scope/left-pad\t1.0.0\t');
});

test('take-down writes the manifests of a list, in the format that it is given', async () => {
  const list = join(directory, 'list.txt');
  writeFileSync(list, '@my-scope/left-pad@1.0.0\n');
  const { status } = await run('take-down', list, 'npm', '--domain', 'my-domain', '--output', directory);
  expect(status).toBe(0);
  expect(readFileSync(join(directory, 'my-repo.disposals'), 'utf8')).toContain('@my-scope/left-pad\t1.0.0\t');
});

test.each([
  [['declare', 'npm', 'left-pad', '--repository', 'my-repo'], "Required option '--domain <name>' not specified"],
  [['declare', 'npm', ...HERE], "Missing required argument 'package'"],
  [['declare', 'npm', 'left-pad', ...HERE, '--max-lists-per-second', '5'], "Unknown option '--max-lists-per-second'"],
  [['clean-up'], "Missing required argument 'policy'"],
  [['clean-up', 'a.yaml', '--match', '*'], "Unknown option '--match'"],
  [['clean-up', 'a.yaml', 'npm'], 'Too many arguments'],
  [['take-down', 'a.txt'], "Required option '--domain <name>' not specified"],
  [['take-down', 'a.txt', 'npm', 'left-pad', '--domain', 'my-domain'], 'Too many arguments'],
])('The command refuses %j', async (args, message) => {
  const { status, stderr } = await run(...args);
  expect([status, stderr]).toEqual([1, expect.stringContaining(message)]);
});

test('Problems of a file have a line each, with their count and what became of the run', async () => {
  const list = join(directory, 'list.txt');
  writeFileSync(list, Array.from({ length: 40 }, (_, n) => `broken line ${n} ${'x'.repeat(300)}\n`).join(''));
  const { status, stderr } = await run('take-down', list, 'npm', '--domain', 'my-domain', '--output', directory);
  const lines = stderr.trimEnd().split('\n');
  expect(status).toBe(1);
  expect(lines[0]).toBe(`${list} cannot be read, 40 problems:`);
  expect(lines.slice(1, 21).map((line) => line.slice(0, 40))).toEqual(
    Array.from({ length: 20 }, (_, n) => `  line ${n + 1}: a line must be a package URL, such`.slice(0, 40)),
  );
  expect(lines.slice(21)).toEqual(['  and 20 more', 'Nothing was written.']);
});

test('Problems of a policy have a line each', async () => {
  const policy = join(directory, 'clean-up.yaml');
  const rule = '  - { select: { match: "*", snapshotBuilds: true }, keep: { latestBy: version } }\n';
  writeFileSync(policy, `domain: my-domain\nrepositories: my-repo\nrules:\n${rule}${rule}`);
  const { status, stderr } = await run('clean-up', policy, '--output', directory);
  expect(status).toBe(1);
  expect(stderr.trimEnd().split('\n')).toEqual([
    expect.stringContaining('cannot be read, 4 problems:'),
    expect.stringContaining('  line 4: '),
    expect.stringContaining('  line 4: '),
    expect.stringContaining('  line 5: '),
    expect.stringContaining('  line 5: '),
    'Nothing was written.',
  ]);
});

test.each([
  [['declare', 'nmp', 'left-pad', ...HERE, '--match', '*'], 'got nmp; did you mean npm?'],
  [['declare', 'npm', '@my-scope/left-pad', ...HERE, '--status', 'archived'], 'got archived; did you mean Archived?'],
  [['declare', 'npm', '@my-scope/left-padd', ...HERE, '--match', '*'], 'left-padd; did you mean @my-scope/left-pad?'],
  [['declare', 'npm', '@my-scop/left-pad', ...HERE, '--match', '*'], 'left-pad; did you mean @my-scope/left-pad?'],
  [
    ['declare', 'npm', '@my-scope/left-pad@1.0.0', ...HERE, '--match', '*'],
    "pass the package @my-scope/left-pad, and --match '1.0.0'.",
  ],
  [['restore', 'NPM', 'left-pad', '1.0.0', '--from', 's3://my-copies/'], 'got NPM; did you mean npm?'],
  [['plan', '--format', 'tabel'], 'did you mean table?'],
  [['clean-up', 'a.yaml', '--stage', 'archived'], 'did you mean archive?'],
  [['plan', '--profile', 'prdo'], 'which has default, prod, dev; did you mean prod?'],
  [['lnt'], 'Did you mean lint?'],
])('The command suggests what was most likely meant by %j', async (args, suggestion) => {
  writeFileSync(join(directory, 'config'), '[default]\n[profile prod]\nregion = eu-west-1\n[sso-session sso]\n');
  writeFileSync(join(directory, 'credentials'), '[dev]\n');
  const env = {
    AWS_CONFIG_FILE: join(directory, 'config'),
    AWS_SHARED_CREDENTIALS_FILE: join(directory, 'credentials'),
  };
  const { status, stderr } = await startCommand(reviewedRegistry, args, { env }).ended;
  expect([status, stderr]).toEqual([1, expect.stringContaining(suggestion)]);
});
