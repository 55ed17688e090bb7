import type { PackageName } from '../../../declaration/package-name';
import { displayName } from '../../../declaration/package-format';
import { packageText } from '../package-jobs';
import { registryName, SimilarPackages } from '../similar-packages';
import type { TakeDownList, TakeDownPackage } from './take-down-list';

/** The packages of a list, by every spelling that the registry of the format takes for the same package. */
export class ListIndex {
  private readonly byName: ReadonlyMap<string, TakeDownPackage>;
  private readonly similar: SimilarPackages<PackageName>;

  constructor({ packages }: TakeDownList) {
    const byName = new Map<string, TakeDownPackage>();
    for (const each of packages) {
      const before = byName.get(registryName(each.pkg));
      const requests = [...(before?.requests ?? []), ...each.requests];
      byName.set(registryName(each.pkg), { pkg: before?.pkg ?? each.pkg, requests });
    }
    this.byName = byName;
    this.similar = new SimilarPackages(packages.map(({ pkg }) => pkg));
  }

  find(pkg: PackageName): TakeDownPackage | undefined {
    return this.byName.get(registryName(pkg));
  }

  /** Packages that only look like one of the list, which the repositories do not have, for a person to compare. */
  findNear(packages: readonly PackageName[]): string[] {
    const existing = new Set(packages.map(registryName));
    return packages.flatMap((pkg) => {
      // A list names thousands of packages, and one letter tells many a package from another.
      const near = this.find(pkg) === undefined ? this.similar.findSimilar(pkg, true) : undefined;
      return near === undefined || existing.has(registryName(near.pkg))
        ? []
        : [`${packageText(pkg)} (list: ${displayName(near.pkg.format, near.pkg.namespace, near.pkg.package)})`];
    });
  }
}
