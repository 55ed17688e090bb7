import type { PackageFormat } from '@aws-sdk/client-codeartifact';

/** The names of one package. */
export interface PackageCoordinates {
  readonly domain: string;
  readonly repository: string;
  readonly format: PackageFormat;
  /** npm: the scope without `@`; maven: the groupId; absent and empty mean the same. */
  readonly namespace?: string;
  readonly package: string;
}

/** Every package format of the service model (API reference, PackageFormat). */
export const formats = ['npm', 'pypi', 'maven', 'nuget', 'generic', 'ruby', 'swift', 'cargo'] as const;

/** Every status of the service model (API reference, PackageVersionStatus). */
export const statuses = ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed', 'Deleted'] as const;

/** Formats whose packages cannot be named without a namespace (API reference, DisposePackageVersions). */
export const formatsWithRequiredNamespace: ReadonlySet<string> = new Set(['maven', 'swift', 'generic']);

/** The name of a package in CodeArtifact. All later calls and ARNs use this spelling. */
function normalizePackageName(format: string, name: string): string {
  switch (format) {
    case 'pypi':
      return name.replace(/[-_.]+/g, '-').toLowerCase(); // PEP 503
    case 'nuget':
    case 'swift':
      return name.toLowerCase();
    default:
      return name;
  }
}

/** The version that CodeArtifact stores. For nuget, `12.0.03.0+build` is `12.0.3`; other formats do not change it. */
export function normalizeVersion(format: string, version: string): string {
  if (format !== 'nuget') {
    return version;
  }
  const match = /^(\d+(?:\.\d+){0,3})(-[^+]*)?(?:\+.*)?$/.exec(version);
  if (!match) {
    return version;
  }
  const parts = (match[1] ?? '').split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3) {
    parts.push('0');
  }
  if (parts.length === 4 && parts[3] === '0') {
    parts.pop();
  }
  return parts.join('.') + (match[2] ?? '');
}

/** The coordinates as CodeArtifact stores them. */
export function normalizeCoordinates(coordinates: PackageCoordinates): PackageCoordinates {
  const { format, namespace } = coordinates;
  return {
    ...coordinates,
    namespace: format === 'swift' ? namespace?.toLowerCase() : namespace,
    package: normalizePackageName(format, coordinates.package),
  };
}

/** The account that owns the domain, and the Region, for ARNs. */
export interface ArnScope {
  readonly account: string;
  readonly region: string;
}

function arn({ account, region }: ArnScope, resource: string): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:codeartifact:${region}:${account}:${resource}`;
}

/** The ARN that IAM authorises package operations on; without a namespace its segment is empty: `…/npm//react`. */
export function packageArn(scope: ArnScope, name: PackageCoordinates): string {
  return arn(scope, `package/${name.domain}/${name.repository}/${name.format}/${name.namespace ?? ''}/${name.package}`);
}

/** The ARN that IAM authorises repository operations on. */
export function repositoryArn(scope: ArnScope, domain: string, repository: string): string {
  return arn(scope, `repository/${domain}/${repository}`);
}

/** The ARN of a domain. */
export function domainArn(scope: ArnScope, domain: string): string {
  return arn(scope, `domain/${domain}`);
}
