import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Step, type Workflow, workflowFaults } from '../../scripts/workflow-rules';

const TEXT = readFileSync(join(__dirname, '..', '..', 'docs', 'clean-up-workflow.yml'), 'utf8');
const { on, jobs } = parse(TEXT) as Workflow;
type Job = Workflow['jobs'][string];
const { declare, synthesize, report, propose } = jobs as Record<'declare' | 'synthesize' | 'report' | 'propose', Job>;

describe('The clean-up workflow', () => {
  test('The clean-up workflow runs on a schedule and by hand, and by nothing that a pull request brings', () => {
    expect(Object.keys(on as object)).toEqual(['schedule', 'workflow_dispatch']);
  });

  test('The clean-up workflow gives no job both the credentials of AWS and a right to write', () => {
    expect(declare.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(synthesize.permissions).toEqual({ contents: 'read' });
    expect(report.permissions).toEqual({ contents: 'read', 'id-token': 'write' });
    expect(propose.permissions).toEqual({});
    const actions = (steps: readonly Step[]) => steps.flatMap(({ uses }) => uses?.replace(/@.*$/, '') ?? []);
    expect(actions([...declare.steps, ...report.steps])).not.toContain('actions/create-github-app-token');
    expect(actions(propose.steps)).not.toContain('aws-actions/configure-aws-credentials');
    expect(propose.steps.map(({ run }) => run ?? '').join('\n')).not.toMatch(/\bnp[mx]\b/);
    expect(workflowFaults(TEXT)).toEqual([]);
  });

  test('The clean-up workflow asks for a token that may write contents and pull requests, and nothing else', () => {
    const { with: inputs = {} } = propose.steps.find(({ id }) => id === 'app')!;
    expect(Object.keys(inputs).filter((key) => key.startsWith('permission-'))).toEqual([
      'permission-contents',
      'permission-pull-requests',
    ]);
  });

  test('The clean-up workflow proposes nothing where declare failed, and proposes without a report where that failed', () => {
    expect(propose.needs).toEqual(['declare', 'synthesize', 'report']);
    expect(propose.if).toBe("${{ !cancelled() && needs.declare.result == 'success' }}");
    expect(TEXT).not.toContain('continue-on-error');
  });

  test('The clean-up workflow runs the code of the repository in a job that can get no credentials of AWS', () => {
    const runs = (job: Job) => job.steps.map(({ run = '' }) => run).join('\n');
    expect(runs(synthesize)).toMatch(/npm ci\n[^]*cdk synth/);
    expect(runs(declare) + runs(report)).not.toMatch(/cdk synth|npm ci(?! --ignore-scripts)/);
    const faulty = TEXT.replaceAll('npm ci --ignore-scripts', 'npm ci');
    expect(workflowFaults(faulty).filter((fault) => fault.includes('must not run code'))).toHaveLength(2);
  });

  test('The clean-up workflow has the key of the App in an environment, and says which branches may use it', () => {
    expect((propose as Job & { environment: string }).environment).toBe('disposal-clean-up');
    expect([declare, synthesize, report].filter((job) => JSON.stringify(job).includes('secrets.'))).toEqual([]);
    expect(TEXT).toContain('Make an environment with the name disposal-clean-up that only the default branch may use');
    expect(TEXT).toContain('require the approval of the most recent push by another person');
  });
});

const GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'o/r',
  GITHUB_REPOSITORY_OWNER: 'o',
  GITHUB_RUN_ID: '1',
  AUTHOR: 'clean-up[bot]',
};

/** An open pull request, as GitHub lists it. */
const pullRequest = (number: number, { repository = 'o/r', author = 'clean-up[bot]' } = {}) => ({
  number,
  user: { login: author },
  head: { repo: { full_name: repository } },
});

