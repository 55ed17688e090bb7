import type { Plan, PlannedManifest } from '../../plan/plan-model';
import { counted, oneLine } from '../../text/sanitize';

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
  const refusal = outcome === 'refused' ? ['a version is refused, so nothing is done with the others'] : [];
  return [`${counted(versionCount, 'version')} of ${counted(packageCount, 'package')}`, ...changes, ...refusal].join(
    '; ',
  );
}
