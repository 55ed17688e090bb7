import type { ManifestLine, RemovedDeclaration } from '../../plan/plan-changes';
import type { Plan } from '../../plan/plan-model';
import { type PlanList, versionsText } from './plan-list';
import { packageText } from './package-text';
import { counted, oneLine, shortRevision } from '../../text/sanitize';

/** Declarations and lines that the change removes; lists that are empty are left out. */
export function removalLists(plan: Plan): PlanList[] {
  const lists = [
    { title: declarationsTitle(plan), lines: (plan.removed ?? []).map(declarationLine), noun: 'declaration' },
    {
      title: `Removed from manifests, which ${describeEffect(manifestsWithRemovals(plan))}`,
      lines: (plan.manifests ?? []).flatMap(({ removedLines = [] }) => removedLines.map(manifestLineText)),
      noun: 'line',
    },
  ];
  return lists.filter(({ lines }) => lines.length > 0);
}

/** The counts of removals, a phrase for each list. */
export function removalCounts(plan: Plan): string[] {
  const { removed = [], manifests = [] } = plan;
  const lines = manifests.reduce((sum, { removedLines = [] }) => sum + removedLines.length, 0);
  return [
    ...(removed.length > 0 ? [`${counted(removed.length, 'declaration')} ${declarationsState(plan)}`] : []),
    ...(lines > 0
      ? [`${counted(lines, 'line')} removed from manifests, which ${describeEffect(manifestsWithRemovals(plan))}`]
      : []),
  ];
}

/** The effect of a removal: an archiving declaration may restore its versions. */
function describeEffect(removed: readonly { readonly restoresTo?: string }[]): string {
  const statuses = [...new Set(removed.map(({ restoresTo }) => restoresTo).filter((status) => status !== undefined))];
  return statuses.length === 0
    ? 'brings nothing back'
    : `restores archived versions to ${statuses.map((status) => oneLine(status)).join(' or ')}`;
}

function manifestsWithRemovals({ manifests = [] }: Plan) {
  return manifests.filter(({ removedLines = [] }) => removedLines.length > 0);
}

function declarationsTitle({ complete, removed = [] }: Plan): string {
  return complete
    ? `Removed or reduced declarations, which disposes nothing and ${describeEffect(removed)}`
    : 'Declarations of the base that were not found any more, in whole or in part';
}

/** Of a plan that is not complete, a declaration may stand where nothing could be read. */
function declarationsState({ complete, removed = [] }: Plan): string {
  return complete
    ? `removed or reduced, which disposes nothing and ${describeEffect(removed)}`
    : 'of the base not found any more, in whole or in part';
}

function declarationLine(removed: RemovedDeclaration): string {
  const { constructPath, declarationStays, restoresTo, versions, versionCount, packageCount } = removed;
  const what =
    versions === undefined
      ? `${countOrUnknown(versionCount, 'version')} of ${countOrUnknown(packageCount, 'package')}: ${packageText(removed)}`
      : `${counted(versions.length, 'version')} of ${packageText(removed)}${versionsText(versions)}`;
  const retained = removed.retained ? '; its DeletionPolicy keeps it from restoring anything' : '';
  const restoration =
    restoresTo === undefined
      ? retained
      : `, restored to ${oneLine(restoresTo)} where it archived them and no other declaration names them`;
  return `${oneLine(constructPath)}: ${declarationStays ? 'no longer declares' : 'removed; it declared'} ${what}${restoration}`;
}

function countOrUnknown(count: number | undefined, noun: string): string {
  return count === undefined ? `an unknown number of ${noun}s` : counted(count, noun);
}

function manifestLineText({ format, package: name, version, revision }: ManifestLine): string {
  return oneLine([format, name, version, shortRevision(revision)].join(' '));
}
