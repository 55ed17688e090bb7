import { type Base, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { declaredPackageKey } from './declared-package';
import { validateDeclaration } from './manifest-packages';
import type { ValidatedDeclaration } from './validate';

/** Declarations of one package, by the versions that they name. */
type VersionIndex = ReadonlyMap<string, readonly ValidatedDeclaration[]>;

/** Declarations by the package and the versions that they name, wherever they stand. */
export class DeclarationIndex {
  private byPackage?: ReadonlyMap<string, VersionIndex>;

  constructor(private readonly sources: Iterable<FoundDeclaration>) {}

  /** The declarations that name a version of the package of another declaration. */
  find(source: FoundDeclaration, version: string): readonly ValidatedDeclaration[] {
    this.byPackage ??= this.build();
    return this.byPackage.get(declaredPackageKey(source))?.get(version) ?? [];
  }

  private build(): ReadonlyMap<string, VersionIndex> {
    const byPackage = new Map<string, Map<string, ValidatedDeclaration[]>>();
    for (const source of this.sources) {
      for (const declaration of validateDeclaration(source, undefined)) {
        const key = declaredPackageKey(declaration.source);
        const byVersion = byPackage.get(key) ?? new Map<string, ValidatedDeclaration[]>();
        byPackage.set(key, byVersion);
        for (const version of declaredVersions(declaration.source)) {
          byVersion.set(version, [...(byVersion.get(version) ?? []), declaration]);
        }
      }
    }
    return byPackage;
  }
}

/** The base: declarations by their place, and by their versions. */
export class BaseIndex {
  readonly declarations: DeclarationIndex;

  constructor(private readonly base: Base) {
    this.declarations = new DeclarationIndex(base.values());
  }

  /** The declaration that stands at the same place. */
  at(source: FoundDeclaration): FoundDeclaration | undefined {
    return this.base.get(declarationKey(source));
  }
}

/** The names of the versions that a template declares, if they are known. */
export function declaredVersions({ properties }: FoundDeclaration): string[] {
  const { versions } = properties;
  return Array.isArray(versions) ? versions.map(String) : [];
}
