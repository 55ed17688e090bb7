import type { Verdict } from '../../declaration/decide';
import { isUnreadDeployment } from '../../template/values/deployment-parameters';
import { listUnknown } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { refuseWaitingVersions, reviewHistory, type ReviewReader } from './archive-review';
import { readDisplayName, readLocation, readDeclaredPackage } from './declared-package';
import { validateDeclaration } from './manifest-packages';
import type { NotDeployed } from './plan-changes';
import { decideVersions, NOT_KNOWN, type ValidatedDeclaration } from './validate';

/** Verdicts of versions that have not the status that their declaration gives them. */
const NOT_DONE: readonly Verdict['verdict'][] = ['to dispose', 'to archive', 'refused'];

/**
 * Finds versions that unchanged declarations dispose or archive, and that no deployment has changed yet: the deployment of
 * the base failed, or is not through. CloudFormation compares with the stack, not with the base, so this deployment may
 * change them. Of values that a pipeline gives and that could not be read, it says so.
 */
export async function findNotDeployed(
  unchanged: readonly FoundDeclaration[],
  reader: ReviewReader,
): Promise<readonly NotDeployed[]> {
  if (!reader.reads.notDeployed) {
    return [];
  }
  const declarations = unchanged.flatMap((source) => validateDeclaration(source, source));
  const all = await Promise.all(declarations.map((declaration) => findVersions(declaration, reader)));
  return all.filter((each) => each !== undefined);
}

async function findVersions(validated: ValidatedDeclaration, reader: ReviewReader): Promise<NotDeployed | undefined> {
  const { source, declaration } = validated;
  const unread = listUnknown(source).filter(isUnreadDeployment);
  if (declaration === undefined && unread.length === 0) {
    return undefined;
  }
  const located = {
    stack: source.stack.name,
    constructPath: source.constructPath,
    package: readDeclaredPackage(source.properties),
    displayName: readDisplayName(source.properties),
    location: readLocation(source.properties),
    action: source.action ?? 'dispose',
  } as const;
  if (declaration === undefined || unread.length > 0) {
    return { ...located, versions: [], problem: { code: NOT_KNOWN, message: [...new Set(unread)].join('; ') } };
  }
  const listing = await reader.registry.versions(declaration.package, declaration.versions, source.stack.region);
  const decision = decideVersions(declaration, source, listing);
  if (decision === undefined) {
    return { ...located, versions: [], problem: listing.problem };
  }
  const history = await reviewHistory(validated, decision, reader);
  if (history?.problem !== undefined) {
    return { ...located, versions: [], problem: history.problem };
  }
  const versions = refuseWaitingVersions(decision, declaration, history)
    .filter(({ verdict }) => NOT_DONE.includes(verdict))
    .map(({ version }) => version);
  return versions.length === 0 ? undefined : { ...located, versions };
}
