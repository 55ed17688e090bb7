import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Workflow, workflowFaults } from '../../scripts/workflow-rules';

const TEXT = readFileSync(join(__dirname, '..', '..', 'docs', 'check-workflow.yml'), 'utf8');
const { jobs } = parse(TEXT) as Workflow;
const { synthesize, check, report } = jobs as Record<'synthesize' | 'check' | 'report', Workflow['jobs'][string]>;

test('The check workflow gives no job with a token of AWS the code of the app, nor a right to write', () => {
  expect(workflowFaults(TEXT)).toEqual([]);
  expect(synthesize.permissions).toEqual({ contents: 'read' });
  expect(check.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
  expect(report.permissions).toEqual({ issues: 'write' });
  const scripts = check.steps.map(({ run = '' }) => run).join('\n');
  expect(scripts).not.toMatch(/cdk synth/);
  expect(scripts).toContain('npm ci --ignore-scripts');
});

describe('The steps of the check workflow', () => {
  let directory: string;
  const file = (...names: string[]) => join(directory, ...names);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'check-workflow-'));
    mkdirSync(file('bin'));
    mkdirSync(file('check'));
    addProgram('openssl', 'echo 0123456789abcdef');
    writeFileSync(
      file('check', 'check.md'),
      '<!-- cdk-codeartifact-disposal check -->\n\n**1 version not as declared.**\n',
    );
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function addProgram(name: string, script: string) {
    writeFileSync(file('bin', name), `#!/usr/bin/env bash\n${script}\n`);
    chmodSync(file('bin', name), 0o755);
  }

  /** Runs the script of a step as the runner does. */
  function runStep(job: Workflow['jobs'][string], name: string, env: Record<string, string> = {}) {
    const script = job.steps.find((step) => step.name === name)!.run!;
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
      encoding: 'utf8',
      env: {
        PATH: `${file('bin')}:${process.env['PATH']}`,
        RUNNER_TEMP: directory,
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'o/r',
        GITHUB_RUN_ID: '1',
        ...env,
      },
    });
  }

  /** A GitHub whose open issues of the workflow have these numbers. */
  function addGitHub(...numbers: number[]) {
    addProgram(
      'gh',
      `echo "$*" >> '${file('calls')}'\ncase "$*" in *--paginate*) printf '${numbers.join('\\n')}';; esac`,
    );
  }

  test('The exit status of the command is an output of the step, and the text an artifact', () => {
    addProgram('npx', `echo "$*" > '${file('npx')}'; exit 4`);
    expect(runStep(check, 'Check').status).toBe(0);
    expect(read('output')).toBe('status=4\n');
    expect(read('npx')).toMatch(/check .*--report \S+check\.html/);
  });

  test('A check that printed nothing is reported as one that failed', () => {
    rmSync(file('check'), { recursive: true });
    addProgram('npx', 'exit 1');
    runStep(check, 'Check');
    expect(read('check/check.md')).toContain('it is not known whether the declared state holds');
  });

  test('Drift opens an issue where none is open', () => {
    addGitHub();
    expect(runStep(report, 'Open the issue, update it, or close it', { STATUS: '4' }).status).toBe(0);
    expect(read('calls')).toMatch(/--method POST repos\/o\/r\/issues -f title=/);
    expect(read('summary')).toContain('1 version not as declared');
  });

  test('Drift updates the issue that is open', () => {
    addGitHub(7, 9);
    runStep(report, 'Open the issue, update it, or close it', { STATUS: '1' });
    expect(read('calls')).toMatch(/--method PATCH repos\/o\/r\/issues\/7 --field body=@/);
    expect(read('calls')).not.toContain('POST');
  });

  test('A check without drift closes the issue, and opens none', () => {
    addGitHub(7);
    runStep(report, 'Open the issue, update it, or close it', { STATUS: '0' });
    expect(read('calls')).toMatch(/--method PATCH repos\/o\/r\/issues\/7 -f state=closed/);
    addGitHub();
    rmSync(file('calls'));
    runStep(report, 'Open the issue, update it, or close it', { STATUS: '0' });
    expect(read('calls')).not.toMatch(/PATCH|POST/);
  });
});
