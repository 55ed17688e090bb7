import { type Base, isUnchanged, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import type { Problem } from '../find/problem';
import { type ValidatedDeclaration, validate, decideVersions } from './validate';
import { type VersionDetails, planOf, type DeclarationReview } from './plan';
import type { Plan } from './plan-model';
import type { CodeArtifactReader } from '../read/codeartifact-reader';

/** What is read besides the lists of versions. */
export interface ReadOptions {
  readonly sizes: boolean;
  readonly publishedTimes: boolean;
  readonly upstreams: boolean;
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

/**
 * Looks at the registry, and says what a deployment of the declarations would do.
 *
 * @param base what was declared before; undefined to review everything that is declared
 */
export async function reviewDeclarations(
  declarations: readonly FoundDeclaration[],
  base: Base | undefined,
  registry: CodeArtifactReader,
  asked: ReadOptions,
  { problems = [], acknowledged = new Set(), showAll = false }: Partial<DisplayOptions> = {},
): Promise<Plan> {
  const changed = declarations.filter(
    (foundDeclaration) => !isUnchanged(foundDeclaration, base?.get(declarationKey(foundDeclaration))),
  );
  const reviewed = await Promise.all(
    changed.map((declaration) =>
      reviewDeclaration(validate(declaration), base?.get(declarationKey(declaration)), registry, asked),
    ),
  );
  return planOf({
    reviewed,
    comparedToBase: base !== undefined,
    unchangedDeclarations: declarations.length - changed.length,
    problems,
    acknowledged,
    showAll,
    sizesAsked: asked.sizes,
  });
}

async function reviewDeclaration(
  checked: ValidatedDeclaration,
  base: FoundDeclaration | undefined,
  registry: CodeArtifactReader,
  asked: ReadOptions,
): Promise<DeclarationReview> {
  const { declaration, found } = checked;
  if (!declaration) {
    return { checked, base, details: new Map() };
  }
  const pkg = declaration.package;
  const { region } = found.stack;
  const seen = await registry.versions(pkg, declaration.versions, region);
  if (seen.problem) {
    return { checked, base, seen, details: new Map() };
  }
  const verdicts = decideVersions(declaration, base, seen.value);
  const toDispose = verdicts.filter(({ verdict }) => verdict === 'to dispose').map(({ version }) => version);
  const [sources, details] = await Promise.all([
    asked.upstreams && toDispose.length > 0 ? registry.sources(pkg, region) : undefined,
    Promise.all(toDispose.map(async (version) => [version, await detailsOf(version)] as const)),
  ]);
  return { checked, base, seen, verdicts, sources, details: new Map(details) };

  async function detailsOf(version: string): Promise<VersionDetails> {
    const [publishedTime, size] = await Promise.all([
      asked.publishedTimes ? registry.publishedTime(pkg, version, region) : undefined,
      asked.sizes ? registry.size(pkg, version, region) : undefined,
    ]);
    return { publishedTime, size };
  }
}
