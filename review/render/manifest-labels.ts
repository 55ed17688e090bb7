import type { ManifestLine, Plan, PlannedManifest } from '../plan/plan-model';
import { counted, oneLine, shortRevision } from './sanitize';

/** Each manifest of a plan in one line. */
export function manifestTexts({ manifests = [], comparedToBase }: Plan): string[] {
  return manifests.map((manifest) => `${oneLine(manifest.constructPath)}: ${manifestText(manifest, comparedToBase)}`);
}

function manifestText(
  { packageCount, versionCount, outcome, addedLines = 0, removedLines = [] }: PlannedManifest,
  comparedToBase: boolean,
): string {
  if (packageCount === undefined || versionCount === undefined) {
    return 'its manifest could not be read';
  }
  const changes = comparedToBase
    ? [`${counted(addedLines, 'line')} added, ${counted(removedLines.length, 'line')} removed`]
    : [];
  const refusal = outcome === 'refused' ? ['a version is refused, so that nothing of the manifest is disposed'] : [];
  return [`${counted(versionCount, 'version')} of ${counted(packageCount, 'package')}`, ...changes, ...refusal].join(
    '; ',
  );
}

/** The lines of the base that manifests have no more, each as text. */
export function removedTexts({ manifests = [] }: Plan): string[] {
  return manifests.flatMap(({ removedLines = [] }) => removedLines.map(lineText));
}

/** How many lines manifests have no more, if any. */
export function removedCounts({ manifests = [] }: Plan): string[] {
  const count = manifests.reduce((sum, { removedLines = [] }) => sum + removedLines.length, 0);
  return count === 0 ? [] : [`${counted(count, 'line')} removed from manifests, which brings nothing back`];
}

function lineText({ format, package: name, version, revision }: ManifestLine): string {
  return oneLine([format, name, version, shortRevision(revision)].join(' '));
}
