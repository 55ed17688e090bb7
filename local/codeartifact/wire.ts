import type { OperationName } from './operations';
import type { OptionalMember, Variants } from './variants';

type Json = Record<string, unknown>;

/** The shape of the answer's members, as far as {@link OptionalMember} names any: of a member, a list's or a map's items. */
const shapes: Record<OperationName, Readonly<Record<string, string>>> = {
  DisposePackageVersions: {
    successfulVersions: 'SuccessfulPackageVersionInfo',
    failedVersions: 'PackageVersionError',
  },
  ListPackageVersions: { '': 'ListPackageVersionsResult', versions: 'PackageVersionSummary' },
  DescribePackageVersion: { packageVersion: 'PackageVersionDescription' },
  ListPackageVersionAssets: { '': 'ListPackageVersionAssetsResult', assets: 'AssetSummary' },
  ListPackages: {},
  DescribeRepository: {},
};

/** The answer without the members that the variants leave out, and with null for missing ones if they ask for that. */
export function leaveOut(operation: OperationName, answer: Json, variants: Variants): Json {
  const shown: Json = { ...answer };
  if (variants.omit.length > 0) {
    for (const [member, shape] of Object.entries(shapes[operation])) {
      if (member === '') {
        without(shown, shape, variants.omit);
      } else {
        shown[member] = itemsWithout(member, shown[member], shape, variants.omit);
      }
    }
  }
  if (variants.nullMembers) {
    for (const [member, value] of Object.entries(shown)) {
      shown[member] = value ?? null;
    }
  }
  return shown;
}

function itemsWithout(member: string, value: unknown, shape: string, omit: readonly OptionalMember[]): unknown {
  if (value === undefined) {
    return undefined;
  }
  const copy = (item: unknown): Json => without({ ...(item as Json) }, shape, omit);
  if (member === 'packageVersion') {
    return copy(value);
  }
  if (Array.isArray(value)) {
    return value.map(copy);
  }
  return Object.fromEntries(Object.entries(value as Json).map(([version, item]) => [version, copy(item)]));
}

function without(target: Json, shape: string, omit: readonly OptionalMember[]): Json {
  for (const path of omit) {
    const [owner, member] = path.split('.') as [string, string];
    if (owner === shape) {
      target[member] = undefined;
    }
  }
  return target;
}
