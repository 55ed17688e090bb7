import { type Version, versionScheme } from '../../declaration/version-schemes';
import { type CountedRelease, type CountedVersion, groupByRelease } from './counted-releases';
import type { Reason } from './reason';
import type { PackageVersion, PackageVersions, SelectionRules } from './selection-rules';

/** Versions to keep, each with the reason. */
export type KeptVersions = ReadonlyMap<string, Reason>;

/** Only versions that can be installed count; where a package has none, those that can be brought back, and so on. */
const COUNTED_STATUSES = [['Published', 'Unlisted'], ['Archived'], ['Unfinished']];
/** Ordered by need: the versions that users need most come first. */
const STATUSES_BY_USE = COUNTED_STATUSES.flat().map((status) => [status]);

const REASONS = {
  release: 'latestReleases',
  prerelease: 'latestPrereleases',
  snapshot: 'latestSnapshots',
  unread: 'latestVersions',
} as const;

/**
 * The latest releases, pre-releases, SNAPSHOTs and versions that cannot be read, each counted apart, so that none pushes
 * another out. Flavours, platform files and builds of one release count as one, and as many of its builds are kept.
 *
 * @param pkg of its versions only those that count
 */
export function keepLatest(pkg: PackageVersions, rules: SelectionRules): KeptVersions {
  const { keepLatest: releases, keepLatestPrereleases: prereleases = releases, latestBy } = rules;
  if (releases === undefined && prereleases === undefined) {
    return new Map();
  }
  const versions = sortByOrder(pkg.format, parseVersions(pkg, firstUsable(pkg.versions)), latestBy);
  const unordered = latestBy === 'version' ? versions.filter(({ parsed }) => !parsed) : [];
  const counts = { release: releases, unread: releases, prerelease: prereleases, snapshot: prereleases };
  const groups = groupByRelease(
    pkg.format,
    latestBy === 'version' ? versions.filter(({ parsed }) => parsed) : versions,
    rules.per,
  );
  return new Map<string, Reason>([
    ...groups.flatMap((group) => {
      const { kind } = group[0]!;
      const count = counts[kind] ?? 0;
      return takeLatest(group, count).map(
        (version) => [version, { code: REASONS[kind], value: String(count), rule: rules.label }] as const,
      );
    }),
    ...unordered.map(({ version }) => [version, { code: 'unordered' }] as const),
  ]);
}

/** As many releases that package managers list, and as many that have to be named in full; of each as many builds. */
function takeLatest(releases: readonly CountedRelease[], count: number): readonly string[] {
  return [true, false]
    .flatMap((isListed) => releases.filter((release) => release.isListed === isListed).slice(0, count))
    .flatMap(({ files, builds }) => [...files, ...builds.slice(0, count).flat()]);
}

/**
 * The latest release of a package that would lose everything, by the order of publication and by that of the format; the latest pre-release if there is no release. Versions that the user named in full may go.
 *
 * @param candidates the selected versions that no other rule keeps
 */
export function keepLastVersion(
  pkg: PackageVersions,
  { candidates, named }: { readonly candidates: ReadonlySet<string>; readonly named: ReadonlySet<string> },
): KeptVersions {
  const all = withStatus(pkg.versions, STATUSES_BY_USE);
  if (!all.every(({ version }) => candidates.has(version))) {
    return new Map();
  }
  const versions = parseVersions(
    pkg,
    all.filter(({ version }) => !named.has(version)),
  );
  const releases = versions.filter(({ parsed }) => !parsed?.prerelease);
  const countable = releases.length > 0 ? releases : versions;
  const latest = (['published', 'version'] as const).flatMap((latestBy) => {
    const ordered = sortByOrder(pkg.format, countable, latestBy).filter(
      ({ parsed }) => latestBy === 'published' || parsed,
    );
    const [first] = groupByRelease(pkg.format, ordered)[0] ?? [];
    return first ? [...first.files, ...first.builds.flat()] : [];
  });
  return new Map(latest.map((version) => [version, { code: 'lastVersion' }]));
}

/** The newest first; versions without a place in the order of the format are at the end. */
function sortByOrder(
  format: PackageVersions['format'],
  versions: readonly CountedVersion[],
  latestBy: SelectionRules['latestBy'],
): readonly CountedVersion[] {
  const scheme = versionScheme(format);
  const isRead = (version: CountedVersion): version is CountedVersion & { readonly parsed: Version } =>
    version.parsed !== undefined;
  return latestBy === 'published'
    ? versions
    : [
        ...versions.filter(isRead).sort((a, b) => scheme.compare(b.parsed, a.parsed)),
        ...versions.filter(({ parsed }) => !parsed),
      ];
}

/** Those that can be installed; where there are none, those that can be brought back, and so on. */
export function firstUsable(versions: readonly PackageVersion[]): readonly PackageVersion[] {
  return withStatus(versions, COUNTED_STATUSES);
}

/** The versions of the first group of statuses that any version has. */
function withStatus(
  versions: readonly PackageVersion[],
  groups: readonly (readonly string[])[],
): readonly PackageVersion[] {
  const has = (group: readonly string[]) => (version: PackageVersion) => group.includes(version.status ?? '');
  const group = groups.find((statuses) => versions.some(has(statuses)));
  return group ? versions.filter(has(group)) : [];
}

function parseVersions({ format }: PackageVersions, versions: readonly PackageVersion[]): CountedVersion[] {
  const scheme = versionScheme(format);
  return versions.map(({ version, status }) => ({ version, status, parsed: scheme.parse(version) }));
}
