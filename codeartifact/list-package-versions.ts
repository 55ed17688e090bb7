import { type CodeartifactClient, ListPackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import type { Package, Status } from '../declaration/declaration';
import type { RepositoryVersion } from '../declaration/decide';
import { readText, readVersion } from './answers';
import { eachPage } from './pages';

/** Items of one page, at most (API reference, ListPackageVersions and ListPackageVersionAssets). */
export const MAX_PAGE_SIZE = 1000;

/** Statuses that a list without a filter may leave out. */
const STATUSES_LEFT_OUT: readonly Status[] = ['Archived', 'Disposed'];

/** The versions to list: some by their names, all, or all that can still be disposed. */
export type WantedVersions = readonly string[] | 'all' | 'all but disposed';

/** A package as a call names it; without an owner, the account of the credentials owns the domain. */
export type NamedPackage = Omit<Package, 'domainOwner'> & { readonly domainOwner?: string };

/** A version as a repository lists it. */
export interface ListedVersion extends RepositoryVersion {
  readonly origin?: string;
}

/** A package as a repository lists it. */
export interface PackageListing {
  /** The repository has no such package. */
  readonly missing: boolean;
  /** In the order of the list. */
  readonly versions: ReadonlyMap<string, ListedVersion>;
  /** The version that a registry shows if no other is named: npm's `latest`. */
  readonly defaultVersion?: string;
}

/**
 * Lists every version of a package, of every status. The API reference says that a list without a filter has them all,
 * the user guide that archived versions are left out. So if a wanted version is absent, the statuses that may be left
 * out are listed too.
 *
 * @param list lists the versions of one status; undefined is a list without a filter
 * @param wantedVersions the versions to look for
 */
export async function listPackageVersions(
  list: (status: Status | undefined) => Promise<PackageListing>,
  wantedVersions: WantedVersions,
): Promise<PackageListing> {
  let listing = await list(undefined);
  const statuses = STATUSES_LEFT_OUT.filter((status) => wantedVersions !== 'all but disposed' || status !== 'Disposed');
  for (const status of statuses) {
    const { versions, missing } = listing;
    if (!missing && (typeof wantedVersions === 'string' || wantedVersions.some((version) => !versions.has(version)))) {
      const others = await list(status);
      listing = others.missing ? others : { ...listing, versions: new Map([...versions, ...others.versions]) };
    }
  }
  return listing;
}

export interface ListInput {
  readonly package: NamedPackage;
  /** Default: no filter. */
  readonly status?: Status;
  /** Default: in an order that is not documented. `PUBLISHED_TIME` is the newest first. */
  readonly sortBy?: 'PUBLISHED_TIME';
}

/**
 * Lists the versions of one status, over all pages.
 *
 * @throws the service's exception, also for a package that does not exist
 */
export async function listByStatus(
  client: CodeartifactClient,
  { package: pkg, status, sortBy }: ListInput,
  abortSignal?: AbortSignal,
): Promise<PackageListing> {
  const versions = new Map<string, ListedVersion>();
  let defaultVersion: string | undefined;
  await eachPage('ListPackageVersions', async (nextToken) => {
    const command = new ListPackageVersionsCommand({ ...pkg, status, sortBy, maxResults: MAX_PAGE_SIZE, nextToken });
    const page = await client.send(command, abortSignal && { abortSignal });
    defaultVersion ??= readText(page.defaultDisplayVersion);
    for (const summary of page.versions ?? []) {
      const version = readText(summary?.version);
      if (version === undefined) {
        throw new Error('ListPackageVersions listed a version without a name');
      }
      versions.set(version, { ...readVersion(summary), origin: readText(summary.origin?.originType) });
    }
    return page.nextToken;
  });
  return { missing: false, versions, defaultVersion };
}
