import type { Plan, PlannedDeclaration } from '../../plan/plan-model';
import { packageText } from './package-text';
import { type Removal, versionsText } from './removal-labels';
import { counted, oneLine } from '../../text/sanitize';

/** What a rollback disposes and the deployment does not, as the end of a sentence; empty if nothing. */
export function rollbackText({ declarations }: Plan): string {
  const count = declarations.reduce((sum, { rollback }) => sum + (rollback?.versions.length ?? 0), 0);
  return count === 0 ? '' : `; if it fails, its rollback disposes ${counted(count, 'version')}`;
}

/** What a rollback disposes and the deployment does not, a line for each declaration. */
export function rollbackDisposals({ declarations }: Plan): Removal[] {
  const lines = declarations.flatMap(rollbackLine);
  return lines.length === 0
    ? []
    : [{ title: 'Disposed by a rollback, as the base declares', lines, noun: 'declaration' }];
}

function rollbackLine({ constructPath, region, rollback }: PlannedDeclaration): string[] {
  if (rollback === undefined) {
    return [];
  }
  const { versions } = rollback;
  const what = `${counted(versions.length, 'version')} of ${packageText({ ...rollback, region })}`;
  return [`${oneLine(constructPath)}: ${what}${versionsText(versions)}`];
}
