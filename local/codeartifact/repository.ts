import type { PackageFormat, PackageOriginRestrictions } from '@aws-sdk/client-codeartifact';
import type { PackageVersion } from './package-version';

/** The sort keys of a version, which do not change from publication to deletion. */
export interface VersionKey {
  readonly version: string;
  readonly sequence: number;
  /** Milliseconds of the epoch. */
  readonly published: number;
}

export interface Package {
  readonly format: PackageFormat;
  readonly namespace: string;
  readonly name: string;
  readonly versions: Map<string, PackageVersion>;
  /** npm dist-tags. */
  readonly tags: Map<string, string>;
  /** The package origin controls. */
  restrictions: PackageOriginRestrictions;
  /** The sorted versions by name of the order; cleared when a version is published or deleted. */
  readonly orders: Map<string, readonly VersionKey[]>;
}

export interface RepositoryOptions {
  readonly description?: string;
  /** Names of repositories of the same domain, in order of priority. */
  readonly upstreams?: readonly string[];
  /** Such as `public:npmjs`. A repository has either upstreams or one external connection (API reference). */
  readonly externalConnections?: readonly string[];
  /** Default: the account that owns the domain. */
  readonly administratorAccount?: string;
}

export interface Repository extends RepositoryOptions {
  readonly name: string;
  readonly domain: string;
  readonly createdTime: Date;
  readonly packages: Map<string, Package>;
}
