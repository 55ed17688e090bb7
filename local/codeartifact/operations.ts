import { createHash } from 'node:crypto';
import type {
  AllowPublish,
  AllowUpstream,
  AssetSummary,
  PackageFormat,
  PackageVersionStatus,
  PackageSummary,
} from '@aws-sdk/client-codeartifact';
import { describeRepository, listRepositoriesInDomain } from './repositories';
import { resourceNotFound } from './exceptions';
import {
  compareStrings,
  defaultDisplayVersion,
  orderedVersions,
  summarize,
  versionComparator,
  visible,
} from './listing';
import { domainArn, normalizeCoordinates, packageArn, repositoryArn, type ArnScope } from './names';
import type { Asset, Package, PackageVersion } from './registry';
import {
  findPackage,
  findRepository,
  findVersion,
  type OperationContext,
  type PackageRequest,
  type Paging,
  type RepositoryRequest,
  type VersionRequest,
} from './resources';
import { changeStatus, type StatusChangeRequest } from './status-change';
import type { Members, RequestShape } from './validation';

/** The operations that the service answers. */
export type OperationName =
  | 'ListPackageVersions'
  | 'DescribePackageVersion'
  | 'ListPackageVersionAssets'
  | 'DisposePackageVersions'
  | 'UpdatePackageVersionsStatus'
  | 'ListPackages'
  | 'DescribeRepository'
  | 'ListRepositoriesInDomain';

export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly shape: RequestShape;
  readonly run: (context: OperationContext, members: Members) => object;
}

type ListVersionsRequest = PackageRequest &
  Paging & { readonly status?: PackageVersionStatus; readonly sortBy?: 'PUBLISHED_TIME'; readonly originType?: string };
type ListPackagesRequest = RepositoryRequest &
  Paging & {
    readonly format?: PackageFormat;
    readonly namespace?: string;
    readonly packagePrefix?: string;
    readonly publish?: AllowPublish;
    readonly upstream?: AllowUpstream;
  };

const domainShape: RequestShape = { required: ['domain'], optional: ['domainOwner'] };
const repositoryShape: RequestShape = { required: ['domain', 'repository'], optional: ['domainOwner'] };
const packageShape: RequestShape = {
  required: ['domain', 'repository', 'format', 'package'],
  optional: ['domainOwner', 'namespace'],
};
const versionShape: RequestShape = { ...packageShape, required: [...packageShape.required, 'packageVersion'] };
const withOptional = (shape: RequestShape, ...members: RequestShape['optional']): RequestShape => ({
  ...shape,
  optional: [...shape.optional, ...members],
});

// The members were checked against the shape, so that their types are those of the request.
const operation = <Request>({
  run,
  ...binding
}: Omit<Operation, 'run'> & { readonly run: (context: OperationContext, request: Request) => object }): Operation => ({
  ...binding,
  run: (context, members) => run(context, members as Request),
});

/** Every operation with its binding in the service model 2018-09-22. */
export const operations: readonly Operation[] = [
  operation({
    name: 'ListPackageVersions',
    method: 'POST',
    path: '/v1/package/versions',
    shape: withOptional(packageShape, 'status', 'sortBy', 'maxResults', 'nextToken', 'originType'),
    run: listPackageVersions,
  }),
  operation({
    name: 'DescribePackageVersion',
    method: 'GET',
    path: '/v1/package/version',
    shape: versionShape,
    run: describePackageVersion,
  }),
  operation({
    name: 'ListPackageVersionAssets',
    method: 'POST',
    path: '/v1/package/version/assets',
    shape: withOptional(versionShape, 'maxResults', 'nextToken'),
    run: listPackageVersionAssets,
  }),
  operation({
    name: 'DisposePackageVersions',
    method: 'POST',
    path: '/v1/package/versions/dispose',
    shape: { ...packageShape, body: 'disposal' },
    run: disposePackageVersions,
  }),
  operation({
    name: 'UpdatePackageVersionsStatus',
    method: 'POST',
    path: '/v1/package/versions/update_status',
    shape: { ...packageShape, body: 'status update' },
    run: updatePackageVersionsStatus,
  }),
  operation({
    name: 'ListPackages',
    method: 'POST',
    path: '/v1/packages',
    shape: withOptional(
      repositoryShape,
      ...(['format', 'namespace', 'packagePrefix', 'maxResults', 'nextToken', 'publish', 'upstream'] as const),
    ),
    run: listPackages,
  }),
  operation({
    name: 'DescribeRepository',
    method: 'GET',
    path: '/v1/repository',
    shape: repositoryShape,
    run: describeRepository,
  }),
  operation({
    name: 'ListRepositoriesInDomain',
    method: 'POST',
    path: '/v1/domain/repositories',
    shape: withOptional(domainShape, 'administratorAccount', 'repositoryPrefix', 'maxResults', 'nextToken'),
    run: listRepositoriesInDomain,
  }),
];

