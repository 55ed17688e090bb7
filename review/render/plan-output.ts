import type { KeptVersion } from '../declare/policy/read-explanation';
import type { Plan } from '../plan/plan-model';

/** Options of printing the plan. An output may ignore some. */
export interface OutputOptions {
  /** Characters at most, of an output for a comment. */
  readonly maxLength: number;
  /** Versions that stay, of an output that shows every version; default: none. */
  readonly kept?: readonly KeptVersion[];
  /** True for a terminal that shows colors. */
  readonly color: boolean;
  /** Columns of the terminal; undefined where lines may have any length. */
  readonly width?: number;
}

/**
 * One output of `plan`: a pure function, in a separate folder. To add an output, write the function, name it in
 * PLAN_FORMATS and register it in PLAN_OUTPUTS. `labels/` has the words of all outputs, and review/text makes foreign text safe to show.
 */
export type PlanOutput = (plan: Plan, options: OutputOptions) => string;

/** The values of `--format`. */
export const PLAN_FORMATS = ['table', 'markdown', 'json', 'jsonl', 'github', 'junit', 'html'] as const;

export type PlanFormat = (typeof PLAN_FORMATS)[number];
