import type { Format } from './package-format';
import { displayName } from './package-format';

/** The statuses a declared version can be expected in. `Deleted` is none: a deleted version has no record. */
export const STATUSES = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'] as const;

export type Status = (typeof STATUSES)[number];

/** Names one package in one repository, in the words of the CodeArtifact API. */
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
 * The properties of the custom resource, as the template carries them: the request of
 * DisposePackageVersions, and what only this library knows.
 */
export interface Properties extends Package {
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly expectedStatus?: string;
  /** CloudFormation delivers it as the string `true` or `false`. */
  readonly allowMissing?: boolean | string;
  /** The versions whose revision the template reads. */
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
