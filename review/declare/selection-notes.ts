import { describeLosses, findLosses } from '../../declaration/losses';
import { versionScheme } from '../../declaration/version-schemes';
import { firstUsable } from './keep-latest';
import type { ReasonCode } from './reason';
import type { Decision, RulePatterns } from './selection';
import type { PackageVersions, SelectionRules } from './selection-rules';
import type { VersionPattern } from './version-pattern';

interface SelectionResult {
  readonly pkg: PackageVersions;
  readonly rules: SelectionRules;
  readonly patterns: RulePatterns;
  readonly decisions: readonly Decision[];
}

/** Notes for the reader of a selection: the reading of each rule, and the versions that it could not decide about. */
export function noteSelection(result: SelectionResult): string[] {
  return [
    ...noteLosses(result),
    ...notePatterns(result),
    ...noteUnread(result),
    ...noteAge(result),
    ...noteLatest(result),
    ...noteProtected(result),
    ...noteUndeclarable(result),
  ];
}

function noteLosses({ pkg, decisions }: SelectionResult): string[] {
  const selected = new Set(decisions.filter(({ outcome }) => outcome === 'selected').map(({ version }) => version));
  const losses = findLosses(
    pkg.format,
    firstUsable(pkg.versions).map(({ version }) => ({ version, stays: !selected.has(version) })),
  );
  return losses ? [`The package ${describeLosses(losses)}.`] : [];
}

function notePatterns({ patterns: { match, except } }: SelectionResult): string[] {
  const note = (origin: string) => (pattern: VersionPattern) =>
    `${origin} ${JSON.stringify(pattern.text)} ${pattern.description}.`;
  return [...match.map(note('--match')), ...except.map(note('--except'))];
}

/** Versions that a rule cannot compare are kept, which must not happen in silence. */
function noteUnread({ pkg, rules, patterns, decisions }: SelectionResult): string[] {
  const scheme = versionScheme(pkg.format);
  const isCompared = rules.prerelease || [...patterns.match, ...patterns.except].some(({ kind }) => kind === 'range');
  const decisionsInDoubt = decisions.filter(({ version, outcome }) => outcome !== 'selected' && !scheme.parse(version));
  if (!isCompared || decisionsInDoubt.length === 0) {
    return [];
  }
  const examples = decisionsInDoubt.slice(0, 3).map(({ version }) => version);
  return [
    `${decisionsInDoubt.length} that the rules of ${scheme.name} do not define are kept: no range can be compared with ` +
      `${examples.join(', ')}${decisionsInDoubt.length > examples.length ? ', …' : ''}.`,
  ];
}

function noteAge({ rules, decisions }: SelectionResult): string[] {
  if (!rules.publishedBefore) {
    return [];
  }
  const unknown = withReason(decisions, 'noPublishedTime').length;
  return [
    `--older-than is published before ${rules.publishedBefore.toISOString().slice(0, 10)}.`,
    'Published times are those the service gives: where it captured none, it gives the time of the last update, ' +
      'so that a version may be older than it seems, and is kept then.',
    ...(unknown === 0 ? [] : [`${unknown} without a published time are kept.`]),
  ];
}

function noteLatest({ pkg, rules, patterns, decisions }: SelectionResult): string[] {
  const { keepLatest, keepLatestPrereleases = keepLatest, latestBy } = rules;
  if (keepLatestPrereleases === undefined) {
    return [];
  }
  const { name, notation } = versionScheme(pkg.format);
  const order =
    latestBy === 'published'
      ? "the service's order of publication, which takes the time of the last update where no published time was captured"
      : `the order of ${name}`;
  const counts =
    notation === undefined
      ? [`${keepLatest ?? 0} versions`]
      : [...(keepLatest === undefined ? [] : [`${keepLatest} releases`]), `${keepLatestPrereleases} pre-releases`];
  const unordered = withReason(decisions, 'unordered').length;
  const isNarrow =
    patterns.match.some(({ kind }) => kind !== 'name' && kind !== 'every') ||
    [rules.status, rules.origin].some(({ length }) => length > 0) ||
    rules.prerelease ||
    rules.snapshotBuilds;
  return [
    `The latest ${counts.join(' and the latest ')} are kept, by ${order}. ` +
      'Archived, Disposed and Unfinished versions do not count, and Unlisted ones are counted apart.',
    ...(isNarrow
      ? ['The latest are counted among the versions that the other rules ask for, whatever their age.']
      : []),
    ...(unordered === 0 ? [] : [`${unordered} that have no place in this order are kept.`]),
  ];
}

function noteProtected({ pkg, decisions }: SelectionResult): string[] {
  const [byDefault] = withReason(decisions, 'defaultVersion');
  const last = withReason(decisions, 'lastVersion').map(({ version }) => version);
  const selects = decisions.some(({ outcome }) => outcome === 'selected');
  return [
    ...(byDefault
      ? [
          `${byDefault.version} is the default version of the package, and kept: name it in full with --match to select it.`,
        ]
      : []),
    ...(last.length > 0
      ? [
          `${last.join(' and ')}: the rules select every version, and the latest is kept. ` +
            'Name it in full with --match to select it, or pass --match "*" for every version.',
        ]
      : []),
    ...(selects && pkg.format === 'npm'
      ? ['CodeArtifact does not say which versions dist-tags other than "latest" name: keep those with --except.']
      : []),
  ];
}

function noteUndeclarable({ decisions }: SelectionResult): string[] {
  const unpinnable = withReason(decisions, 'noRevision').length;
  const undeclarable = withReason(decisions, 'notDeclarable').length;
  return [
    ...(unpinnable === 0
      ? []
      : [`${unpinnable} whose revision the service does not give cannot be pinned, and are kept.`]),
    ...(undeclarable === 0
      ? []
      : [`${undeclarable} whose name CloudFormation or the CDK would take for something else are kept.`]),
  ];
}

function withReason(decisions: readonly Decision[], code: ReasonCode): readonly Decision[] {
  return decisions.filter(({ reasons }) => reasons.some((reason) => reason.code === code));
}
