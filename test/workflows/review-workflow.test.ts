import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Step, type Workflow, workflowFaults } from '../../scripts/workflow-rules';

const TEXT = readFileSync(join(__dirname, '..', '..', 'docs', 'review-workflow.yml'), 'utf8');
const { on, jobs } = parse(TEXT) as Workflow;
const { head, base, plan, comment } = jobs as Record<'head' | 'base' | 'plan' | 'comment', Workflow['jobs'][string]>;

const uses = (step: Step, action: string) => step.uses?.startsWith(`actions/${action}@`);
const refs = (steps: readonly Step[]) =>
  steps.filter((step) => uses(step, 'checkout')).map((step) => step.with?.['ref']);

describe('The review workflow', () => {
  test('The review workflow runs when a pull request gets commits or another base branch', () => {
    expect(on).toEqual({
      merge_group: null,
      pull_request: { types: ['opened', 'reopened', 'synchronize', 'edited', 'labeled', 'unlabeled'] },
    });
  });

  test('The review workflow gives each job the permissions it needs, and no more', () => {
    const permissions = Object.entries(jobs).map(([name, job]) => [name, job.permissions]);

    expect(Object.fromEntries(permissions)).toEqual({
      head: { contents: 'read' },
      base: { contents: 'read' },
      plan: { contents: 'read', 'id-token': 'write', 'pull-requests': 'read' },
      comment: { 'pull-requests': 'write' },
    });
  });

  test('The review workflow runs the code of the pull request in one job only, from which no other job restores a cache', () => {
    expect(refs(head.steps)).toEqual([undefined]);
    expect(refs(base.steps)).toEqual(['${{ steps.commit.outputs.sha }}']);
    expect(refs(plan.steps)).toEqual(['${{ needs.base.outputs.commit }}']);
    expect(refs(comment.steps)).toEqual([]);
    expect(base.needs).toBeUndefined();
    expect(TEXT).not.toMatch(/^ +cache:|actions\/cache/m);
    expect(workflowFaults(TEXT)).toEqual([]);
  });

  test('The review workflow hands artifacts over by id, since any job can take the name of another one’s', () => {
    const downloads = [...plan.steps, ...comment.steps].filter((step) => uses(step, 'download-artifact'));

    expect(downloads.map((step) => step.with?.['artifact-ids'])).toEqual([
      '${{ needs.head.outputs.artifact }}',
      '${{ needs.base.outputs.artifact }}',
      '${{ needs.plan.outputs.artifact }}',
    ]);
    expect(downloads.filter((step) => step.with?.['name'])).toEqual([]);
  });

  test('The review workflow names the check to require, which runs whatever happened before', () => {
    expect(TEXT).toContain(`Require the status check "${comment.name}"`);
    expect(comment.if).toBe('${{ !cancelled() }}');
    expect(comment.needs).toEqual(Object.keys(jobs).filter((name) => name !== 'comment'));
  });
});

