import type { PackageName } from '../../../declaration/package-name';
import type { CodeArtifactReader } from '../../read/codeartifact-reader';
import { isWritable, type PackageJob, toPackageName, type PackageRun, readEachPackage } from '../package-jobs';
import { decideInRegistry, valueOrThrow } from '../select-in-registry';
import { describeReason, namePolicyKey } from '../describe-reason';
import type { Decision } from '../selection';
import { keepSnapshotsOfBuilds } from '../snapshots';
import { selectedVersions } from '../select';
import { findConsequences } from './consequences';
import { explainRemaining } from './explain';
import type { Policy } from './policy';
import { countEffects } from './policy-effects';
import { type PolicyContext, rulesOfPackage } from './policy-rules';
import type { PackageSelection, RepositorySelection } from './repository-selection';
import { keepWaiting, type ReadHistory } from './stage';

export interface PolicyRun extends PolicyContext, PackageRun<PackageSelection> {
  readonly registry: CodeArtifactReader;
  readonly policy: Policy;
  readonly readHistory: ReadHistory;
  /** Whether to say of every version that stays which rule keeps it. */
  readonly explains: boolean;
}

/**
 * Selects versions in every repository of a policy.
 *
 * @throws CommandError where anything could not be read that decides
 */
export async function selectByPolicy(run: PolicyRun): Promise<readonly RepositorySelection[]> {
  const { domain, domainOwner, repositories } = run.policy;
  const listed = [];
  for (const repository of repositories) {
    const packages = valueOrThrow(await run.registry.packages({ domain, domainOwner, repository }, undefined));
    const named = packages.map(toPackageName).filter((name) => name !== undefined);
    const matched = named.filter((pkg) => rulesOfPackage(run.policy, { ...pkg, repository }, run).length > 0);
    listed.push({ repository, packages, named, matched });
  }
  const jobs = listed.flatMap(({ repository, matched }) => matched.map((pkg) => ({ repository, pkg })));
  const selections = await readEachPackage(run, jobs, (job) => selectInPackage(run, job));
  return listed.map(({ repository, packages, named, matched }) => ({
    repository,
    packageCount: packages.length,
    matchedCount: matched.length,
    unnamedCount: packages.length - named.length,
    packages: named,
    selections: selections.filter((_, n) => jobs[n]!.repository === repository),
  }));
}

async function selectInPackage(run: PolicyRun, { repository, pkg }: PackageJob): Promise<PackageSelection> {
  const { stage, readHistory, policy } = run;
  const { domain, domainOwner } = policy;
  const named = { ...pkg, domain, domainOwner, repository };
  const byRules = await decideInRegistry(run.registry, named, rulesOfPackage(policy, named, run));
  const inStage =
    stage?.action === 'dispose'
      ? await keepWaiting(byRules, stage, { pkg: { ...named, domainOwner: domainOwner! }, readHistory })
      : byRules;
  const decisions = keepSnapshotsOfBuilds(
    pkg.format,
    inStage.map((decision) => keepUnwritable(pkg, decision)),
  );
  const kept: Record<string, number> = {};
  for (const reason of decisions.filter(({ outcome }) => outcome === 'kept').flatMap(({ reasons }) => reasons)) {
    const text = describeReason(reason, namePolicyKey);
    kept[text] = (kept[text] ?? 0) + 1;
  }
  return {
    pkg,
    entries: selectedVersions(decisions).map((pinned) => ({ ...pkg, ...pinned })),
    kept,
    effects: countEffects(policy, run.holds, { pkg, decisions }),
    consequences: findConsequences(pkg.format, decisions, stage?.action),
    ...(run.explains ? { remaining: explainRemaining(decisions) } : {}),
  };
}

function keepUnwritable(pkg: PackageName, decision: Decision): Decision {
  const { outcome, version, revision, ruleName: rule } = decision;
  return outcome !== 'selected' || isWritable({ ...pkg, version, revision: revision ?? '', rule })
    ? decision
    : { ...decision, outcome: 'kept', reasons: [{ code: 'notWritable' }] };
}
