import type { Format } from './package-format';
import { displayName } from './package-format';

/** The statuses that a declaration can expect. A `Deleted` version has no record, so `Deleted` is not one of them. */
export const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'] as const;

export type Status = (typeof STATUSES)[number];

/** One package in one repository, with the field names of the CodeArtifact API. */
export interface Package {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  readonly format: Format;
  readonly namespace?: string;
  readonly package: string;
  /**
   * The Region of the repository.
   *
   * @default - the Region of the stack that declares it
   */
  readonly region?: string;
}

/**
 * The properties of the custom resource in the template: the request of DisposePackageVersions, and those of this
 * library.
 */
export interface Properties extends Package {
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly expectedStatus?: string;
  /** CloudFormation delivers it as the string `true` or `false`. */
  readonly allowMissing?: boolean | string;
  /** The versions whose revision the template reads as an attribute. */
  readonly revisionAttributes?: readonly string[];
}

/** A valid declaration: the versions to dispose, and the conditions. */
export interface Declaration {
  readonly package: Package;
  readonly versions: readonly string[];
  readonly versionRevisions: ReadonlyMap<string, string>;
  readonly expectedStatus?: Status;
  readonly allowMissing: boolean;
  readonly revisionAttributes: readonly string[];
}

/** Whether two declarations are about the same package of the same repository. */
export function samePackage(a: Package, b: Package): boolean {
  return arnPath(a) === arnPath(b) && a.domainOwner === b.domainOwner;
}

/** The resource part of the package's ARN. A package without a namespace leaves its segment empty. */
export function arnPath(pkg: Omit<Package, 'domainOwner'>): string {
  return [pkg.domain, pkg.repository, pkg.format, pkg.namespace ?? '', pkg.package].join('/');
}

/** `npm @scope/name in my-domain/my-repo`, for messages. */
export function describePackage(pkg: Package): string {
  return `${pkg.format} ${displayName(pkg.format, pkg.namespace, pkg.package)} in ${pkg.domain}/${pkg.repository}`;
}
