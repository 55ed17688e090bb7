import type { Format } from '../../declaration/package-format';
import { versionScheme } from '../../declaration/version-schemes';
import { firstUsable, type KeptVersions } from './keep-latest';
import type { Reason } from './reason';
import type { Decision } from './selection';
import type { PackageVersion, PackageVersions } from './selection-rules';

/** A SNAPSHOT of Maven: the version that clients resolve, and its builds. */
interface Snapshot {
  readonly name: string;
  /** `1.0-SNAPSHOT` itself, in each spelling that exists. */
  readonly pointers: readonly PackageVersion[];
  /** The newest first. */
  readonly builds: readonly PackageVersion[];
}

export interface SnapshotRules {
  /** Builds to keep of a SNAPSHOT that does not go as a whole. */
  readonly count: number;
  /** True if another rule leaves or keeps the version. */
  readonly stays: (version: string) => boolean;
  /** True if the rules that select a version say how old or how far behind it must be. */
  readonly isMeasured: (version: string) => boolean;
  /** Versions that a rule names in full. */
  readonly named: ReadonlySet<string>;
}

/**
 * Keeps the newest builds of every SNAPSHOT, and the SNAPSHOT itself while any of its builds stays. It goes as a whole if
 * the rules select all of it, and either name all of it or say how old or how far behind it must be.
 */
export function keepSnapshots(pkg: PackageVersions, rules: SnapshotRules): KeptVersions {
  const { stays, isMeasured, named, count } = rules;
  const kept = new Map<string, Reason>();
  for (const { name, pointers, builds } of findSnapshots(pkg)) {
    const versions = [...pointers, ...builds].map(({ version }) => version);
    const mayGo = versions.every((version) => !stays(version) && (isMeasured(version) || named.has(version)));
    if (mayGo || builds.length === 0) {
      continue;
    }
    firstUsable(builds)
      .slice(0, count)
      .filter(({ version }) => !named.has(version))
      .forEach(({ version }) => kept.set(version, { code: 'newestBuilds', value: name }));
    if (builds.some(({ version }) => stays(version) || kept.has(version))) {
      pointers.forEach(({ version }) => kept.set(version, { code: 'snapshotOfBuilds' }));
    }
  }
  return kept;
}

/** Keeps a selected SNAPSHOT while any of its builds stays, where decisions changed since. */
export function keepSnapshotsOfBuilds(format: Format, decisions: readonly Decision[]): readonly Decision[] {
  const stays = new Set(decisions.filter(({ outcome }) => outcome !== 'selected').map(({ version }) => version));
  const pointers = new Set(
    findSnapshots({ format, versions: decisions })
      .filter(({ builds }) => builds.some(({ version }) => stays.has(version)))
      .flatMap((snapshot) => snapshot.pointers.map(({ version }) => version)),
  );
  return decisions.map((decision) =>
    decision.outcome === 'selected' && pointers.has(decision.version)
      ? { ...decision, outcome: 'kept', reasons: [{ code: 'snapshotOfBuilds' }] }
      : decision,
  );
}

function findSnapshots({ format, versions }: PackageVersions): readonly Snapshot[] {
  const scheme = versionScheme(format);
  const snapshots = new Map<
    string,
    { pointers: PackageVersion[]; builds: { version: PackageVersion; order: string }[] }
  >();
  for (const version of versions.filter(({ status }) => status !== 'Disposed' && status !== 'Deleted')) {
    const { snapshot, snapshotBuild } = scheme.parse(version.version) ?? {};
    if (snapshot === undefined) {
      continue;
    }
    const { pointers, builds } = snapshots.get(snapshot) ?? { pointers: [], builds: [] };
    snapshots.set(snapshot, { pointers, builds });
    if (snapshotBuild) {
      builds.push({ version, order: snapshotBuild.order });
    } else {
      pointers.push(version);
    }
  }
  return [...snapshots].map(([name, { pointers, builds }]) => ({
    name,
    pointers,
    builds: builds.sort((a, b) => (a.order < b.order ? 1 : -1)).map(({ version }) => version),
  }));
}
