import type { PlannedDeclaration, PlannedVerdict, PlannedVersion, Totals } from './plan-model';

/** Where several declarations name one version, the verdict that weighs most is the one that is counted. */
const BY_WEIGHT: readonly PlannedVerdict[] = [
  'will be disposed',
  'unknown',
  'refused',
  'skipped',
  'will be archived',
  'changed since',
  'already archived',
  'missing',
  'deleted',
  'already disposed',
];

interface CountedVersion {
  /** Identifies its package, repository and Region. */
  readonly packageKey: string;
  readonly version: PlannedVersion;
}

export function packageKey({ region, package: pkg }: Pick<PlannedDeclaration, 'region' | 'package'>): string {
  return JSON.stringify([region, Object.entries(pkg).sort()]);
}

/** A manifest without packages, or one that could not be read, names none. */
export function namesPackage({
  inManifest,
  package: pkg,
}: Pick<PlannedDeclaration, 'inManifest' | 'package'>): boolean {
  return inManifest !== true || pkg.package !== undefined;
}

/** The number of constructs declare: one for all packages of a manifest. */
export function constructCount(declarations: readonly PlannedDeclaration[]): number {
  const single = declarations.filter(({ inManifest }) => inManifest !== true);
  const manifests = declarations.filter(({ inManifest }) => inManifest === true);
  return single.length + new Set(manifests.map(({ stackId, logicalId }) => JSON.stringify([stackId, logicalId]))).size;
}

/** Each version once, however many declarations name it: the one whose verdict weighs most. */
export function countedVersions(declarations: readonly PlannedDeclaration[]): CountedVersion[] {
  const unknownVersions: CountedVersion[] = [];
  const versionsByPackage = new Map<string, Map<string, PlannedVersion>>();
  for (const declaration of declarations) {
    const key = packageKey(declaration);
    const versions = versionsByPackage.get(key) ?? new Map<string, PlannedVersion>();
    versionsByPackage.set(key, versions);
    for (const version of declaration.versions) {
      if (version.version === null) {
        // It may be any other version.
        unknownVersions.push({ packageKey: key, version });
        continue;
      }
      const countedVersion = versions.get(version.version);
      if (!countedVersion || BY_WEIGHT.indexOf(version.verdict) < BY_WEIGHT.indexOf(countedVersion.verdict)) {
        versions.set(version.version, version);
      }
    }
  }
  const each = [...versionsByPackage].flatMap(([key, versions]) =>
    Array.from(versions.values(), (version) => ({ packageKey: key, version })),
  );
  return [...each, ...unknownVersions];
}

/** Counts each package and version once, however many declarations name it. */
export function countTotals(
  declarations: readonly PlannedDeclaration[],
  unchangedDeclarations: number,
  sizesAsked: boolean,
): Totals {
  const all = countedVersions(declarations);
  const count = (verdict: PlannedVerdict) => all.filter(({ version }) => version.verdict === verdict).length;
  const disposed = all.filter(({ version }) => version.verdict === 'will be disposed');
  return {
    declarations: constructCount(declarations),
    unchangedDeclarations,
    packages: new Set(declarations.filter(namesPackage).map(packageKey)).size,
    packagesToDispose: new Set(disposed.map((countedVersion) => countedVersion.packageKey)).size,
    willBeDisposed: disposed.length,
    notPinned: disposed.filter(({ version }) => version.pin === 'none').length,
    alreadyDisposed: count('already disposed'),
    willBeArchived: count('will be archived'),
    alreadyArchived: count('already archived'),
    changedSince: count('changed since'),
    refused: count('refused'),
    skipped: count('skipped'),
    missing: count('missing'),
    deleted: count('deleted'),
    unknown: count('unknown'),
    sizeBytes: sizesAsked ? disposed.reduce((sum, { version }) => sum + (version.sizeBytes ?? 0), 0) : null,
    sizeUnknown: sizesAsked ? disposed.filter(({ version }) => version.sizeBytes === undefined).length : 0,
  };
}
