import { describeProblem, type Problem } from '../find/problem';
import { completenessOf } from './completeness';
import type { DeclarationReview } from './declaration-review';
import { type Plan, type PlannedDeclaration, type RemovedDeclaration, SCHEMA_VERSION } from './plan-model';
import { planDeclaration } from './planned-declaration';
import { type ManifestToPlan, planManifest } from './planned-manifests';
import { isRefused } from './planned-versions';
import { countRemainingVersions } from './remaining-versions';
import { totalsOf } from './totals';

export interface PlanInput {
  /** Of a manifest, a review for each package. */
  readonly reviews: readonly DeclarationReview[];
  /** The manifests among them as a whole, with their base. */
  readonly manifests: readonly ManifestToPlan[];
  readonly comparedToBase: boolean;
  readonly unchangedDeclarations: number;
  /** Declarations and versions of the base that the change does not declare. */
  readonly removed: readonly RemovedDeclaration[];
  /** Templates that could not be read, and resources that may dispose and are no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** True to show versions that the base declares and for which nothing is left to do. */
  readonly showAll: boolean;
  readonly sizesAsked: boolean;
}

/** Puts the plan together from the reviews. Pure. */
export function makePlan(input: PlanInput): Plan {
  const { reviews, comparedToBase, unchangedDeclarations, problems, showAll, sizesAsked } = input;
  const { complete, unresolved, acknowledged } = completenessOf(problems, reviews, input.acknowledged);
  const refusedManifests = new Set(reviews.filter(isRefused).flatMap(({ source }) => source.manifest ?? []));
  const context = { onlyWhatIsNew: comparedToBase && !showAll, refusedManifests };
  const all = countRemainingVersions(
    reviews.map((review) => ({
      planned: planDeclaration(review, context),
      manifest: review.source.manifest,
      listing: review.listing?.value,
    })),
  );
  const declarations = all.map(({ planned }) => planned).filter(isWorthShowing);
  return {
    schemaVersion: SCHEMA_VERSION,
    comparedToBase,
    complete,
    totals: totalsOf(declarations, unchangedDeclarations, sizesAsked),
    problems: unresolved.map(describeProblem),
    unresolved,
    acknowledged,
    declarations,
    ...(input.manifests.length > 0 && {
      manifests: input.manifests.map((manifest) =>
        planManifest(
          manifest,
          all.filter((entry) => entry.manifest === manifest.content).map(({ planned }) => planned),
        ),
      ),
    }),
    ...(input.removed.length > 0 && { removed: input.removed }),
  };
}

/** A package of a manifest needs no line if all of it was declared before and is done. */
function isWorthShowing({ inManifest, package: pkg, problem, notes, versions, rollback }: PlannedDeclaration): boolean {
  const isDone = inManifest === true && pkg.package !== undefined && problem === undefined && rollback === undefined;
  return !isDone || versions.length + notes.length > 0;
}
