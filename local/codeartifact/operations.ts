import { createHash } from 'node:crypto';
import type {
  AllowPublish,
  AllowUpstream,
  AssetSummary,
  PackageFormat,
  PackageVersionStatus,
  PackageSummary,
} from '@aws-sdk/client-codeartifact';
import { disposeVersions, type DisposalRequest } from './disposal';
import { resourceNotFound } from './exceptions';
import {
  compareStrings,
  defaultDisplayVersion,
  orderedVersions,
  summarize,
  versionComparator,
  visible,
} from './listing';
import { normalizeCoordinates, packageArn, repositoryArn, type ArnScope } from './names';
import type { Asset, Package, PackageVersion } from './registry';
import {
  findPackage,
  findRepository,
  findVersion,
  type OperationContext,
  type PackageRequest,
  type RepositoryRequest,
  type VersionRequest,
} from './resources';
import type { Members, RequestShape } from './validation';

/** The operations that the service answers. */
export type OperationName =
  | 'ListPackageVersions'
  | 'DescribePackageVersion'
  | 'ListPackageVersionAssets'
  | 'DisposePackageVersions'
  | 'ListPackages'
  | 'DescribeRepository';

export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly shape: RequestShape;
  readonly run: (context: OperationContext, members: Members) => object;
}

