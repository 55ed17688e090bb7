import { type Base, isUnchanged, placeOf } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { type Checked, check, judge } from './judge';
import { type Details, planOf, type Reviewed } from './plan';
import type { Plan } from './plan-model';
import type { Registry } from '../read/codeartifact-reader';

/** What is read besides the lists of versions. */
export interface Asked {
  readonly sizes: boolean;
  readonly publishedTimes: boolean;
  readonly upstreams: boolean;
}

/** What the plan shows besides what was read. */
export interface Shown {
  /** What of the assembly could not be read. */
  readonly problems: readonly string[];
  /** Whether versions that the base declares are shown although there is nothing left to do for them. */
  readonly showAll: boolean;
}

/**
 * Looks at the registry, and says what a deployment of the declarations would do.
 *
 * @param base what was declared before; undefined to review everything that is declared
 */
export async function review(
  declarations: readonly FoundDeclaration[],
  base: Base | undefined,
  registry: Registry,
  asked: Asked,
  { problems = [], showAll = false }: Partial<Shown> = {},
): Promise<Plan> {
  const changed = declarations.filter((it) => !isUnchanged(it, base?.get(placeOf(it))));
  const reviewed = await Promise.all(
    changed.map((it) => reviewDeclaration(check(it), base?.get(placeOf(it)), registry, asked)),
  );
  return planOf({
    reviewed,
    comparedToBase: base !== undefined,
    unchangedDeclarations: declarations.length - changed.length,
    problems,
    showAll,
    sizesAsked: asked.sizes,
  });
}

async function reviewDeclaration(
  checked: Checked,
  base: FoundDeclaration | undefined,
  registry: Registry,
  asked: Asked,
): Promise<Reviewed> {
  const { declaration, found } = checked;
  if (!declaration) {
    return { checked, base, details: new Map() };
  }
  const it = declaration.package;
  const { region } = found.stack;
  const seen = await registry.versions(it, declaration.versions, region);
  if (seen.problem) {
    return { checked, base, seen, details: new Map() };
  }
  const verdicts = judge(declaration, base, seen.value);
  const toDispose = verdicts.filter(({ verdict }) => verdict === 'to dispose').map(({ version }) => version);
  const [sources, details] = await Promise.all([
    asked.upstreams && toDispose.length > 0 ? registry.sources(it, region) : undefined,
    Promise.all(toDispose.map(async (version) => [version, await detailsOf(version)] as const)),
  ]);
  return { checked, base, seen, verdicts, sources, details: new Map(details) };

  async function detailsOf(version: string): Promise<Details> {
    const [publishedTime, size] = await Promise.all([
      asked.publishedTimes ? registry.publishedTime(it, version, region) : undefined,
      asked.sizes ? registry.size(it, version, region) : undefined,
    ]);
    return { publishedTime, size };
  }
}
