import { type Version, versionScheme } from '../../declaration/version-schemes';
import { isDeclarable } from './declarable';
import { keepLastVersion, keepLatest, keepLatestBuilds, type KeptVersions } from './keep-latest';
import { noteSelection } from './selection-notes';
import { RULES } from './rules-without-option';
import type { Decision, PinnedVersion, RulePatterns, Selection } from './selection';
import { checkRules, type PackageVersion, type PackageVersions, type SelectionRules } from './selection-rules';
import { type VersionPattern, VersionPatternReader } from './version-pattern';

interface SelectionInputs {
  readonly pkg: PackageVersions;
  readonly rules: SelectionRules;
  readonly patterns: RulePatterns;
}

/** Disposed and Deleted versions are never selected. */
export const SELECTABLE_STATUSES = ['Published', 'Unlisted', 'Archived', 'Unfinished'];
/** An unfinished upload may be in progress: it is selected only if its status is asked for. */
const DEFAULT_STATUSES = SELECTABLE_STATUSES.filter((status) => status !== 'Unfinished');

/**
 * Selects versions of one package: what every rule selects, less what any rule keeps. Pure; whatever is in doubt is kept.
 *
 * @throws RangeError for rules or patterns that make no sense for the package's format
 */
export function select(pkg: PackageVersions, rules: SelectionRules): Selection {
  checkRules(pkg.format, rules);
  const inputs = { pkg, rules, patterns: readPatterns(pkg, rules) };
  const scheme = versionScheme(pkg.format);
  const rejections = new Map(
    pkg.versions.map((version) => [version.version, whyNotCandidate(version, scheme.parse(version.version), inputs)]),
  );
  const kept = keepVersions(inputs, new Set([...rejections.keys()].filter((version) => !rejections.get(version))));
  const decisions = pkg.versions.map((version): Decision => {
    const decided = { ...version, publishedTime: pkg.publishedTimes?.get(version.version) };
    const rejection = rejections.get(version.version);
    if (rejection !== undefined) {
      return { ...decided, outcome: 'not selected', rule: rejection };
    }
    const keeper = kept.get(version.version) ?? whyNotDeclarable(version) ?? whyTooYoung(version, inputs);
    return keeper === undefined
      ? { ...decided, outcome: 'selected', rule: describeSelectingRules(version, inputs) }
      : { ...decided, outcome: 'kept', rule: keeper };
  });
  const [status, ...otherStatuses] = rules.status;
  return {
    versions: decisions
      .filter((decision): decision is Decision & PinnedVersion => decision.outcome === 'selected')
      .map(({ version, revision }) => ({ version, revision }))
      .sort((a, b) => (a.version < b.version ? -1 : 1)),
    decisions,
    ...(status === undefined || otherStatuses.length > 0 ? {} : { expectedStatus: status }),
    idleExceptions: inputs.patterns.except.filter((pattern) => isIdle(pattern, pkg)).map(({ text }) => text),
    notes: noteSelection({ ...inputs, decisions }),
  };
}

function readPatterns({ format, versions }: PackageVersions, rules: SelectionRules): RulePatterns {
  const names = versions.map(({ version }) => version);
  const reader = new VersionPatternReader(format, names);
  const read = (texts: readonly string[]) => texts.map((text) => reader.read(text));
  return {
    match: read(rules.match),
    except: read(rules.except),
    holds: (rules.holds ?? []).map(({ source, patterns }) => ({ source, patterns: read(patterns) })),
  };
}

/** The first rule that does not select a version; undefined if all select it, whatever its age. */
function whyNotCandidate(
  version: PackageVersion,
  parsed: Version | undefined,
  { rules, patterns: { match } }: SelectionInputs,
): string | undefined {
  const { status = 'unknown', origin = 'unknown' } = version;
  const statuses = rules.status.length === 0 ? DEFAULT_STATUSES : rules.status;
  if (!SELECTABLE_STATUSES.includes(status) || !statuses.includes(status)) {
    return `status ${status}`;
  }
  if (match.length > 0 && !findSelecting(match, version, rules)) {
    return 'not in --match';
  }
  if (rules.origin.length > 0 && !rules.origin.includes(origin)) {
    return `origin ${origin}`;
  }
  if (rules.prerelease && !parsed?.prerelease) {
    return 'no pre-release';
  }
  return rules.snapshotBuilds && !parsed?.snapshotBuild ? 'no build of a SNAPSHOT' : undefined;
}

