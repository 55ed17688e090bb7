import type { PackageFormat } from '@aws-sdk/client-codeartifact';
import { domainArn, packageArn, repositoryArn, type ArnScope } from './names';
import { getAuthorizationToken, getRepositoryEndpoint } from './npm/access';
import { getPackageVersionAsset, listPackageVersionAssets, publishPackageVersion } from './package-version-assets';
import {
  describePackageVersion,
  getPackageVersionReadme,
  listPackageVersionDependencies,
} from './package-version-metadata';
import {
  deletePackageVersions,
  disposePackageVersions,
  listPackageVersions,
  updatePackageVersionsStatus,
} from './package-versions';
import { listPackages } from './packages';
import { describeRepository, listRepositoriesInDomain } from './repositories';
import type { OperationContext } from './resources';
import type { Members, RequestShape } from './validation';

/** The operations that the service answers. */
export type OperationName =
  | 'ListPackageVersions'
  | 'DescribePackageVersion'
  | 'ListPackageVersionAssets'
  | 'DisposePackageVersions'
  | 'UpdatePackageVersionsStatus'
  | 'DeletePackageVersions'
  | 'GetPackageVersionAsset'
  | 'GetPackageVersionReadme'
  | 'ListPackageVersionDependencies'
  | 'PublishPackageVersion'
  | 'GetAuthorizationToken'
  | 'GetRepositoryEndpoint'
  | 'ListPackages'
  | 'DescribeRepository'
  | 'ListRepositoriesInDomain';

export interface Operation {
  readonly name: OperationName;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly shape: RequestShape;
  readonly run: (context: OperationContext, members: Members) => object;
}

const domainShape: RequestShape = { required: ['domain'], optional: ['domainOwner'] };
const repositoryShape: RequestShape = { required: ['domain', 'repository'], optional: ['domainOwner'] };
const packageShape: RequestShape = {
  required: ['domain', 'repository', 'format', 'package'],
  optional: ['domainOwner', 'namespace'],
};
const versionShape: RequestShape = { ...packageShape, required: [...packageShape.required, 'packageVersion'] };
const withOptional = (shape: RequestShape, ...members: RequestShape['optional']): RequestShape => ({
  ...shape,
  optional: [...shape.optional, ...members],
});

// The members were checked against the shape, so that their types are those of the request.
const operation = <Request>({
  run,
  ...binding
}: Omit<Operation, 'run'> & { readonly run: (context: OperationContext, request: Request) => object }): Operation => ({
  ...binding,
  run: (context, members) => run(context, members as Request),
});

/** Every operation with its binding in the service model 2018-09-22. */
export const operations: readonly Operation[] = [
  operation({
    name: 'ListPackageVersions',
    method: 'POST',
    path: '/v1/package/versions',
    shape: withOptional(packageShape, 'status', 'sortBy', 'maxResults', 'nextToken', 'originType'),
    run: listPackageVersions,
  }),
  operation({
    name: 'DescribePackageVersion',
    method: 'GET',
    path: '/v1/package/version',
    shape: versionShape,
    run: describePackageVersion,
  }),
  operation({
    name: 'ListPackageVersionAssets',
    method: 'POST',
    path: '/v1/package/version/assets',
    shape: withOptional(versionShape, 'maxResults', 'nextToken'),
    run: listPackageVersionAssets,
  }),
  operation({
    name: 'DisposePackageVersions',
    method: 'POST',
    path: '/v1/package/versions/dispose',
    shape: { ...packageShape, body: 'disposal' },
    run: disposePackageVersions,
  }),
  operation({
    name: 'UpdatePackageVersionsStatus',
    method: 'POST',
    path: '/v1/package/versions/update_status',
    shape: { ...packageShape, body: 'status update' },
    run: updatePackageVersionsStatus,
  }),
  operation({
    name: 'DeletePackageVersions',
    method: 'POST',
    path: '/v1/package/versions/delete',
    shape: { ...packageShape, body: 'disposal' },
    run: deletePackageVersions,
  }),
  operation({
    name: 'GetPackageVersionAsset',
    method: 'GET',
    path: '/v1/package/version/asset',
    shape: withOptional({ ...versionShape, required: [...versionShape.required, 'asset'] }, 'packageVersionRevision'),
    run: getPackageVersionAsset,
  }),
  operation({
    name: 'GetPackageVersionReadme',
    method: 'GET',
    path: '/v1/package/version/readme',
    shape: versionShape,
    run: getPackageVersionReadme,
  }),
  operation({
    name: 'ListPackageVersionDependencies',
    method: 'POST',
    path: '/v1/package/version/dependencies',
    shape: withOptional(versionShape, 'nextToken'),
    run: listPackageVersionDependencies,
  }),
  operation({
    name: 'PublishPackageVersion',
    method: 'POST',
    path: '/v1/package/version/publish',
    shape: {
      ...withOptional({ ...versionShape, required: [...versionShape.required, 'asset'] }, 'unfinished'),
      body: 'asset',
    },
    run: publishPackageVersion,
  }),
  operation({
    name: 'GetAuthorizationToken',
    method: 'POST',
    path: '/v1/authorization-token',
    shape: withOptional(domainShape, 'durationSeconds'),
    run: getAuthorizationToken,
  }),
  operation({
    name: 'GetRepositoryEndpoint',
    method: 'GET',
    path: '/v1/repository/endpoint',
    shape: withOptional({ ...repositoryShape, required: [...repositoryShape.required, 'format'] }, 'endpointType'),
    run: getRepositoryEndpoint,
  }),
  operation({
    name: 'ListPackages',
    method: 'POST',
    path: '/v1/packages',
    shape: withOptional(
      repositoryShape,
      ...(['format', 'namespace', 'packagePrefix', 'maxResults', 'nextToken', 'publish', 'upstream'] as const),
    ),
    run: listPackages,
  }),
  operation({
    name: 'DescribeRepository',
    method: 'GET',
    path: '/v1/repository',
    shape: repositoryShape,
    run: describeRepository,
  }),
  operation({
    name: 'ListRepositoriesInDomain',
    method: 'POST',
    path: '/v1/domain/repositories',
    shape: withOptional(domainShape, 'administratorAccount', 'repositoryPrefix', 'maxResults', 'nextToken'),
    run: listRepositoriesInDomain,
  }),
];

/** The ARN that IAM authorises the call on: of the package, else the repository, else the domain that the operation names. */
export function operationArn(operation: Operation, query: URLSearchParams, scope: ArnScope): string {
  const get = (wire: string): string => query.get(wire) ?? '';
  const owned = { ...scope, account: query.get('domain-owner') ?? scope.account };
  if (!operation.shape.required.includes('repository')) {
    return domainArn(owned, get('domain'));
  }
  if (!operation.shape.required.includes('package')) {
    return repositoryArn(owned, get('domain'), get('repository'));
  }
  return packageArn(owned, {
    domain: get('domain'),
    repository: get('repository'),
    format: get('format') as PackageFormat,
    namespace: get('namespace'),
    package: get('package'),
  });
}
