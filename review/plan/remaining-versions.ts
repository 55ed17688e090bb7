import type { PackageListing } from '../read/codeartifact-reader';
import type { PlannedDeclaration } from './plan-model';
import { packageKey } from './totals';

/** Statuses of versions that have no assets any more. */
const WITHOUT_ASSETS = ['Disposed', 'Deleted'];

/** The plan of a declaration, and its package as the repository lists it; undefined where it could not be read. */
interface ListedDeclaration {
  readonly planned: PlannedDeclaration;
  readonly listing: PackageListing | undefined;
}

/**
 * Adds to each declaration the number of versions with assets that stay of its package after the whole plan, whichever
 * declarations name the package.
 */
export function countRemainingVersions<T extends ListedDeclaration>(declarations: readonly T[]): T[] {
  const disposals = new Map<string, Set<string>>();
  for (const { planned } of declarations) {
    const key = packageKey(planned);
    const names = disposals.get(key) ?? new Set();
    disposals.set(key, names);
    for (const { version, verdict } of planned.versions) {
      if (verdict === 'will be disposed' && version !== null) {
        names.add(version);
      }
    }
  }
  return declarations.map((declaration) => {
    const { planned, listing } = declaration;
    const names = disposals.get(packageKey(planned));
    if (!listing) {
      return declaration;
    }
    const remaining = [...listing.versions].filter(
      ([version, { status }]) => names?.has(version) !== true && !WITHOUT_ASSETS.includes(status ?? ''),
    );
    return { ...declaration, planned: { ...planned, remainingVersions: remaining.length } };
  });
}
