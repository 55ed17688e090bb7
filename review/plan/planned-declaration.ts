import type { ServiceError } from '../../codeartifact/describe-service-error';
import { type FoundManifest, INVALID } from '../find/manifests';
import {
  readDisplayName,
  isSamePackage,
  readLocation,
  readDeclaredPackage,
  toTextOrUndefined,
} from './declared-package';
import type { DeclarationReview } from './declaration-review';
import type { DeclarationOutcome, PlannedDeclaration, PlannedVerdict, PlannedVersion } from './plan-model';
import { planVersions } from './planned-versions';

/** Verdicts after which there is nothing to destroy; a base has been through them before. */
const DONE_VERDICTS: readonly PlannedVerdict[] = ['already disposed', 'already archived', 'missing', 'deleted'];

export interface PlanningContext {
  /** True if versions that were declared before and are done are left out. */
  readonly onlyWhatIsNew: boolean;
  /** Manifests with a refused version: nothing of them is disposed. */
  readonly refusedManifests: ReadonlySet<FoundManifest>;
}

/** Plans one declaration from its review. */
export function planDeclaration(
  review: DeclarationReview,
  { onlyWhatIsNew, refusedManifests }: PlanningContext,
): PlannedDeclaration {
  const { source, problem = review.listing?.problem } = review;
  const { stack, properties } = source;
  const versions = planVersions(review, refusedManifests);
  return {
    stack: stack.name,
    stackId: stack.id,
    account: stack.account,
    region: stack.region,
    constructPath: source.constructPath,
    logicalId: source.logicalId,
    outcome: decideOutcome(versions, problem),
    ...(problem && { problem }),
    package: readDeclaredPackage(properties),
    displayName: readDisplayName(properties),
    location: readLocation(properties),
    expectedStatus: toTextOrUndefined(properties['expectedStatus']),
    allowMissing: properties['allowMissing'] === 'true',
    notes: [...source.notes, ...(review.notes ?? [])],
    ...(source.manifest && { inManifest: true }),
    ...planRollback(review, versions),
    // Versions that were declared before and are done need no second review. Those that are not done are destroyed now.
    versions: onlyWhatIsNew
      ? versions.filter(({ added, verdict }) => added || !DONE_VERDICTS.includes(verdict))
      : versions,
  };
}

/** Versions that a rollback of the deployment disposes or archives, and the deployment does not. */
function planRollback(
  { source, base, rollback }: DeclarationReview,
  versions: readonly PlannedVersion[],
): Pick<PlannedDeclaration, 'rollback' | 'rollbackArchives'> {
  if (base === undefined) {
    return {};
  }
  const { properties } = base.source;
  const isArchiving = base.declaration?.action === 'archive';
  const verdict = isArchiving ? 'will be archived' : 'will be disposed';
  const isSame = isSamePackage(properties, source.properties);
  const changes = new Set(versions.filter((each) => isSame && each.verdict === verdict).map(({ version }) => version));
  const others = (rollback?.value ?? []).filter((version) => !changes.has(version));
  if (others.length === 0) {
    return {};
  }
  const change = {
    package: readDeclaredPackage(properties),
    displayName: readDisplayName(properties),
    location: readLocation(properties),
    versions: others,
  };
  return isArchiving ? { rollbackArchives: change } : { rollback: change };
}

function decideOutcome(versions: readonly PlannedVersion[], problem: ServiceError | undefined): DeclarationOutcome {
  const has = (verdict: PlannedVerdict) => versions.some((plannedVersion) => plannedVersion.verdict === verdict);
  if (problem) {
    return problem.code === INVALID ? 'refused' : 'unknown';
  }
  if (has('refused') || has('skipped')) {
    return 'refused';
  }
  if (has('unknown')) {
    return 'unknown';
  }
  if (has('will be disposed')) {
    return 'will dispose';
  }
  return has('will be archived') ? 'will archive' : 'nothing to do';
}
