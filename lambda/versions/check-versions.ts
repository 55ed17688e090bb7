import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import type { ArchiveHistories, ArchiveRecords } from '../../codeartifact/archive-records';
import { listRefusals, type Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import { type PreviousVersions, previousVersions } from '../../declaration/previous-versions';
import { refuseWaiting } from '../../declaration/waiting-time';
import { DisposalError, type FailureMessage, recordFailed, refused } from '../event/failure';
import { decideOnListing, type ListRequest, listVersions } from './list-versions';
import type { Log } from '../event/log';

/** An event with a valid declaration, and the services that the function needs for it. */
export interface DeploymentRequest extends ListRequest {
  readonly event: CloudFormationCustomResourceEvent;
  /** The reason why no version may be changed; absent if CloudFormation still waits. A rollback has none to change, and succeeds. */
  readonly unknownAge?: FailureMessage;
  /** Opens the records of archive times, which most events do not need. */
  readonly openRecords: () => Promise<ArchiveRecords>;
}

type HistoryReader = Pick<ArchiveHistories, 'read'>;

/** The decisions about versions without a refusal. */
export interface CheckedVersions {
  readonly verdicts: readonly Verdict[];
  readonly previous: PreviousVersions;
}

/**
 * Lists the versions, and decides.
 *
 * @returns the verdicts without a refusal, and the earlier declaration
 * @throws DisposalError if a version is refused
 */
export async function checkVersions(request: DeploymentRequest): Promise<CheckedVersions> {
  const { event, declaration, log, caller } = request;
  const old = event.RequestType === 'Update' ? event.OldResourceProperties : undefined;
  const previous = previousVersions(old, declaration, caller.region);
  const listing = await listVersions(request);
  const decided = decideOnListing(listing, declaration, previous);
  const histories: HistoryReader = {
    read: async (...place) => (await request.openRecords()).openHistories().read(...place),
  };
  const verdicts = await withWaitingTime(decided, { declaration, histories });
  logVerdicts(log, verdicts);
  const refusals = listRefusals(verdicts);
  if (refusals.length > 0) {
    throw new DisposalError(refused(declaration, refusals, listing === 'package missing'));
  }
  return { verdicts, previous };
}

/**
 * Refuses versions that have not been archived for long enough, if the declaration asks for that.
 *
 * @throws DisposalError if the record of archive times cannot be read
 */
export async function withWaitingTime(
  verdicts: Verdict[],
  { declaration, histories }: Pick<DeploymentRequest, 'declaration'> & { readonly histories: HistoryReader },
): Promise<Verdict[]> {
  const { package: pkg, waitingTime, versions } = declaration;
  if (waitingTime === undefined || !verdicts.some(({ verdict }) => verdict === 'to dispose')) {
    return verdicts;
  }
  const history = await withRecord(declaration, () => histories.read(waitingTime.record, pkg, versions));
  return refuseWaiting(verdicts, waitingTime, history);
}

/**
 * @param doneText the earlier changes, for the operator; default: none
 * @throws DisposalError if the record cannot be read or written
 */
export async function withRecord<T>(declaration: Declaration, work: () => Promise<T>, doneText?: string): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof DisposalError ? error : new DisposalError(recordFailed(declaration, error, doneText));
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
  const changedVerdicts = verdicts.filter(({ verdict }) => verdict === 'changed since');
  log.list('WARN', 'declared before, changed since, and left as it is', { name: 'versions', entries: changedVerdicts });
}
