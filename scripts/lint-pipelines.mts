import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseAction } from '@actions/workflow-parser/actions/action-parser';
import { NoOperationTraceWriter } from '@actions/workflow-parser/templates/trace-writer';

const root = join(import.meta.dirname, '..');
const ACTIONS = ['pipelines/github/plan/action.yml', 'pipelines/github/clean-up/action.yml'];
const COMPONENT = 'pipelines/gitlab/plan.yml';
/** It checks GitLab's schema. Later versions do not run on Node.js 20. */
const GITLAB_LINTER = 'gitlab-ci-local@4.61.0';

/** Checks the actions with GitHub's own parser, and the component with the schema of GitLab. */
function lintPipelines() {
  const findings = [...ACTIONS.flatMap(lintAction), ...lintComponent()];
  findings.forEach((finding) => console.error(finding));
  console.log(`${ACTIONS.length} actions and 1 component, ${findings.length} findings`);
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

lintPipelines();
