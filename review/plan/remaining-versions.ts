import type { PackageListing } from '../read/codeartifact-reader';
import type { PlannedDeclaration } from './plan-model';
import { packageKey } from './totals';

/** Statuses of versions that have no assets any more. */
const WITHOUT_ASSETS = ['Disposed', 'Deleted'];

/**
 * Says of each declaration how many versions with assets stay of its package after the whole plan,
 * whichever declarations name the package.
 *
 * @param packages the package of each declaration as the repository lists it; undefined where it could not be read
 */
export function withRemainingVersions(
  declarations: readonly PlannedDeclaration[],
  packages: readonly (PackageListing | undefined)[],
): PlannedDeclaration[] {
  const disposed = new Map<string, Set<string>>();
  for (const declaration of declarations) {
    const names = disposed.get(packageKey(declaration)) ?? new Set();
    disposed.set(packageKey(declaration), names);
    for (const { version, verdict } of declaration.versions) {
      if (verdict === 'will be disposed' && version !== null) {
        names.add(version);
      }
    }
  }
  return declarations.map((declaration, index) => {
    const listed = packages[index]?.versions;
    if (!listed) {
      return declaration;
    }
    const names = disposed.get(packageKey(declaration))!;
    const remaining = [...listed].filter(
      ([version, { status }]) => !names.has(version) && !WITHOUT_ASSETS.includes(status ?? ''),
    );
    return { ...declaration, remainingVersions: remaining.length };
  });
}
