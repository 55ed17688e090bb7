import type { PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import { defaultDisplayVersion, orderedVersions, summarize, versionComparator } from './listing';
import { normalizeCoordinates } from './names';
import { findPackage, type OperationContext, type NamedPackageRequest, type Paging } from './resources';
import { changeStatus, type RequestedChange } from './status-change';

type ListVersionsRequest = NamedPackageRequest &
  Paging & { readonly status?: PackageVersionStatus; readonly sortBy?: 'PUBLISHED_TIME'; readonly originType?: string };

export function listPackageVersions(context: OperationContext, request: ListVersionsRequest): object {
  const { variants, pagination } = context;
  const name = withStoredNames(context, request);
  const pkg = findPackage(context, name);
  const { format, namespace, package: packageName, status, sortBy, originType } = name;
  const order = sortBy ?? variants.listOrder;
  const page = pagination.page(
    {
      identity: [
        'versions',
        name.domain,
        name.repository,
        format,
        namespace ?? '',
        packageName,
        status,
        order,
        originType,
      ],
      keys: pkg ? orderedVersions(pkg, order) : [],
      compare: versionComparator(order),
      select: ({ version }) => summarize(pkg!.versions.get(version)!, { status, originType }, variants),
    },
    name,
    variants.pages,
  );
  return {
    defaultDisplayVersion: pkg && defaultDisplayVersion(pkg),
    format,
    namespace,
    package: packageName,
    versions: page.items,
    nextToken: page.nextToken,
  };
}

export function disposePackageVersions(
  context: OperationContext,
  request: RequestedChange & NamedPackageRequest,
): object {
  return updatePackageVersionsStatus(context, { ...request, targetStatus: 'Disposed' });
}

export function updatePackageVersionsStatus(
  context: OperationContext,
  request: RequestedChange & NamedPackageRequest & { readonly targetStatus: PackageVersionStatus },
): object {
  const name = withStoredNames(context, request);
  findPackage(context, name);
  return changeStatus(context.registry, name, context.variants);
}

/** Deletes versions with their records, which also a disposed one has. */
export function deletePackageVersions(
  context: OperationContext,
  request: RequestedChange & NamedPackageRequest,
): object {
  return updatePackageVersionsStatus(context, { ...request, targetStatus: 'Deleted' });
}

/** The request with the names as the service stores them, if it normalizes names. */
export function withStoredNames<Request extends NamedPackageRequest>(
  { variants }: OperationContext,
  request: Request,
): Request {
  // The user guide says that the caller must normalise pypi names, and does not say so of nuget and swift.
  if (variants.names === 'exact' || request.format === 'pypi') {
    return request;
  }
  return { ...request, ...normalizeCoordinates(request) };
}