/** The ARN that IAM authorises the call on: of the package, else the repository, else the domain that the operation names. */
export function resourceArn(operation: Operation, query: URLSearchParams, scope: ArnScope): string {
  const get = (wire: string): string => query.get(wire) ?? '';
  const owned = { ...scope, account: query.get('domain-owner') ?? scope.account };
  if (!operation.shape.required.includes('repository')) {
    return domainArn(owned, get('domain'));
  }
  if (!operation.shape.required.includes('package')) {
    return repositoryArn(owned, get('domain'), get('repository'));
  }
  return packageArn(owned, {
    domain: get('domain'),
    repository: get('repository'),
    format: get('format') as PackageFormat,
    namespace: get('namespace'),
    package: get('package'),
  });
}

function listPackageVersions(context: OperationContext, request: ListVersionsRequest): object {
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

function describePackageVersion(context: OperationContext, request: VersionRequest): object {
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  const { status, revision } = visible(version, context.variants);
  return {
    packageVersion: {
      format: name.format,
      namespace: name.namespace,
      packageName: name.package,
      displayName: name.format === 'npm' && name.namespace ? `@${name.namespace}/${name.package}` : name.package,
      version: version.version,
      publishedTime: version.publishedTime.getTime() / 1000,
      licenses: [],
      revision,
      status,
      origin: version.origin,
    },
  };
}

function listPackageVersionAssets(context: OperationContext, request: VersionRequest & Paging): object {
  const { variants, pagination } = context;
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  if (version.status === 'Disposed' && variants.assetsOfDisposed === 'ResourceNotFoundException') {
    throw resourceNotFound('asset', version.version, `The assets of version ${version.version} have been disposed`);
  }
  const { format, namespace, package: packageName } = name;
  const assets = new Map(version.assets.map((asset) => [asset.name, asset]));
  const page = pagination.page(
    {
      identity: ['assets', name.domain, name.repository, format, namespace ?? '', packageName, version.version],
      keys: [...assets.keys()].sort(compareStrings),
      compare: compareStrings,
      select: (key) => summarizeAsset(version, assets.get(key)!),
    },
    name,
    variants.pages,
  );
  return {
    format,
    namespace,
    package: packageName,
    version: version.version,
    versionRevision: visible(version, variants).revision,
    assets: page.items,
    nextToken: page.nextToken,
  };
}

function disposePackageVersions(context: OperationContext, request: StatusChangeRequest & PackageRequest): object {
  return updatePackageVersionsStatus(context, { ...request, targetStatus: 'Disposed' });
}

function updatePackageVersionsStatus(
  context: OperationContext,
  request: StatusChangeRequest & PackageRequest & { readonly targetStatus: PackageVersionStatus },
): object {
  const name = withStoredNames(context, request);
  findPackage(context, name);
  return changeStatus(context.registry, name, context.variants);
}

function listPackages(context: OperationContext, request: ListPackagesRequest): object {
  const { format, namespace = '', packagePrefix = '', publish, upstream } = request;
  const { packages } = findRepository(context, request);
  const kept = [...packages].filter(
    ([, pkg]) => pkg.versions.size > 0 || context.variants.packageWithoutVersions === 'kept',
  );
  const byKey = new Map(kept);
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

function summarizeAsset({ revision }: PackageVersion, { name, size }: Asset): AssetSummary {
  const hash = (algorithm: string) => createHash(algorithm).update(`${revision}\n${name}`).digest('hex');
  return {
    name,
    size,
    hashes: { MD5: hash('md5'), 'SHA-1': hash('sha1'), 'SHA-256': hash('sha256'), 'SHA-512': hash('sha512') },
  };
}

function withStoredNames<Request extends PackageRequest>({ variants }: OperationContext, request: Request): Request {
  // The user guide says that the caller must normalise pypi names, and does not say so of nuget and swift.
  if (variants.names === 'exact' || request.format === 'pypi') {
    return request;
  }
  return { ...request, ...normalizeCoordinates(request) };
}
