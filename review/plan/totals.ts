import type { PlannedDeclaration, PlannedVerdict, PlannedVersion, Totals } from './plan-model';

/** Where several declarations name one version, the verdict that weighs most is the one that is counted. */
const BY_WEIGHT: readonly PlannedVerdict[] = [
  'will be disposed',
  'unknown',
  'refused',
  'skipped',
  'missing',
  'deleted',
  'already disposed',
];

/** Counts each package and version once, however many declarations name it. */
export function totalsOf(
  declarations: readonly PlannedDeclaration[],
  unchangedDeclarations: number,
  sizesAsked: boolean,
): Totals {
  const packages = new Set<string>();
  const versions = new Map<string, { readonly of: string; readonly it: PlannedVersion }>();
  for (const declaration of declarations) {
    const of = JSON.stringify([declaration.region, Object.entries(declaration.package).sort()]);
    packages.add(of);
    declaration.versions.forEach((plannedVersion, index) => {
      // A version without a name may be any other.
      const key = JSON.stringify([of, plannedVersion.version ?? [declaration.stack, declaration.logicalId, index]]);
      const known = versions.get(key)?.it;
      if (!known || BY_WEIGHT.indexOf(plannedVersion.verdict) < BY_WEIGHT.indexOf(known.verdict)) {
        versions.set(key, { of, it: plannedVersion });
      }
    });
  }
  const all = [...versions.values()];
  const count = (verdict: PlannedVerdict) =>
    all.filter(({ it: plannedVersion }) => plannedVersion.verdict === verdict).length;
  const disposed = all.filter(({ it: plannedVersion }) => plannedVersion.verdict === 'will be disposed');
  return {
    declarations: declarations.length,
    unchangedDeclarations,
    packages: packages.size,
    packagesToDispose: new Set(disposed.map(({ of }) => of)).size,
    willBeDisposed: disposed.length,
    alreadyDisposed: count('already disposed'),
    refused: count('refused'),
    skipped: count('skipped'),
    missing: count('missing'),
    deleted: count('deleted'),
    unknown: count('unknown'),
    sizeBytes: sizesAsked
      ? disposed.reduce((sum, { it: plannedVersion }) => sum + (plannedVersion.sizeBytes ?? 0), 0)
      : null,
    sizeUnknown: sizesAsked
      ? disposed.filter(({ it: plannedVersion }) => plannedVersion.sizeBytes === undefined).length
      : 0,
  };
}
