import { type Base, declarationKey } from '../find/base';
import type { FoundDeclaration } from '../find/declarations';
import type { Problem } from '../find/problem';
import { findResource } from '../../template/values/template';
import { DeclarationIndex } from './declaration-index';
import { readDisplayName, readLocation } from './declared-package';
import { validateDeclaration } from './manifest-packages';
import type { Contradiction } from './plan-changes';

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
        : others
            .filter((other) => !sharesRecord(source, other.source))
            .map((other) => ({
              displayName: readDisplayName(source.properties),
              location: readLocation(source.properties),
              version,
              restoredBy: source.constructPath,
              constructPath: other.source.constructPath,
              action: other.declaration?.action ?? 'dispose',
            }));
    });
  }
}

/** A contradiction between declarations that archive: each deployment obeys its own, and the last one decides. */
export function findContradictionProblems(contradictions: readonly Contradiction[]): Problem[] {
  return contradictions
    .filter(({ action }) => action === 'archive')
    .map(({ displayName, location, version, restoredBy, constructPath }) => ({
      id: 'contradiction',
      stack: restoredBy,
      message: `${restoredBy} restores ${displayName} ${version} in ${location}, which ${constructPath} archives.`,
      resolution: 'Give both the same recordBucket, in which they see each other, or take out restoreTo.',
    }));
}

/** True if both archive with one record bucket: the function then leaves the version archived. */
function sharesRecord(restoring: FoundDeclaration, other: FoundDeclaration): boolean {
  return other.action === 'archive' && readBucket(restoring) === readBucket(other);
}

/** The expression of the bucket; only the stack of its template tells one reference from another. */
function readBucket({ stack, logicalId }: FoundDeclaration): string {
  const bucket = findResource(stack.template, logicalId)?.Properties?.['recordBucket'] ?? null;
  return JSON.stringify(typeof bucket === 'string' ? [stack.region, bucket] : [stack.id, bucket]);
}

function isRestoring({ properties, manifest }: FoundDeclaration): boolean {
  return (manifest?.properties?.restoreTo ?? properties['restoreTo']) !== undefined;
}
