import { parse } from 'yaml';

export interface Step {
  readonly id?: string;
  readonly name?: string;
  readonly if?: string;
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}

export interface Job {
  readonly name?: string;
  readonly needs?: string | readonly string[];
  readonly if?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly 'timeout-minutes'?: number;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: { readonly node?: readonly number[] } };
  readonly steps: readonly Step[];
}

export interface Workflow {
  readonly on: unknown;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const MAX_MINUTES = 60;

/** What actionlint does not ask of a workflow: least permissions, a time limit, pinned actions, no poisoned cache. */
export function workflowFaults(text: string): string[] {
  const workflow = parse(text) as Workflow;
  const unpinned = [...text.matchAll(/uses: (.*)/g)]
    .map(([, action]) => action!)
    .filter((action) => !/^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(action));
  return [
    ...(JSON.stringify(workflow.permissions) === '{}' ? [] : ['permissions must be {} at the top of the workflow']),
    ...unpinned.map((action) => `an action must be pinned by digest, followed by "# v1.2.3"; got ${action}`),
    ...Object.entries(workflow.jobs).flatMap(([name, job]) => jobFaults(job).map((fault) => `job ${name}: ${fault}`)),
  ];
}

function jobFaults({ permissions, 'timeout-minutes': minutes = Infinity, steps }: Job): string[] {
  const faults: string[] = [];
  if (permissions === undefined) {
    faults.push('permissions must be named');
  }
  if (permissions?.['contents'] === 'write') {
    faults.push('permissions must not include contents: write');
  }
  if (minutes > MAX_MINUTES) {
    faults.push(`timeout-minutes must be at most ${MAX_MINUTES}`);
  }
  if (permissions?.['id-token'] === 'write' && steps.some(runsCodeOfRepository)) {
    faults.push(
      'a job that can get a token of AWS must not run code of the repository, which could get one itself; synthesize in ' +
        'another job, and install with npm ci --ignore-scripts',
    );
  }
  const canWrite = Object.values(permissions ?? {}).includes('write');
  if (canWrite && steps.some(usesCache)) {
    faults.push(
      'a job with a write permission or an OIDC token must not restore a cache, which another job may have written; ' +
        'set package-manager-cache: false',
    );
  }
  if (steps.some((step) => isAction(step, 'actions/checkout') && step.with?.['persist-credentials'] !== false)) {
    faults.push('actions/checkout must set persist-credentials: false');
  }
  return faults;
}

/** Synthesizing an app runs its code, and so do the scripts of an installation. */
function runsCodeOfRepository({ run = '' }: Step): boolean {
  return run
    .split('\n')
    .some((line) => /\bcdk (synth|synthesize|deploy|diff)\b|\bnpm run\b/.test(line) || isInstallation(line));
}

function isInstallation(line: string): boolean {
  return /\bnpm (ci|install|i)\b/.test(line) && !line.includes('--ignore-scripts');
}

/** setup-node restores a cache unless it is told not to, where package.json names a package manager. */
function usesCache(step: Step): boolean {
  return (
    isAction(step, 'actions/cache') ||
    (isAction(step, 'actions/setup-node') &&
      (step.with?.['cache'] !== undefined || step.with?.['package-manager-cache'] !== false))
  );
}

function isAction({ uses = '' }: Step, action: string): boolean {
  return uses.startsWith(`${action}@`) || uses.startsWith(`${action}/`);
}
