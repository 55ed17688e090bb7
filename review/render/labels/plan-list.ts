import { oneLine } from '../../text/sanitize';

/** A reason to look twice, in one sentence. */
export interface Danger {
  readonly sentence: string;
  /** True if the plan does not say everything, or the deployment fails. */
  readonly urgent: boolean;
}

/** A list below the summary of a plan, such as the declarations that the change removes. */
export interface PlanList {
  readonly title: string;
  readonly lines: readonly string[];
  /** The thing that a line is about. */
  readonly noun: string;
}

/** Versions of one declaration that a line names. */
const MAX_LISTED_VERSIONS = 10;

/** The first versions, after a colon; the others are counted. */
export function versionsText(versions: readonly string[]): string {
  const first = versions.slice(0, MAX_LISTED_VERSIONS).map((version) => oneLine(version));
  const rest = versions.length - first.length;
  return first.length === 0
    ? ''
    : `: ${first.join(', ')}${rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : ''}`;
}
