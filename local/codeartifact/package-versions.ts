import { createHash } from 'node:crypto';
import type { AssetSummary, PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import { resourceNotFound } from './exceptions';
import {
  compareStrings,
  defaultDisplayVersion,
  orderedVersions,
  summarize,
  versionComparator,
  visible,
} from './listing';
import { normalizeCoordinates } from './names';
import type { Asset, PackageVersion } from './package-version';
import {
  findPackage,
  findVersion,
  type OperationContext,
  type PackageRequest,
  type Paging,
  type VersionRequest,
} from './resources';
import { changeStatus, type StatusChangeRequest } from './status-change';

type ListVersionsRequest = PackageRequest &
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

export function describePackageVersion(context: OperationContext, request: VersionRequest): object {
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

export function listPackageVersionAssets(context: OperationContext, request: VersionRequest & Paging): object {
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

export function disposePackageVersions(
  context: OperationContext,
  request: StatusChangeRequest & PackageRequest,
): object {
  return updatePackageVersionsStatus(context, { ...request, targetStatus: 'Disposed' });
}

export function updatePackageVersionsStatus(
  context: OperationContext,
  request: StatusChangeRequest & PackageRequest & { readonly targetStatus: PackageVersionStatus },
): object {
  const name = withStoredNames(context, request);
  findPackage(context, name);
  return changeStatus(context.registry, name, context.variants);
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
