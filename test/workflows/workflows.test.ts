import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engines, scripts, version } from '../../package.json';

const ROOT = join(__dirname, '..', '..');
const FOLDER = join(ROOT, '.github', 'workflows');

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Record<string, unknown>;
}

interface Job {
  readonly permissions: Record<string, string>;
  readonly steps: Step[];
  readonly strategy?: { readonly matrix: { readonly node?: number[] } };
  readonly 'timeout-minutes'?: number;
}

interface Workflow {
  readonly permissions: Record<string, string>;
  readonly jobs: Record<string, Job>;
}

const read = (name: string) => readFileSync(join(FOLDER, name), 'utf8');
const FILES = readdirSync(FOLDER);
const JOBS = FILES.flatMap((file) =>
  Object.entries((parse(read(file)) as Workflow).jobs).map(([name, job]) => [`${file} ${name}`, job] as const),
);
const STEPS = JOBS.flatMap(([name, { steps }]) => steps.map((step) => [name, step] as const));

describe('The workflows', () => {
  test('pass actionlint', () => {
    const output = execFileSync(process.execPath, ['--import', 'tsx', 'scripts/lint-workflows.ts'], { cwd: ROOT });

    const reviewed = existsSync(join(ROOT, 'docs', 'review-workflow.yml')) ? 1 : 0;
    expect(output.toString()).toBe(`${FILES.length + reviewed} workflows, 0 findings\n`);
  });

  test.each(FILES)('%s pins every action by digest, and says the version', (file) => {
    const uses = read(file).match(/uses: .*/g);

    expect(uses).not.toBeNull();
    uses!.forEach((line) => expect(line).toMatch(/^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/));
  });

  test('pin each action to one digest everywhere', () => {
    const digests = new Map<string, Set<string>>();
    for (const [, { uses }] of STEPS) {
      const [, action, digest] = /^([\w-]+\/[\w-]+)[^@]*@(.*)$/.exec(uses ?? '') ?? [];
      if (action && digest) {
        digests.set(action, (digests.get(action) ?? new Set()).add(digest));
      }
    }

    expect([...digests].filter(([, each]) => each.size > 1)).toEqual([]);
  });

  test.each(FILES)('%s grants nothing at its top', (file) => {
    expect((parse(read(file)) as Workflow).permissions).toEqual({});
  });

  test.each(JOBS)('%s names its own permissions, and a time limit', (_name, job) => {
    expect(job.permissions).toBeDefined();
    expect(job.permissions).not.toHaveProperty('contents', 'write');
    expect(job['timeout-minutes']).toBeLessThanOrEqual(30);
  });

  test('let only the publication and the Scorecard prove who they are', () => {
    const withToken = JOBS.filter(([, { permissions }]) => permissions['id-token'] === 'write').map(([name]) => name);

    expect(withToken).toEqual(['release.yml publish', 'scorecard.yml analyze']);
  });

  test('run npm scripts that exist, and nothing else', () => {
    const others = ['npm ci', 'npm test', 'npm pack'];
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

  test('use no secret', () => {
    FILES.forEach((file) => expect(read(file)).not.toContain('secrets.'));
  });

  test('leave no credentials in the work tree', () => {
    const checkouts = STEPS.filter(([, { uses }]) => uses?.startsWith('actions/checkout@'));

    expect(checkouts.length).toBeGreaterThan(FILES.length);
    checkouts.forEach(([, step]) => expect(step.with).toEqual({ 'persist-credentials': false }));
  });

  test('build on every Node.js that the package takes', () => {
    const [, job] = JOBS.find(([name]) => name === 'build.yml build')!;

    const [lowest, ...others] = job.strategy?.matrix.node ?? [];
    expect(engines.node).toBe(`>= ${lowest}.0.0`);
    expect(others).toEqual(expect.arrayContaining([22, 24]));
  });
});

describe('A tag', () => {
  const check = (tag: string) =>
    execFileSync(process.execPath, ['--import', 'tsx', 'scripts/check-tag.ts'], {
      cwd: ROOT,
      env: { ...process.env, GITHUB_REF_NAME: tag },
      stdio: 'pipe',
    });

  test('is released if it is the version in package.json', () => {
    expect(() => check(`v${version}`)).not.toThrow();
  });

  test('is not released if it is another', () => {
    expect(() => check('v99.0.0')).toThrow(`The tag must be v${version}`);
  });
});

describe('The update bot', () => {
  const { updates } = parse(readFileSync(join(ROOT, '.github', 'dependabot.yml'), 'utf8')) as {
    updates: { 'package-ecosystem': string; directory: string; cooldown?: { 'default-days'?: number } }[];
  };

  test('watches both workspaces and the actions', () => {
    expect(updates.map((update) => `${update['package-ecosystem']} ${update.directory}`)).toEqual([
      'npm /',
      'npm /integ',
      'github-actions /',
    ]);
  });

  test('waits a week before it proposes a release', () => {
    updates.forEach(({ cooldown }) => expect(cooldown?.['default-days']).toBe(7));
  });
});
