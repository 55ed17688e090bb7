import type { RollbackChange } from '../../plan/plan-changes';
import type { Plan, PlannedDeclaration } from '../../plan/plan-model';
import { counted, oneLine } from '../../text/sanitize';
import { packageText } from './package-text';
import { type PlanList, versionsText } from './plan-list';

/** The additional disposals and archivings of a rollback, as the end of a sentence; empty if there are none. */
export function rollbackText({ declarations }: Plan): string {
  const phrases = [
    rollbackPhrase(
      'disposes',
      declarations.map(({ rollback }) => rollback),
    ),
    rollbackPhrase(
      'archives',
      declarations.map(({ rollbackArchives }) => rollbackArchives),
    ),
  ].filter((phrase) => phrase !== '');
  return phrases.length === 0 ? '' : `; if it fails, its rollback ${phrases.join(' and ')}`;
}

function rollbackPhrase(verb: string, changes: readonly (RollbackChange | undefined)[]): string {
  const count = changes.reduce((sum, change) => sum + (change?.versions.length ?? 0), 0);
  return count === 0 ? '' : `${verb} ${counted(count, 'version')}`;
}

/** The additional disposals and archivings of a rollback, a line for each declaration. */
export function rollbackLists({ declarations }: Plan): PlanList[] {
  const lists = [
    {
      title: 'Disposed by a rollback, as the base declares',
      lines: declarations.flatMap((declaration) => rollbackLine(declaration, declaration.rollback)),
      noun: 'declaration',
    },
    {
      title: 'Archived by a rollback, as the base declares',
      lines: declarations.flatMap((declaration) => rollbackLine(declaration, declaration.rollbackArchives)),
      noun: 'declaration',
    },
  ];
  return lists.filter(({ lines }) => lines.length > 0);
}

function rollbackLine({ constructPath, region }: PlannedDeclaration, change: RollbackChange | undefined): string[] {
  if (change === undefined) {
    return [];
  }
  const { versions } = change;
  const subject = `${counted(versions.length, 'version')} of ${packageText({ ...change, region })}`;
  return [`${oneLine(constructPath)}: ${subject}${versionsText(versions)}`];
}
