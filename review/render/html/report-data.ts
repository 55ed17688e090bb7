import type { Danger, PlanList } from '../labels/plan-list';

/** Raised with every change of the form. Writer and reader are in one file, so that no other reader needs it. */
export const DATA_VERSION = 3;

/** Verdicts in the reviewer's order. */
export const VERDICTS = [
  'refused',
  'unknown',
  'will be disposed',
  'skipped',
  'will be archived',
  'changed since',
  'missing',
  'deleted',
  'already archived',
  'already disposed',
] as const;

export const PINS = ['none', 'differs', 'unknown', 'holds'] as const;

export interface ReportPackage {
  /** Empty where it is not known. */
  readonly format: string;
  /** As people write it: `@scope/name`, `group:artifact`. */
  readonly name: string;
  readonly namespace: string;
  /** The name that the registry has, without its namespace. */
  readonly packageName: string;
  /** `domain/repository, Region`. */
  readonly location: string;
  /** True if format and name are known, so that a hold list can name the package. */
  readonly known: boolean;
  /** Versions with assets that stay after the change; null where that could not be read. */
  readonly remaining: number | null;
}

export interface ReportDeclaration {
  readonly package: number;
  readonly constructPath: string;
  readonly stack: string;
  /** Empty where no status is expected. */
  readonly expectedStatus: string;
  readonly outcome: string;
  /** The reason why no version of it can be reviewed. */
  readonly problem: string;
  /** Assumptions of the plan, a sentence each. */
  readonly notes: readonly string[];
  /** Its rows; rows are in the order of the declarations. */
  readonly rows: number;
}

/** Reasons and warnings: many versions share one. */
export interface ReportRemark {
  readonly code: string;
  readonly reason: string;
  /** The state of its cold copy; empty if it is not copied. */
  readonly copy: string;
  readonly warningIds: readonly string[];
  readonly warnings: readonly string[];
}

/** One entry for each declared version. */
export interface ReportColumns {
  /** Null where only the deployment knows the name. */
  readonly version: readonly (string | null)[];
  /** Index into VERDICTS. */
  readonly verdict: readonly number[];
  /** 1 for a version that another row does not count already. */
  readonly counted: readonly number[];
  /** 1 for a version that the base does not declare. */
  readonly added: readonly number[];
  /** Index into statuses. */
  readonly status: readonly number[];
  /** Empty where it is not known. */
  readonly revision: readonly string[];
  /** Index into PINS. */
  readonly pin: readonly number[];
  /** The pin, if it differs; empty elsewhere. */
  readonly pinnedRevision: readonly string[];
  /** Seconds since 1970; null where it is not known. */
  readonly published: readonly (number | null)[];
  /** Bytes; null where they are not known. */
  readonly size: readonly (number | null)[];
  /** Index into remarks. */
  readonly remark: readonly number[];
  /** Index into rules. */
  readonly rule: readonly number[];
}

/** A plan as its page reads it: columns, and texts that repeat once. */
export interface ReportData {
  readonly dataVersion: typeof DATA_VERSION;
  /** The time of the reading: ISO 8601. */
  readonly readAt: string;
  readonly headline: string;
  readonly comparedToBase: boolean;
  /** True if everything could be read. */
  readonly complete: boolean;
  readonly sizesRead: boolean;
  readonly notPinned: number;
  readonly refused: number;
  readonly unknown: number;
  readonly willBeDisposed: number;
  /** Further counts, a phrase each. */
  readonly otherCounts: readonly string[];
  readonly problems: readonly string[];
  /** The dangers, the worst first. */
  readonly dangers: readonly Danger[];
  /** The lists behind them. */
  readonly dangerLists: readonly PlanList[];
  /** Declarations and lines of the base that the change does not have. */
  readonly removals: readonly PlanList[];
  /** Problems that are acknowledged to dispose nothing, a sentence each. */
  readonly acknowledged: readonly string[];
  readonly packages: readonly ReportPackage[];
  readonly declarations: readonly ReportDeclaration[];
  readonly statuses: readonly string[];
  readonly remarks: readonly ReportRemark[];
  readonly rules: readonly string[];
  readonly columns: ReportColumns;
}