describe('The steps of the clean-up workflow', () => {
  let directory: string;
  const file = (...names: string[]) => join(directory, ...names);
  const read = (...names: string[]) => (existsSync(file(...names)) ? readFileSync(file(...names), 'utf8') : '');

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'clean-up-'));
    mkdirSync(file('bin'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** Puts a command before those of the machine. */
  function install(name: string, script: string) {
    writeFileSync(file('bin', name), `#!/bin/sh\n${script}\n`);
    chmodSync(file('bin', name), 0o755);
  }

  function git(cwd: string, ...args: string[]) {
    const { status, stdout, stderr } = spawnSync('git', ['-C', file(cwd), ...args], { encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, expect.any(String)]);
    return stdout;
  }

  /** Runs a step as the runner does. */
  function runStep(steps: readonly Step[], name: string, { cwd = '.', reportUrl = '', record = '' } = {}) {
    const step = steps.find((each) => each.name?.startsWith(name))!;
    return spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step.run!], {
      encoding: 'utf8',
      cwd: file(cwd),
      env: {
        PATH: `${file('bin')}:${process.env['PATH']}`,
        RUNNER_TEMP: directory,
        HOME: directory,
        BASE: 'main',
        REPORT: reportUrl,
        RECORD: record,
        ...GITHUB,
      },
    });
  }

  test('The clean-up workflow fails if declare fails, and no output of it is a workflow command', () => {
    install('npx', 'echo "::error title=Hostile::text" >&2; exit 1');
    const { status, stdout } = runStep(declare.steps, 'Declare');
    expect(status).toBe(1);
    const [, end] = /^::stop-commands::([0-9a-f]{64})\n::error title=Hostile::text\n/.exec(stdout)!;
    expect(stdout).toMatch(new RegExp(`^::${end}::$`, 'm'));
  });

  test.each([
    [
      'goes on where a log file is damaged, and the rest is written',
      'mkdir use; echo {} > use/coverage.json; exit 1',
      0,
    ],
    ['fails where the log cannot be read', 'exit 1', 1],
  ])('The clean-up workflow reads the log, believes no use of a commit, and %s', (_, script, expected) => {
    mkdirSync(file('use'));
    writeFileSync(file('use', 'coverage.json'), '{}');
    install('npx', `echo "$*" >> "${file('calls')}"; ${script}`);
    const { status, stderr } = runStep(declare.steps, 'Read the log');
    expect([status, stderr]).toEqual([expected, '']);
    expect(read('calls')).toMatch(/^--no-install cdk-codeartifact-disposal use --trail .*--since .*--output use\n$/);
  });

  test('The clean-up workflow declares in one step, or in two where the record of archive times is named', () => {
    install('npx', `echo "$*" >> "${file('calls')}"; echo summary >&2`);
    const record = 's3://my-bucket/archived/Stack/Archived';
    expect(runStep(declare.steps, 'Declare').status).toBe(0);
    expect(runStep(declare.steps, 'Declare', { record }).status).toBe(0);

    const command = '--no-install cdk-codeartifact-disposal clean-up clean-up.yaml --explain';
    expect(read('calls').split('\n')).toEqual([
      `${command} --output ${file('clean-up', 'disposals')}`,
      `${command} --stage archive --output ${file('clean-up', 'archived')}`,
      `${command} --stage dispose --record ${record} --output ${file('clean-up', 'disposals')}`,
      '',
    ]);
    expect(read('clean-up', 'summary.txt')).toBe('summary\nsummary\nsummary\n');
  });

  test('The clean-up workflow plans by the bucket of the record, if there is one', () => {
    install('npx', `echo "$*" > "${file('calls')}"`);
    runStep(report.steps, 'Plan');
    expect(read('calls')).not.toContain('--record-bucket');
    rmSync(file('plan'), { recursive: true });
    runStep(report.steps, 'Plan', { record: 's3://my-bucket/archived/Stack/Archived' });
    expect(read('calls')).toMatch(/ --record-bucket my-bucket\n$/);
  });

  test('The clean-up workflow shows in the report what stays, as the run explains it', () => {
    install('npx', `echo "$*" > "${file('calls')}"`);
    mkdirSync(file('clean-up', 'disposals'), { recursive: true });
    writeFileSync(file('clean-up', 'disposals', 'my-repo.disposals.explain.tsv'), '');
    runStep(report.steps, 'Plan');
    expect(read('calls')).toContain(` --explain ${file('clean-up', 'disposals', 'my-repo.disposals.explain.tsv')}`);
  });

  test('The clean-up workflow plans the manifests of the run against the app as it is, and keeps the report', () => {
    mkdirSync(file('app', 'disposals'), { recursive: true });
    mkdirSync(file('clean-up', 'disposals'), { recursive: true });
    writeFileSync(file('app', 'disposals', 'my-repo.disposals'), 'before\n');
    writeFileSync(file('clean-up', 'disposals', 'my-repo.disposals'), 'after\n');
    // "cdk synth" copies the manifests; "plan" copies both, and ends as where something is refused.
    mkdirSync(file('assemblies'));
    install(
      'npx',
      'case "$1" in cdk) cp -r disposals "$5";; *) cat "$4"/*.disposals "$6"/*.disposals > "${10}"; echo "::error::x"; exit 2;; esac',
    );
    expect(runStep(synthesize.steps, 'Synthesize', { cwd: 'app' }).status).toBe(0);
    const { status, stdout } = runStep(report.steps, 'Plan', { cwd: 'app' });

    expect(status).toBe(0);
    expect(read('plan', 'plan.html')).toBe('after\nbefore\n');
    expect(stdout).toMatch(
      /^::stop-commands::([0-9a-f]{64})\n::error::x\n::\1::\nThe plan ended with the exit status 2\.\n$/,
    );
  });

  describe('to open a pull request', () => {
    /** A remote repository, a clone of it, and the manifests of a run. */
    beforeEach(() => {
      mkdirSync(file('remote'));
      git('remote', 'init', '--quiet', '--bare', '--initial-branch=main');
      mkdirSync(file('first', 'disposals'), { recursive: true });
      writeFileSync(file('first', 'disposals', 'my-repo.disposals'), 'before\n');
      git('first', 'init', '--quiet', '--initial-branch=main');
      git('first', 'add', '.');
      git('first', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'first');
      git('first', 'push', '--quiet', file('remote'), 'main');
      mkdirSync(file('clean-up', 'disposals'), { recursive: true });
      writeFileSync(file('clean-up', 'summary.txt'), 'my-repo: 1 version\n');
      manifests('after\n');
    });

    function manifests(text: string) {
      writeFileSync(file('clean-up', 'disposals', 'my-repo.disposals'), text);
    }

    /** @returns what was asked of GitHub, and the commit of the branch */
    function proposeManifests(pullRequests: readonly object[], reportUrl = '') {
      rmSync(file('calls'), { force: true });
      rmSync(file('clone'), { recursive: true, force: true });
      git('.', 'clone', '--quiet', file('remote'), file('clone'));
      writeFileSync(file('pulls.json'), JSON.stringify(pullRequests));
      const list = `jq -r "$4" < "${file('pulls.json')}"`;
      const script = `case "$1" in api) echo "$2" > "${file('url')}"; ${list};; *) echo "$1 $2 $3" >> "${file('calls')}";; esac`;
      install('gh', script);
      const { status, stderr } = runStep(propose.steps, 'Open', { cwd: 'clone', reportUrl });
      expect([status, stderr]).toEqual([0, expect.any(String)]);
      const calls = read('calls')
        .split('\n')
        .filter((call) => call !== '' && !call.startsWith('auth'));
      const hash = spawnSync('git', ['-C', file('remote'), 'rev-parse', '--verify', 'disposal/clean-up'], {
        encoding: 'utf8',
      });
      return { calls, commit: hash.stdout.trim() };
    }

    test('The clean-up workflow opens a pull request with the manifests', () => {
      const { calls } = proposeManifests([]);
      expect(calls).toEqual(['pr create --head']);
      expect(git('remote', 'show', 'disposal/clean-up:disposals/my-repo.disposals')).toBe('after\n');
      expect(read('body.md')).toContain('~~~~~~~~text\nmy-repo: 1 version\n~~~~~~~~');
    });

    test('The clean-up workflow proposes the manifests of both steps, and no other file of the run', () => {
      mkdirSync(file('clean-up', 'archived'));
      writeFileSync(file('clean-up', 'archived', 'my-repo.disposals'), 'archived\n');
      writeFileSync(file('clean-up', 'archived', 'hostile.ts'), '');
      mkdirSync(file('clean-up', 'src'));
      writeFileSync(file('clean-up', 'src', 'hostile.ts'), '');
      proposeManifests([]);
      expect(git('remote', 'ls-tree', '-r', '--name-only', 'disposal/clean-up')).toBe(
        'archived/my-repo.disposals\ndisposals/my-repo.disposals\n',
      );
    });

    test('The clean-up workflow links the report from the pull request, or says where to read why there is none', () => {
      proposeManifests([], 'https://github.com/o/r/actions/runs/1/artifacts/2');
      expect(read('body.md')).toContain(
        '[All versions, in a report to look at](https://github.com/o/r/actions/runs/1/artifacts/2)',
      );
      proposeManifests([pullRequest(7)]);
      expect(read('body.md')).toContain(
        'No report could be made: see [the log](https://github.com/o/r/actions/runs/1).',
      );
    });

    test('The clean-up workflow updates the pull request that is open', () => {
      proposeManifests([]);
      manifests('later\n');
      expect(proposeManifests([pullRequest(7)]).calls).toEqual(['pr edit 7']);
      expect(git('remote', 'show', 'disposal/clean-up:disposals/my-repo.disposals')).toBe('later\n');
      expect(git('remote', 'rev-list', '--count', 'main..disposal/clean-up')).toBe('1\n');
    });

    test('The clean-up workflow pushes nothing if the manifests of the open pull request are the same', () => {
      const { commit } = proposeManifests([]);
      expect(proposeManifests([pullRequest(7)])).toEqual({ calls: ['pr edit 7'], commit });
    });

    test.each([
      ['of a fork that has a branch of the same name', { repository: 'hostile/r' }],
      ['of a fork that the owner of the repository has', { repository: 'o/r-copy' }],
      ['of another author', { author: 'somebody' }],
    ])('The clean-up workflow does not take a pull request %s for its own', (_whose, other) => {
      expect(proposeManifests([pullRequest(9, other)]).calls).toEqual(['pr create --head']);
      expect(proposeManifests([pullRequest(9, other), pullRequest(7)]).calls).toEqual(['pr edit 7']);
      expect(read('url')).toBe('repos/o/r/pulls?state=open&head=o:disposal/clean-up&base=main\n');
    });

    /** Pushes a commit of another person to the branch. */
    function pushCommit(...arrange: readonly (() => void)[]) {
      git('.', 'clone', '--quiet', '--branch', 'disposal/clean-up', file('remote'), file('other'));
      arrange.forEach((step) => step());
      git('other', 'add', '--all');
      git('other', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '--allow-empty', '-m', 'mine');
      git('other', 'push', '--quiet', '--force', 'origin', 'HEAD:disposal/clean-up');
    }

    test.each<[string, () => void]>([
      ['other files, and not the manifests', () => writeFileSync(file('other', 'app.ts'), 'hostile')],
      ['no file', () => undefined],
    ])('The clean-up workflow overwrites a commit on its branch that changes %s', (_what, change) => {
      proposeManifests([]);
      pushCommit(change);

      proposeManifests([pullRequest(7)]);

      expect(git('remote', 'ls-tree', '-r', '--name-only', 'disposal/clean-up')).toBe('disposals/my-repo.disposals\n');
      expect(git('remote', 'rev-list', '--count', 'main..disposal/clean-up')).toBe('1\n');
    });

    test('The clean-up workflow builds its commit on the base branch as it is now', () => {
      proposeManifests([]);
      writeFileSync(file('first', 'hold.txt'), 'npm left-pad');
      git('first', 'add', '.');
      git('first', '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'hold');
      git('first', 'push', '--quiet', file('remote'), 'main');

      proposeManifests([pullRequest(7)]);

      expect(git('remote', 'ls-tree', '-r', '--name-only', 'disposal/clean-up')).toContain('hold.txt');
      expect(git('remote', 'rev-parse', 'disposal/clean-up^')).toBe(git('remote', 'rev-parse', 'main'));
    });

    test('The clean-up workflow closes a pull request that the base branch has made needless', () => {
      proposeManifests([]);
      cpSync(file('first', 'disposals'), file('clean-up', 'disposals'), { recursive: true });
      expect(proposeManifests([pullRequest(7)]).calls).toEqual(['pr close 7']);
      expect(proposeManifests([]).calls).toEqual([]);
    });
  });
});
