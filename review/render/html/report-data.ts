import type { Danger, PlanList } from '../labels/plan-list';

/** Raised with every change of the form. Writer and reader are in one file, so that no other reader needs it. */
export const DATA_VERSION = 4;

/** Verdicts of a plan in the reviewer's order. */
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

export const PINS = ['none', 'differs', 'unknown', 'holds', 'not asked'] as const;

/** The pictures above the table. */
export type PictureId = 'remainders' | 'package' | 'namespace' | 'age' | 'status';

/** The words of a report, which differ between what will be, what is and what was done. */
export interface ReportLabels {
  readonly title: string;
  /** The noun of a row, such as `declared version`. */
  readonly noun: string;
  /** The heads of these columns. */
  readonly verdict: string;
  readonly status: string;
  readonly published: string;
  /** The title above the pictures, and the sentence of a picture of nothing. */
  readonly lostTitle: string;
  readonly nothingLost: string;
  /** A sentence about a report that is not complete. */
  readonly incomplete: string;
  /** A sentence that says what was read, and from where; the time follows. */
  readonly source: string;
}

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
  /** Index into verdicts. */
  readonly verdict: readonly number[];
  /** 1 for a version that another row does not count already. */
  readonly counted: readonly number[];
  /** 0: the base declares it; 1: it does not; 2: neither declares it. */
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
  readonly labels: ReportLabels;
  /** The verdicts, those to look at first. */
  readonly verdicts: readonly string[];
  /** The verdict of versions that are lost, which the pictures count; empty for none. */
  readonly lost: string;
  readonly pictures: readonly PictureId[];
  readonly headline: string;
  readonly comparedToBase: boolean;
  /** True if everything could be read. */
  readonly complete: boolean;
  readonly sizesRead: boolean;
  readonly notPinned: number;
  /** True if what the report is about cannot be undone. */
  readonly isFinal: boolean;
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
