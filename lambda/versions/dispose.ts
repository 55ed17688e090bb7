import { COUNT_ATTRIBUTE, revisionAttribute } from '../../declaration/attributes';
import { type Verdict, versionsToChange } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { FIELDS } from '../../declaration/fields';
import { type ChangeResult, changeInBatches } from './batches';
import { checkVersions, type DeploymentRequest } from './check-versions';
import { DisposalError, incomplete, revisionsTooLong } from '../event/failure';
import { type Data, successFits } from '../event/response';

/**
 * Lists the versions, decides, and disposes unless a version is refused.
 *
 * @returns the attributes of the resource
 * @throws DisposalError
 */
export async function disposePackageVersions(request: DeploymentRequest): Promise<Data> {
  const { event, declaration } = request;
  const { verdicts } = await checkVersions(request);
  if (!successFits(event, makeLongestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration));
  }
  const toDispose = versionsToChange(verdicts);
  if (toDispose.length > 0 && request.unknownAge) {
    throw new DisposalError(request.unknownAge);
  }
  const results = await changeInBatches(toDispose, request);
  const failed = results.filter((result) => !result.changed);
  if (failed.length > 0) {
    throw new DisposalError(incomplete(declaration, failed, disposedCount(verdicts, results)));
  }
  const data = collectRevisions(declaration, verdicts, results);
  return successFits(event, data) ? data : collectRevisions(declaration, verdicts, []);
}

function disposedCount(verdicts: readonly Verdict[], results: readonly ChangeResult[]): number {
  const before = verdicts.filter(({ verdict }) => verdict === 'already disposed').length;
  return before + results.filter(({ changed }) => changed).length;
}

/** The attributes; the revisions are those the service gave when it disposed, else those that were listed. */
function collectRevisions(
  declaration: Declaration,
  verdicts: readonly Verdict[],
  results: readonly ChangeResult[],
): Data {
  const revisions = new Map<string, string>();
  for (const verdict of verdicts) {
    revisions.set(verdict.version, ('revision' in verdict && verdict.revision) || '');
  }
  for (const result of results) {
    if (result.changed) {
      revisions.set(result.version, result.revision);
    }
  }
  const disposed = verdicts.filter(({ verdict }) => verdict === 'to dispose' || verdict === 'already disposed');
  return {
    [COUNT_ATTRIBUTE]: String(disposed.length),
    ...Object.fromEntries(
      declaration.revisionAttributes.map((version) => [revisionAttribute(version), revisions.get(version) ?? '']),
    ),
  };
}

/** The attributes with revisions of the greatest length, to know before the disposal that they fit. */
function makeLongestData(declaration: Declaration, verdicts: readonly Verdict[]): Data {
  const data = collectRevisions(declaration, verdicts, []);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value.padEnd(FIELDS.revision.max, ' ')]),
  );
}
