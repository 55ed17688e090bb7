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

/** The requests that one record of the log stands for. */
export interface LoggedRequests {
  readonly repository: LoggedRepository;
  /** Milliseconds. */
  readonly time: number;
  readonly format: Format;
  /** Whether it is a read, which shows that reads of the format are logged. */
  readonly requests: readonly PackageRequest[];
  /** Whether the version had to be taken from elsewhere, or is not known. */
  readonly lacksVersion: boolean;
}
