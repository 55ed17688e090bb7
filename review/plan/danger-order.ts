import { findLoss, LOSSES } from './package-losses';
import type { LoweredGuard } from './plan-changes';
import type { PlannedDeclaration } from './plan-model';

/**
 * Sorts declarations by danger, the worst first: not known, refused, packages that lose everything, their last release or
 * their default version, lowered guards. Outputs that have no room for all of them cut the end. Equal ones stay in order.
 */
export function sortByDanger(
  declarations: readonly PlannedDeclaration[],
  loweredGuards: readonly LoweredGuard[],
): PlannedDeclaration[] {
  const lowered = new Set(loweredGuards.map(({ stack, constructPath }) => JSON.stringify([stack, constructPath])));
  const ranks = new Map(declarations.map((declaration) => [declaration, rankDanger(declaration, lowered)]));
  return [...declarations].sort((a, b) => (ranks.get(a) ?? 0) - (ranks.get(b) ?? 0));
}

function rankDanger(declaration: PlannedDeclaration, lowered: ReadonlySet<string>): number {
  const { outcome, stack, constructPath, versions } = declaration;
  if (outcome === 'unknown' || outcome === 'refused') {
    return outcome === 'unknown' ? 0 : 1;
  }
  const loss = findLoss(declaration);
  if (loss !== undefined) {
    return 2 + LOSSES.indexOf(loss);
  }
  const isLowered =
    lowered.has(JSON.stringify([stack, constructPath])) ||
    versions.some(({ warnings }) => warnings.some(({ id }) => id === 'refused-by-base'));
  return 2 + LOSSES.length + (isLowered ? 0 : 1);
}
