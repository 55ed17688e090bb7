import type { Format } from '../../declaration/package-format';

/** Stands for any name, where the log does not tell it. */
export const ANY = '*';

/** A request for versions of a package, as far as the log tells it. */
export interface PackageRequest {
  readonly format: Format;
  /** `*` where the format has namespaces and the log does not tell which one; empty for a package without one. */
  readonly namespace: string;
  /** `*` where the log does not tell the package. */
  readonly package: string;
  /** `*` for every version. */
  readonly version: string;
}

/** A repository, and the account that has its log. */
export interface LoggedRepository {
  readonly owner: string;
  readonly region: string;
  readonly domain: string;
  readonly repository: string;
}

/** The requests of one repository that a record of the log stands for. */
export interface LoggedRequests {
  readonly repository: LoggedRepository;
  readonly format: Format;
  readonly requests: readonly PackageRequest[];
  /** The keys of the repository and of the requests, by which a log counts. */
  readonly repositoryKey: string;
  readonly requestKeys: readonly string[];
  /** True if the version had to be taken from elsewhere, or is not known. */
  readonly lacksVersion: boolean;
}

/** The key of a repository, and the path of its file: its parts have no slash. */
export function repositoryKey({ owner, region, domain, repository }: LoggedRepository): string {
  return [owner, region, domain, repository].join('/');
}

/** The key of a request, and the columns of its line: names have no tabs. */
export function requestKey({ format, namespace, package: name, version }: PackageRequest): string {
  return `${format}\t${namespace}\t${name}\t${version}`;
}
