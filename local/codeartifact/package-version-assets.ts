import type { AssetSummary, PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import { type AssetContent, contentOfAsset, hashContent } from './asset-content';
import { conflict, resourceNotFound, ServiceException } from './exceptions';
import { compareStrings, visible } from './listing';
import type { Asset, PackageVersion } from './package-version';
import { withStoredNames } from './package-versions';
import type { PublishOptions } from './registry';
import { findVersion, type OperationContext, type Paging, type VersionRequest } from './resources';

/** The answer of an operation that streams an asset. */
export class AssetAnswer {
  constructor(
    readonly content: AssetContent,
    readonly headers: Readonly<Record<string, string>>,
  ) {}
}

export function listPackageVersionAssets(context: OperationContext, request: VersionRequest & Paging): object {
  const { variants, pagination } = context;
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  if (version.status === 'Disposed' && variants.assetsOfDisposed === 'ResourceNotFoundException') {
    throw resourceNotFound('asset', version.version, `The assets of version ${version.version} have been disposed`);
  }
  const isHidden = version.status === 'Archived' && variants.listedAssetsOfArchived === 'none';
  const { format, namespace, package: packageName } = name;
  const assets = new Map(isHidden ? [] : version.assets.map((asset) => [asset.name, asset]));
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

type AssetRequest = VersionRequest & { readonly asset: string; readonly packageVersionRevision?: string };

export function getPackageVersionAsset(context: OperationContext, request: AssetRequest): AssetAnswer {
  const { variants } = context;
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  const { asset: assetName, packageVersionRevision } = request;
  if (packageVersionRevision !== undefined && packageVersionRevision !== version.revision) {
    throw resourceNotFound(
      'package-version',
      version.version,
      `Version ${version.version} has the revision ${version.revision}, not ${packageVersionRevision}`,
    );
  }
  if (version.status === 'Archived' && variants.archivedAssets !== 'readable') {
    throw variants.archivedAssets === 'ConflictException'
      ? conflict('package-version', version.version)
      : resourceNotFound(
          'asset',
          assetName,
          `The assets of version ${version.version} cannot be downloaded: it is Archived`,
        );
  }
  const asset = version.assets.find((candidate) => candidate.name === assetName);
  if (!asset) {
    throw resourceNotFound('asset', assetName, `Version ${version.version} has no asset ${assetName}`);
  }
  return answerWithAsset(version, asset);
}

/** The bytes of an asset with the headers of GetPackageVersionAsset. */
export function answerWithAsset(version: PackageVersion, asset: Asset): AssetAnswer {
  return new AssetAnswer(contentOfAsset(asset, version.revision), {
    'content-type': 'application/octet-stream',
    // UTF-8, whose bytes HTTP of Node.js takes as characters.
    'x-assetname': Buffer.from(asset.name, 'utf8').toString('latin1'),
    'x-packageversion': version.version,
    'x-packageversionrevision': version.revision,
  });
}

type PublishRequest = VersionRequest & {
  readonly asset: string;
  readonly unfinished?: boolean;
  readonly assetSHA256: string;
  readonly assetContent: Uint8Array;
};

/** PublishPackageVersion, which serves packages of the format generic only. */
export function publishPackageVersion(context: OperationContext, request: PublishRequest): object {
  const { registry } = context;
  const { asset: assetName, assetContent, unfinished = false } = request;
  const name = withStoredNames(context, request);
  const versionName = name.packageVersion;
  if (name.format !== 'generic') {
    throw new ServiceException({
      name: 'ValidationException',
      status: 400,
      message: `PublishPackageVersion supports packages of the format generic only, not ${name.format}`,
      members: { reason: 'FIELD_VALIDATION_FAILED' },
    });
  }
  const asset: Asset = { name: assetName, size: assetContent.length, bytes: assetContent };
  const hashes = hashAsset(asset, '');
  if (hashes['SHA-256'] !== request.assetSHA256.toLowerCase()) {
    throw new ServiceException({
      name: 'ValidationException',
      status: 400,
      message: `The SHA-256 of the asset is ${hashes['SHA-256']}, not ${request.assetSHA256}`,
      members: { reason: 'FIELD_VALIDATION_FAILED' },
    });
  }
  const status: PackageVersionStatus = unfinished ? 'Unfinished' : 'Published';
  const existing = registry.version(name, versionName);
  if (existing && existing.status === 'Unfinished') {
    const others = existing.assets.filter((other) => other.name !== assetName);
    registry.addAssets(name, versionName, { status, assets: [...others, asset] });
  } else {
    requirePublishable(context, { ...name, packageVersion: versionName });
    publishByClient(context, name, { status, assets: [asset] });
  }
  const published = registry.version(name, versionName)!;
  return {
    format: name.format,
    namespace: name.namespace,
    package: name.package,
    version: versionName,
    versionRevision: published.revision,
    status,
    asset: summarizeAsset(published, asset),
  };
}

/** Publishes a version that does not exist, or in place of its disposed record. */
export function publishByClient(
  { registry, variants }: OperationContext,
  request: VersionRequest,
  options: PublishOptions,
): PackageVersion {
  const { packageVersion } = request;
  const revision =
    variants.revisionAfterRestore === 'unchanged' ? registry.lastRevision(request, packageVersion) : undefined;
  return registry.republish(request, packageVersion, { publishedTime: new Date(), ...options, revision });
}

/** Refuses to publish a version that exists, or existed and is not to come back, or whose package takes none. */
export function requirePublishable({ registry, variants }: OperationContext, request: VersionRequest): void {
  const { packageVersion } = request;
  const pkg = registry.package(request);
  if (pkg?.restrictions.publish === 'BLOCK') {
    throw new ServiceException({
      name: 'ConflictException',
      status: 409,
      message: `The package origin controls of ${request.package} do not allow publishing`,
      members: { resourceId: request.package, resourceType: 'package' },
    });
  }
  const existing = registry.version(request, packageVersion);
  const isDisposed = existing?.status === 'Disposed';
  if ((isDisposed && variants.publishOverDisposed === 'refused') || (existing && !isDisposed)) {
    throw new ServiceException({
      name: 'ConflictException',
      status: 409,
      message: `Version ${packageVersion} exists; its status is ${existing.status}`,
      members: { resourceId: packageVersion, resourceType: 'package-version' },
    });
  }
  if (!existing && variants.publishOverDeleted === 'refused' && registry.wasDeleted(request, packageVersion)) {
    throw new ServiceException({
      name: 'ConflictException',
      status: 409,
      message: `Version ${packageVersion} was deleted, and its number cannot be used again`,
      members: { resourceId: packageVersion, resourceType: 'package-version' },
    });
  }
}

const hashesByAsset = new WeakMap<Asset, NonNullable<AssetSummary['hashes']>>();

/** The hashes of an asset, computed once. */
export function hashAsset(asset: Asset, revision: string): NonNullable<AssetSummary['hashes']> {
  const cached = hashesByAsset.get(asset) ?? hashContent(contentOfAsset(asset, revision));
  hashesByAsset.set(asset, cached);
  return cached;
}

function summarizeAsset({ revision }: PackageVersion, asset: Asset): AssetSummary {
  return { name: asset.name, size: asset.size, hashes: hashAsset(asset, revision) };
}
