import { displayName, isFormat } from '../../../declaration/package-format';
import type { PackageName } from '../../../declaration/package-name';
import { type ManifestEntry, writeManifest } from '../../../declaration/manifest';
import type { CodeArtifactReader, ListedPackage } from '../../read/codeartifact-reader';
import { decideInRegistry, valueOrThrow } from '../select-in-registry';
import { selectedVersions } from '../select';
import type { Policy } from './policy';
import { type PolicyContext, rulesOfPackage } from './policy-rules';

/** What was decided about a package. */
export interface PackageSelection {
  readonly entries: readonly ManifestEntry[];
  /** Versions that a rule selects and another keeps, counted by the rule that keeps them. */
  readonly kept: Readonly<Record<string, number>>;
}

/** The packages that are finished, so that a run that was interrupted goes on where it ended. */
export interface FinishedPackages {
  find(repository: string, pkg: PackageName): PackageSelection | undefined;
  add(repository: string, pkg: PackageName, selection: PackageSelection): void;
}

/** What was decided about a repository. */
export interface RepositorySelection {
  readonly repository: string;
  readonly packageCount: number;
  /** Packages that a selecting rule matches. */
  readonly matchedCount: number;
  /** Packages that cannot be named in a manifest, such as those of a format that is not known. */
  readonly unnamedCount: number;
  readonly selections: readonly PackageSelection[];
}

export interface PolicyRun extends PolicyContext {
  readonly registry: CodeArtifactReader;
  readonly policy: Policy;
  /** Packages that are read at once. */
  readonly concurrency: number;
  readonly finished: FinishedPackages;
  /** Called as packages are added and end. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** A kept version that no manifest can name. */
const NOT_WRITABLE = 'a name that no manifest can carry';

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
    const named = packages.map(packageNameOf).filter((name) => name !== undefined);
    const matched = named.filter((pkg) => rulesOfPackage(run.policy, pkg, run).length > 0);
    listed.push({ repository, packages, named, matched });
  }
  const jobs = listed.flatMap(({ repository, matched }) => matched.map((pkg) => ({ repository, pkg })));
  const selections = await selectEach(run, jobs);
  return listed.map(({ repository, packages, named, matched }) => ({
    repository,
    packageCount: packages.length,
    matchedCount: matched.length,
    unnamedCount: packages.length - named.length,
    selections: selections.filter((_, n) => jobs[n]!.repository === repository),
  }));
}

interface PackageJob {
  readonly repository: string;
  readonly pkg: PackageName;
}

/** A few packages at once; after one has failed, no other is started. */
async function selectEach(run: PolicyRun, jobs: readonly PackageJob[]): Promise<readonly PackageSelection[]> {
  const selections: PackageSelection[] = [];
  let next = 0;
  let done = 0;
  let failed = false;
  const work = async () => {
    while (next < jobs.length && !failed) {
      const n = next++;
      try {
        selections[n] = await selectInPackage(run, jobs[n]!);
      } catch (error) {
        failed = true;
        throw error;
      }
      done += 1;
      run.onProgress?.(done, jobs.length);
    }
  };
  await Promise.all(Array.from({ length: run.concurrency }, work));
  return selections;
}

async function selectInPackage(run: PolicyRun, { repository, pkg }: PackageJob): Promise<PackageSelection> {
  const finished = run.finished.find(repository, pkg);
  if (finished) {
    return finished;
  }
  const { domain, domainOwner } = run.policy;
  const decisions = await decideInRegistry(
    run.registry,
    { ...pkg, domain, domainOwner, repository },
    rulesOfPackage(run.policy, pkg, run),
  );
  const entries = selectedVersions(decisions).map((pinned) => ({ ...pkg, ...pinned }));
  const writable = entries.filter(isWritable);
  const kept: Record<string, number> = {};
  const keepers = decisions.filter(({ outcome }) => outcome === 'kept').map(({ rule }) => rule);
  for (const rule of [...keepers, ...Array<string>(entries.length - writable.length).fill(NOT_WRITABLE)]) {
    kept[rule] = (kept[rule] ?? 0) + 1;
  }
  const selection = { entries: writable, kept };
  run.finished.add(repository, pkg, selection);
  return selection;
}

function packageNameOf({ format, namespace, package: name }: ListedPackage): PackageName | undefined {
  const pkg = isFormat(format) && { format, ...(namespace === undefined ? {} : { namespace }), package: name };
  return pkg && isWritable({ ...pkg, version: '1', revision: '1' }) ? pkg : undefined;
}

/** The registry's names are foreign text: one that the manifest refuses must not spoil all others. */
function isWritable(entry: ManifestEntry): boolean {
  try {
    writeManifest([entry]);
    return true;
  } catch {
    return false;
  }
}

/** What messages call a package: `npm @my-scope/left-pad`. */
export function packageText({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}
