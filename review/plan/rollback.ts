import { listRefusals, versionsToChange } from '../../declaration/decide';
import type { ReadResult } from '../read/codeartifact-reader';
import { refuseWaitingVersions, reviewHistory, type ReviewReader } from './archive-review';
import { decideVersions, type ValidatedDeclaration } from './validate';

/**
 * Decides about a rollback, whatever its reason: CloudFormation carries out the base once more. A
 * version that the base permits to be missing may exist by now.
 *
 * @returns the versions that a rollback disposes or archives; undefined if the base is not known
 */
export async function reviewRollback(
  { source, base }: ValidatedDeclaration,
  reader: ReviewReader,
): Promise<ReadResult<readonly string[]> | undefined> {
  const declaration = base?.declaration;
  if (base === undefined || declaration === undefined) {
    return undefined;
  }
  const listing = await reader.registry.versions(declaration.package, declaration.versions, base.source.stack.region);
  const decision = decideVersions(declaration, source, listing);
  if (decision === undefined) {
    // In a repository that is gone, a rollback fails as the deployment does.
    return listing.problem === undefined || listing.repositoryMissing
      ? { value: [] }
      : { problem: listing.problem, repositoryMissing: false };
  }
  const history = await reviewHistory(base, decision, reader);
  if (history?.problem !== undefined) {
    return history;
  }
  const verdicts = refuseWaitingVersions(decision, declaration, history);
  return { value: listRefusals(verdicts).length > 0 ? [] : versionsToChange(verdicts).map(({ version }) => version) };
}
