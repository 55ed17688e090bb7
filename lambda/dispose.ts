import { setTimeout as sleep } from 'node:timers/promises';
import type { CloudFormationCustomResourceEvent } from 'aws-lambda';
import {
  describeServiceError,
  saysPackageIsMissing,
  saysRepositoryIsMissing,
  type ServiceError,
} from '../codeartifact/describe-service-error';
import { COUNT_ATTRIBUTE, revisionAttribute } from '../declaration/attributes';
import {
  decide,
  decideWithoutRepository,
  refusalsOf,
  type RepositoryVersions,
  type Verdict,
  versionsToDispose,
} from '../declaration/decide';
import type { Declaration } from '../declaration/declaration';
import { FIELDS } from '../declaration/fields';
import { type PreviousVersions, previousVersions } from '../declaration/previous-versions';
import { type DisposalContext, type DisposalResult, disposeInBatches } from './batches';
import { within } from './deadline';
import { DisposalError, incomplete, listFailed, refused, revisionsTooLong } from './failure';
import type { Log } from './log';
import { type Data, successFits } from './response';

/** A policy that was just created may take seconds to be in force everywhere (IAM User Guide, eventual consistency). */
const PROPAGATION_PAUSES = [1_000, 2_000, 4_000, 8_000, 15_000];

export interface DisposalRequest extends DisposalContext {
  readonly event: CloudFormationCustomResourceEvent;
  /** Milliseconds before each repetition of a list that was not allowed. */
  readonly propagationPauses?: readonly number[];
}

/** What the service says of the package: its versions, or that the package or its repository does not exist. */
type Listing = RepositoryVersions | 'package missing' | { readonly repositoryMissing: ServiceError };

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
  const verdicts = decideOn(listing, declaration, previous);
  logVerdicts(log, verdicts);

  const refusals = refusalsOf(verdicts);
  if (refusals.length > 0) {
    throw new DisposalError(refused(declaration, refusals, listing === 'package missing'));
  }
  if (!successFits(event, longestData(declaration, verdicts))) {
    throw new DisposalError(revisionsTooLong(declaration.package));
  }
  const results = await disposeInBatches(versionsToDispose(verdicts), request);
  const failed = results.filter((result) => !result.disposed);
  if (failed.length > 0) {
    throw new DisposalError(incomplete(declaration, failed, disposedCount(verdicts, results)));
  }
  const data = dataOf(declaration, verdicts, results);
  return successFits(event, data) ? data : dataOf(declaration, verdicts, []);
}

function decideOn(listing: Listing, declaration: Declaration, previous: PreviousVersions): Verdict[] {
  if (listing === 'package missing') {
    return decide(declaration, previous, new Map());
  }
  if (!('repositoryMissing' in listing)) {
    return decide(declaration, previous, listing);
  }
  const verdicts = decideWithoutRepository(declaration, previous);
  if (verdicts === undefined) {
    throw new DisposalError(listFailed(declaration.package, listing.repositoryMissing));
  }
  return verdicts;
}

/** Lists the versions, and waits for a permission that may not be in force yet. */
async function listVersions(request: DisposalRequest): Promise<Listing> {
  const { declaration, service, deadline, log, caller, propagationPauses = PROPAGATION_PAUSES } = request;
  const { package: pkg, versions } = declaration;
  for (let attempt = 0; ; attempt++) {
    try {
      const listed = await within(deadline.forCalls, (signal) => service.list(pkg, versions, signal));
      logListed(log, declaration, listed);
      return listed;
    } catch (error) {
      const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
      if (saysPackageIsMissing(error) || saysRepositoryIsMissing(error)) {
        log.info('listed package versions', { package: pkg, missing: problem.message });
        return saysPackageIsMissing(error) ? 'package missing' : { repositoryMissing: problem };
      }
      const pause = propagationPauses[attempt];
      if (problem.code !== 'AccessDeniedException' || pause === undefined || pause > deadline.forCalls) {
        throw new DisposalError(listFailed(pkg, problem));
      }
      log.info('waiting for the permission to be in force', { milliseconds: pause });
      await sleep(pause);
    }
  }
}

/** Any status longer than this is not one of the service's. */
const MAX_STATUS = 50;

/** Records of each declared version what the repository showed before anything was done. */
function logListed(log: Log, { package: pkg, versions }: Declaration, listed: RepositoryVersions) {
  log.info('listed package versions', { package: pkg, versions: listed.size });
  const entries = versions.map((version) => {
    const { status, revision } = listed.get(version) ?? { status: '(not in the repository)' };
    return { version, status: status?.slice(0, MAX_STATUS), revision };
  });
  log.list('INFO', 'listed declared versions', { name: 'versions', entries });
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
