import { execFile, type SpawnOptions } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CfnStack, NestedStack, Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions } from '../../../lib';
import type { Plan } from '../../../review/plan/plan-model';
import { ENV, leftPad, ReviewedRegistry } from '../review-of-app';
import { COMMAND, startCommand } from './start-command';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  reviewedRegistry.publish('1.0.0', '1.1.0');
});
afterEach(() => reviewedRegistry.stop());

const start = (args: readonly string[], options?: SpawnOptions) => startCommand(reviewedRegistry, args, options);
const run = (args: readonly string[], options?: SpawnOptions) => start(args, options).ended;

/** An app whose only stack goes through a macro, which can add anything. */
function macroAssembly(): string {
  return reviewedRegistry.synth((app) => new Stack(app, 'Disposal', { env: ENV }).addTransform('OurMacro'));
}

describe('the exit status of plan', () => {
  test('The exit status of plan is 0 where nothing is refused, with the plan on stdout and nothing on stderr', async () => {
    const { status, stdout, stderr } = await run(['plan', reviewedRegistry.synthOne(leftPad(['1.0.0']))]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^Deploying disposes 1 version of 1 package/);
  });

  test('The exit status of plan is 2 where something is refused', async () => {
    const { status, stdout } = await run(['plan', reviewedRegistry.synthOne(leftPad(['9.9.9'])), '--format', 'json']);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ schemaVersion: 1, totals: { refused: 1 } });
  });

  test('The exit status of plan is 3 where something is disposed and that was to fail', async () => {
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']));
    expect((await run(['plan', assembly, '--fail-on', 'disposal'])).status).toBe(3);
  });

  test('The exit status of plan is 1 without credentials, with nothing on stdout', async () => {
    const { status, stdout, stderr } = await run(['plan', reviewedRegistry.synthOne(leftPad(['1.0.0']))], {
      env: { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' },
    });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^The registry cannot be read: CredentialsProviderError: no AWS credentials were found/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  test('The exit status of plan is 1 without permission on one package, and the others are planned', async () => {
    reviewedRegistry.registry.publish({ ...LEFT_PAD, package: 'right-pad' }, '1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      when: ({ resource }) => resource.endsWith('right-pad'),
      times: Infinity,
    });
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']), leftPad(['1.0.0'], { packageName: 'right-pad' }));
    const { status, stdout, stderr } = await run(['plan', assembly, '--format', 'markdown']);
    expect(status).toBe(1);
    expect(stdout).toContain('### Will be disposed (1)');
    expect(stderr).toContain('AccessDeniedException: allow codeartifact:ListPackageVersions');
  });

  test('The exit status of plan is 1 for a macro, in every format with the name that acknowledges it', async () => {
    const assembly = macroAssembly();
    for (const format of ['table', 'markdown', 'json', 'jsonl', 'github']) {
      const { status, stdout, stderr } = await run(['plan', assembly, '--format', format]);
      expect([format, status]).toEqual([format, 1]);
      expect(stdout + stderr).toContain('OurMacro');
    }
  });

  test('The exit status of plan is 0 for a macro that is acknowledged by its name, and every format repeats the name', async () => {
    const assembly = macroAssembly();
    for (const format of ['table', 'markdown', 'json', 'jsonl', 'github']) {
      const { status, stdout } = await run(['plan', assembly, '--format', format, '--acknowledge', 'OurMacro']);
      expect([format, status]).toEqual([format, 0]);
      expect(stdout).toContain('OurMacro');
    }
  });

  test('The exit status of plan stays 1 where the acknowledged name is that of nothing in the assembly, which stderr says', async () => {
    const assembly = macroAssembly();
    const { status, stderr } = await run(['plan', assembly, '--acknowledge', 'TheirMacro']);
    expect(status).toBe(1);
    expect(stderr).toContain('TheirMacro');
  });

  test('The exit status of plan is 1 where there is no assembly', async () => {
    const { status, stdout, stderr } = await run(['plan', 'no-such-directory']);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('directory with a manifest.json; got no-such-directory');
  });

  test.each([
    [['plan', '--max-length', '10'], 'whole number of at least 2000'],
    [['plan', '--account', '1'], '12 digits'],
    [['plan', '--parameter', 'x'], 'key=value'],
    [['plan', '--format', 'pdf'], 'It must be one of table'],
    [['plan', '--no-such-option'], 'Unknown option'],
  ])('The exit status of plan is 1 for %j', async (args, message) => {
    const { status, stdout, stderr } = await run(args);
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('The exit status of plan is 1 where --stack matches no stack', async () => {
    const { status, stderr } = await run(['plan', reviewedRegistry.synthOne(leftPad(['1.0.0'])), '--stack', 'Prod/**']);
    expect(status).toBe(1);
    expect(stderr).toContain('--stack must match a stack of the assembly, Disposal; got Prod/**');
  });
});

test('--stack chooses stacks with those nested in them, and leaves out what others cannot tell', async () => {
  const assembly = reviewedRegistry.synth((app) => {
    const chosen = new Stack(app, 'Chosen', { env: ENV });
    new DisposedPackageVersions(new NestedStack(chosen, 'Nested'), 'LeftPad', leftPad(['1.0.0']));
    const stack = new Stack(app, 'Other', { env: ENV });
    new CfnStack(stack, 'Elsewhere', { templateUrl: 'https://example.com/template.json' });
    new DisposedPackageVersions(stack, 'LeftPad', leftPad(['9.9.9']));
  });
  const { status, stdout } = await run(['plan', assembly, '--stack', 'Ch*', '--format', 'json']);
  expect(status).toBe(0);
  const { declarations } = JSON.parse(stdout) as Plan;
  expect(declarations.map(({ constructPath }) => constructPath)).toEqual(['Chosen/Nested/LeftPad']);
});

test('--stack shows only of stacks that it chooses what a base declares and the change does not', async () => {
  const synth = (versions: string[]) =>
    reviewedRegistry.synth((app) => {
      for (const name of ['Chosen', 'Other']) {
        const stack = new Stack(app, name, { env: ENV });
        versions.forEach((version) => new DisposedPackageVersions(stack, `V${version}`, leftPad([version])));
      }
    });
  const before = synth(['1.0.0', '1.1.0']);
  const { stdout } = await run(['plan', synth(['1.0.0']), '--base', before, '--stack', 'Ch*', '--format', 'json']);
  const { removed = [] } = JSON.parse(stdout) as Plan;
  expect(removed.map(({ constructPath }) => constructPath)).toEqual(['Chosen/V1.1.0']);
});

describe('the output', () => {
  test('The output goes to a file whole, and to nothing else', async () => {
    const file = join(reviewedRegistry.directory(), 'plan.md');
    writeFileSync(file, 'before');
    const { status, stdout } = await run([
      'plan',
      reviewedRegistry.synthOne(leftPad(['1.0.0'])),
      '--format',
      'markdown',
      '--output',
      file,
    ]);
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
    expect(readFileSync(file, 'utf8')).toMatch(/^<!-- cdk-codeartifact-disposal plan -->/);
    expect(readdirSync(join(file, '..'))).toEqual(['plan.md']);
  });

  test('The output is an HTML report with --format html, and with --report beside another format', async () => {
    const directory = reviewedRegistry.directory();
    const [alone, beside] = [join(directory, 'alone.html'), join(directory, 'beside.html')];
    const assembly = reviewedRegistry.synthOne(leftPad(['1.0.0']));
    await run(['plan', assembly, '--format', 'html', '--output', alone]);
    const { status, stdout } = await run(['plan', assembly, '--format', 'markdown', '--report', beside]);
    expect({ status, stdout }).toEqual({
      status: 0,
      stdout: expect.stringMatching(/^<!-- cdk-codeartifact-disposal plan -->/) as string,
    });
    const [html, besideHtml] = [alone, beside].map((file) => readFileSync(file, 'utf8'));
    expect(html).toMatch(/^<!doctype html>/);
    const withoutData = (text: string) => text.replace(/id="plan-data">[^<]*</, '');
    expect(withoutData(besideHtml!)).toBe(withoutData(html!));
  });

  test('The output into a closed pipe ends quietly, with the status of the plan', async () => {
    const names = Array.from({ length: 5_000 }, (_, index) => `2.0.${index}`);
    reviewedRegistry.publish(...names);
    const options = ['--no-sizes', '--no-published-times', '--format', 'json'];
    const { child, ended } = start(['plan', reviewedRegistry.synthOne(leftPad([...names, '9.9.9'])), ...options]);
    child.stdout!.once('data', () => child.stdout!.destroy());
    const { status, stderr } = await ended;
    expect({ status, stderr }).toEqual({ status: 2, stderr: '' });
  });

  test('The output of an interrupted plan is nothing, neither on stdout nor in the file', async () => {
    reviewedRegistry.service.latency = 60_000;
    const file = join(reviewedRegistry.directory(), 'plan.json');
    const { child, ended } = start(['plan', reviewedRegistry.synthOne(leftPad(['1.0.0'])), '--output', file]);
    while (reviewedRegistry.service.calls.length === 0) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    child.kill('SIGINT');
    const { status, stdout } = await ended;
    expect({ status, stdout }).toEqual({ status: 130, stdout: '' });
    expect(readdirSync(join(file, '..'))).toEqual([]);
  });

  test('The output of 10,000 versions fits a comment', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `2.0.${index}`);
    reviewedRegistry.publish(...names);
    const args = ['--no-sizes', '--no-published-times', '--format', 'markdown'];
    const { status, stdout } = await run(['plan', reviewedRegistry.synthOne(leftPad(names)), ...args]);
    expect(status).toBe(0);
    expect(stdout.length).toBeLessThanOrEqual(65_536);
    expect(stdout).toContain('10,000 versions of 1 package');
    expect(stdout).toContain('left out for length');
  });

  test('The output has no colours and no progress where neither stream is a terminal', async () => {
    const { stdout, stderr } = await run(['plan', reviewedRegistry.synthOne(leftPad(['1.0.0']))]);
    expect(stdout + stderr).not.toContain('\u001b');
  });
});

