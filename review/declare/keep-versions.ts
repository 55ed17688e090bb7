import { keepLastVersion, keepLatest, type KeptVersions } from './keep-latest';
import type { Reason } from './reason';
import type { PackageVersion, PackageVersions, SelectionRules } from './selection-rules';
import { keepSnapshots, type SnapshotRules } from './snapshots';
import type { VersionPattern } from './version-pattern';
import { countedVersions, type SelectionInputs, whyNotSelected, whyNotDue } from './why-not-selected';

/** Every version that a rule keeps. Which ones an exception or a hold keeps changes nothing about the other rules. */
export function keepVersions(
  pkg: PackageVersions,
  sets: readonly SelectionInputs[],
  selectingSets: (version: PackageVersion) => readonly SelectionInputs[],
): KeptVersions {
  const { defaultVersion } = pkg;
  const named = new Set(sets.flatMap(({ patterns: { match } }) => match.flatMap(({ names }) => names)));
  const byRules = new Map<string, Reason>([
    ...(defaultVersion === undefined || named.has(defaultVersion)
      ? []
      : [[defaultVersion, { code: 'defaultVersion' }] as const]),
    ...sets.flatMap((inputs) => [...keepLatest(countedVersions(inputs), inputs.rules)]),
  ]);
  const byExceptions = new Map<string, Reason>(
    sets.flatMap(({ rules, patterns: { except } }) => [
      ...except.flatMap((pattern) => keptBy(pkg, pattern, { code: 'except', value: pattern.text, rule: rules.label })),
      ...heldVersions(pkg, rules),
    ]),
  );
  const withSnapshots = (kept: KeptVersions) =>
    new Map([...keepSnapshots(pkg, snapshotRules(pkg, { sets, selectingSets, named, kept })), ...kept]);
  const kept = withSnapshots(byRules);
  const candidates = pkg.versions.filter((version) => selectingSets(version).length > 0 && !kept.has(version.version));
  // Asking for every version of a kind means the last one, too.
  const meant = pkg.versions.filter((version) =>
    selectingSets(version).some(({ patterns: { match } }) => match.some(({ kind }) => kind === 'every')),
  );
  const last = keepLastVersion(pkg, {
    candidates: new Set(candidates.map(({ version }) => version)),
    named: new Set([...named, ...meant.map(({ version }) => version)]),
  });
  return withSnapshots(new Map([...byRules, ...last, ...byExceptions]));
}

/** Keeps SNAPSHOTs, after other rules have kept some versions. */
function snapshotRules(
  pkg: PackageVersions,
  {
    sets,
    selectingSets,
    named,
    kept,
  }: {
    readonly sets: readonly SelectionInputs[];
    readonly selectingSets: (version: PackageVersion) => readonly SelectionInputs[];
    readonly named: ReadonlySet<string>;
    readonly kept: KeptVersions;
  },
): SnapshotRules {
  const versions = new Map(pkg.versions.map((version) => [version.version, version]));
  const selecting = (name: string) => selectingSets(versions.get(name)!);
  const readCount = ({ rules }: SelectionInputs) => rules.keepLatestPrereleases ?? rules.keepLatest;
  const isOldEnough = (name: string) => (inputs: SelectionInputs) =>
    inputs.rules.publishedBefore !== undefined && whyNotDue(versions.get(name)!, inputs) === undefined;
  return {
    count: Math.max(1, ...sets.map((inputs) => readCount(inputs) ?? 1)),
    named,
    stays: (name) =>
      kept.has(name) ||
      selecting(name).length === 0 ||
      whyNotSelected(versions.get(name)!, selecting(name)) !== undefined,
    isMeasured: (name) =>
      selecting(name).some((inputs) => isOldEnough(name)(inputs) || readCount(inputs) !== undefined) ||
      sets.some((inputs) => inputs.rules.keepsOnly && readCount(inputs) !== undefined),
  };
}

function keptBy(pkg: PackageVersions, pattern: VersionPattern, reason: Reason) {
  return pkg.versions.filter(({ version }) => pattern.keeps(version)).map(({ version }) => [version, reason] as const);
}

function heldVersions(pkg: PackageVersions, { heldBy }: SelectionRules): (readonly [string, Reason])[] {
  return pkg.versions.flatMap(({ version }) => {
    const source = heldBy?.(version);
    return source === undefined ? [] : [[version, { code: 'held', value: source }] as const];
  });
}
