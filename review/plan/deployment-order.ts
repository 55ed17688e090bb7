import { decide } from '../../declaration/decide';
import { previousVersions } from '../../declaration/previous-versions';
import type { DeclarationReview } from './declaration-review';
import { declaredPackageKey } from './declared-package';

/** Seconds that a deployment takes at most: a longer waiting time is not over when the same deployment disposes. */
const MAX_DEPLOYMENT = 86_400;

/** The declaration that archives a version, by package and version. */
type Archives = ReadonlyMap<string, ReadonlyMap<string, string>>;

/**
 * Finds disposals of versions that another declaration archives in the same deployment. Such a version may be archived
 * when its disposal is decided, or may not be yet. If the decision differs, it is not known.
 */
export function settleOrder(reviews: readonly DeclarationReview[]): readonly DeclarationReview[] {
  const archives = findArchives(reviews);
  return archives.size === 0 ? reviews : reviews.map((review) => settleVerdict(review, archives));
}

function findArchives(reviews: readonly DeclarationReview[]): Archives {
  const archives = new Map<string, Map<string, string>>();
  for (const { source, verdicts = [] } of reviews) {
    for (const { version, verdict } of verdicts) {
      if (verdict === 'to archive') {
        const key = declaredPackageKey(source);
        const versions = archives.get(key) ?? new Map<string, string>();
        archives.set(key, versions.set(version, source.constructPath));
      }
    }
  }
  return archives;
}

function settleVerdict(review: DeclarationReview, archives: Archives): DeclarationReview {
  const { source, declaration, base, listing, verdicts = [] } = review;
  const places = archives.get(declaredPackageKey(source));
  const versions = listing?.value?.versions;
  if (declaration === undefined || declaration.action === 'archive' || places === undefined || versions === undefined) {
    return review;
  }
  const archivings = new Map(
    [...versions].map(([name, version]) => [name, places.has(name) ? { ...version, status: 'Archived' } : version]),
  );
  const previous = previousVersions(base?.source.properties, declaration, base?.source.region);
  const later = new Map(decide(declaration, previous, archivings).map((verdict) => [verdict.version, verdict.verdict]));
  const mustWait = (declaration.waitingTime?.seconds ?? 0) >= MAX_DEPLOYMENT;
  const unsettled = verdicts.flatMap(({ version, verdict }): [string, string][] => {
    const place = places.get(version);
    const verdictLater = mustWait && later.get(version) === 'to dispose' ? 'refused' : later.get(version);
    return place === undefined || verdict === verdictLater
      ? []
      : [[version, `${place} archives it in the same deployment, and what becomes of it depends on which comes first`]];
  });
  return unsettled.length === 0 ? review : { ...review, unsettled: new Map(unsettled) };
}
