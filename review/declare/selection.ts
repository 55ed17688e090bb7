import type { Reason } from './reason';
import type { PackageVersion } from './selection-rules';
import type { VersionPattern } from './version-pattern';

/** The decision of the rules about one version. */
export interface Decision extends PackageVersion {
  /** `kept`: every rule that selects selects it, and another rule keeps it. */
  readonly outcome: 'selected' | 'kept' | 'not selected';
  /** Each rule that selects it, or the rule that keeps it or leaves it out. */
  readonly reasons: readonly Reason[];
  /** The lines of the rules that select it, where they have lines; absent where none does, or another rule keeps it. */
  readonly ruleLines?: readonly number[];
  /** The name of the first of them that has one. */
  readonly ruleName?: string;
  /** Absent where it was not asked for, or the service knows none. */
  readonly publishedTime?: Date;
}

/** A version to declare. */
export interface PinnedVersion {
  readonly version: string;
  readonly revision: string;
  /** The name of the rule that selected it, if it has one. */
  readonly rule?: string;
}

export interface Selection {
  /** Sorted by name. */
  readonly versions: readonly PinnedVersion[];
  /** Every version of the package, in the order of publication. */
  readonly decisions: readonly Decision[];
  /** The status that was asked for; absent unless exactly one was. */
  readonly expectedStatus?: string;
  /** Exceptions that keep no version of the package: probably a mistake. */
  readonly idleExceptions: readonly string[];
  /** Notes for the reader of the selection, a sentence each. */
  readonly notes: readonly string[];
}

/** The patterns of the rules, as they were read for one package. */
export interface RulePatterns {
  readonly match: readonly VersionPattern[];
  readonly except: readonly VersionPattern[];
}
