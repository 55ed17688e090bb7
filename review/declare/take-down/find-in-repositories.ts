import type { ManifestEntry } from '../../../declaration/manifest';
import type { PackageName } from '../../../declaration/package-name';
import type { CodeArtifactReader, ListedPackage } from '../../read/codeartifact-reader';
import type { NamedDomain } from '../../../codeartifact/list-repositories';
import { CommandError } from '../../text/command-error';
import { NamedVersions } from '../named-versions';
import {
  isWritable,
  type PackageJob,
  packageNameOf,
  type PackageRun,
  packageText,
  readEachPackage,
} from '../package-jobs';
import { valueOrThrow } from '../select-in-registry';
import type { TakeDownList } from './parse-take-down';

/** What is known of a version of the list in a repository; what is not there has no finding. */
export type TakeDownOutcome =
  'to dispose' | 'disposed already' | 'kept: no revision to pin' | 'kept: no name for a manifest';

/** A version that a repository has. */
export interface FoundVersion {
  /** As the list writes it; several times where the format takes several spellings for the same version. */
  readonly listed: readonly string[];
  /** As the repository spells it. */
  readonly version: string;
  readonly revision?: string;
  readonly outcome: TakeDownOutcome;
}

/** The versions of a package of the list that a repository has. */
export interface FoundPackage {
  readonly pkg: PackageName;
  readonly versions: readonly FoundVersion[];
  readonly restrictions?: ListedPackage['restrictions'];
}

/** The packages of the list that a repository has. */
export interface TakeDownFindings {
  readonly repository: string;
  /** Sorted by their names. */
  readonly packages: readonly FoundPackage[];
}

export interface TakeDownRun extends PackageRun<readonly FoundVersion[]> {
  readonly registry: CodeArtifactReader;
  readonly domain: NamedDomain;
  readonly list: TakeDownList;
}

/**
 * Finds the versions of a list in every repository of a domain. It lists the packages of each repository, and versions
 * only of those that the list names.
 *
 * @throws CommandError where anything could not be read
 */
export async function findInRepositories(run: TakeDownRun): Promise<readonly TakeDownFindings[]> {
  const { registry, domain, list } = run;
  const repositories = valueOrThrow(await registry.repositories(domain, undefined));
  if (repositories.length === 0) {
    throw new CommandError(`The domain ${domain.domain} has no repository. Nothing was written.`);
  }
  const versions = new Map(list.packages.map((each) => [packageText(each.pkg), each.versions]));
  const existing: (Pick<FoundPackage, 'restrictions'> & { job: PackageJob; wanted: readonly string[] })[] = [];
  for (const repository of repositories) {
    for (const listed of valueOrThrow(await registry.packages({ ...domain, repository }, undefined))) {
      const pkg = packageNameOf(listed);
      const wanted = pkg && versions.get(packageText(pkg));
      if (wanted) {
        existing.push({ job: { repository, pkg }, wanted, restrictions: listed.restrictions });
      }
    }
  }
  const wantedOf = new Map(existing.map(({ job, wanted }) => [job, wanted]));
  const jobs = existing.map(({ job }) => job);
  const found = await readEachPackage<readonly FoundVersion[]>(run, jobs, (job) =>
    findVersions(run, job, wantedOf.get(job)!),
  );
  return repositories.map((repository) => ({
    repository,
    packages: existing
      .map(({ job, restrictions }, n) => ({ job, pkg: job.pkg, versions: found[n]!, restrictions }))
      .filter(({ job, versions: each }) => job.repository === repository && each.length > 0)
      .map(({ pkg, versions: each, restrictions }) => ({ pkg, versions: each, restrictions }))
      .sort((a, b) => (packageText(a.pkg) < packageText(b.pkg) ? -1 : 1)),
  }));
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
  { repository, pkg }: PackageJob,
  wanted: readonly string[],
): Promise<readonly FoundVersion[]> {
  const listing = valueOrThrow(await registry.versions({ ...domain, repository, ...pkg }, wanted, undefined));
  const named = new NamedVersions(pkg.format, listing.versions.keys());
  const found = new Map<string, FoundVersion>();
  for (const listed of wanted) {
    for (const version of named.find(listed)) {
      const { status, revision } = listing.versions.get(version)!;
      const outcome =
        status === 'Disposed'
          ? 'disposed already'
          : revision === undefined
            ? 'kept: no revision to pin'
            : isWritable({ ...pkg, version, revision })
              ? 'to dispose'
              : 'kept: no name for a manifest';
      const others = found.get(version)?.listed ?? [];
      if (status !== 'Deleted') {
        const pinned = revision === undefined ? {} : { revision };
        found.set(version, { listed: [...others, listed], version, ...pinned, outcome });
      }
    }
  }
  return [...found.values()];
}
