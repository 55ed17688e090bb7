import { describeProblem, type Problem } from '../find/problem';
import { reviewCompleteness } from './completeness';
import type { DeclarationReview } from './declaration-review';
import { type GuardInput, markForbidden, reviewGuard } from './guard-review';
import { distinctGuards } from './lowered-guards';
import type { Contradiction, LoweredGuard, NotDeployed, PlannedPackageGroup, RemovedDeclaration } from './plan-changes';
import { type Plan, type PlannedDeclaration, SCHEMA_VERSION } from './plan-model';
import { ownerNaming } from './owners';
import { sortByDanger } from './danger-order';
import { addPackageLosses } from './package-losses';
import { planDeclaration } from './planned-declaration';
import { type ManifestToPlan, planManifest } from './planned-manifests';
import { isRefused } from './planned-versions';
import { totalCopies } from './copy-totals';
import { countTotals } from './totals';

export interface PlanInput {
  /** Of a manifest, a review for each package. */
  readonly reviews: readonly DeclarationReview[];
  /** The manifests among them as a whole, with their base. */
  readonly manifests: readonly ManifestToPlan[];
  readonly comparedToBase: boolean;
  readonly unchangedDeclarations: number;
  /** Versions of unchanged declarations that no deployment has changed yet. */
  readonly notDeployed: readonly NotDeployed[];
  /** Declarations and versions of the base that the change does not declare. */
  readonly removed: readonly RemovedDeclaration[];
  readonly contradictions: readonly Contradiction[];
  /** Guards that the base has and the change has not and that no review has. */
  readonly loweredGuards: readonly LoweredGuard[];
  /** The guard of the base; absent without one. */
  readonly guard?: GuardInput;
  readonly packageGroups: readonly PlannedPackageGroup[];
  /** Templates that could not be read, and resources that may dispose and are no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** True to show versions that the base declares and that are done. */
  readonly showAll: boolean;
  readonly sizesAsked: boolean;
}

/** Puts the plan together from the reviews. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { reviews, comparedToBase, unchangedDeclarations, problems, showAll, sizesAsked } = input;
  const { complete, unresolved, acknowledged } = reviewCompleteness(problems, reviews, input.acknowledged);
  const refusedManifests = new Set(reviews.filter(isRefused).flatMap(({ source }) => source.manifest ?? []));
  const context = { onlyWhatIsNew: comparedToBase && !showAll, refusedManifests };
  const { guard } = input;
  const reviewed = addPackageLosses(
    reviews.map((review) => ({
      review,
      planned: planDeclaration(review, context),
      manifest: review.source.manifest,
      listing: review.listing?.value,
    })),
  );
  const all = guard === undefined ? reviewed : reviewed.map((each) => markForbidden(each, guard));
  const loweredGuards = distinctGuards([
    ...input.loweredGuards,
    ...reviews.flatMap((review) => review.loweredGuards ?? []),
  ]);
  const nameOwner = ownerNaming([...all.map(({ planned }) => planned), ...input.removed]);
  const declarations = sortByDanger(all.map(({ planned }) => nameOwner(planned)).filter(isWorthShowing), loweredGuards);
  const removedDeclarations = input.removed.map(nameOwner);
  const copies = totalCopies(
    all.flatMap(({ planned, manifest }) =>
      planned.versions.map((version) => ({ version, pace: Number(manifest?.properties?.maxCopiesPerSecond ?? 1) })),
    ),
  );
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase,
    complete,
    problems: unresolved.map(describeProblem),
    unresolved,
    acknowledged,
    ...(guard && { guard: reviewGuard(guard, all) }),
    ...(loweredGuards.length > 0 && { loweredGuards }),
    ...(input.contradictions.length > 0 && { contradictions: input.contradictions }),
    ...(input.notDeployed.length > 0 && { notDeployed: input.notDeployed }),
    ...(input.packageGroups.length > 0 && { packageGroups: input.packageGroups }),
    totals: { ...countTotals(declarations, unchangedDeclarations, sizesAsked), ...(copies && { copies }) },
    declarations,
    ...(input.manifests.length > 0 && {
      manifests: input.manifests.map((manifest) =>
        planManifest(
          manifest,
          all.filter((entry) => entry.manifest === manifest.content).map(({ planned }) => planned),
        ),
      ),
    }),
    ...(removedDeclarations.length > 0 && { removed: removedDeclarations }),
  };
}

/** A package of a manifest needs no line if all of it was declared before and is done. */
function isWorthShowing(declaration: PlannedDeclaration): boolean {
  const { inManifest, package: pkg, problem, notes, versions, rollback, rollbackArchives } = declaration;
  const isKnown = pkg.package !== undefined && problem === undefined;
  const isDone = inManifest === true && isKnown && rollback === undefined && rollbackArchives === undefined;
  return !isDone || versions.length + notes.length > 0;
}
