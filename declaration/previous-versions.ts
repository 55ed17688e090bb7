import { type Declaration, type Package, type RecordProperties, samePackage } from './declaration';

/** The versions of the same package that the old properties of an update declared. */
export interface PreviousVersions {
  readonly declared: ReadonlySet<string>;
  /**
   * True if the old declaration required that its versions exist. If it did not, it accepted any name, so it does not
   * prove that a version ever existed.
   */
  readonly required: boolean;
}

export const NO_PREVIOUS_VERSIONS: PreviousVersions = { declared: new Set(), required: false };

/**
 * Reads the versions of the same package that were declared before. Another release of this library can have written
 * the old properties, so only the package, the versions and `allowMissing` are read, and no other rule is checked.
 *
 * @param oldProperties the properties that an update replaces; undefined if the resource is new
 * @param region the Region of the function
 */
export function previousVersions(
  oldProperties: unknown,
  { package: pkg }: Declaration,
  region: string | undefined = pkg.region,
): PreviousVersions {
  const old = new Map(Object.entries(Object(oldProperties) as Record<string, unknown>));
  const versions = old.get('versions');
  if (!Array.isArray(versions) || !isSamePackage(old, pkg, region)) {
    return NO_PREVIOUS_VERSIONS;
  }
  return {
    declared: new Set(versions.filter((version) => typeof version === 'string')),
    required: [undefined, false, 'false'].includes(old.get('allowMissing') as undefined),
  };
}

/** True if the properties that an update replaces are about the same repository, and the same record of archive times. */
export function isSameRepository(
  oldProperties: unknown,
  current: Pick<Package, 'domain' | 'domainOwner' | 'repository'> & RecordProperties,
  region: string | undefined,
): boolean {
  const old = new Map(Object.entries(Object(oldProperties) as Record<string, unknown>));
  const names = ['domain', 'domainOwner', 'repository', 'recordBucket', 'recordKey'] as const;
  const oldRegion = old.get('region');
  return names.every((name) => old.get(name) === current[name]) && (oldRegion === undefined || oldRegion === region);
}

/** True if the properties that an update replaces are about the same package, and the same record of archive times. */
export function isSamePackageRecord(
  oldProperties: unknown,
  { package: pkg, archive }: Declaration,
  region: string | undefined,
): boolean {
  const old = new Map(Object.entries(Object(oldProperties) as Record<string, unknown>));
  const { bucket, key } = archive?.record ?? {};
  return isSamePackage(old, pkg, region) && old.get('recordBucket') === bucket && old.get('recordKey') === key;
}

function isSamePackage(old: ReadonlyMap<string, unknown>, pkg: Package, region: string | undefined): boolean {
  const names = ['domain', 'domainOwner', 'repository', 'format', 'package'].map((key) => old.get(key));
  const optional = [old.get('namespace'), old.get('region')].filter((value) => value !== undefined);
  if (![...names, ...optional].every((value) => typeof value === 'string')) {
    return false;
  }
  const oldRegion = old.get('region');
  return (
    samePackage(Object.fromEntries(old) as unknown as Package, pkg) && (oldRegion === undefined || oldRegion === region)
  );
}
