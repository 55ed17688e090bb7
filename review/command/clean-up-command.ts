import { dirname, join } from 'node:path';
import { writeManifest } from '../../declaration/manifest';
import type { Action } from '../../declaration/declaration';
import { parsePolicy } from '../declare/policy/parse-policy';
import type { Policy } from '../declare/policy/policy';
import { checkLimits, describeConsequences } from '../declare/policy/consequences';
import { writeExplanation } from '../declare/policy/explain';
import { describeEvidence } from '../declare/policy/describe-evidence';
import { checkNearMisses } from '../declare/policy/near-misses';
import { checkProtectingRules, notePolicy } from '../declare/policy/policy-notes';
import { readHoldFiles } from '../declare/policy/read-hold-files';
import type { PackageSelection, RepositorySelection } from '../declare/policy/repository-selection';
import { selectByPolicy } from '../declare/policy/select-by-policy';
import { parseRecordLocation, type ReadHistory, type Stage } from '../declare/policy/stage';
import { valueOrThrow } from '../declare/select-in-registry';
import { counted, oneLine } from '../text/sanitize';
import { DomainUse } from '../use/domain-use';
import { UseFolder } from '../use/use-files';
import { type ManifestRun, type ManifestRunOptions, parseFile, readTextFile, runForManifests } from './manifest-run';

/** The options of `clean-up`. */
export interface CleanUpOptions extends ManifestRunOptions {
  /** Of two steps, the one that is selected for; default: the policy is carried out in one step. */
  readonly stage?: Action;
  /** The places of the records of archive times. */
  readonly record?: readonly string[];
  /** Days that a version must have been archived. */
  readonly waitingTime?: number;
  /** Whether to write why each version stays, beside the manifest. */
  readonly explain?: boolean;
}

/** As `waitingTime` of the constructs. */
const DEFAULT_WAITING_DAYS = 30;

/** Rows of kept versions for one repository; rules beyond are counted. */
const MAX_RULES = 20;

/**
 * Selects versions in the repositories of a policy, and writes a manifest of each.
 *
 * @param file the policy
 * @returns the exit status
 * @throws CommandError if a file is broken, or anything could not be read; nothing was written then
 */
export async function cleanUpCommand(file: string, options: CleanUpOptions): Promise<number> {
  const { output = '.' } = options;
  const text = readTextFile(file);
  const policy = parseFile(file, text, parsePolicy);
  const { lists: holds, digests } = readHoldFiles(policy, dirname(file));
  const usesLog = policy.rules.some(({ select }) => select?.notRequestedFor !== undefined);
  const useFolder = usesLog ? new UseFolder(join(dirname(file), policy.use)) : undefined;
  const stage = readStage(options, policy);
  const inputs = ['policy', text, stage, options.explain, useFolder?.readCoverage(), ...digests];
  return runForManifests<PackageSelection>(options, { file, inputs }, async (run) => {
    const readHistory: ReadHistory = async (record, pkg, versions) =>
      valueOrThrow(await run.registry.archiveHistory({ record, package: pkg, versions }, options.region));
    const explains = options.explain ?? false;
    const use = await readUse(run, { policy, useFolder, region: options.region });
    const selections = await selectByPolicy({ ...run, policy, holds, stage, readHistory, explains, use });
    checkProtectingRules(policy, selections);
    checkNearMisses(holds, selections);
    checkLimits(policy.limits, selections);
    const manifests = selections.map((selection) => ({
      selection,
      path: join(output, `${selection.repository}.disposals`),
    }));
    return {
      files: manifests.flatMap(({ selection, path }) => {
        const entries = selection.selections.flatMap((each) => each.entries);
        const { repository } = selection;
        return [
          { path, data: writeManifest(entries, { domain: policy.domain, repository }) },
          ...(explains ? [{ path: `${path}.explain.tsv`, data: writeExplanation(selection) }] : []),
        ];
      }),
      summary: [
        ...selections.flatMap(describeConsequences),
        ...manifests.flatMap(({ selection, path }) => summarizeRepository(selection, path)),
        ...describeEvidence(holds, selections).map((line) => oneLine(line, 500)),
        ...notePolicy(policy, holds, selections).map((note) => `note: ${oneLine(note, 500)}`),
      ],
    };
  });
}

/** What the log shows of requests, if a rule asks for it. */
async function readUse(
  { registry, now }: Pick<ManifestRun<unknown>, 'registry' | 'now'>,
  { policy, useFolder, region }: { readonly policy: Policy; readonly useFolder?: UseFolder; readonly region?: string },
): Promise<DomainUse | undefined> {
  const { domain, domainOwner } = policy;
  return domainOwner !== undefined && useFolder
    ? DomainUse.read(registry, useFolder, { domain, domainOwner, region: await registry.findRegion(region), now })
    : undefined;
}

/** @throws RangeError for options that make no sense together, or with the policy */
function readStage({ stage: action, record, waitingTime }: CleanUpOptions, { domainOwner }: Policy): Stage | undefined {
  const isDisposal = action === 'dispose';
  if (!isDisposal && (record !== undefined || waitingTime !== undefined)) {
    throw new RangeError(
      '--record and --waiting-time must be given with --stage dispose, which asks since when versions are archived; got ' +
        `${action === undefined ? 'no stage' : `--stage ${action}`}.`,
    );
  }
  if (action === undefined || !isDisposal) {
    return action && { action };
  }
  if (record === undefined || record.length === 0) {
    throw new RangeError(
      '--stage dispose must be given with --record, the recordLocation of the ArchivedPackages that archives the versions; ' +
        'got none.',
    );
  }
  if (domainOwner === undefined) {
    throw new RangeError(
      'domainOwner must be given in the policy for --stage dispose, since the record names it; got none.',
    );
  }
  return { action, days: waitingTime ?? DEFAULT_WAITING_DAYS, records: record.map(parseRecordLocation) };
}

function summarizeRepository({ repository, selections, ...counts }: RepositorySelection, path: string): string[] {
  const { packageCount, matchedCount, unnamedCount } = counts;
  const versionCount = selections.reduce((sum, { entries }) => sum + entries.length, 0);
  const withVersions = selections.filter(({ entries }) => entries.length > 0).length;
  const keptCounts = new Map<string, number>();
  for (const [rule, count] of selections.flatMap((selection) => Object.entries(selection.kept))) {
    keptCounts.set(rule, (keptCounts.get(rule) ?? 0) + count);
  }
  const rows = [...keptCounts].sort(([, a], [, b]) => b - a);
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
