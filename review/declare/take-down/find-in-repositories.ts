import type { ManifestEntry } from '../../../declaration/manifest';
import type { PackageName } from '../../../declaration/package-name';
import type { CodeArtifactReader, ListedPackage } from '../../read/codeartifact-reader';
import type { NamedDomain } from '../../../codeartifact/list-repositories';
import { SimilarVersions } from '../../../declaration/similar-version';
import { CommandError } from '../../text/command-error';
import {
  isWritable,
  type PackageJob,
  toPackageName,
  type PackageRun,
  packageText,
  readEachPackage,
} from '../package-jobs';
import { valueOrThrow } from '../select-in-registry';
import { ListIndex } from './list-index';
import type { TakeDownList, TakeDownPackage } from './take-down-list';

/** A version of the list in a repository. An absent version has no finding. */
export type TakeDownOutcome =
  | 'to dispose'
  | 'disposed already'
  | 'kept: no revision to pin'
  | 'kept: no name for a manifest'
  | 'kept: cannot be compared with the range';

/** A version that a repository has. */
export interface FoundVersion {
  /** As the list writes it; several times where the format takes several spellings for the same version. */
  readonly listed: readonly string[];
  /** As the repository spells it. */
  readonly version: string;
  readonly revision?: string;
  readonly outcome: TakeDownOutcome;
}

/** What a repository has of a package of the list. */
export interface TakeDownPackageFindings {
  readonly versions: readonly FoundVersion[];
  /** Versions that are spelled like one of the list, and are not the same for the registry of the format. */
  readonly near: readonly string[];
}

/** The versions of a package of the list that a repository has. */
export interface FoundPackage extends TakeDownPackageFindings {
  /** As the repository spells it. */
  readonly pkg: PackageName;
  /** The package as the list spells it. */
  readonly listedAs: PackageName;
  readonly restrictions?: ListedPackage['restrictions'];
}

/** The packages of the list that a repository has. */
export interface TakeDownFindings {
  readonly repository: string;
  /** Sorted by their names. */
  readonly packages: readonly FoundPackage[];
  /** Packages that are spelled like one of the list, and are not the same, such as `npm left_pad (list: left-pad)`. */
  readonly nearPackages: readonly string[];
  /** Why nobody looked there; absent if the whole repository was read. */
  readonly problem?: string;
}

export interface TakeDownRun extends PackageRun<TakeDownPackageFindings> {
  readonly registry: CodeArtifactReader;
  readonly domain: NamedDomain;
  readonly list: TakeDownList;
  /** Empty: every repository of the domain. */
  readonly repositories: readonly string[];
}

interface TakeDownJob extends PackageJob {
  readonly listed: TakeDownPackage;
  readonly restrictions?: ListedPackage['restrictions'];
}

/**
 * Finds the versions of a list in repositories of a domain. It lists the packages of each repository, and versions only of
 * those that the list names. A repository that cannot be read does not stop the others.
 *
 * @throws CommandError if the repositories of the domain cannot be listed, or none can be read
 */
