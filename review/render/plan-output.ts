import type { Plan } from '../plan/plan-model';

/** How the plan is printed. Each output uses what it needs. */
export interface OutputOptions {
  /** Characters at most, of an output for a comment. */
  readonly maxLength: number;
  /** True for a terminal that shows colors. */
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines may have any length. */
  readonly width?: number;
}

/**
 * One output of `plan`: a pure function, in a folder of its own. To add an output, write the function, name it in
 * PLAN_FORMATS and register it in PLAN_OUTPUTS. `labels/` words what every output says, and review/text makes text from
 * elsewhere safe to show.
 */
export type PlanOutput = (plan: Plan, options: OutputOptions) => string;

/** The values of `--format`. */
export const PLAN_FORMATS = ['table', 'markdown', 'json', 'jsonl', 'github', 'junit', 'html'] as const;

export type PlanFormat = (typeof PLAN_FORMATS)[number];
