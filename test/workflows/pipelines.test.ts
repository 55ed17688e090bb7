import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { parse, parseAllDocuments } from 'yaml';
import { addCleanUp } from '../../review/command/usage/clean-up-usage';
import { addPlan } from '../../review/command/usage/plan-usage';

const root = join(__dirname, '..', '..', 'pipelines');
const readYaml = (...path: string[]) => readFileSync(join(root, ...path), 'utf8');

interface Action {
  readonly inputs: Readonly<Record<string, { readonly default: string }>>;
  readonly runs: {
    readonly steps: readonly { readonly name?: string; readonly run?: string; readonly env?: object }[];
  };
}

/** Options that the actions decide, or that have no use in a pipeline. */
const FIXED_OPTIONS = [
  ...['app', 'context', 'current-env', 'profile', 'format', 'output', 'report', 'max-length', 'pin', 'resume', 'help'],
  ...['no-settings', 'no-sizes', 'no-published-times', 'no-upstreams', 'no-unchanged'],
  ...['concurrency', 'max-lists-per-second', 'max-reads-per-second'],
];

let directory: string;
const file = (...names: string[]) => join(directory, ...names);
const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'pipelines-'));
  mkdirSync(file('bin'));
  addProgram('openssl', 'echo 0123456789abcdef');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function addProgram(name: string, script: string) {
  writeFileSync(file('bin', name), `#!/usr/bin/env bash\n${script}\n`);
  chmodSync(file('bin', name), 0o755);
}

/** A command that writes its arguments down, a line each, and a plan if it is told to. */
function addCommand(status: number, writesPlan = true) {
  const plan = writesPlan
    ? `while [ $# -gt 0 ]; do if [ "$1" = --output ]; then echo plan > "$2"; fi; shift; done`
    : '';
  addProgram('npx', `printf '%s\\n' "$@" > '${file('arguments')}'\n${plan}\nexit ${status}`);
}

function runScript(shell: string, script: string, env: Record<string, string> = {}) {
  const options = shell === 'bash' ? ['--noprofile', '--norc', '-eo', 'pipefail', '-c'] : ['-ec'];
  return spawnSync(shell, [...options, script], {
    encoding: 'utf8',
    cwd: directory,
    env: {
      PATH: `${file('bin')}:${process.env['PATH']}`,
      RUNNER_TEMP: directory,
      GITHUB_OUTPUT: file('output'),
      GITHUB_STEP_SUMMARY: file('summary'),
      GITHUB_REPOSITORY: 'o/r',
      ...env,
    },
  });
}

/** Runs a step of a composite action with its defaults and some inputs. */
function runStep(name: 'plan' | 'clean-up', step: string, inputs: Record<string, string> = {}) {
  const action = parse(readYaml('github', name, 'action.yml')) as Action;
  const { run, env } = action.runs.steps.find((each) => each.name === step)!;
  const values = Object.fromEntries(
    Object.entries(env as Record<string, string>).map(([variable, expression]) => {
      const input = /^\$\{\{ inputs\.([a-z-]+) \}\}$/.exec(expression)?.[1];
      return [variable, input === undefined ? expression : (inputs[input] ?? action.inputs[input]!.default)];
    }),
  );
  return runScript('bash', run!, values);
}

describe('the action that plans', () => {
  test('The action passes each input as one argument, whatever characters it has', () => {
    addCommand(0);
    const { status } = runStep('plan', 'Plan', {
      base: 'a folder; touch "$RUNNER_TEMP/hacked"',
      parameter: 'A=1\nStack:B=$(touch hacked)\n',
      acknowledge: 'Disposal/N',
    });
    expect(status).toBe(0);
    expect(read('arguments').split('\n').slice(0, 15)).toEqual([
      '--no-install',
      'cdk-codeartifact-disposal',
      'plan',
      'cdk.out',
      '--fail-on',
      'refusal',
      '--no-settings',
      '--base',
      'a folder; touch "$RUNNER_TEMP/hacked"',
      '--parameter',
      'A=1',
      '--parameter',
      'Stack:B=$(touch hacked)',
      '--acknowledge',
      'Disposal/N',
    ]);
    expect(existsSync(file('hacked'))).toBe(false);
  });

  test('The action passes the guard of the base with the labels of the pull request, and no label without a guard', () => {
    addCommand(0);
    const label = 'owners\ntwo words';
    runStep('plan', 'Plan', { guard: 'base/disposal-guard.yaml', 'guard-of-change': 'disposal-guard.yaml', label });
    expect(read('arguments')).toContain(
      '--guard\nbase/disposal-guard.yaml\n--guard-of-change\ndisposal-guard.yaml\n--label\nowners\n--label\ntwo words\n',
    );
    runStep('plan', 'Plan', { label });
    expect(read('arguments')).not.toContain('--label');
  });

  test.each(['plan', 'clean-up'] as const)(
    'The action %s has an input for each option of its command that it does not fix',
    (name) => {
      const { inputs } = parse(readYaml('github', name, 'action.yml')) as Action;
      const program = new Command();
      addPlan(program);
      addCleanUp(program);
      const command = program.commands.find((each) => each.name() === name)!;
      const options = command.options.map(({ long = '' }) => long.slice('--'.length));
      const own = ['assembly', 'policy', 'comment', 'token'];
      expect(Object.keys(inputs).filter((input) => !options.includes(input) && !own.includes(input))).toEqual([]);
      expect(options.filter((option) => !(option in inputs) && !FIXED_OPTIONS.includes(option))).toEqual([]);
    },
  );

  test('The exit status of the plan is an output, so that the comment is posted before the job fails', () => {
    addCommand(2);
    expect(runStep('plan', 'Plan').status).toBe(0);
    expect(read('output')).toBe('status=2\n');
    expect(read('summary')).toBe('plan\n');
  });

  test.each([
    [
      'posts a comment where the pull request has none of it',
      '',
      /--method POST repos\/.*\/comments --field body=@\S+plan\.md/,
    ],
    ['updates its first comment', '7\\n9', /--method PATCH repos\/o\/r\/issues\/comments\/7 --field body=@\S+plan\.md/],
  ])('The action %s', (_, ids, call) => {
    addCommand(0);
    runStep('plan', 'Plan');
    addProgram('gh', `echo "$*" >> '${file('calls')}'\ncase "$*" in *--paginate*) printf '${ids}';; esac`);
    expect(runStep('plan', 'Comment').status).toBe(0);
    const [list, change, ...others] = read('calls')
      .trim()
      .split(/\n(?=api)/);
    expect(list).toContain('startswith("<!-- cdk-codeartifact-disposal plan -->")');
    expect(change).toMatch(call);
    expect(others).toEqual([]);
    expect(read('disposal-plan/plan.md')).toContain('All versions, in a report to look at');
  });

  test('A plan that was not written counts as failed, whatever the status says', () => {
    addCommand(0, false);
    runStep('plan', 'Plan');
    expect(read('output')).toBe('status=1\n');
    expect(read('disposal-plan/plan.md')).toContain('it is not known what merging disposes');
  });
});

