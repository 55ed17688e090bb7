import type { Manifest } from '../../declaration/manifest';
import type { FoundDeclaration } from '../find/declarations';
import type { FoundManifest } from '../find/manifests';
import { baseManifest, isSameRepository } from './manifest-packages';
import type { DeclarationOutcome, ManifestLine, PlannedDeclaration, PlannedManifest } from './plan-model';

/** A manifest that differs from the base, and its declaration in the base. */
export interface ManifestToPlan {
  readonly source: FoundDeclaration;
  readonly content: FoundManifest;
  readonly base?: FoundDeclaration;
}

/** The outcomes of a manifest, the heaviest first. */
const BY_WEIGHT: readonly DeclarationOutcome[] = [
  'refused',
  'unknown',
  'will dispose',
  'will archive',
  'nothing to do',
];

/**
 * Plans a manifest as a whole, with the lines that the change adds and removes.
 *
 * @param declarations the plan of each of its packages
 */
export function planManifest(
  { source, content: manifest, base }: ManifestToPlan,
  declarations: readonly PlannedDeclaration[],
): PlannedManifest {
  const { properties, content } = manifest;
  const before = base && baseManifest(manifest, base);
  const old =
    before?.properties && properties && isSameRepository(before.properties, properties) ? before.content : undefined;
  return {
    stack: source.stack.name,
    stackId: source.stack.id,
    constructPath: source.constructPath,
    logicalId: source.logicalId,
    hash: properties?.manifestHash,
    packageCount: content?.packageCount,
    versionCount: content?.versionCount,
    outcome:
      BY_WEIGHT.find((outcome) => declarations.some((declaration) => declaration.outcome === outcome)) ?? 'unknown',
    ...(content && { addedLines: countOtherLines(content, old), removedLines: findOtherLines(old, content) }),
    ...(properties?.restoreTo !== undefined && { restoresTo: properties.restoreTo }),
  };
}

/** The lines without their rules, which decide nothing. */
function toLines(manifest: Manifest | undefined): string[] {
  const lines = manifest === undefined ? [] : manifest.bytes.toString('utf8').split('\n').slice(1, -1);
  return lines.map((line) => line.split('\t', 4).join('\t'));
}

function countOtherLines(manifest: Manifest, other: Manifest | undefined): number {
  const lines = new Set(toLines(other));
  return toLines(manifest).filter((line) => !lines.has(line)).length;
}

function findOtherLines(manifest: Manifest | undefined, other: Manifest): ManifestLine[] {
  if (manifest === undefined) {
    return [];
  }
  const lines = new Set(toLines(other));
  return toLines(manifest)
    .filter((line) => !lines.has(line))
    .map((line) => {
      const [format, name, version, revision] = line.split('\t') as [string, string, string, string];
      return { format, package: name, version, revision };
    });
}
