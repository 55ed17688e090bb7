import type { OperationName } from './operations';
import type { OptionalMember, Variants } from './variants';

type JsonRecord = Record<string, unknown>;

const versionMaps = {
  successfulVersions: 'SuccessfulPackageVersionInfo',
  failedVersions: 'PackageVersionError',
};

/** The shapes that {@link OptionalMember} names: of a member, or of the elements of a list or map. */
const shapes: Record<OperationName, Readonly<Record<string, string>>> = {
  DisposePackageVersions: versionMaps,
  UpdatePackageVersionsStatus: versionMaps,
  ListPackageVersions: { '': 'ListPackageVersionsResult', versions: 'PackageVersionSummary' },
  DescribePackageVersion: { packageVersion: 'PackageVersionDescription' },
  ListPackageVersionAssets: { '': 'ListPackageVersionAssetsResult', assets: 'AssetSummary' },
  DeletePackageVersions: versionMaps,
  GetPackageVersionAsset: {},
  GetPackageVersionReadme: {},
  ListPackageVersionDependencies: {},
  PublishPackageVersion: { asset: 'AssetSummary' },
  GetAuthorizationToken: {},
  GetRepositoryEndpoint: {},
  ListPackages: {},
  DescribeRepository: {},
  ListRepositoriesInDomain: {},
};

/** The answer without the members that the variants leave out, and with null for missing ones if the variants say so. */
export function leaveOut(operation: OperationName, answer: JsonRecord, variants: Variants): JsonRecord {
  const record: JsonRecord = { ...answer };
  if (variants.omit.length > 0) {
    for (const [member, shape] of Object.entries(shapes[operation])) {
      if (member === '') {
        without(record, shape, variants.omit);
      } else {
        const copy = (element: unknown) => without({ ...(element as JsonRecord) }, shape, variants.omit);
        record[member] = copyElements(member, record[member], copy);
      }
    }
  }
  if (variants.nullMembers) {
    for (const [member, value] of Object.entries(record)) {
      record[member] = value ?? null;
    }
  }
  return record;
}

function copyElements(member: string, value: unknown, copy: (element: unknown) => JsonRecord): unknown {
  if (value === undefined) {
    return undefined;
  }
  if (member === 'packageVersion' || member === 'asset') {
    return copy(value);
  }
  if (Array.isArray(value)) {
    return value.map((element) => copy(element));
  }
  return Object.fromEntries(Object.entries(value as JsonRecord).map(([version, element]) => [version, copy(element)]));
}

function without(target: JsonRecord, shape: string, omit: readonly OptionalMember[]): JsonRecord {
  for (const path of omit) {
    const [owner, member] = path.split('.') as [string, string];
    if (owner === shape) {
      target[member] = undefined;
    }
  }
  return target;
}
