import type { Manifest } from '../../declaration/manifest';
import type { FoundDeclaration } from '../find/declarations';
import { baseManifest, isSameRepository } from './manifest-packages';
import type { DeclarationOutcome, ManifestLine, PlannedDeclaration, PlannedManifest } from './plan-model';

/** A manifest that differs from the base, its declaration in the base, and what is planned of its packages. */
export interface ManifestReview {
  readonly found: FoundDeclaration;
  readonly base?: FoundDeclaration;
  readonly declarations: readonly PlannedDeclaration[];
}

/** What weighs most in the outcome of a manifest. */
const BY_WEIGHT: readonly DeclarationOutcome[] = [
  'refused',
  'unknown',
  'will dispose',
  'will archive',
  'nothing to do',
];

/** A manifest as a whole, and by line what a change of it adds and removes. */
export function plannedManifest({ found, base, declarations }: ManifestReview): PlannedManifest {
  const { properties, content } = found.manifest!;
  const before = base && baseManifest(found.manifest!, base);
  const old =
    before?.properties && properties && isSameRepository(before.properties, properties) ? before.content : undefined;
  return {
    stack: found.stack.name,
    stackId: found.stack.id,
    constructPath: found.constructPath,
    logicalId: found.logicalId,
    hash: properties?.manifestHash,
    packageCount: content?.packageCount,
    versionCount: content?.versionCount,
    outcome: BY_WEIGHT.find((outcome) => declarations.some((declaration) => declaration.outcome === outcome))!,
    ...(content && { addedLines: countOtherLines(content, old), removedLines: otherLines(old, content) }),
    ...(properties?.restoreTo !== undefined && { restoresTo: properties.restoreTo }),
  };
}

/** The lines without their rules, which decide nothing. */
function linesOf(manifest: Manifest | undefined): string[] {
  const lines = manifest === undefined ? [] : manifest.bytes.toString('utf8').split('\n').slice(1, -1);
  return lines.map((line) => line.split('\t', 4).join('\t'));
}

function countOtherLines(manifest: Manifest, other: Manifest | undefined): number {
  const known = new Set(linesOf(other));
  return linesOf(manifest).filter((line) => !known.has(line)).length;
}

function otherLines(manifest: Manifest | undefined, other: Manifest): ManifestLine[] {
  if (manifest === undefined) {
    return [];
  }
  const known = new Set(linesOf(other));
  return linesOf(manifest)
    .filter((line) => !known.has(line))
    .map((line) => {
      const [format, name, version, revision] = line.split('\t') as [string, string, string, string];
      return { format, package: name, version, revision };
    });
}
