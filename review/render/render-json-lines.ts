import type { Plan } from '../plan/plan-model';
import { jsonText } from './sanitize';

/**
 * The plan as JSON Lines. `record` says what a line is about: the first line, `plan`, has the totals and the problems,
 * a line `declaration` says why nothing of it could be judged, and every version has a line `version`.
 */
export function renderJsonLines({ declarations, ...plan }: Plan): string {
  const lines: string[] = [jsonText({ record: 'plan', ...plan })];
  for (const { versions, notes, problem, ...declaration } of declarations) {
    if (problem || notes.length > 0) {
      lines.push(jsonText({ record: 'declaration', ...declaration, problem, notes }));
    }
    for (const version of versions) {
      lines.push(jsonText({ record: 'version', ...declaration, ...version }));
    }
  }
  return `${lines.join('\n')}\n`;
}