test('--base shows only what is added', async () => {
  reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
  const base = reviewedRegistry.synthOne(leftPad(['1.0.0']));
  const { stdout } = await run([
    'plan',
    reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'])),
    '--base',
    base,
    '--format',
    'json',
  ]);
  const { declarations } = JSON.parse(stdout) as { declarations: { versions: { version: string }[] }[] };
  expect(declarations.flatMap(({ versions }) => versions.map(({ version }) => version))).toEqual(['1.1.0']);
});

test('--pin prints the revisions to commit, those of the base included', async () => {
  const pins = { '1.0.0': reviewedRegistry.revision('1.0.0') };
  const base = reviewedRegistry.synthOne(leftPad(['1.0.0'], { versionRevisions: pins }));
  const head = reviewedRegistry.synthOne(leftPad(['1.0.0', '1.1.0'], { versionRevisions: pins }));
  reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
  const { stdout } = await run(['plan', head, '--base', base, '--pin', '--format', 'json']);
  const byStack = JSON.parse(stdout) as Record<string, Record<string, Record<string, string>>>;
  expect(Object.keys(byStack)).toEqual(['Disposal']);
  expect(Object.entries(byStack['Disposal']!)).toEqual([
    [expect.stringMatching(/^Declaration0[0-9A-F]{8}$/), { ...pins, '1.1.0': reviewedRegistry.revision('1.1.0') }],
  ]);
});

