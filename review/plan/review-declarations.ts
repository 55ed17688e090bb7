import { versionsToChange } from '../../declaration/decide';
import { type Base, isUnchanged } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import type { Problem } from '../find/problem';
import type { CodeArtifactReader } from '../read/codeartifact-reader';
import { type ReadOptions, type ReviewReader, refuseWaitingVersions, reviewHistory } from './archive-review';
import { refuseNotCopied, reviewCopies } from './copy-review';
import { findContradictionProblems, findContradictions } from './contradictions';
import { BaseIndex } from './declaration-index';
import { findBaseRefusals } from './base-refusals';
import type { DeclarationReview, VersionDetails } from './declaration-review';
import { settleOrder } from './deployment-order';
import { findLoweredGuards } from './lowered-guards';
import { findLoweredHolds, type HoldTexts } from './lowered-holds';
import { validateDeclaration } from './manifest-packages';
import { findNotDeployed } from './not-deployed';
import type { GuardInput } from './guard-review';
import { type PackageGroups, planPackageGroups } from './package-groups';
import { makePlan } from './plan';
import type { LoweredGuard } from './plan-changes';
import type { Plan } from './plan-model';
import { removedDeclarations } from './removed-declarations';
import { reviewRollback } from './rollback';
import { decideVersions, type ValidatedDeclaration } from './validate';

export type { ReadOptions };

/** The declarations to review, and where they are looked up. */
export interface ReviewInput {
  readonly declarations: readonly FoundDeclaration[];
  /** The declarations before the change; absent to review everything that is declared. */
  readonly base?: Base;
  readonly registry: CodeArtifactReader;
  readonly reads: ReadOptions;
  /** The guard of the base; absent without one. */
  readonly guard?: GuardInput;
  /** The hold lists of constructs; default: none. */
  readonly holds?: { readonly base: HoldTexts; readonly change: HoldTexts };
  /** What the clean-up policy of the base protects, and that of the change does not; default: nothing. */
  readonly loweredPolicy?: readonly LoweredGuard[];
  /** Package groups of the templates; default: none. */
  readonly packageGroups?: PackageGroups;
}

/** Parts of the plan that do not come from the registry. */
export interface DisplayOptions {
  /** Templates that could not be read, and resources that may dispose and are no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** True to show versions that the base declares and that are done. */
  readonly showAll: boolean;
}

/** Reads the registry, and plans the deployment of the declarations. */
export async function reviewDeclarations(
  { declarations, base, registry, reads, guard, holds, loweredPolicy = [], packageGroups }: ReviewInput,
  { problems = [], acknowledged = new Set(), showAll = false }: Partial<DisplayOptions> = {},
): Promise<Plan> {
  const baseIndex = base && new BaseIndex(base);
  const compared = declarations.map((source) => ({ source, base: baseIndex?.at(source) }));
  const pairs = compared.filter((pair) => !isUnchanged(pair.source, pair.base));
  const unchanged = compared.filter((pair) => !pairs.includes(pair)).map(({ source }) => source);
  const contradictions = base === undefined ? [] : findContradictions(declarations, base);
  const reader = { registry, reads };
  const [reviews, notDeployed] = await Promise.all([
    Promise.all(
      pairs
        .flatMap((pair) => validateDeclaration(pair.source, pair.base))
        .map((declaration) => reviewDeclaration(declaration, reader, baseIndex)),
    ),
    findNotDeployed(unchanged, reader),
  ]);
  return makePlan({
    reviews: settleOrder(reviews),
    manifests: pairs.flatMap((pair) =>
      pair.source.manifest === undefined ? [] : [{ ...pair, content: pair.source.manifest }],
    ),
    comparedToBase: base !== undefined,
    unchangedDeclarations: unchanged.length,
    notDeployed,
    removed: base === undefined ? [] : removedDeclarations(declarations, base),
    guard,
    loweredGuards: [...loweredPolicy, ...(base && holds ? findLoweredHolds(declarations, base, holds) : [])],
    packageGroups: packageGroups ? planPackageGroups(packageGroups) : [],
    contradictions,
    problems: [...problems, ...findContradictionProblems(contradictions)],
    acknowledged,
    showAll,
    sizesAsked: reads.sizes,
  });
}

async function reviewDeclaration(
  validated: ValidatedDeclaration,
  reader: ReviewReader,
  baseIndex: BaseIndex | undefined,
): Promise<DeclarationReview> {
  const { registry, reads } = reader;
  const { declaration, source, base } = validated;
  const rollback = await reviewRollback(validated, reader);
  const own = { ...validated, rollback, loweredGuards: baseIndex && findLoweredGuards(validated, baseIndex) };
  if (!declaration) {
    return { ...own, details: new Map() };
  }
  const pkg = declaration.package;
  const { region } = source.stack;
  const answer = await registry.versions(pkg, declaration.versions, region);
  const decision = decideVersions(declaration, base?.source, answer);
  if (decision === undefined) {
    return { ...own, listing: answer, details: new Map() };
  }
  // The repository is gone, with everything that was declared before. That is no problem, but the reviewer has to know.
  const { problem } = answer;
  const listing = problem === undefined ? answer : { value: { missing: true, versions: new Map() } };
  const notes = problem && [`${problem.message}. Nothing is left to do, as every version was declared before.`];
  const history = await reviewHistory(validated, decision, reader);
  const waited = refuseWaitingVersions(decision, declaration, history);
  const copies = await reviewCopies(validated, waited, reader);
  const verdicts = refuseNotCopied(waited, validated, copies);
  const toDispose = verdicts.filter(({ verdict }) => verdict === 'to dispose').map(({ version }) => version);
  const changes = versionsToChange(verdicts).map(({ version }) => version);
  const [baseRefusals, sources, details] = await Promise.all([
    baseIndex && answer.value
      ? findBaseRefusals(validated, { versions: changes, listing: answer.value, baseIndex }, reader)
      : undefined,
    reads.upstreams && toDispose.length > 0 ? registry.sources(pkg, region) : undefined,
    Promise.all(toDispose.map(async (version) => [version, await readDetails(version)] as const)),
  ]);
  return {
    ...own,
    listing,
    verdicts,
    history,
    notes,
    baseRefusals,
    sources,
    copies,
    details: new Map(details),
  };

  async function readDetails(version: string): Promise<VersionDetails> {
    const [publishedTime, size] = await Promise.all([
      reads.publishedTimes ? registry.publishedTime(pkg, version, region) : undefined,
      reads.sizes ? registry.size(pkg, version, region) : undefined,
    ]);
    return { publishedTime, size };
  }
}
