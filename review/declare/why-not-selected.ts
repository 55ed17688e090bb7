import { TARGET_STATUS } from '../../declaration/declaration';
import { type Version, versionScheme } from '../../declaration/version-schemes';
import { isDeclarable } from './declarable';
import type { Reason } from './reason';
import type { RulePatterns } from './selection';
import type { PackageVersion, PackageVersions, SelectionRules } from './selection-rules';
import type { VersionPattern } from './version-pattern';

/** A set of rules with its inputs. */
export interface SelectionInputs {
  readonly pkg: PackageVersions;
  readonly rules: SelectionRules;
  readonly patterns: RulePatterns;
}

/** Disposed and Deleted versions are never selected. */
export const SELECTABLE_STATUSES = ['Published', 'Unlisted', 'Archived', 'Unfinished'];
/** An unfinished upload may be in progress: it is selected only if its status is asked for. */
const DEFAULT_STATUSES = SELECTABLE_STATUSES.filter((status) => status !== 'Unfinished');

/** The first rule that does not select a version; undefined if all select it, whatever its age. */
export function whyNotCandidate(
  version: PackageVersion,
  parsed: Version | undefined,
  inputs: SelectionInputs,
): Reason | undefined {
  const { rules } = inputs;
  if (rules.keepsOnly) {
    return { code: 'ruleKeepsOnly' };
  }
  const { status = 'unknown' } = version;
  if (!SELECTABLE_STATUSES.includes(status) || !listStatuses(rules).includes(status)) {
    return { code: 'otherStatus', value: status, rule: rules.label };
  }
  if (rules.match.length > 0 && !findSelecting(inputs.patterns.match, version, rules)) {
    return { code: 'noMatch', rule: rules.label };
  }
  return whyOfOtherKind(version, parsed, rules);
}

function whyOfOtherKind(
  { origin = 'unknown' }: PackageVersion,
  parsed: Version | undefined,
  rules: SelectionRules,
): Reason | undefined {
  if (rules.origin.length > 0 && !rules.origin.includes(origin)) {
    return { code: 'otherOrigin', value: origin, rule: rules.label };
  }
  if (rules.prerelease && !parsed?.prerelease) {
    return { code: 'noPrerelease', rule: rules.label };
  }
  return rules.snapshotBuilds && !parsed?.snapshotBuild ? { code: 'noSnapshotBuild', rule: rules.label } : undefined;
}

/** The versions among which the rules count the latest: those of the kind that they select, whatever their age. */
export function countedVersions({ pkg, rules, patterns }: SelectionInputs): PackageVersions {
  const scheme = versionScheme(pkg.format);
  // A name says which version, not which kind.
  const match = patterns.match.filter(({ kind }) => kind !== 'name');
  const isCounted = (version: PackageVersion) =>
    (rules.status.length === 0 || rules.status.includes(version.status ?? '')) &&
    (match.length === 0 || findSelecting(match, version, rules) !== undefined) &&
    whyOfOtherKind(version, scheme.parse(version.version), rules) === undefined;
  return rules.keepsOnly ? pkg : { ...pkg, versions: pkg.versions.filter(isCounted) };
}

function listStatuses({ stage, status }: SelectionRules): readonly string[] {
  const statuses = status.length === 0 ? DEFAULT_STATUSES : status;
  switch (stage) {
    case 'archive':
      return [...statuses, TARGET_STATUS.archive];
    case 'dispose':
      return [TARGET_STATUS.archive];
    case undefined:
      return statuses;
  }
}

export function findSelecting(
  match: readonly VersionPattern[],
  { version }: PackageVersion,
  { prerelease }: SelectionRules,
) {
  return match.find((pattern) => pattern.selects(version, { includePrereleases: prerelease }) === true);
}

/** The reason why a version stays that some rules select but for its age; undefined if no reason lies in the version itself. */
export function whyNotSelected(version: PackageVersion, selecting: readonly SelectionInputs[]): Reason | undefined {
  const ages = selecting.map((inputs) => whyNotDue(version, inputs));
  return whyNotDeclarable(version) ?? (ages.includes(undefined) ? undefined : ages[0]);
}

function whyNotDeclarable({ version, revision }: PackageVersion): Reason | undefined {
  if (revision === undefined) {
    return { code: 'noRevision' };
  }
  return isDeclarable({ version, revision }) ? undefined : { code: 'notDeclarable' };
}

/** The reason why the time of a version has not come: it is too young, or still requested. */
export function whyNotDue({ version }: PackageVersion, inputs: SelectionInputs): Reason | undefined {
  const { label: rule, notRequested } = inputs.rules;
  if (notRequested?.problem !== undefined) {
    return { code: 'useNotShown', value: notRequested.problem, rule };
  }
  return notRequested?.isRequested(version)
    ? { code: 'requested', value: notRequested.since.toISOString().slice(0, 10), rule }
    : whyTooYoung(version, inputs);
}

function whyTooYoung(version: string, { pkg, rules }: SelectionInputs): Reason | undefined {
  const { publishedBefore } = rules;
  const { publishedTimes } = pkg;
  if (publishedBefore === undefined) {
    return undefined;
  }
  const time = publishedTimes?.get(version);
  if (time === undefined && publishedTimes?.has(version)) {
    return { code: 'noPublishedTime' };
  }
  return time !== undefined && time < publishedBefore
    ? undefined
    : { code: rules.notRequested ? 'tooYoungForUse' : 'tooYoung', rule: rules.label };
}
