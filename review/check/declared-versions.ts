import type { Package } from '../../declaration/declaration';
import type { ValidatedDeclaration } from '../plan/validate';
import type { CodeArtifactReader } from '../read/codeartifact-reader';

/** A package of a repository in a Region. */
type LocatedPackage = Omit<Package, 'region'>;

/** All versions that the declarations of an assembly name. */
export class DeclaredVersions {
  private readonly names = new Set<string>();
  private readonly disposals = new Set<string>();
  private readonly openPackages = new Set<string>();

  constructor(declarations: readonly ValidatedDeclaration[]) {
    for (const { declaration, source } of declarations) {
      if (!declaration) {
        continue;
      }
      const pkg = describeLocation(declaration.package, source.stack.region);
      for (const version of declaration.versions) {
        this.names.add(`${pkg} ${version}`);
        if (declaration.action !== 'archive') {
          this.disposals.add(`${pkg} ${version}`);
        }
      }
      if (source.unknownVersions.length > 0) {
        this.openPackages.add(pkg);
      }
    }
  }

  /** True if a declaration disposes the version. */
  isDisposed(pkg: LocatedPackage, version: string, region: string | undefined): boolean {
    return this.disposals.has(`${describeLocation(pkg, region)} ${version}`);
  }

  /** True if a declaration names the version, or may name it: only the deployment knows some versions of its package. */
  has(pkg: LocatedPackage, version: string, region: string | undefined): boolean {
    const location = describeLocation(pkg, region);
    return this.openPackages.has(location) || this.names.has(`${location} ${version}`);
  }
}

/** The registry, and the versions that declarations name, which a check compares with it. */
export interface CheckTools {
  readonly registry: CodeArtifactReader;
  readonly declaredVersions: DeclaredVersions;
}

function describeLocation(pkg: LocatedPackage, region: string | undefined): string {
  const { domain, domainOwner, repository, format, namespace, package: name } = pkg;
  return JSON.stringify([region, domainOwner, domain, repository, format, namespace ?? null, name]);
}
