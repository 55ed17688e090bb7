import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { parse } from 'yaml';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';

const root = join(import.meta.dirname, '..');
const ACTIONS = ['pipelines/github/plan/action.yml', 'pipelines/github/clean-up/action.yml'];
const COMPONENT = 'pipelines/gitlab/plan.yml';
/** It checks GitLab's schema. Later versions do not run on Node.js 20. */
const GITLAB_LINTER = 'gitlab-ci-local@4.61.0';

const BUILDSPEC = 'pipelines/codebuild/plan.buildspec.yml';

/** CodeBuild publishes no schema and no linter: these are the keys of its reference. `*` stands for any name. */
const BUILDSPEC_KEYS: Readonly<Record<string, readonly string[]>> = {
  '': ['version', 'run-as', 'env', 'proxy', 'batch', 'phases', 'reports', 'artifacts', 'cache'],
  env: ['shell', 'variables', 'parameter-store', 'exported-variables', 'secrets-manager', 'git-credential-helper'],
  phases: ['install', 'pre_build', 'build', 'post_build'],
  'phases/*': ['run-as', 'on-failure', 'runtime-versions', 'commands', 'finally'],
  'reports/*': ['files', 'base-directory', 'discard-paths', 'file-format'],
  artifacts: [
    ...['files', 'name', 'discard-paths', 'base-directory', 'exclude-paths'],
    ...['enable-symlinks', 's3-prefix', 'secondary-artifacts'],
  ],
};

/** Checks the actions with GitHub's own parser, the component with the schema of GitLab, and the buildspec by its reference. */
function lintPipelines() {
  const findings = [...ACTIONS.flatMap(lintAction), ...lintComponent(), ...lintBuildspec()];
  findings.forEach((finding) => console.error(finding));
  console.log(`${ACTIONS.length} actions, 1 component and 1 buildspec, ${findings.length} findings`);
  process.exitCode = findings.length > 0 ? 1 : 0;
}

function lintAction(name: string): string[] {
  const content = readFileSync(join(root, name), 'utf8');
  const { context } = parseAction({ name, content }, new NoOperationTraceWriter());
  const unpinned = [...content.matchAll(/uses: (.*)/g)].filter(
    ([, action]) => !/@[0-9a-f]{40} # v\d/.test(action ?? ''),
  );
  return [
    ...context.errors.getErrors().map(({ message }) => message),
    ...unpinned.map(([line]) => `${name}: an action must be pinned by digest; got ${line}`),
  ];
}

function lintComponent(): string[] {
  const directory = mkdtempSync(join(tmpdir(), 'gitlab-'));
  try {
    mkdirSync(join(directory, dirname(COMPONENT)), { recursive: true });
    cpSync(join(root, COMPONENT), join(directory, COMPONENT));
    writeFileSync(join(directory, '.gitlab-ci.yml'), `include: [{ local: ${COMPONENT}, inputs: { base: base } }]\n`);
    spawnSync('git', ['init', '--quiet'], { cwd: directory });
    const { status, stdout, stderr } = spawnSync('npx', ['--yes', GITLAB_LINTER, '--list'], {
      cwd: directory,
      encoding: 'utf8',
    });
    return status === 0 && stdout.includes('disposal-plan') ? [] : [`${COMPONENT}: ${stdout}${stderr}`];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function lintBuildspec(): string[] {
  const findUnknownKeys = (value: unknown, path: readonly string[]): string[] => {
    const allowed = BUILDSPEC_KEYS[path.join('/')] ?? BUILDSPEC_KEYS[[...path.slice(0, -1), '*'].join('/')];
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return [];
    }
    return Object.entries(value).flatMap(([key, member]) =>
      allowed === undefined || allowed.includes(key)
        ? findUnknownKeys(member, [...path, key])
        : [`${BUILDSPEC}: ${path.join('/') || 'the buildspec'} has the keys ${allowed.join(', ')}; got ${key}`],
    );
  };
  return findUnknownKeys(parse(readFileSync(join(root, BUILDSPEC), 'utf8')), []);
}

lintPipelines();