test('An assembly without declarations is said to have none', async () => {
  const assembly = reviewedRegistry.synth((app) => new Stack(app, 'Empty', { env: ENV }));
  const { status, stderr } = await run(['plan', assembly]);
  expect(status).toBe(0);
  expect(stderr).toContain('No disposal is declared in the 1 stacks');
});

test('An assembly without a stack is not complete: there is nothing that a deployment would take', async () => {
  const { status } = await run(['plan', reviewedRegistry.synth(() => undefined)]);
  expect(status).toBe(1);
});

test('The command is one file that runs on its own', async () => {
  expect(existsSync(COMMAND)).toBe(true);
  const code = readFileSync(COMMAND, 'utf8');
  expect(code.slice(0, code.indexOf('\n'))).toBe('#!/usr/bin/env node');
  const required = new Set([...code.matchAll(/\brequire\("(?:node:)?([^"]+)"\)/g)].map(([, name]) => name!));
  // Asked for only to sign for several Regions at once, which CodeArtifact does not know.
  const never = '@aws-sdk/signature-v4-crt';
  expect([...required].filter((name) => !builtinModules.includes(name) && name !== never)).toEqual([]);
  expect((await run(['--help'])).stdout).toContain('says what a deployment disposes');
});

test('--help answers without loading what calls the registry', async () => {
  const atExit = "process.on('exit', () => console.error(process.moduleLoadList.join()))";
  const loadedBy = async (...args: string[]) => {
    const node = ['--import', `data:text/javascript,${encodeURIComponent(atExit)}`, COMMAND, ...args];
    const child = execFile(process.execPath, node, { cwd: '/', maxBuffer: 1 << 24 });
    return new Set((await text(child.stderr!)).trim().split(',').slice(-1_000));
  };
  expect(await loadedBy('--help')).not.toContain('NativeModule https');
  expect(await loadedBy('plan', '/no-such-assembly')).toContain('NativeModule https');
});
