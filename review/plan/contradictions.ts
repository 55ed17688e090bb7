import { type Base, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import { DeclarationIndex } from './declaration-index';
import { displayNameOf, locationOf } from './declared-package';
import { validateDeclaration } from './manifest-packages';
import type { Contradiction } from './plan-model';

/** Finds versions that a declaration restores, since it no longer names them, and that another one archives or disposes. */
export function findContradictions(declarations: readonly FoundDeclaration[], base: Base): readonly Contradiction[] {
  const index = new DeclarationIndex(declarations);
  return [...base].flatMap(([key, before]) =>
    isRestoring(before)
      ? validateDeclaration(before, undefined).flatMap((declaration) => findContradicting(declaration, key))
      : [],
  );

  function findContradicting({ source, declaration }: ReturnType<typeof validateDeclaration>[number], key: string) {
    return (declaration?.versions ?? []).flatMap((version): Contradiction[] => {
      const others = index.find(source, version);
      return others.some((other) => declarationKey(other.source) === key)
        ? []
        : others.map((other) => ({
            displayName: displayNameOf(source.properties),
            location: locationOf(source.properties),
            version,
            restoredBy: source.constructPath,
            constructPath: other.source.constructPath,
            action: other.declaration?.action ?? 'dispose',
          }));
    });
  }
}

function isRestoring({ properties, manifest }: FoundDeclaration): boolean {
  return (manifest?.properties?.restoreTo ?? properties['restoreTo']) !== undefined;
}