interface Paging {
  readonly maxResults?: number;
  readonly nextToken?: string;
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
const operation = <Request>(
  name: OperationName,
  method: Operation['method'],
  path: string,
  shape: RequestShape,
  run: (context: OperationContext, request: Request) => object,
): Operation => ({ name, method, path, shape, run: (context, members) => run(context, members as Request) });

/** Every operation with its binding in the service model 2018-09-22. */
export const operations: readonly Operation[] = [
  operation(
    'ListPackageVersions',
    'POST',
    '/v1/package/versions',
    withOptional(packageShape, 'status', 'sortBy', 'maxResults', 'nextToken', 'originType'),
    listPackageVersions,
  ),
  operation('DescribePackageVersion', 'GET', '/v1/package/version', versionShape, describePackageVersion),
  operation(
    'ListPackageVersionAssets',
    'POST',
    '/v1/package/version/assets',
    withOptional(versionShape, 'maxResults', 'nextToken'),
    listPackageVersionAssets,
  ),
  operation(
    'DisposePackageVersions',
    'POST',
    '/v1/package/versions/dispose',
    { ...packageShape, disposal: true },
    disposePackageVersions,
  ),
  operation(
    'ListPackages',
    'POST',
    '/v1/packages',
    withOptional(
      repositoryShape,
      ...(['format', 'namespace', 'packagePrefix', 'maxResults', 'nextToken', 'publish', 'upstream'] as const),
    ),
    listPackages,
  ),
  operation('DescribeRepository', 'GET', '/v1/repository', repositoryShape, describeRepository),
];

/** The ARN that IAM authorises the call on: of the package where the operation has one, else of the repository. */
export function resourceArn(operation: Operation, query: URLSearchParams, scope: ArnScope): string {
  const get = (wire: string): string => query.get(wire) ?? '';
  const owned = { ...scope, account: query.get('domain-owner') ?? scope.account };
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
  const name = named(context, request);
  const found = findPackage(context, name);
  const { format, namespace, package: packageName, status, sortBy, originType } = name;
  const order = sortBy ?? variants.listOrder;
  const page = pagination.page(
    {
      of: ['versions', name.domain, name.repository, format, namespace ?? '', packageName, status, order, originType],
      keys: found ? orderedVersions(found, order) : [],
      compare: versionComparator(order),
      select: ({ version }) => summarize(found!.versions.get(version)!, { status, originType }, variants),
    },
    name,
    variants.pages,
  );
  return {
    defaultDisplayVersion: found && defaultDisplayVersion(found),
    format,
    namespace,
    package: packageName,
    versions: page.items,
    nextToken: page.nextToken,
  };
}

function describePackageVersion(context: OperationContext, request: VersionRequest): object {
  const name = named(context, request);
  const found = findVersion(context, name);
  const { status, revision } = visible(found, context.variants);
  return {
    packageVersion: {
      format: name.format,
      namespace: name.namespace,
      packageName: name.package,
      displayName: name.format === 'npm' && name.namespace ? `@${name.namespace}/${name.package}` : name.package,
      version: found.version,
      publishedTime: found.publishedTime.getTime() / 1000,
      licenses: [],
      revision,
      status,
      origin: found.origin,
    },
  };
}

function listPackageVersionAssets(context: OperationContext, request: VersionRequest & Paging): object {
  const { variants, pagination } = context;
  const name = named(context, request);
  const found = findVersion(context, name);
  if (found.status === 'Disposed' && variants.assetsOfDisposed === 'ResourceNotFoundException') {
    throw resourceNotFound('asset', found.version, `The assets of version ${found.version} have been disposed`);
  }
  const { format, namespace, package: packageName } = name;
  const assets = new Map(found.assets.map((asset) => [asset.name, asset]));
  const page = pagination.page(
    {
      of: ['assets', name.domain, name.repository, format, namespace ?? '', packageName, found.version],
      keys: [...assets.keys()].sort(compareStrings),
      compare: compareStrings,
      select: (key) => summarizeAsset(found, assets.get(key)!),
    },
    name,
    variants.pages,
  );
  return {
    format,
    namespace,
    package: packageName,
    version: found.version,
    versionRevision: visible(found, variants).revision,
    assets: page.items,
    nextToken: page.nextToken,
  };
}

function disposePackageVersions(context: OperationContext, request: DisposalRequest & PackageRequest): object {
  const name = named(context, request);
  findPackage(context, name);
  return disposeVersions(context.registry, name, context.variants);
}

function listPackages(context: OperationContext, request: ListPackagesRequest): object {
  const { format, namespace = '', packagePrefix = '', publish, upstream } = request;
  const { packages } = findRepository(context, request);
  const kept = [...packages].filter(
    ([, found]) => found.versions.size > 0 || context.variants.packageWithoutVersions === 'kept',
  );
  const byKey = new Map(kept);
  const page = context.pagination.page(
    {
      of: ['packages', request.domain, request.repository, format, namespace, packagePrefix, publish, upstream],
      keys: [...byKey.keys()].sort(compareStrings),
      compare: compareStrings,
      select: (key) => {
        const found = byKey.get(key)!;
        // Every package here allows both, as a package does whose origin configuration was never changed.
        const matches =
          (format === undefined || found.format === format) &&
          found.namespace.startsWith(namespace) &&
          found.name.startsWith(packagePrefix) &&
          publish !== 'BLOCK' &&
          upstream !== 'BLOCK';
        return matches ? summarizePackage(found) : undefined;
      },
    },
    request,
    context.variants.pages,
  );
  return { packages: page.items, nextToken: page.nextToken };
}

function describeRepository(context: OperationContext, request: RepositoryRequest): object {
  const found = findRepository(context, request);
  const { account } = context.scope;
  return {
    repository: {
      name: found.name,
      administratorAccount: found.administratorAccount ?? account,
      domainName: found.domain,
      domainOwner: account,
      arn: repositoryArn(context.scope, found.domain, found.name),
      description: found.description,
      upstreams: (found.upstreams ?? []).map((repositoryName) => ({ repositoryName })),
      externalConnections: (found.externalConnections ?? []).map((externalConnectionName) => ({
        externalConnectionName,
        packageFormat: externalFormats.find(([part]) => externalConnectionName.includes(part))?.[1],
        status: 'Available',
      })),
      createdTime: found.createdTime.getTime() / 1000,
    },
  };
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

function summarizePackage({ format, namespace, name }: Package): PackageSummary {
  return {
    format,
    namespace: namespace === '' ? undefined : namespace,
    package: name,
    originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'ALLOW' } },
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

function named<Request extends PackageRequest>({ variants }: OperationContext, request: Request): Request {
  // pypi names must be normalised by the caller, as the user guide says; of nuget and swift it does not say so.
  if (variants.names === 'exact' || request.format === 'pypi') {
    return request;
  }
  return { ...request, ...normalizeCoordinates(request) };
}
