import type { PackageName } from '../../../declaration/package-name';
import { displayName } from '../../../declaration/package-format';
import { packageText } from '../package-jobs';
import type { TakeDownList, TakeDownPackage } from './take-down-list';

/** The packages of a list, by every spelling that the registry of the format takes for the same package. */
export class ListIndex {
  private readonly byKey: ReadonlyMap<string, TakeDownPackage>;
  private readonly byLooseKey: ReadonlyMap<string, TakeDownPackage>;

  constructor({ packages }: TakeDownList) {
    const byKey = new Map<string, TakeDownPackage>();
    for (const each of packages) {
      const before = byKey.get(registryKey(each.pkg));
      const requests = [...(before?.requests ?? []), ...each.requests];
      byKey.set(registryKey(each.pkg), { pkg: before?.pkg ?? each.pkg, requests });
    }
    this.byKey = byKey;
    this.byLooseKey = new Map(packages.map((each) => [looseKey(each.pkg), each]));
  }

  find(pkg: PackageName): TakeDownPackage | undefined {
    return this.byKey.get(registryKey(pkg));
  }

  /** Packages that only look like one of the list, which the repositories do not have, for a person to compare. */
  findNear(packages: readonly PackageName[]): string[] {
    const existing = new Set(packages.map(registryKey));
    return packages.flatMap((pkg) => {
      const looseMatch = this.find(pkg) === undefined ? this.byLooseKey.get(looseKey(pkg)) : undefined;
      return looseMatch === undefined || existing.has(registryKey(looseMatch.pkg))
        ? []
        : [
            `${packageText(pkg)} (list: ${displayName(looseMatch.pkg.format, looseMatch.pkg.namespace, looseMatch.pkg.package)})`,
          ];
    });
  }
}

/** crates.io gives names that differ in case, or in - and _, to one crate. Other names are normalized when they are read. */
function registryKey(pkg: PackageName): string {
  const text = packageText(pkg);
  return pkg.format === 'cargo' ? text.toLowerCase().replace(/_/g, '-') : text;
}

/** Names without case, separators and scope. */
function looseKey({ format, namespace, package: name }: PackageName): string {
  const scope = format === 'maven' ? (namespace ?? '') : '';
  return `${format} ${scope} ${name}`.toLowerCase().replace(/[-_.]/g, '');
}
