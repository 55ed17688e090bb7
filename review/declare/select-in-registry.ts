import { CommandError } from '../text/command-error';
import type { CodeArtifactReader, NamedPackage, PackageListing, ReadResult } from '../read/codeartifact-reader';
import { oneLine } from '../text/sanitize';
import { displayName } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { findPublishedBefore } from './published-before';
import { select, selectByAny, selectedVersions } from './select';
import type { Decision, Selection } from './selection';
import { suggestPackage } from './suggest-package';
import type { PackageVersions, SelectionRules } from './selection-rules';

/**
 * Selects versions of a package as its repository lists them now. It lists each status once, and asks for the time of
 * the versions that are selected, and of a few others where their age decides.
 *
 * @param publishedTimes whether to ask for times that only the reader needs
 * @throws CommandError where anything could not be read that decides; RangeError where the rules make no sense
 */
export async function selectInRegistry(
  registry: CodeArtifactReader,
  pkg: NamedPackage & PackageName,
  { rules, publishedTimes }: { readonly rules: SelectionRules; readonly publishedTimes: boolean },
): Promise<Selection> {
  const repositoryVersions = await listSelectableVersions(registry, pkg);
  const { publishedBefore } = rules;
  const selection = select(publishedBefore ? atAnyAge(repositoryVersions) : repositoryVersions, rules);
  const selected = new Set(selection.versions.map(({ version }) => version));
  const timeOf = (version: string) => registry.publishedTime(pkg, version, undefined);
  if (publishedBefore) {
    const times = await readDecidingTimes(repositoryVersions, { selected, publishedBefore, timeOf });
    return select({ ...repositoryVersions, publishedTimes: times }, rules);
  }
  if (!publishedTimes || selected.size === 0) {
    return selection;
  }
  // They decide nothing: a role that is not allowed to read them can declare, too.
  const times = await Promise.all(
    [...selected].map(async (version) => [version, (await timeOf(version)).value] as const),
  );
  return select({ ...repositoryVersions, publishedTimes: new Map(times) }, rules);
}

/**
 * Applies several rule sets: a version is selected if any set selects it and no set keeps it. Requests published times only if they decide.
 *
 * @returns the decision about each version; none for a package that was deleted in the meantime
 * @throws CommandError where anything could not be read that decides
 */
export async function decideInRegistry(
  registry: CodeArtifactReader,
  pkg: NamedPackage & PackageName,
  sets: readonly SelectionRules[],
): Promise<readonly Decision[]> {
  const listing = valueOrThrow(await registry.versionsByPublishedTime(pkg, 'all but disposed', undefined));
  if (listing.missing) {
    return [];
  }
  const repositoryVersions = packageVersions(pkg, listing);
  const cutoffs = new Map(sets.flatMap(({ publishedBefore: age }) => (age ? [[age.getTime(), age] as const] : [])));
  const readName = ({ version }: { readonly version: string }) => version;
  // Skip the request for a published time if age cannot change the result.
  const ageless = new Set(
    selectedVersions(selectByAny({ ...repositoryVersions, publishedTimes: new Map() }, sets)).map(readName),
  );
  const selected = new Set(
    selectedVersions(selectByAny(atAnyAge(repositoryVersions), sets))
      .map(readName)
      .filter((version) => !ageless.has(version)),
  );
  const timeOf = (version: string) => registry.publishedTime(pkg, version, undefined);
  const publishedTimes = new Map<string, Date | undefined>();
  for (const publishedBefore of selected.size > 0 ? cutoffs.values() : []) {
    const times = await readDecidingTimes(repositoryVersions, { selected, publishedBefore, timeOf });
    times.forEach((time, version) => publishedTimes.set(version, time));
  }
  return selectByAny({ ...repositoryVersions, publishedTimes }, sets);
}

function packageVersions({ format }: PackageName, { versions, defaultVersion }: PackageListing): PackageVersions {
  return { format, versions: [...versions].map(([version, summary]) => ({ version, ...summary })), defaultVersion };
}

/** As if every version was old enough, whatever the rules ask for. */
function atAnyAge(pkg: PackageVersions): PackageVersions {
  return { ...pkg, publishedTimes: new Map(pkg.versions.map(({ version }) => [version, new Date(0)])) };
}

async function listSelectableVersions(
  registry: CodeArtifactReader,
  pkg: NamedPackage & PackageName,
): Promise<PackageVersions> {
  const listing = valueOrThrow(await registry.versionsByPublishedTime(pkg, 'all', undefined));
  if (listing.missing) {
    const { domain, repository, format, namespace, package: name } = pkg;
    throw new CommandError(
      `The repository ${domain}/${repository} has no ${format} package ${displayName(format, namespace, name)}` +
        (await suggestPackage(registry, pkg)),
    );
  }
  return packageVersions(pkg, listing);
}

/** The service's order of publication holds within a list; archived versions may come from a list of their own. */
async function readDecidingTimes(
  { versions }: PackageVersions,
  {
    selected,
    publishedBefore,
    timeOf,
  }: {
    readonly selected: ReadonlySet<string>;
    readonly publishedBefore: Date;
    readonly timeOf: (version: string) => Promise<ReadResult<Date | undefined>>;
  },
): Promise<Map<string, Date | undefined>> {
  const open = versions.filter(({ version }) => selected.has(version));
  const lists = [
    open.filter(({ status }) => status !== 'Archived'),
    open.filter(({ status }) => status === 'Archived'),
  ];
  const times = await Promise.all(
    lists.map((list) =>
      findPublishedBefore(
        list.map(({ version }) => version),
        publishedBefore,
        async (version) => valueOrThrow(await timeOf(version)),
      ),
    ),
  );
  return new Map(times.flatMap((pairs) => [...pairs]));
}

/** A failed read selects nothing: a rule may rest on it. */
export function valueOrThrow<T>(result: ReadResult<T>): T {
  if (result.problem) {
    throw new CommandError(
      `The registry cannot be read: ${result.problem.code}: ${oneLine(result.problem.message, 1000)}`,
    );
  }
  return result.value;
}
