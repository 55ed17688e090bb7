import { randomUUID } from 'node:crypto';
import { findRepositories, findRepository, type OperationContext } from '../resources';
import type { DomainRequest, RepositoryRequest } from '../resources';

/** GetAuthorizationToken. */
export function getAuthorizationToken(
  context: OperationContext,
  { durationSeconds = 43_200, ...request }: DomainRequest & { readonly durationSeconds?: number },
): object {
  findRepositories(context, request);
  const authorizationToken = `local-${randomUUID()}`;
  context.tokens.add(authorizationToken);
  return { authorizationToken, expiration: Date.now() / 1000 + durationSeconds };
}

/** GetRepositoryEndpoint. The service has the domain in the host; here it is in the path. */
export function getRepositoryEndpoint(
  context: OperationContext,
  request: RepositoryRequest & { readonly format: string },
): object {
  findRepository(context, request);
  const { domain, repository, format } = request;
  return { repositoryEndpoint: `${context.endpoint}/${format}/${domain}/${repository}/` };
}
