import { resourceNotFound } from './exceptions';
import { visible } from './listing';
import { withStoredNames } from './package-versions';
import { findVersion, type OperationContext, type Paging, type VersionRequest } from './resources';

export function describePackageVersion(context: OperationContext, request: VersionRequest): object {
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  const { status, revision } = visible(version, context.variants);
  const { summary, homePage, sourceCodeRepository, licenses = [] } = version.metadata;
  return {
    packageVersion: {
      format: name.format,
      namespace: name.namespace,
      packageName: name.package,
      displayName: name.format === 'npm' && name.namespace ? `@${name.namespace}/${name.package}` : name.package,
      version: version.version,
      summary,
      homePage,
      sourceCodeRepository,
      publishedTime: version.publishedTime.getTime() / 1000,
      licenses: licenses.map((license) => ({ name: license })),
      revision,
      status,
      origin: version.origin,
    },
  };
}

export function getPackageVersionReadme(context: OperationContext, request: VersionRequest): object {
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  const { readme } = version.metadata;
  if (readme === undefined && context.variants.missingReadme === 'ResourceNotFoundException') {
    throw resourceNotFound('asset', version.version, `Version ${version.version} has no README`);
  }
  return { ...coordinatesOfVersion(name, version.revision), readme: readme ?? '' };
}

export function listPackageVersionDependencies(context: OperationContext, request: VersionRequest & Paging): object {
  const name = withStoredNames(context, request);
  const version = findVersion(context, name);
  const { dependencies = [] } = version.metadata;
  const page = context.pagination.page(
    {
      identity: [
        'dependencies',
        name.domain,
        name.repository,
        name.format,
        name.namespace,
        name.package,
        version.version,
      ],
      keys: dependencies.map((_, index) => index),
      compare: (left, right) => left - right,
      select: (index) => dependencies[index],
    },
    name,
    context.variants.pages,
  );
  return { ...coordinatesOfVersion(name, version.revision), dependencies: page.items, nextToken: page.nextToken };
}

function coordinatesOfVersion(
  { format, namespace, package: packageName, packageVersion }: VersionRequest,
  versionRevision: string,
) {
  return { format, namespace, package: packageName, version: packageVersion, versionRevision };
}
