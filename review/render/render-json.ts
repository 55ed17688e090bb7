import type { Plan } from '../plan/plan-model';

/** The plan as JSON; `schemaVersion` says which form it has. */
export function renderJson(plan: Plan): string {
  return `${JSON.stringify(plan, undefined, 2)}\n`;
}