function findSelecting(match: readonly VersionPattern[], { version }: PackageVersion, { prerelease }: SelectionRules) {
  return match.find((pattern) => pattern.selects(version, { includePrereleases: prerelease }) === true);
}

/** Every version that a rule keeps. Which ones an exception or a hold keeps changes nothing about the other rules. */
function keepVersions({ pkg, rules, patterns }: SelectionInputs, candidates: ReadonlySet<string>): KeptVersions {
  const { match, except, holds } = patterns;
  const { defaultVersion } = pkg;
  const named = new Set(match.flatMap(({ names }) => names));
  const unlessNamed = new Map([
    ...keepLatestBuilds(pkg, rules),
    ...(defaultVersion === undefined ? [] : [[defaultVersion, RULES.defaultVersion] as const]),
  ]);
  named.forEach((version) => unlessNamed.delete(version));
  const kept = new Map([...unlessNamed, ...keepLatest(pkg, rules)]);
  const unkept = new Set([...candidates].filter((version) => !kept.has(version)));
  const asksForEvery = match.some(({ kind }) => kind === 'every');
  const keptBy = (pattern: VersionPattern, rule: string) =>
    pkg.versions.filter(({ version }) => pattern.keeps(version)).map(({ version }) => [version, rule] as const);
  return new Map([
    ...kept,
    ...(asksForEvery ? [] : keepLastVersion(pkg, { candidates: unkept, named })),
    ...holds.flatMap(({ source, patterns: held }) => held.flatMap((pattern) => keptBy(pattern, source))),
    ...except.flatMap((pattern) => keptBy(pattern, `--except ${JSON.stringify(pattern.text)}`)),
  ]);
}

function whyNotDeclarable({ version, revision }: PackageVersion): string | undefined {
  if (revision === undefined) {
    return RULES.noRevision;
  }
  return isDeclarable({ version, revision }) ? undefined : RULES.notDeclarable;
}

function whyTooYoung({ version }: PackageVersion, { pkg, rules }: SelectionInputs): string | undefined {
  const { publishedBefore } = rules;
  const { publishedTimes } = pkg;
  if (publishedBefore === undefined) {
    return undefined;
  }
  const time = publishedTimes?.get(version);
  if (time === undefined && publishedTimes?.has(version)) {
    return RULES.noPublishedTime;
  }
  return time !== undefined && time < publishedBefore ? undefined : 'too young for --older-than';
}

function describeSelectingRules(version: PackageVersion, { rules, patterns }: SelectionInputs): string {
  const pattern = findSelecting(patterns.match, version, rules);
  const selecting = [
    pattern ? `--match ${JSON.stringify(pattern.text)}` : undefined,
    rules.publishedBefore ? '--older-than' : undefined,
    rules.status.length > 0 ? `--status ${version.status}` : undefined,
    rules.origin.length > 0 ? `--origin ${version.origin}` : undefined,
    rules.prerelease ? '--prerelease' : undefined,
    rules.snapshotBuilds ? '--snapshot-builds' : undefined,
  ].filter((rule) => rule !== undefined);
  return selecting.length > 0 ? selecting.join(', ') : 'beyond --keep-latest';
}

/** Versions that cannot be read are kept by every range, and so say nothing of whether it was meant. */
function isIdle(pattern: VersionPattern, { format, versions }: PackageVersions): boolean {
  const scheme = versionScheme(format);
  const telling = versions.filter(({ version }) => pattern.kind !== 'range' || scheme.parse(version));
  return telling.length > 0 && !telling.some(({ version }) => pattern.keeps(version));
}
