import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { COUNT_ATTRIBUTE, revisionAttribute } from '../declaration/attributes';
import { refusalsOf, type Verdict, versionsToDispose } from '../declaration/decide';
import type { Declaration } from '../declaration/declaration';
import { FIELDS } from '../declaration/fields';
import { previousVersions } from '../declaration/previous-versions';
import { type DisposalResult, disposeInBatches } from './batches';
import { DisposalError, type FailureMessage, incomplete, refused, revisionsTooLong } from './failure';
import { decideOnListing, type ListRequest, listVersions } from './list-versions';
import type { Log } from './log';
import { type Data, successFits } from './response';

export interface DisposalRequest extends ListRequest {
  readonly event: CloudFormationCustomResourceEvent;
  /** Why no version may be disposed; absent if CloudFormation still waits. A rollback has none to dispose, and succeeds. */
  readonly unknownAge?: FailureMessage;
}

/**
 * Lists the versions, decides, and disposes unless a version is refused.
 *
 * @returns the attributes of the resource
 * @throws DisposalError
 */
export async function disposePackageVersions(request: DisposalRequest): Promise<Data> {
  const { event, declaration, log, caller } = request;
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const previous = previousVersions(old, declaration, caller.region);
  const listing = await listVersions(request);
  const verdicts = decideOnListing(listing, declaration, previous);
  logVerdicts(log, verdicts);

  const refusals = refusalsOf(verdicts);
  if (refusals.length > 0) {
    throw new DisposalError(refused(declaration, refusals, listing === 'package missing'));
  }
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration.package));
  }
  const toDispose = versionsToDispose(verdicts);
  if (toDispose.length > 0 && request.unknownAge) {
    throw new DisposalError(request.unknownAge);
  }
  const results = await disposeInBatches(toDispose, request);
  const failed = results.filter((result) => !result.disposed);
  if (failed.length > 0) {
    throw new DisposalError(incomplete(declaration, failed, disposedCount(verdicts, results)));
  }
  const data = dataOf(declaration, verdicts, results);
  return successFits(event, data) ? data : dataOf(declaration, verdicts, []);
}

function logVerdicts(log: Log, verdicts: readonly Verdict[]) {
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts) {
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  log.info('decided', { counts });
  // That a version was declared before does not prove that it was disposed: the deployment may have failed.
  const deleted = verdicts.filter(({ verdict }) => verdict === 'deleted').map(({ version }) => version);
  log.list('WARN', 'declared before, and not in the repository now', { name: 'versions', entries: deleted });
}

function disposedCount(verdicts: readonly Verdict[], results: readonly DisposalResult[]): number {
  const before = verdicts.filter(({ verdict }) => verdict === 'already disposed').length;
  return before + results.filter(({ disposed }) => disposed).length;
}

/** The attributes; the revisions are those the service gave when it disposed, else those that were listed. */
function dataOf(declaration: Declaration, verdicts: readonly Verdict[], results: readonly DisposalResult[]): Data {
  const revisions = new Map<string, string>();
  for (const verdict of verdicts) {
    revisions.set(verdict.version, ('revision' in verdict && verdict.revision) || '');
  }
  for (const result of results) {
    if (result.disposed) {
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
function longestData(declaration: Declaration, verdicts: readonly Verdict[]): Data {
  const data = dataOf(declaration, verdicts, []);
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, value.padEnd(FIELDS.revision.max, ' ')]),
  );
}