describe('the action that cleans up', () => {
  test('The action passes the policy and the record, and fails as the command does', () => {
    addCommand(1);
    const { status } = runStep('clean-up', 'Select', { stage: 'dispose', record: 's3://b/a\ns3://b/c' });
    expect(status).toBe(1);
    expect(read('arguments').trim().split('\n').slice(2)).toEqual([
      'clean-up',
      'clean-up.yaml',
      '--output',
      'disposals',
      '--stage',
      'dispose',
      '--record',
      's3://b/a',
      '--record',
      's3://b/c',
    ]);
  });
});

describe('the component of GitLab', () => {
  const [spec, jobs] = parseAllDocuments(readYaml('gitlab', 'plan.yml')).map(
    (document) => document.toJS() as unknown,
  ) as [
    { spec: { inputs: Record<string, { default: string }> } },
    Record<string, { variables: Record<string, string>; script: string[] }>,
  ];

  test('The job plans with the given inputs only, and fails as the command does', () => {
    addCommand(2);
    const [job] = Object.values(jobs);
    const inputs: Record<string, string> = { base: 'base/cdk.out', region: 'eu-west-1' };
    const variables = Object.fromEntries(
      Object.entries(job!.variables).map(([name, value]) => {
        const input = /inputs\.([a-z-]+)/.exec(value)![1]!;
        return [name, inputs[input] ?? spec.spec.inputs[input]!.default];
      }),
    );
    const { status } = runScript('sh', job!.script.at(-1)!, variables);
    expect(status).toBe(2);
    const guarded = { ...variables, GUARD: 'base/disposal-guard.yaml', LABEL: 'owners,two words' };
    expect(runScript('sh', job!.script.at(-1)!, guarded).status).toBe(2);
    expect(read('arguments')).toContain('--guard\nbase/disposal-guard.yaml\n--label\nowners\n--label\ntwo words\n');
    runScript('sh', job!.script.at(-1)!, variables);
    expect(read('arguments')).toMatch(
      /^--no-install\ncdk-codeartifact-disposal\nplan\ncdk\.out\n--fail-on\nrefusal\n--no-settings\n--base\nbase\/cdk\.out\n--region\neu-west-1\n--format\njunit\n/,
    );
  });
});

describe('the buildspec of CodeBuild', () => {
  const { version, phases, reports } = parse(readYaml('codebuild', 'plan.buildspec.yml')) as {
    version: number;
    phases: Record<string, { commands: string[] }>;
    reports: Record<string, { 'file-format': string }>;
  };

  test('The build plans with the base that is set, and shows the plan as a test report', () => {
    addCommand(0);
    expect(version).toBe(0.2);
    const plan = phases['build']!.commands.at(-1)!;
    expect(runScript('sh', plan, { BASE: 'base folder' }).status).toBe(0);
    expect(read('arguments')).toContain('--base\nbase folder\n');
    runScript('sh', plan);
    expect(read('arguments')).not.toMatch(/--base|--guard/);
    runScript('sh', plan, { GUARD: 'base/disposal-guard.yaml' });
    expect(read('arguments')).toContain('--guard\nbase/disposal-guard.yaml\n');
    expect(Object.values(reports).map((report) => report['file-format'])).toEqual(['JUNITXML']);
  });
});