export async function findInRepositories(run: TakeDownRun): Promise<readonly TakeDownFindings[]> {
  const { registry, domain, list } = run;
  const repositories =
    run.repositories.length > 0 ? run.repositories : valueOrThrow(await registry.repositories(domain, undefined));
  if (repositories.length === 0) {
    throw new CommandError(`The domain ${domain.domain} has no repository. Nothing was written.`);
  }
  const index = new ListIndex(list);
  const problems = new Map<string, string>();
  const nearPackages = new Map<string, string[]>();
  const jobs: TakeDownJob[] = [];
  for (const repository of repositories) {
    const { value = [], problem } = await registry.packages({ ...domain, repository }, undefined);
    if (problem) {
      problems.set(repository, `${problem.code}: ${problem.message}`);
    }
    for (const { restrictions, ...each } of value) {
      const pkg = toPackageName(each);
      const listed = pkg && index.find(pkg);
      if (pkg && listed) {
        jobs.push({ repository, pkg, listed, restrictions });
      }
    }
    nearPackages.set(repository, index.findNear(value.map(toPackageName).filter((pkg) => pkg !== undefined)));
  }
  const found = await readEachPackage<TakeDownPackageFindings>(withoutFailures(run, problems), jobs, async (job) =>
    findVersions(run, job as TakeDownJob).catch((error: unknown) => {
      if (!(error instanceof CommandError)) {
        throw error;
      }
      problems.set(job.repository, error.message);
      return NOTHING;
    }),
  );
  if (repositories.every((repository) => problems.has(repository))) {
    throw new CommandError([
      'No repository could be read:',
      ...repositories.map((repository) => `  ${repository}: ${problems.get(repository)}`),
      'Nothing was written.',
    ]);
  }
  return repositories.map((repository) => ({
    repository,
    problem: problems.get(repository),
    nearPackages: nearPackages.get(repository) ?? [],
    packages: jobs
      .flatMap((job, n): readonly FoundPackage[] => {
        const { pkg, listed, restrictions } = job;
        const findings = found[n] ?? NOTHING;
        return job.repository === repository && findings.versions.length + findings.near.length > 0
          ? [{ pkg, listedAs: listed.pkg, restrictions, ...findings }]
          : [];
      })
      .sort((a, b) => (packageText(a.pkg) < packageText(b.pkg) ? -1 : 1)),
  }));
}

const NOTHING: TakeDownPackageFindings = { versions: [], near: [] };

/** The same run, which takes no package of a repository for finished that could not be read. */
function withoutFailures(run: TakeDownRun, problems: ReadonlyMap<string, string>): PackageRun<TakeDownPackageFindings> {
  const { finished } = run;
  return {
    ...run,
    finished: {
      find: (job) => finished.find(job),
      add: (job, value) => {
        if (!problems.has(job.repository)) {
          finished.add(job, value);
        }
      },
    },
  };
}

/** The versions to dispose, each pinned to the revision that the repository lists. */
export function manifestEntries({ packages }: TakeDownFindings): ManifestEntry[] {
  return packages.flatMap(({ pkg, versions }) =>
    versions
      .filter(({ outcome }) => outcome === 'to dispose')
      .map(({ version, revision }) => ({ ...pkg, version, revision: revision! })),
  );
}

async function findVersions(
  { registry, domain }: TakeDownRun,
  { repository, pkg, listed }: TakeDownJob,
): Promise<TakeDownPackageFindings> {
  const names = listed.requests.flatMap(({ isName, text }) => (isName ? [text] : []));
  const wantedNames = names.length === listed.requests.length ? names : 'all';
  const listing = valueOrThrow(await registry.versions({ ...domain, repository, ...pkg }, wantedNames, undefined));
  const existing = [...listing.versions.keys()].filter(
    (version) => listing.versions.get(version)?.status !== 'Deleted',
  );
  const similar = new SimilarVersions(pkg.format, existing);
  const found = new Map<string, FoundVersion>();
  const near = new Set<string>();
  for (const request of listed.requests) {
    const { text, isName } = request;
    const { versions, uncertain } = request.find(pkg.format, existing);
    for (const version of [...versions, ...uncertain]) {
      const { status, revision } = listing.versions.get(version)!;
      const outcome = uncertain.includes(version)
        ? 'kept: cannot be compared with the range'
        : decideOutcome({ ...pkg, version }, status, revision);
      const before = found.get(version);
      const isWorse = before !== undefined && before.outcome !== 'kept: cannot be compared with the range';
      const pinned = revision === undefined ? {} : { revision };
      found.set(version, {
        listed: [...(before?.listed ?? []), text],
        version,
        ...pinned,
        outcome: isWorse ? before.outcome : outcome,
      });
    }
    const other = isName && versions.length === 0 ? similar.find(text) : undefined;
    if (other !== undefined) {
      near.add(`${other} (list: ${text})`);
    }
  }
  return { versions: [...found.values()], near: [...near] };
}

function decideOutcome(
  version: PackageName & { readonly version: string },
  status: string | undefined,
  revision: string | undefined,
): TakeDownOutcome {
  if (status === 'Disposed') {
    return 'disposed already';
  }
  if (revision === undefined) {
    return 'kept: no revision to pin';
  }
  return isWritable({ ...version, revision }) ? 'to dispose' : 'kept: no name for a manifest';
}
