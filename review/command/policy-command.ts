import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { parseHoldList } from '../../declaration/hold-list';
import { writeManifest } from '../../declaration/manifest';
import { version } from '../../package.json';
import { CommandError } from '../command-error';
import { parsePolicy } from '../declare/policy/parse-policy';
import type { NamedHoldList } from '../declare/policy/policy-rules';
import { type RepositorySelection, selectByPolicy } from '../declare/policy/select-by-policy';
import { CodeArtifactReader } from '../read/codeartifact-reader';
import { counted, oneLine } from '../render/sanitize';
import { FinishedPackagesFile } from './finished-packages';
import { printTextToStderr, printToStderr, replaceFile } from './output';
import { Progress } from './progress';

/** The options of `declare --policy`. */
export interface PolicyOptions {
  readonly policy: string;
  /** The folder of the manifests; default: the working directory. */
  readonly output?: string;
  readonly region?: string;
  readonly profile?: string;
  readonly concurrency: number;
  /** ListPackageVersions a second. */
  readonly maxListsPerSecond: number;
  /** Other reads a second. */
  readonly maxReadsPerSecond: number;
}

/** Rows of kept versions for one repository; rules beyond are counted. */
const MAX_RULES = 20;

/**
 * Selects versions in the repositories of a policy, and writes a manifest of each.
 *
 * @returns the exit status
 * @throws CommandError where a file is not what it must be, or anything could not be read; nothing was written then
 */
export async function policyCommand(options: PolicyOptions): Promise<number> {
  const { policy: file, output = '.', region, profile, concurrency } = options;
  const text = readFile(file);
  const policy = parsed(file, text, parsePolicy);
  const { AWS_REGION, AWS_PROFILE } = process.env;
  const hash = createHash('sha256').update(JSON.stringify([version, text, region, profile, AWS_REGION, AWS_PROFILE]));
  const holds = [
    ...policy.holds.map((path) => ({ path, noun: 'the hold list' })),
    ...policy.inUse.map((path) => ({ path, noun: 'in use by' })),
  ].map(({ path, noun }): NamedHoldList => {
    const held = readFile(resolve(dirname(file), path));
    hash.update(JSON.stringify([path, held]));
    return { source: `${noun} ${path}`, list: parsed(path, held, parseHoldList) };
  });
  mkdirSync(output, { recursive: true });
  const stateFile = join(output, `.${basename(file)}.state`);
  const finished = new FinishedPackagesFile(stateFile, { hash: hash.digest('hex'), now: new Date() });
  if (finished.size > 0) {
    printToStderr(
      `Going on with the run of ${finished.startTime.toISOString()}: ${counted(finished.size, 'package')} finished. ` +
        `To begin again, delete ${stateFile}.`,
    );
  }
  const progress = new Progress(undefined, 'packages');
  const registry = new CodeArtifactReader({
    region,
    profile,
    concurrency,
    maxPerSecond: { lists: options.maxListsPerSecond, reads: options.maxReadsPerSecond },
    remembersAnswers: false,
  });
  try {
    const onProgress = progress.show;
    const run = { registry, policy, holds, now: finished.startTime, concurrency, finished, onProgress };
    const selections = await selectByPolicy(run);
    progress.stop();
    const manifests = selections.map((selection) => ({
      selection,
      path: join(output, `${selection.repository}.disposals`),
      bytes: writeManifest(selection.selections.flatMap(({ entries }) => entries)),
    }));
    manifests.forEach(({ path, bytes }) => replaceFile(path, bytes));
    finished.remove();
    printTextToStderr(
      [...manifests.flatMap(({ selection, path }) => summaryOf(selection, path)), 'Nothing was changed.'].join('\n'),
    );
    return 0;
  } finally {
    progress.stop();
    registry.close();
  }
}

function summaryOf({ repository, selections, ...counts }: RepositorySelection, path: string): string[] {
  const { packageCount, matchedCount, unnamedCount } = counts;
  const versionCount = selections.reduce((sum, { entries }) => sum + entries.length, 0);
  const withVersions = selections.filter(({ entries }) => entries.length > 0).length;
  const kept = new Map<string, number>();
  for (const [rule, count] of selections.flatMap((selection) => Object.entries(selection.kept))) {
    kept.set(rule, (kept.get(rule) ?? 0) + count);
  }
  const rows = [...kept].sort(([, a], [, b]) => b - a);
  return [
    `${repository}: ${counted(packageCount, 'package')}, of which rules that select match ${matchedCount}. ` +
      `${counted(versionCount, 'version')} of ${counted(withVersions, 'package')} selected: ${oneLine(path)}`,
    ...rows.slice(0, MAX_RULES).map(([rule, count]) => `  kept: ${count} ${oneLine(rule)}`),
    ...(rows.length > MAX_RULES ? [`  and ${counted(rows.length - MAX_RULES, 'more rule')} that keep versions`] : []),
    ...(unnamedCount > 0
      ? [`  left out: ${counted(unnamedCount, 'package')} with a format or a name that no manifest can carry`]
      : []),
  ];
}

function readFile(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new CommandError(`The file ${oneLine(path)} cannot be read: ${(error as Error).message}`);
  }
}

/** The errors of a parser name lines; this names their file. */
function parsed<T>(path: string, text: string, parse: (text: string) => T): T {
  try {
    return parse(text);
  } catch (error) {
    throw new CommandError(`${oneLine(path)} cannot be read: ${(error as Error).message}. Nothing was written.`);
  }
}
