import { setTimeout as sleep } from 'node:timers/promises';
import {
  describeServiceError,
  saysPackageIsMissing,
  saysRepositoryIsMissing,
  type ServiceError,
} from '../../codeartifact/describe-service-error';
import { decide, decideWithoutRepository, type RepositoryVersions, type Verdict } from '../../declaration/decide';
import type { Declaration } from '../../declaration/declaration';
import type { PreviousVersions } from '../../declaration/previous-versions';
import type { ChangeContext } from './batches';
import { within } from '../event/deadline';
import { DisposalError, listFailed } from '../event/failure';
import { PROPAGATION_PAUSES } from '../event/propagation';
import type { Log } from '../event/log';

export type ListRequest = ChangeContext;

/** The service's answer about the package: its versions, or that the package or its repository does not exist. */
export type Listing = RepositoryVersions | 'package missing' | { readonly repositoryMissing: ServiceError };

/**
 * Lists the versions, and waits for a permission that may not be in force yet.
 *
 * @throws DisposalError
 */
export async function listVersions(request: ListRequest): Promise<Listing> {
  const { declaration, service, deadline, log, caller, propagationPauses = PROPAGATION_PAUSES } = request;
  const { package: pkg, versions } = declaration;
  for (let attempt = 0; ; attempt++) {
    try {
      const repositoryVersions = await within(
        deadline.forCalls,
        (signal) => service.list(pkg, versions, signal),
        service,
      );
      logListed(log, declaration, repositoryVersions);
      return repositoryVersions;
    } catch (error) {
      const problem = describeServiceError(error, { action: 'ListPackageVersions', package: pkg }, caller);
      if (saysPackageIsMissing(error) || saysRepositoryIsMissing(error)) {
        log.info('listed package versions', { package: pkg, missing: problem.message });
        return saysPackageIsMissing(error) ? 'package missing' : { repositoryMissing: problem };
      }
      const pause = propagationPauses[attempt];
      if (problem.code !== 'AccessDeniedException' || pause === undefined || pause > deadline.forCalls) {
        throw new DisposalError(listFailed(declaration, problem));
      }
      log.info('waiting for the permission to be in force', { milliseconds: pause });
      await sleep(pause);
    }
  }
}

/**
 * Decides from the listed versions.
 *
 * @throws DisposalError if a repository is needed, and does not exist
 */
export function decideOnListing(listing: Listing, declaration: Declaration, previous: PreviousVersions): Verdict[] {
  if (listing === 'package missing') {
    return decide(declaration, previous, new Map());
  }
  if (!('repositoryMissing' in listing)) {
    return decide(declaration, previous, listing);
  }
  const verdicts = decideWithoutRepository(declaration, previous);
  if (verdicts === undefined) {
    throw new DisposalError(listFailed(declaration, listing.repositoryMissing));
  }
  return verdicts;
}

/** Any status longer than this is not one of the service's. */
const MAX_STATUS = 50;

/** Logs the state of each declared version before any change. */
function logListed(log: Log, { package: pkg, versions }: Declaration, repositoryVersions: RepositoryVersions) {
  log.info('listed package versions', { package: pkg, versions: repositoryVersions.size });
  const entries = versions.map((version) => {
    const { status, revision } = repositoryVersions.get(version) ?? { status: '(not in the repository)' };
    return { version, status: status?.slice(0, MAX_STATUS), revision };
  });
  log.list('INFO', 'listed declared versions', { name: 'versions', entries });
}
