import { isFormat } from '../../declaration/package-format';
import { versionScheme } from '../../declaration/version-schemes';
import type { PackageListing } from '../read/codeartifact-reader';
import type { PlannedDeclaration, PlannedVerdict, PlannedVersion, Warning } from './plan-model';
import { namesPackage, packageKey } from './totals';

/** Statuses of versions that have no assets any more. */
const WITHOUT_ASSETS = ['Disposed', 'Deleted'];

/** Statuses of versions that package managers can install. */
const INSTALLABLE = ['Published', 'Unlisted'];

/** The plan of a declaration, and its package as the repository lists it; undefined where it could not be read. */
interface ListedDeclaration {
  readonly planned: PlannedDeclaration;
  readonly listing: PackageListing | undefined;
}

/** Versions of a package by the verdict of the whole plan. */
type VerdictsOfPackage = ReadonlyMap<string, PlannedVerdict>;

/**
 * Adds to each declaration the rest of its package after the whole plan, whichever declarations name the package: the
 * number of versions with assets, and a warning on each version that goes if nothing or no release stays.
 */
export function addPackageLosses<T extends ListedDeclaration>(declarations: readonly T[]): T[] {
  const changes = findChanges(declarations.map(({ planned }) => planned));
  return declarations.map((declaration) => {
    const { planned, listing } = declaration;
    if (!listing) {
      return declaration;
    }
    const verdicts = changes.get(packageKey(planned)) ?? new Map<string, PlannedVerdict>();
    const remainingVersions = countRemaining(listing, verdicts);
    const losesLastRelease = losesReleases(planned, listing, verdicts);
    return {
      ...declaration,
      planned: {
        ...planned,
        remainingVersions,
        ...(losesLastRelease && { losesLastRelease }),
        versions: planned.versions.map((version) => addWarning(version, remainingVersions, losesLastRelease)),
      },
    };
  });
}

function findChanges(declarations: readonly PlannedDeclaration[]): ReadonlyMap<string, VerdictsOfPackage> {
  const changes = new Map<string, Map<string, PlannedVerdict>>();
  for (const declaration of declarations) {
    const verdicts = changes.get(packageKey(declaration)) ?? new Map<string, PlannedVerdict>();
    changes.set(packageKey(declaration), verdicts);
    for (const { version, verdict } of declaration.versions) {
      // A version that is archived and disposed is disposed in the end.
      if (version !== null && isChange(verdict) && verdicts.get(version) !== 'will be disposed') {
        verdicts.set(version, verdict);
      }
    }
  }
  return changes;
}

function isChange(verdict: PlannedVerdict): boolean {
  return verdict === 'will be disposed' || verdict === 'will be archived';
}

function countRemaining({ versions }: PackageListing, verdicts: VerdictsOfPackage): number {
  return [...versions].filter(
    ([version, { status = '' }]) => verdicts.get(version) !== 'will be disposed' && !WITHOUT_ASSETS.includes(status),
  ).length;
}

/** True if package managers can install a release now, and none after the change. */
function losesReleases(
  { package: pkg }: PlannedDeclaration,
  { versions }: PackageListing,
  verdicts: VerdictsOfPackage,
): boolean {
  if (verdicts.size === 0 || !isFormat(pkg.format)) {
    return false;
  }
  const scheme = versionScheme(pkg.format);
  const releases = [...versions]
    .filter(([version, { status = '' }]) => INSTALLABLE.includes(status) && scheme.parse(version)?.prerelease === false)
    .map(([version]) => version);
  return releases.length > 0 && releases.every((version) => verdicts.has(version));
}

function addWarning(version: PlannedVersion, remainingVersions: number, losesLastRelease: boolean): PlannedVersion {
  const warning: Warning | undefined =
    remainingVersions === 0 && version.verdict === 'will be disposed'
      ? { id: 'nothing-remains', message: 'nothing remains of the package' }
      : losesLastRelease && isChange(version.verdict)
        ? { id: 'last-release', message: 'no release of the package remains that can be installed' }
        : undefined;
  return warning === undefined ? version : { ...version, warnings: [warning, ...version.warnings] };
}

/** The worst that a package loses, the worst first. */
export const LOSSES = ['everything', 'last release', 'default version'] as const;

export type Loss = (typeof LOSSES)[number];

/** A package that loses more than old versions, and a declaration that names it. */
export interface PackageLoss {
  readonly loss: Loss;
  readonly declaration: PlannedDeclaration;
}

/** The packages that lose everything, their last release or their default version, each once, the worst first. */
export function findPackageLosses(declarations: readonly PlannedDeclaration[]): readonly PackageLoss[] {
  const losses = new Map<string, PackageLoss>();
  for (const declaration of declarations) {
    const loss = findLoss(declaration);
    const key = packageKey(declaration);
    const other = losses.get(key)?.loss;
    if (loss !== undefined && (other === undefined || LOSSES.indexOf(loss) < LOSSES.indexOf(other))) {
      losses.set(key, { loss, declaration });
    }
  }
  return [...losses.values()].sort((a, b) => LOSSES.indexOf(a.loss) - LOSSES.indexOf(b.loss));
}

/** The worst that the package of one declaration loses; undefined if it keeps its default version and a release. */
export function findLoss(declaration: PlannedDeclaration): Loss | undefined {
  const changes = declaration.versions.filter(({ verdict }) => isChange(verdict));
  if (changes.length === 0 || !namesPackage(declaration)) {
    return undefined;
  }
  if (declaration.remainingVersions === 0 && changes.some(({ verdict }) => verdict === 'will be disposed')) {
    return 'everything';
  }
  if (declaration.losesLastRelease) {
    return 'last release';
  }
  const isDefault = changes.some(({ warnings }) => warnings.some(({ id }) => id === 'default-version'));
  return isDefault ? 'default version' : undefined;
}
