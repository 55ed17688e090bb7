import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Ajv from 'ajv';
import { CfnParameter, Stack } from 'aws-cdk-lib';
import { parse } from 'yaml';
import { DisposedPackageVersions } from '../../../lib';
import type { Plan } from '../../../review/plan/plan-model';
import { readSettings } from '../../../review/settings/read-settings';
import { settingsSchema } from '../../../review/settings/settings-schema';
import { startCommand } from '../command/start-command';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';

const FILE = 'cdk-codeartifact-disposal.yaml';

let registry: ReviewedRegistry;
let directory: string;
beforeEach(async () => {
  registry = await ReviewedRegistry.start();
  registry.publish('1.0.0', '1.1.0');
  directory = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(async () => {
  await registry.stop();
  rmSync(directory, { recursive: true, force: true });
});

const write = (text: string, name = FILE) => writeFileSync(join(directory, name), text);
const run = (...args: string[]) => startCommand(registry, args, { cwd: directory }).ended;
const runPlan = async (...args: string[]) => {
  const { status, stdout, stderr } = await run('plan', ...args, '--format', 'json');
  return { status, stderr, plan: (stdout === '' ? undefined : JSON.parse(stdout)) as Plan };
};
const versionsOf = ({ declarations }: Plan) =>
  declarations.flatMap(({ versions }) => versions.map(({ version }) => version));

/** Two stacks, the first one with a version that is a parameter. */
const twoStacks = () =>
  registry.synth((app) => {
    const first = new Stack(app, 'First', { env: ENV });
    const version = new CfnParameter(first, 'Version', { default: '1.0.0' }).valueAsString;
    new DisposedPackageVersions(first, 'LeftPad', leftPad([version]));
    new DisposedPackageVersions(new Stack(app, 'Second', { env: ENV }), 'LeftPad', leftPad(['1.1.0']));
  });

test('The file beside cdk.json gives the options that the command line does not, and the plan says which', async () => {
  write('stack: First\nparameter: Version=1.1.0\n');
  const { status, plan } = await runPlan(twoStacks());
  expect(status).toBe(0);
  expect(versionsOf(plan)).toEqual(['1.1.0']);
  expect(plan.settings).toEqual({ file: FILE, options: ['parameter Version=1.1.0', 'stack First'] });
  const { stdout } = await run('plan', twoStacks(), '--format', 'markdown');
  expect(stdout).toContain(`options of ${FILE}: parameter Version=1.1.0, stack First`);
});

test('The command line wins over the file, and over each value of a parameter alone', async () => {
  write('stack: Second\nparameter: Version=1.1.0\n');
  const { plan } = await runPlan(
    twoStacks(),
    '--stack',
    'First',
    '--parameter',
    'First:Version=1.0.0',
    '--parameter',
    'Version=1.0.0',
  );
  expect(versionsOf(plan)).toEqual(['1.0.0']);
  expect(plan.settings).toBeUndefined();
});

test.each(['cdk-codeartifact-disposal.yml', '.cdk-codeartifact-disposal.yaml', 'CDK-CodeArtifact-Disposal.yaml'])(
  'A file called %s would hold nothing, and is an error that says the right name',
  async (name) => {
    write('guard: disposal-guard.yaml\n', name);
    const { status, stderr } = await runPlan(twoStacks());
    expect(status).toBe(1);
    expect(stderr).toContain(`must be called ${FILE}; got ${name}. Rename it`);
  },
);

test('A guard of the file that is not there is an error', async () => {
  write('guard: disposal-guard.yaml\n');
  const { status, stderr } = await runPlan(twoStacks(), '--parameter', 'Version=1.0.0');
  expect(status).toBe(1);
  expect(stderr).toContain('disposal-guard.yaml');
});

test('--no-settings reads no file, so that a change cannot leave out a stack of its own plan', async () => {
  write('stack: First\nparameter: Version=1.1.0\n');

  const { plan } = await runPlan(twoStacks(), '--no-settings', '--parameter', 'Version=1.0.0');

  expect(versionsOf(plan)).toEqual(['1.0.0', '1.1.0']);
  expect(plan.settings).toBeUndefined();
});

test('A file elsewhere is named by --settings, and its guard is relative to it', async () => {
  mkdirSync(join(directory, 'base'));
  write('guard: disposal-guard.yaml\n', join('base', 'settings.yaml'));
  write('protect: npm @my-scope/left-pad\n', join('base', 'disposal-guard.yaml'));
  const { status, plan } = await runPlan(
    twoStacks(),
    '--settings',
    join('base', 'settings.yaml'),
    '--parameter',
    'Version=1.0.0',
  );
  expect(status).toBe(5);
  expect(plan.guard?.violations).not.toEqual([]);
});

test('An acknowledgement of the file counts, and the plan shows its reason', async () => {
  const assembly = registry.synth((app) => {
    const stack = new Stack(app, 'First', { env: ENV });
    stack.addTransform('OurMacro');
    new DisposedPackageVersions(stack, 'LeftPad', leftPad(['1.0.0']));
  });
  const open = await runPlan(assembly);
  const { name, digest } = open.plan.unresolved[0]!;
  write(`acknowledge:\n  - problem: ${name}@${digest}\n    reason: It adds tags to buckets, and declares nothing.\n`);
  const { status, plan } = await runPlan(assembly);
  expect([open.status, status]).toEqual([1, 0]);
  expect(plan.acknowledged).toMatchObject([{ name, reason: 'It adds tags to buckets, and declares nothing.' }]);
  const { stdout } = await run('plan', assembly);
  expect(stdout).toContain('The reason: It adds tags to buckets, and declares nothing.');
});

test('check takes the values of parameters from the file', async () => {
  write('parameter: Version=1.1.0\n');
  const { stdout } = await run('check', twoStacks(), '--format', 'json');
  expect(stdout).toContain('"version": "1.1.0"');
  expect(stdout).not.toContain('"version": "1.0.0"');
});

test.each([
  ['stak: First', 1, 'got "stak"; did you mean stack?'],
  ['recordbucket: my-bucket', 1, 'did you mean recordBucket?'],
  ['acknowledge:\n  - problem: Macro@0123456789ab', 2, 'must have the keys reason'],
  ['account: 111122223333', 1, 'the 12 digits of an AWS account, in quotes, since'],
  ['parameter: Version', 1, 'parameter must be Name=value or Stack:Name=value'],
])('A file with a broken rule stops the plan, with its line: %s', async (text, line, message) => {
  write(text);
  const { status, stderr, plan } = await runPlan(twoStacks());
  expect([status, plan]).toEqual([1, undefined]);
  expect(stderr).toContain(`line ${line}: `);
  expect(stderr).toContain(message);
});

test('lint reads the file', async () => {
  write('stak: First\n');
  const { status, stdout } = await run('lint', '.');
  expect(status).toBe(1);
  expect(stdout).toContain(`${FILE}:1: a settings file has the keys`);
});

describe('the schema', () => {
  const file = join(__dirname, '..', '..', '..', 'schema', 'settings.schema.json');
  const validate = new Ajv({ strict: false }).compile(settingsSchema());

  test('The published schema is that of the reader', () => {
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(settingsSchema());
  });

  test.each([
    'stack: [A, B]\nregion: eu-west-1\ncurrentEnv: true',
    'guard: disposal-guard.yaml',
    'stak: x',
    'region: Europe',
  ])('The schema and the reader agree: %s', (text) => {
    let isRead = true;
    try {
      readSettings(text);
    } catch {
      isRead = false;
    }
    expect(validate(parse(text))).toBe(isRead);
  });
});
