import type { Manifest, ManifestFields } from '../../declaration/manifest';
import type { FoundDeclaration } from '../find/declarations';
import type { FoundManifest } from '../find/manifests';
import { baseManifest, isSameRepository } from './manifest-packages';
import type { ManifestLine } from './plan-changes';
import type { DeclarationOutcome, PlannedDeclaration, PlannedManifest } from './plan-model';

/** A manifest that differs from the base, and its declaration in the base. */
export interface ManifestToPlan {
  readonly source: FoundDeclaration;
  readonly content: FoundManifest;
  readonly base?: FoundDeclaration;
}

/** The outcomes of a manifest, the heaviest first. */
const OUTCOMES_BY_WEIGHT: readonly DeclarationOutcome[] = [
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
      OUTCOMES_BY_WEIGHT.find((outcome) => declarations.some((declaration) => declaration.outcome === outcome)) ??
      'unknown',
    ...(content && { addedLines: findOtherLines(content, old).length, removedLines: findOtherLines(old, content) }),
    ...(properties?.restoreTo !== undefined && { restoresTo: properties.restoreTo }),
  };
}

/** The lines that another manifest does not have. Their rules decide nothing. */
function findOtherLines(manifest: Manifest | undefined, other: Manifest | undefined): ManifestLine[] {
  const lines = new Set(Array.from(other?.lines() ?? [], pinKey));
  return Array.from(manifest?.lines() ?? [])
    .filter((line) => !lines.has(pinKey(line)))
    .map(({ format, name, version, revision }) => ({ format, package: name, version, revision }));
}

function pinKey({ format, name, version, revision }: ManifestFields): string {
  return JSON.stringify([format, name, version, revision]);
}
