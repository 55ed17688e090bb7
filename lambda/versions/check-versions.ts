import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import { ArchiveHistories, type ArchiveRecords } from '../../codeartifact/archive-records';
import { refusalsOf, type Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { type PreviousVersions, previousVersions } from '../../declaration/previous-versions';
import { refuseWaiting } from '../../declaration/waiting-time';
import { DisposalError, type FailureMessage, recordFailed, refused } from '../event/failure';
import { decideOnListing, type ListRequest, listVersions } from './list-versions';
import type { Log } from '../event/log';

/** An event whose declaration is valid, and what the function needs to do what it declares. */
export interface DeploymentRequest extends ListRequest {
  readonly event: CloudFormationCustomResourceEvent;
  /** Why no version may be changed; absent if CloudFormation still waits. A rollback has none to change, and succeeds. */
  readonly unknownAge?: FailureMessage;
  readonly records: ArchiveRecords;
}

/** What is decided about versions of which none is refused. */
export interface CheckedVersions {
  readonly verdicts: readonly Verdict[];
  readonly previous: PreviousVersions;
}

/**
 * Lists the versions, and decides.
 *
 * @returns the verdicts, of which none is a refusal, and what was declared before
 * @throws DisposalError if a version is refused
 */
export async function checkVersions(request: DeploymentRequest): Promise<CheckedVersions> {
  const { event, declaration, log, caller } = request;
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const previous = previousVersions(old, declaration, caller.region);
  const listing = await listVersions(request);
  const decided = decideOnListing(listing, declaration, previous);
  const histories = new ArchiveHistories(request.records);
  const verdicts = await withWaitingTime(decided, { declaration, histories });
  logVerdicts(log, verdicts);
  const refusals = refusalsOf(verdicts);
  if (refusals.length > 0) {
    throw new DisposalError(refused(declaration, refusals, listing === 'package missing'));
  }
  return { verdicts, previous };
}

/**
 * Refuses what has not been archived for long enough, if the declaration asks for that.
 *
 * @throws DisposalError if the record of archive times cannot be read
 */
export async function withWaitingTime(
  verdicts: Verdict[],
  { declaration, histories }: Pick<DeploymentRequest, 'declaration'> & { readonly histories: ArchiveHistories },
): Promise<Verdict[]> {
  const { package: pkg, waitingTime, versions } = declaration;
  if (waitingTime === undefined || !verdicts.some(({ verdict }) => verdict === 'to dispose')) {
    return verdicts;
  }
  const history = await withRecord(declaration, () => histories.read(waitingTime.record, pkg, versions));
  return refuseWaiting(verdicts, waitingTime, history);
}

/**
 * @param done what the operator is told was done before; default: nothing
 * @throws DisposalError if the record cannot be read or written
 */
export async function withRecord<T>(declaration: Declaration, work: () => Promise<T>, done?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DisposalError ? error : new DisposalError(recordFailed(declaration, error, done));
  }
}

function logVerdicts(log: Log, verdicts: readonly Verdict[]) {
  const counts: Record<string, number> = {};
  for (const { verdict } of verdicts) {
    counts[verdict] = (counts[verdict] ?? 0) + 1;
  }
  log.info('decided', { counts });
  // That a version was declared before does not prove that it was changed: the deployment may have failed.
  const deleted = verdicts.filter(({ verdict }) => verdict === 'deleted').map(({ version }) => version);
  log.list('WARN', 'declared before, and not in the repository now', { name: 'versions', entries: deleted });
  const changed = verdicts.filter(({ verdict }) => verdict === 'changed since');
  log.list('WARN', 'declared before, changed since, and left as it is', { name: 'versions', entries: changed });
}