describe('The steps of the review workflow', () => {
  let directory: string;
  const file = (name: string) => join(directory, name);
  const read = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), 'utf8') : '');

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'codeartifact-disposal-'));
  });

  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Puts a command before those of the machine. */
  function install(name: string, script: string) {
    writeFileSync(file(name), `#!/bin/sh\n${script}\n`);
    chmodSync(file(name), 0o755);
  }

  /** Runs a step as the runner does. */
  function runStep(steps: readonly Step[], name: string, env: Record<string, string> = {}) {
    const step = steps.find((each) => each.name?.startsWith(name))!;
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
      encoding: 'utf8',
      cwd: directory,
      env: {
        PATH: `${directory}:${process.env['PATH']}`,
        RUNNER_TEMP: directory,
        GITHUB_OUTPUT: file('output'),
        GITHUB_STEP_SUMMARY: file('summary'),
        GITHUB_SERVER_URL: 'https://github.com',
        GITHUB_REPOSITORY: 'my-org/my-app',
        GITHUB_RUN_ID: '42',
        ...env,
      },
    });
  }

  test('The steps of the review workflow keep the exit status of the plan, and no output of it is a workflow command', () => {
    install('npx', 'echo "::error title=Hostile::text"; exit 2');

    const { status, stdout } = runStep(plan.steps, 'Plan');

    expect(status).toBe(0);
    expect(read('output')).toBe('status=2\n');
    const [, end] = /^::stop-commands::([0-9a-f]{64})\n::error title=Hostile::text\n/.exec(stdout)!;
    expect(stdout).toMatch(new RegExp(`^::${end}::$`, 'm'));
  });

  test('The steps of the review workflow take the guard of the working copy, which is the base, and each label', () => {
    install('npx', `printf '%s\\n' "$@" > '${file('arguments')}'`);
    writeFileSync(file('disposal-guard.yaml'), 'requirePins: true\n');

    expect(runStep(plan.steps, 'Plan', { LABELS: 'owners,two words' }).status).toBe(0);

    expect(read('arguments')).toContain(
      `--guard\ndisposal-guard.yaml\n--guard-of-change\n${file('change')}/disposal-guard.yaml\n--label\nowners\n--label\ntwo words\n`,
    );
  });

  test('The steps of the review workflow compare guard and policy with the files that GitHub has of the change, not with those of its code', () => {
    install('npx', `printf '%s\\n' "$@" > '${file('arguments')}'`);
    writeFileSync(file('clean-up.yaml'), 'domain: my-domain\n');
    writeFileSync(file('disposal-guard.yaml'), 'requirePins: true\n');
    mkdirSync(file('my-app-0123abc'));
    writeFileSync(file('my-app-0123abc/clean-up.yaml'), 'domain: other\n');
    install('gh', `[ "$2" = repos/my-org/my-app/tarball/merge ] && tar -cz -C '${directory}' my-app-0123abc`);

    expect(runStep(plan.steps, 'Read the files', { GITHUB_SHA: 'merge' }).status).toBe(0);
    expect(runStep(plan.steps, 'Plan').status).toBe(0);

    expect(read('change/clean-up.yaml')).toBe('domain: other\n');
    expect(read('arguments')).toContain(`--base-policy\nclean-up.yaml\n--policy\n${file('change')}/clean-up.yaml\n`);
    expect(head.steps.map(({ run }) => run).join('\n')).not.toMatch(/disposal-guard|clean-up/);
  });

  test('The steps of the review workflow fail where GitHub does not give the files of the change', () => {
    writeFileSync(file('disposal-guard.yaml'), 'requirePins: true\n');
    install('gh', 'exit 1');
    expect(runStep(plan.steps, 'Read the files').status).not.toBe(0);
  });

  test.each(['disposal-guard.yml', 'Disposal-Guard.yaml'])(
    'The steps of the review workflow fail for a guard with the name %s, which they would leave out',
    (name) => {
      writeFileSync(file(name), 'requirePins: true\n');
      const { status, stderr } = runStep(plan.steps, 'Read the files');
      expect([status, stderr]).toEqual([1, expect.stringContaining(`got ./${name}`)]);
    },
  );

  test('The steps of the review workflow pass no guard where the base has none', () => {
    install('npx', `printf '%s\\n' "$@" > '${file('arguments')}'`);

    expect(runStep(plan.steps, 'Plan', { LABELS: 'owners' }).status).toBe(0);

    expect(read('arguments')).not.toMatch(/--guard|--label|--policy/);
  });

  test('The steps of the review workflow plan a merge queue against the commit that it builds on', () => {
    install('gh', 'echo parent');
    runStep(base.steps, 'Find', { GITHUB_SHA: 'merge' });
    runStep(base.steps, 'Find', { GITHUB_SHA: 'merge', QUEUE_BASE: 'queue' });
    expect(read('output')).toBe('sha=parent\nsha=queue\n');
    expect(plan.if).toContain("github.event_name == 'merge_group' ||");
  });

  test('The steps of the review workflow ask for the labels of the pull request that a merge queue merges', () => {
    install('gh', `echo "$2" >> "${file('calls')}"; echo approved`);
    install('npx', 'exit 0');
    runStep(plan.steps, 'Plan', { QUEUE_REF: 'refs/heads/gh-readonly-queue/main/pr-7-0123abc' });
    expect(read('calls')).toBe('repos/my-org/my-app/issues/7/labels\n');
  });

  test('The steps of the review workflow name the account of an app whose stacks name none', () => {
    install('npx', `echo "$*" >> "${file('calls')}"`);
    runStep(plan.steps, 'Plan', { ACCOUNT: '111122223333', AWS_REGION: 'eu-west-1' });
    expect(read('calls')).toContain(' --account 111122223333 --region eu-west-1');
  });

  test('The review workflow tells to require branches that are up to date, or a merge queue', () => {
    expect(TEXT).toContain('Require branches to be up to date before merging');
  });

  test('The steps of the review workflow say in the comment that planning failed, where there is no plan', () => {
    const { status } = runStep(comment.steps, 'Say', { RESULTS: 'head failure, base success, plan skipped' });

    expect(status).toBe(0);
    expect(read('output')).toBe('failed=true\n');
    expect(read('plan/plan.md')).toMatch(
      /^<!-- cdk-codeartifact-disposal plan -->\n\n\*\*The disposal plan failed: it is not known what merging disposes\./,
    );
    expect(read('plan/plan.md')).toContain('Jobs: head failure, base success, plan skipped.');
    expect(read('plan/plan.md')).toContain('https://github.com/my-org/my-app/actions/runs/42');
    expect(read('summary')).toBe(read('plan/plan.md'));
  });

  test('The steps of the review workflow take the plan as it is, where there is one, and link the report of all versions', () => {
    install('npx', 'while [ "$1" != --output ]; do shift; done; echo "the plan" > "$2"');
    runStep(plan.steps, 'Plan');

    runStep(comment.steps, 'Say', { REPORT: 'https://github.com/my-org/my-app/actions/runs/42/artifacts/7' });

    expect(read('output')).toBe('status=0\n');
    expect(read('summary')).toBe(
      'the plan\n\n[All versions, in a report to look at](https://github.com/my-org/my-app/actions/runs/42/artifacts/7): ' +
        'download it, and open plan.html.\n',
    );
    expect(plan.outputs?.['url']).toBe('${{ steps.artifact.outputs.artifact-url }}');
  });

  test('The steps of the review workflow fail the check unless there is a plan that ended with status 0', () => {
    const last = comment.steps.at(-1)!;

    expect(last.run).toBe('exit 1');
    expect(last.if).toBe("${{ steps.plan.outputs.failed || needs.plan.outputs.status != '0' }}");
  });

  test.each([
    ['a first comment', '', '--method POST repos/my-org/my-app/issues/7/comments'],
    ['the first of its own comments', '11\n12', '--method PATCH repos/my-org/my-app/issues/comments/11'],
  ])('The steps of the review workflow post %s', (_title, found, call) => {
    install('gh', `case "$2" in --paginate) echo "${found}";; *) echo "$*" >> "${file('calls')}";; esac`);

    const { status } = runStep(comment.steps, 'Post', { COMMENTS: 'repos/my-org/my-app/issues/7/comments' });

    expect(status).toBe(0);
    expect(read('calls')).toBe(`api ${call} --field body=@${file('plan/plan.md')} --silent\n`);
  });
});
