import { decide, type Refusal, listRefusals } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { NO_PREVIOUS_VERSIONS } from '../../declaration/previous-versions';
import type { PackageListing } from '../read/codeartifact-reader';
import { refuseWaitingVersions, reviewHistory, type ReviewReader } from './archive-review';
import { declarationKey } from '../find/base';
import type { BaseIndex } from './declaration-index';
import { isSamePackage } from './declared-package';
import type { ValidatedDeclaration } from './validate';

/** The reason why the base would refuse a version, by version. */
export type BaseRefusals = ReadonlyMap<string, string>;

/**
 * Decides by the rules of the base about the versions that the change disposes or archives. The rules are those of the
 * declaration at the same place, or of every declaration that names the version.
 *
 * @param versions that the change disposes or archives
 */
export async function findBaseRefusals(
  validated: ValidatedDeclaration,
  { versions, listing, baseIndex }: { versions: readonly string[]; listing: PackageListing; baseIndex: BaseIndex },
  reader: ReviewReader,
): Promise<BaseRefusals> {
  const rules = new Map<ValidatedDeclaration, string[]>();
  const rulesByVersion = new Map(versions.map((version) => [version, findRules(validated, version, baseIndex)]));
  rulesByVersion.forEach((declarations, version) =>
    declarations.forEach((declaration) => rules.set(declaration, [...(rules.get(declaration) ?? []), version])),
  );
  const decisions = new Map(
    await Promise.all(
      [...rules].map(async ([rule, names]) => [rule, await decideByBase(rule, { names, listing }, reader)] as const),
    ),
  );
  const refusals = versions.flatMap((version): [string, string][] => {
    const reasons = (rulesByVersion.get(version) ?? []).map((rule) => decisions.get(rule)?.get(version));
    const [reason] = reasons;
    // Another declaration of the base that permits the version would have disposed it.
    return reason === undefined || reasons.includes(undefined) ? [] : [[version, reason]];
  });
  return new Map(refusals);
}

/** The declarations of the base whose rules a version had to pass, of the same action. */
function findRules(
  { source, base, baseGuards, declaration }: ValidatedDeclaration,
  version: string,
  baseIndex: BaseIndex,
): readonly ValidatedDeclaration[] {
  const rule = base ?? baseGuards;
  const others = baseIndex.declarations.find(source, version);
  const isIndexed = others.some((other) => rule && declarationKey(other.source) === declarationKey(rule.source));
  const isSame = rule !== undefined && isSamePackage(rule.source.properties, source.properties);
  return [...(rule && isSame && !isIndexed ? [rule] : []), ...others].filter(
    (each) => each.declaration !== undefined && isArchiving(each.declaration) === isArchiving(declaration),
  );
}

function isArchiving(declaration: Declaration | undefined): boolean {
  return declaration?.action === 'archive';
}

async function decideByBase(
  rule: ValidatedDeclaration,
  { names, listing }: { names: readonly string[]; listing: PackageListing },
  reader: ReviewReader,
): Promise<ReadonlyMap<string, string>> {
  if (rule.declaration === undefined) {
    return new Map();
  }
  const declaration: Declaration = { ...rule.declaration, versions: names };
  const verdicts = decide(declaration, NO_PREVIOUS_VERSIONS, listing.versions);
  const history = await reviewHistory({ ...rule, declaration }, verdicts, reader);
  if (history?.problem !== undefined) {
    return new Map(names.map((version) => [version, `it is not known: ${history.problem.message}`]));
  }
  return new Map(
    listRefusals(refuseWaitingVersions(verdicts, declaration, history)).map((refusal) => [
      refusal.version,
      describeBaseRefusal(refusal),
    ]),
  );
}

function describeBaseRefusal({ code, message }: Refusal): string {
  return `${code}: ${message}`;
}
