import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import { compareStrings } from './listing';
import { repositoryArn } from './names';
import {
  type DomainRequest,
  findRepositories,
  findRepository,
  type OperationContext,
  type Paging,
  type RepositoryRequest,
} from './resources';

type ListRepositoriesRequest = DomainRequest &
  Paging & { readonly administratorAccount?: string; readonly repositoryPrefix?: string };

/** DescribeRepository. */
export function describeRepository(context: OperationContext, request: RepositoryRequest): object {
  const repository = findRepository(context, request);
  const { account } = context.scope;
  return {
    repository: {
      name: repository.name,
      administratorAccount: repository.administratorAccount ?? account,
      domainName: repository.domain,
      domainOwner: account,
      arn: repositoryArn(context.scope, repository.domain, repository.name),
      description: repository.description,
      upstreams: (repository.upstreams ?? []).map((repositoryName) => ({ repositoryName })),
      externalConnections: (repository.externalConnections ?? []).map((externalConnectionName) => ({
        externalConnectionName,
        packageFormat: externalFormats.find(([part]) => externalConnectionName.includes(part))?.[1],
        status: 'Available',
      })),
      createdTime: repository.createdTime.getTime() / 1000,
    },
  };
}

/** ListRepositoriesInDomain. */
export function listRepositoriesInDomain(context: OperationContext, request: ListRepositoriesRequest): object {
  const { domain, administratorAccount, repositoryPrefix = '' } = request;
  const { account } = context.scope;
  const byName = new Map(findRepositories(context, request).map((repository) => [repository.name, repository]));
  const page = context.pagination.page(
    {
      identity: ['repositories', domain, administratorAccount, repositoryPrefix],
      keys: [...byName.keys()].sort(compareStrings),
      compare: compareStrings,
      select: (name) => {
        const { administratorAccount: administrator = account, description, createdTime } = byName.get(name)!;
        const matches =
          name.startsWith(repositoryPrefix) &&
          (administratorAccount === undefined || administratorAccount === administrator);
        return matches
          ? {
              name,
              administratorAccount: administrator,
              domainName: domain,
              domainOwner: account,
              arn: repositoryArn(context.scope, domain, name),
              description,
              createdTime: createdTime.getTime() / 1000,
            }
          : undefined;
      },
    },
    request,
    context.variants.pages,
  );
  return { repositories: page.items, nextToken: page.nextToken };
}

/** The formats of the external connections in the user guide, by a part of their names. */
const externalFormats: readonly (readonly [string, PackageFormat])[] = [
  ['npmjs', 'npm'],
  ['pypi', 'pypi'],
  ['maven', 'maven'],
  ['nuget', 'nuget'],
  ['ruby', 'ruby'],
  ['crates', 'cargo'],
];
