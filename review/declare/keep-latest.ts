import { type Version, versionScheme } from '../../declaration/version-schemes';
import type { Reason } from './reason';
import type { PackageVersion, PackageVersions, SelectionRules } from './selection-rules';

/** Versions to keep, each with the reason. */
export type KeptVersions = ReadonlyMap<string, Reason>;

/** Only versions that can be installed count; where a package has none, those that can be brought back, and so on. */
const COUNTED_STATUSES = [['Published', 'Unlisted'], ['Archived'], ['Unfinished']];
/** From what users of a package need most to what they need least. */
const STATUSES_BY_USE = COUNTED_STATUSES.flat().map((status) => [status]);

type CountCode = 'latestReleases' | 'latestPrereleases' | 'latestVersions';

interface CountedVersion {
  readonly version: string;
  /** Undefined if the format's rules do not define it. */
  readonly parsed?: Version;
}

/**
 * The latest releases, the latest pre-releases and the latest versions that cannot be read, each counted apart, so that
 * none pushes another out. Flavours and platform files of one release count as one.
 */
export function keepLatest(pkg: PackageVersions, rules: SelectionRules): KeptVersions {
  const { keepLatest: releases, keepLatestPrereleases: prereleases = releases, latestBy } = rules;
  const versions = readVersions(pkg, withStatus(pkg.versions, COUNTED_STATUSES));
  const unread = versions.filter(({ parsed }) => !parsed);
  const read = versions.filter(({ parsed }) => parsed && !parsed.snapshotBuild);
  const keep = (counted: readonly CountedVersion[], count: number | undefined, code: CountCode) =>
    latest(pkg, counted, { count: count ?? 0, latestBy }).map(
      (version) => [version, { code, value: String(count) }] as const,
    );
  const isUnordered = latestBy === 'version' && (releases ?? prereleases) !== undefined;
  return new Map<string, Reason>([
    ...keep(
      read.filter(({ parsed }) => !parsed!.prerelease),
      releases,
      'latestReleases',
    ),
    ...keep(
      read.filter(({ parsed }) => parsed!.prerelease),
      prereleases,
      'latestPrereleases',
    ),
    ...(isUnordered
      ? unread.map(({ version }) => [version, { code: 'unordered' }] as const)
      : keep(unread, releases, 'latestVersions')),
  ]);
}

/** The newest usable build of every SNAPSHOT, which Maven resolves it to, and as many more as pre-releases. */
export function keepLatestBuilds(pkg: PackageVersions, rules: SelectionRules): KeptVersions {
  const scheme = versionScheme(pkg.format);
  const count = Math.max(1, rules.keepLatestPrereleases ?? rules.keepLatest ?? 1);
  const builds = new Map<string, PackageVersion[]>();
  for (const version of pkg.versions) {
    const snapshot = scheme.parse(version.version)?.snapshotBuild?.snapshot;
    if (snapshot !== undefined) {
      builds.set(snapshot, builds.get(snapshot) ?? []);
      builds.get(snapshot)!.push(version);
    }
  }
  return new Map(
    [...builds].flatMap(([snapshot, all]) =>
      withStatus(all, COUNTED_STATUSES)
        .map(({ version }) => ({ version, order: scheme.parse(version)!.snapshotBuild!.order }))
        .sort((a, b) => (a.order < b.order ? 1 : -1))
        .slice(0, count)
        .map(({ version }) => [version, { code: 'newestBuilds', value: snapshot }] as const),
    ),
  );
}

/**
 * The latest release of a package of which nothing would remain, by the order of publication and by that of the format;
 * the latest pre-release where there is no release. What was asked for by name may go.
 *
 * @param candidates what the rules select, less what other rules keep
 */
export function keepLastVersion(
  pkg: PackageVersions,
  { candidates, named }: { readonly candidates: ReadonlySet<string>; readonly named: ReadonlySet<string> },
): KeptVersions {
  const all = withStatus(pkg.versions, STATUSES_BY_USE);
  if (!all.every(({ version }) => candidates.has(version))) {
    return new Map();
  }
  const versions = readVersions(
    pkg,
    all.filter(({ version }) => !named.has(version)),
  );
  const releases = versions.filter(({ parsed }) => !parsed?.prerelease);
  const counted = releases.length > 0 ? releases : versions;
  const orders = (['published', 'version'] as const).flatMap((latestBy) =>
    latest(pkg, counted, { count: 1, latestBy }),
  );
  return new Map(orders.map((version) => [version, { code: 'lastVersion' }]));
}

/** The versions of the `count` latest releases. */
function latest(
  { format }: PackageVersions,
  versions: readonly CountedVersion[],
  { count, latestBy }: { readonly count: number; readonly latestBy: SelectionRules['latestBy'] },
): string[] {
  const scheme = versionScheme(format);
  const ordered =
    latestBy === 'published'
      ? versions
      : versions.filter(({ parsed }) => parsed).sort((a, b) => scheme.compare(b.parsed!, a.parsed!));
  const releaseOf = ({ version, parsed }: CountedVersion) => parsed?.release ?? version;
  const kept = new Set([...new Set(ordered.map(releaseOf))].slice(0, count));
  return ordered.filter((counted) => kept.has(releaseOf(counted))).map(({ version }) => version);
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

function readVersions({ format }: PackageVersions, versions: readonly PackageVersion[]): CountedVersion[] {
  const scheme = versionScheme(format);
  return versions.map(({ version }) => ({ version, parsed: scheme.parse(version) }));
}
