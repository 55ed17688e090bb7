import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engines, scripts, version } from '../../package.json';
import { type Workflow, workflowFaults } from '../../scripts/workflow-rules';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');

const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const FILES = readdirSync(FOLDER);
const JOBS = FILES.flatMap((file) =>
  Object.entries((parse(read(file)) as Workflow).jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);
const STEPS = JOBS.flatMap(([name, { steps }]) => steps.map((step) => [name, step] as const));

describe('The workflows', () => {
  test('The workflows, and the three to copy, pass the lint', () => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', 'scripts/lint-workflows.ts'], { cwd: ROOT });

    expect(output.toString()).toBe(`${FILES.length + 3} workflows, 0 findings\n`);
  });

  test('The workflows pin each action to one digest everywhere', () => {
    const digests = new Map<string, Set<string>>();
    for (const [, { uses }] of STEPS) {
      const [, action, digest] = /^([\w-]+\/[\w-]+)[^@]*@(.*)$/.exec(uses ?? '') ?? [];
      if (action && digest) {
        digests.set(action, (digests.get(action) ?? new Set()).add(digest));
      }
    }

    expect([...digests].filter(([, each]) => each.size > 1)).toEqual([]);
  });

  test('The workflows let only the publication and the Scorecard prove who they are', () => {
    const withToken = JOBS.filter(([, { permissions }]) => permissions?.['id-token'] === 'write').map(([name]) => name);

    expect(withToken).toEqual(['release.yml publish', 'scorecard.yml analyze']);
  });

  test('The workflows run npm scripts that exist, and nothing else', () => {
    const others = ['npm ci', 'npm pack'];
    const publish = 'npm publish --ignore-scripts --provenance --access public ./cdk-codeartifact-disposal-*.tgz';

    for (const [name, { run }] of STEPS) {
      const [, script] = /^npm run ([\w:]+)$/.exec(run ?? '') ?? [];
      if (script) {
        expect(scripts).toHaveProperty([script]);
      } else if (run !== undefined) {
        expect(name === 'release.yml publish' ? [publish] : others).toContain(run);
      }
    }
  });

  test('The workflows check what .ci/run checks', () => {
    const runs = (name: string) => JOBS.find(([each]) => each === name)![1].steps.map(({ run }) => run);

    expect(readFileSync(join(ROOT, '.ci', 'run'), 'utf8')).toContain('\nnpm run --silent verify\n');
    expect(runs('build.yml verify')).toContain('npm run verify');
    expect(runs('release.yml pack')).toContain('npm run verify');
  });

  test('The workflows use no secret', () => {
    FILES.forEach((file) => expect(read(file)).not.toContain('secrets.'));
  });

  test('The workflows build on every Node.js that the package takes', () => {
    const [, job] = JOBS.find(([name]) => name === 'build.yml verify')!;

    const [lowest, ...others] = job.strategy?.matrix.node ?? [];
    expect(engines.node).toBe(`>= ${lowest}.0.0`);
    expect(others).toEqual(expect.arrayContaining([22, 24]));
  });
});

describe('The lint of workflows', () => {
  const workflow = (changes: { top?: string; job?: string; step?: string } = {}) =>
    [
      changes.top ?? 'permissions: {}',
      'jobs:',
      '  build:',
      changes.job ?? '    permissions: { id-token: write }\n    timeout-minutes: 10',
      '    steps:',
      changes.step ?? '      - run: npm ci --ignore-scripts',
    ].join('\n');
  const digest = '0123456789abcdef0123456789abcdef01234567';

  test('The lint of workflows finds nothing in a workflow that follows the rules', () => {
    expect(workflowFaults(workflow())).toEqual([]);
  });

  test.each([
    ['permissions at the top', { top: 'permissions: { contents: read }' }, 'permissions must be {} at the top'],
    ['a job without permissions', { job: '    timeout-minutes: 10' }, 'job build: permissions must be named'],
    [
      'a job that can write contents',
      { job: '    permissions: { contents: write }\n    timeout-minutes: 10' },
      'job build: permissions must not include contents: write',
    ],
    ['a job without a time limit', { job: '    permissions: {}' }, 'job build: timeout-minutes must be at most'],
    [
      'an action that is not pinned',
      { step: '      - uses: actions/upload-artifact@v7' },
      'an action must be pinned by digest, followed by "# v1.2.3"; got actions/upload-artifact@v7',
    ],
    [
      'a cache beside credentials',
      { step: `      - uses: actions/cache@${digest} # v1.2.3` },
      'job build: a job with a write permission or an OIDC token must not restore a cache',
    ],
    [
      'a cache that setup-node restores unless told otherwise',
      { step: `      - uses: actions/setup-node@${digest} # v1.2.3` },
      'job build: a job with a write permission or an OIDC token must not restore a cache',
    ],
    [
      'a checkout that leaves its token behind',
      { step: `      - uses: actions/checkout@${digest} # v1.2.3` },
      'job build: actions/checkout must set persist-credentials: false',
    ],
  ])('The lint of workflows finds %s', (_title, changes, fault) => {
    expect(workflowFaults(workflow(changes))).toEqual([expect.stringContaining(fault)]);
  });
});

describe('A tag', () => {
  const check = (tag: string) =>
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/check-tag.ts'], {
      cwd: ROOT,
      env: { ...process.env, GITHUB_REF_NAME: tag },
      stdio: 'pipe',
    });

  test('A tag is released if it is the version in package.json', () => {
    expect(() => check(`v${version}`)).not.toThrow();
  });

  test('A tag is not released if it is another', () => {
    expect(() => check('v99.0.0')).toThrow(`The tag must be v${version}`);
  });
});

describe('The update bot', () => {
  const { updates } = parse(readFileSync(join(ROOT, '.github', 'dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; directory: string; cooldown?: { 'default-days'?: number } }[];
  };

  test('The update bot watches every workspace and the actions', () => {
    expect(updates.map((update) => `${update['package-ecosystem']} ${update.directory}`)).toEqual([
      'npm /',
      'npm /integ',
      'npm /bench',
      'github-actions /',
    ]);
  });

  test('The update bot waits a week before it proposes a release', () => {
    updates.forEach(({ cooldown }) => expect(cooldown?.['default-days']).toBe(7));
  });
});
