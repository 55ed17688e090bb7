import type { PackageDependency, PackageVersionOrigin, PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import type { PackageCoordinates } from './names';

/** A file of a package version; size in bytes. */
export interface Asset {
  readonly name: string;
  readonly size: number;
  /** Two assets of one seed and size have the same bytes; default: the revision and the name. */
  readonly seed?: string;
  /** The bytes, if a client has published them; default: they are made from the seed. */
  readonly bytes?: Uint8Array;
}

/** Metadata that the service has read from the assets of a version. */
export interface PackageVersionMetadata {
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly licenses?: readonly string[];
  readonly readme?: string;
  readonly dependencies?: readonly PackageDependency[];
  /** npm: the manifest of the package, as its packument shows it. */
  readonly packageJson?: Readonly<Record<string, unknown>>;
}

/** A package version as it is now; `previous` is its state before its latest change. */
export interface PackageVersion {
  readonly version: string;
  readonly status: PackageVersionStatus;
  readonly revision: string;
  readonly assets: readonly Asset[];
  readonly metadata: PackageVersionMetadata;
  readonly publishedTime: Date;
  readonly origin: PackageVersionOrigin;
  /** Number of the publication in the registry, counted from 1. */
  readonly sequence: number;
  readonly previous?: { readonly status: PackageVersionStatus; readonly revision: string; readonly changedAt: number };
}

/** An event of a version. */
export interface StateChange {
  readonly name: PackageCoordinates;
  readonly version: PackageVersion;
  readonly operationType: 'Created' | 'Updated' | 'Deleted';
  readonly statusChanged: boolean;
}
