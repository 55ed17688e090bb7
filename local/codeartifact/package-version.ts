import type { PackageVersionOrigin, PackageVersionStatus } from '@aws-sdk/client-codeartifact';
import type { PackageCoordinates } from './names';

/** A file of a package version; size in bytes. */
export interface Asset {
  readonly name: string;
  readonly size: number;
}

/** A package version as it is now; `previous` is what it was before its latest change. */
export interface PackageVersion {
  readonly version: string;
  readonly status: PackageVersionStatus;
  readonly revision: string;
  readonly assets: readonly Asset[];
  readonly publishedTime: Date;
  readonly origin: PackageVersionOrigin;
  /** Number of the publication in the registry, counted from 1. */
  readonly sequence: number;
  readonly previous?: { readonly status: PackageVersionStatus; readonly revision: string; readonly changedAt: number };
}

/** What happened to a version. */
export interface StateChange {
  readonly name: PackageCoordinates;
  readonly version: PackageVersion;
  readonly operationType: 'Created' | 'Updated' | 'Deleted';
  readonly statusChanged: boolean;
}
