import { type Base, isUnchanged, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import type { Problem } from '../find/problem';
import { decideVersions } from './validate';
import { type DeclarationToReview, declarationsToReview } from './manifest-packages';
import type { DeclarationReview, VersionDetails } from './declaration-review';
import { refuseWaiting } from '../../declaration/waiting-time';
import { planOf } from './plan';
import type { Plan } from './plan-model';
import { removedDeclarations } from './removed-declarations';
import type { ArchiveHistory } from '../../declaration/archive-record';
import type { Declaration } from '../../declaration/declaration';
import { refusalsOf, type Verdict, versionsToChange } from '../../declaration/decide';
import { readArchiveHistory } from '../read/archive-history';
import type { CodeArtifactReader, ReadResult } from '../read/codeartifact-reader';
import type { ValidatedDeclaration } from './validate';

/** What is read besides the lists of versions. */
export interface ReadOptions {
  readonly sizes: boolean;
  readonly publishedTimes: boolean;
  readonly upstreams: boolean;
  /** The bucket with the records of archive times, for declarations whose template does not name it. */
  readonly recordBucket?: string;
}

/** What is reviewed, and by which means. */
export interface ReviewInput {
  readonly declarations: readonly FoundDeclaration[];
  /** What was declared before; absent to review everything that is declared. */
  readonly base?: Base;
  readonly registry: CodeArtifactReader;
  readonly reads: ReadOptions;
}

/** What the plan shows besides what was read. */
export interface DisplayOptions {
  /** What of the templates could not be read, or may dispose and is no declaration. */
  readonly problems: readonly Problem[];
  /** The names of problems that are acknowledged to dispose nothing. */
  readonly acknowledged: ReadonlySet<string>;
  /** Whether versions that the base declares are shown although there is nothing left to do for them. */
  readonly showAll: boolean;
}

/** Reads the registry, and says what a deployment of the declarations would do. */
export async function reviewDeclarations(
  { declarations, base, registry, reads }: ReviewInput,
  { problems = [], acknowledged = new Set(), showAll = false }: Partial<DisplayOptions> = {},
): Promise<Plan> {
  const changed = declarations.filter(
    (foundDeclaration) => !isUnchanged(foundDeclaration, base?.get(declarationKey(foundDeclaration))),
  );
  const reviewed = await Promise.all(
    changed
      .flatMap((declaration) => declarationsToReview(declaration, base?.get(declarationKey(declaration))))
      .map((declaration) => reviewDeclaration(declaration, { registry, reads })),
  );
  return planOf({
    reviewed,
    manifests: changed
      .filter(({ manifest }) => manifest !== undefined)
      .map((found) => ({ found, base: base?.get(declarationKey(found)) })),
    comparedToBase: base !== undefined,
    unchangedDeclarations: declarations.length - changed.length,
    removed: base === undefined ? [] : removedDeclarations(declarations, base),
    problems,
    acknowledged,
    showAll,
    sizesAsked: reads.sizes,
  });
}

async function reviewDeclaration(
  toReview: DeclarationToReview,
  means: Pick<ReviewInput, 'registry' | 'reads'>,
): Promise<DeclarationReview> {
  const { checked, base, rules } = toReview;
  const { registry, reads } = means;
  const { declaration, found } = checked;
  const rollback = await disposedByRollback(toReview, means);
  if (!declaration) {
    return { checked, base, rules, rollback, details: new Map() };
  }
  const pkg = declaration.package;
  const { region } = found.stack;
  const listing = await registry.versions(pkg, declaration.versions, region);
  const decided = decideVersions(declaration, base, listing);
  if (decided === undefined) {
    return { checked, base, rules, rollback, seen: listing, details: new Map() };
  }
  // A repository that is gone with all that was declared before is no problem. Whoever reviews the change has to know it.
  const { problem } = listing;
  const seen = problem === undefined ? listing : { value: { missing: true, versions: new Map() } };
  const notes = problem && [`${problem.message}. Nothing is left to do, as every version was declared before.`];
  const history = await historyOf(checked, decided, means);
  const verdicts = withHistory(decided, declaration, history);
  const toDispose = verdicts.filter(({ verdict }) => verdict === 'to dispose').map(({ version }) => version);
  const [sources, details] = await Promise.all([
    reads.upstreams && toDispose.length > 0 ? registry.sources(pkg, region) : undefined,
    Promise.all(toDispose.map(async (version) => [version, await detailsOf(version)] as const)),
  ]);
  return { checked, base, rules, rollback, seen, verdicts, history, notes, sources, details: new Map(details) };

  async function detailsOf(version: string): Promise<VersionDetails> {
    const [publishedTime, size] = await Promise.all([
      reads.publishedTimes ? registry.publishedTime(pkg, version, region) : undefined,
      reads.sizes ? registry.size(pkg, version, region) : undefined,
    ]);
    return { publishedTime, size };
  }
}

/**
 * Reviews what CloudFormation does if the deployment fails, for whatever reason: it carries out what was declared before once
 * more. A version that the base permits to be missing may exist by now.
 */
async function disposedByRollback(
  { checked, rollback }: DeclarationToReview,
  means: Pick<ReviewInput, 'registry' | 'reads'>,
): Promise<ReadResult<readonly string[]> | undefined> {
  const declaration = rollback?.declaration;
  if (declaration === undefined || declaration.action === 'archive') {
    return undefined;
  }
  const listing = await means.registry.versions(
    declaration.package,
    declaration.versions,
    rollback!.found.stack.region,
  );
  const decided = decideVersions(declaration, checked.found, listing);
  if (decided === undefined) {
    // In a repository that is gone, a rollback fails as the deployment does.
    return listing.repositoryMissing === true ? { value: [] } : { problem: listing.problem!, repositoryMissing: false };
  }
  const history = await historyOf(rollback!, decided, means);
  if (history?.problem !== undefined) {
    return history;
  }
  const verdicts = withHistory(decided, declaration, history);
  return { value: refusalsOf(verdicts).length > 0 ? [] : versionsToChange(verdicts).map(({ version }) => version) };
}

function withHistory(
  verdicts: Verdict[],
  { waitingTime }: Declaration,
  history: ReadResult<ArchiveHistory> | undefined,
): Verdict[] {
  return history?.value && waitingTime ? refuseWaiting(verdicts, waitingTime, history.value) : verdicts;
}

/** When versions were archived and restored, if a declaration asks for that before it disposes one. */
async function historyOf(
  { found, declaration }: ValidatedDeclaration,
  verdicts: readonly Verdict[],
  { registry, reads }: Pick<ReviewInput, 'registry' | 'reads'>,
): Promise<ReadResult<ArchiveHistory> | undefined> {
  const { waitingTime, package: pkg, versions } = declaration!;
  if (waitingTime === undefined || !verdicts.some(({ verdict }) => verdict === 'to dispose')) {
    return undefined;
  }
  const bucket = found.recordBucketUnknown ? reads.recordBucket : waitingTime.record.bucket;
  if (bucket === undefined) {
    const message =
      'the versions wait for a time that is in the record bucket of the stack, whose name only the deployment knows; ' +
      'pass --record-bucket';
    return { problem: { code: 'UNKNOWN_RECORD_BUCKET', message }, repositoryMissing: false };
  }
  return readArchiveHistory(await registry.connection(found.stack.region), {
    record: { ...waitingTime.record, bucket },
    package: pkg,
    versions,
  });
}
