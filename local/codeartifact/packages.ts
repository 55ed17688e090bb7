import type { AllowPublish, AllowUpstream, PackageFormat, PackageSummary } from '@aws-sdk/client-codeartifact';
import { compareStrings } from './listing';
import type { Package } from './repository';
import { findRepository, type OperationContext, type Paging, type RepositoryRequest } from './resources';

type ListPackagesRequest = RepositoryRequest &
  Paging & {
    readonly format?: PackageFormat;
    readonly namespace?: string;
    readonly packagePrefix?: string;
    readonly publish?: AllowPublish;
    readonly upstream?: AllowUpstream;
  };

export function listPackages(context: OperationContext, request: ListPackagesRequest): object {
  const { format, namespace = '', packagePrefix = '', publish, upstream } = request;
  const { packages } = findRepository(context, request);
  const matchingPackages = [...packages].filter(
    ([, pkg]) => pkg.versions.size > 0 || context.variants.packageWithoutVersions === 'kept',
  );
  const byKey = new Map(matchingPackages);
  const page = context.pagination.page(
    {
      identity: ['packages', request.domain, request.repository, format, namespace, packagePrefix, publish, upstream],
      keys: [...byKey.keys()].sort(compareStrings),
      compare: compareStrings,
      select: (key) => {
        const pkg = byKey.get(key)!;
        const matches =
          (format === undefined || pkg.format === format) &&
          pkg.namespace.startsWith(namespace) &&
          pkg.name.startsWith(packagePrefix) &&
          (publish === undefined || pkg.restrictions.publish === publish) &&
          (upstream === undefined || pkg.restrictions.upstream === upstream);
        return matches ? summarizePackage(pkg) : undefined;
      },
    },
    request,
    context.variants.pages,
  );
  return { packages: page.items, nextToken: page.nextToken };
}

function summarizePackage({ format, namespace, name, restrictions }: Package): PackageSummary {
  return {
    format,
    namespace: namespace === '' ? undefined : namespace,
    package: name,
    originConfiguration: { restrictions },
  };
}
