import type { LogEvent } from './log-files';

/** An event of so many days ago. */
export type DatedEvent = LogEvent & { readonly daysAgo: number };

/** A package of each format, and a request for its version as a client makes it. */
export const FORMATS = [
  {
    pkg: { format: 'npm', namespace: 'acme' },
    written: '@acme/pkg',
    uri: (v: string) => `/npm/my-repo/@acme%2Fpkg/-/pkg-${v}.tgz`,
  },
  {
    pkg: { format: 'pypi' },
    written: 'pkg',
    uri: (v: string) => `/pypi/my-repo/simple/pkg/${v}/pkg-${v}-py3-none-any.whl`,
  },
  {
    pkg: { format: 'maven', namespace: 'com.acme' },
    written: 'com.acme:pkg',
    uri: (v: string) => `/maven/com/acme/pkg/${v}/pkg-${v}.jar`,
  },
  { pkg: { format: 'nuget' }, written: 'pkg', uri: (v: string) => `/nuget/my-repo/v3/package/pkg/${v}/pkg.${v}.nupkg` },
  { pkg: { format: 'ruby' }, written: 'pkg', uri: (v: string) => `/ruby/my-repo/gems/pkg-${v}.gem` },
  { pkg: { format: 'cargo' }, written: 'pkg', uri: (v: string) => `/cargo/my-repo/api/v1/crates/pkg/${v}/download` },
  {
    pkg: { format: 'swift', namespace: 'acme' },
    written: 'acme.pkg',
    uri: (v: string) => `/swift/my-repo/acme/pkg/${v}.zip`,
  },
  { pkg: { format: 'generic', namespace: 'acme' }, written: 'acme/pkg', uri: undefined },
] as const;
export type FormatRequests = (typeof FORMATS)[number];

interface RequestOptions {
  readonly daysAgo: number;
  readonly onlyPath?: boolean;
}

/** With the version as a member, or only in the path; the API always has members. */
export function request(
  { pkg, uri }: FormatRequests,
  version: string,
  { daysAgo, onlyPath = false }: RequestOptions,
): DatedEvent {
  const namespace = 'namespace' in pkg ? { packageNamespace: pkg.namespace } : {};
  const members = { packageFormat: pkg.format, packageName: 'pkg', ...namespace };
  return uri === undefined
    ? { daysAgo, eventName: 'GetPackageVersionAsset', parameters: { ...members, packageVersion: version } }
    : onlyPath
      ? { daysAgo, parameters: { packageFormat: pkg.format }, uri: uri(version) }
      : { daysAgo, parameters: { ...members, packageVersion: version } };
}
