import type { Plan } from '../../plan/plan-model';
import { jsonText } from '../../text/sanitize';

/**
 * The plan as JSON Lines. `record` tells the kind of a line: the first line, `plan`, has the totals and the problems,
 * a line `declaration` has the reason why nothing of it could be reviewed, and every version has a line `version`. A manifest has a
 * line `manifest`, and a line `removed` for each line that the base has and it has not. A line `removed declaration` is
 * about what another declaration of the base declares and the change does not.
 */
export function renderJsonLines({ declarations, manifests = [], removed = [], ...plan }: Plan): string {
  const lines: string[] = [jsonText({ record: 'plan', ...plan })];
  for (const { removedLines = [], ...manifest } of manifests) {
    lines.push(jsonText({ record: 'manifest', ...manifest, removedLines: removedLines.length }));
    const { stack, stackId, constructPath, logicalId } = manifest;
    for (const line of removedLines) {
      lines.push(jsonText({ record: 'removed', stack, stackId, constructPath, logicalId, ...line }));
    }
  }
  for (const declaration of removed) {
    lines.push(jsonText({ record: 'removed declaration', ...declaration }));
  }
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
