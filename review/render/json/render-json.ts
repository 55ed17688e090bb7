import type { Plan } from '../../plan/plan-model';
import { jsonText } from '../../text/sanitize';

/** The plan as JSON; `schemaVersion` says which form it has. */
export function renderJson(plan: Plan): string {
  return `${jsonText(plan, 2)}\n`;
}
