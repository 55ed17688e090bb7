import { resourceNotFound, type ServiceException } from './exceptions';
import type { Pagination } from './listing';
import { domainArn, packageArn, repositoryArn, type ArnScope, type PackageCoordinates } from './names';
import type { PackageVersion } from './package-version';
import type { Registry } from './registry';
import type { Package, Repository } from './repository';
import type { Variants } from './variants';

/** The state and options of the service, for operations. */
export interface OperationContext {
  readonly registry: Registry;
  readonly variants: Variants;
  readonly pagination: Pagination;
  readonly scope: ArnScope;
  /** `http://127.0.0.1:PORT`, where package managers find their repositories, too. */
  readonly endpoint: string;
  /** The authorization tokens that are valid. */
  readonly tokens: Set<string>;
}

export interface DomainRequest {
  readonly domain: string;
  readonly domainOwner?: string;
}

export interface RepositoryRequest extends DomainRequest {
  readonly repository: string;
}

/** Which page of a list is asked for. */
export interface Paging {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

export type NamedPackageRequest = PackageCoordinates & RepositoryRequest;
export type VersionRequest = NamedPackageRequest & { readonly packageVersion: string };

/** The repositories of the domain, or a ResourceNotFoundException of the domain. */
export function findRepositories({ registry, scope }: OperationContext, request: DomainRequest): readonly Repository[] {
  const { domain, domainOwner = scope.account } = request;
  if (domainOwner !== scope.account || !registry.hasDomain(domain)) {
    throw resourceNotFound(
      'domain',
      domainArn({ ...scope, account: domainOwner }, domain),
      `Domain not found. Domain '${domain}' owned by account '${domainOwner}' does not exist`,
    );
  }
  return registry.repositories(domain);
}

/** The repository, or a ResourceNotFoundException of the domain or the repository. */
export function findRepository(context: OperationContext, request: RepositoryRequest): Repository {
  const { registry, scope } = context;
  const { domain, repository, domainOwner = scope.account } = request;
  findRepositories(context, request);
  const existing = registry.repository(domain, repository);
  if (existing) {
    return existing;
  }
  throw resourceNotFound(
    'repository',
    repositoryArn(scope, domain, repository),
    `Repository not found. Repository '${repository}' in domain '${domain}' owned by account '${domainOwner}' does not exist`,
  );
}

/** The package; undefined only if the variants answer for a missing one as for an empty one. */
export function findPackage(context: OperationContext, request: NamedPackageRequest): Package | undefined {
  findRepository(context, request);
  const { registry, variants, scope } = context;
  const pkg = registry.exactPackage(request);
  if (pkg && (pkg.versions.size > 0 || variants.packageWithoutVersions === 'kept')) {
    return pkg;
  }
  if (variants.missingPackage === 'empty') {
    return undefined;
  }
  throw missingPackage(scope, request);
}

/** The version, or a ResourceNotFoundException of the domain, repository, package or version that is missing. */
export function findVersion(context: OperationContext, request: VersionRequest): PackageVersion {
  const { registry, scope } = context;
  findRepository(context, request);
  const pkg = registry.exactPackage(request);
  if (!pkg || pkg.versions.size === 0) {
    throw missingPackage(scope, request);
  }
  const version = pkg.versions.get(request.packageVersion);
  if (version) {
    return version;
  }
  throw resourceNotFound(
    'package-version',
    `${packageArn(scope, request)}/${request.packageVersion}`,
    `Package version not found in repository. RepoId: ${request.repository}, ${coordinate(request)}, ` +
      `version=${request.packageVersion}`,
  );
}

function missingPackage(scope: ArnScope, request: NamedPackageRequest): ServiceException {
  const message = `Package not found in repository. RepoId: ${request.repository}, ${coordinate(request)}`;
  return resourceNotFound('package', packageArn(scope, request), message);
}

// The form of the message in the user guide.
function coordinate({ format, namespace, package: packageName }: NamedPackageRequest): string {
  const inNamespace = namespace === undefined ? '' : `namespace=${namespace}, `;
  return `Package = PackageCoordinate{packageType=${format}, ${inNamespace}packageName=${packageName}}`;
}
