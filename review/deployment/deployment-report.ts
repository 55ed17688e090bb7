import type { PackageName } from '../../declaration/package-name';

/** Raised with every change that a reader of the JSON has to know. */
export const REPORT_SCHEMA_VERSION = 1;

/** A version of a deployed manifest, as the function reported it. */
export interface ReportedVersion extends PackageName {
  readonly version: string;
  readonly revision: string;
  /** Such as `disposed`, `refused` or `not attempted`. */
  readonly outcome: string;
  /** ISO 8601. */
  readonly time: string;
  readonly message?: string;
}

/** A version beside the plan that was reviewed. */
export interface ComparedVersion {
  /** The package as people write it, with its format. */
  readonly package: string;
  /** The same in parts; unknown parts are absent. */
  readonly packageName: Partial<PackageName>;
  readonly version: string;
  readonly planned: string;
  /** Absent if the report does not name the version. */
  readonly outcome?: string;
  readonly message?: string;
}

/** The report of one deployment of a manifest. */
export interface DeploymentReport {
  readonly schemaVersion: typeof REPORT_SCHEMA_VERSION;
  /** The folder of the report, `s3://bucket/prefix/`. */
  readonly location: string;
  /** False if a file of the report is missing or broken: nothing may be concluded from the absence of a version. */
  readonly complete: boolean;
  /** The reasons why it is not complete, a line each. */
  readonly problems: readonly string[];
  /** Such as `disposed`, `refused` or `out of time`; absent without the summary. */
  readonly result?: string;
  readonly startedAt?: string;
  readonly endedAt?: string;
  readonly versions: readonly ReportedVersion[];
  /** Differences to the plan; absent without one. */
  readonly differences?: readonly ComparedVersion[];
}
