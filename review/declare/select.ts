import { TARGET_STATUS } from '../../declaration/declaration';
import { type Version, versionScheme } from '../../declaration/version-schemes';
import { isDeclarable } from './declarable';
import { keepLastVersion, keepLatest, keepLatestBuilds, type KeptVersions } from './keep-latest';
import { noteSelection } from './selection-notes';
import type { Reason } from './reason';
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
  const decisions = decide(pkg, [inputs]);
  const [status, ...otherStatuses] = rules.status;
  return {
    versions: selectedVersions(decisions),
    decisions,
    ...(status === undefined || otherStatuses.length > 0 ? {} : { expectedStatus: status }),
    idleExceptions: inputs.patterns.except.filter((pattern) => isIdle(pattern, pkg)).map(({ text }) => text),
    notes: noteSelection({ ...inputs, decisions }),
  };
}

/**
 * Decides by several sets of rules: a version is selected if any set selects it, and none keeps it.
 *
 * @throws RangeError for rules or patterns that make no sense for the package's format
 */
export function selectByAny(pkg: PackageVersions, sets: readonly SelectionRules[]): readonly Decision[] {
  return decide(
    pkg,
    sets.map((rules) => {
      checkRules(pkg.format, rules);
      return { pkg, rules, patterns: readPatterns(pkg, rules) };
    }),
  );
}

/** The selected versions, sorted by name. */
export function selectedVersions(decisions: readonly Decision[]): PinnedVersion[] {
  return decisions
    .filter((decision): decision is Decision & PinnedVersion => decision.outcome === 'selected')
    .map(({ version, revision, ruleName }) => ({
      version,
      revision,
      ...(ruleName === undefined ? {} : { rule: ruleName }),
    }))
    .sort((a, b) => (a.version < b.version ? -1 : 1));
}

function decide(pkg: PackageVersions, sets: readonly SelectionInputs[]): Decision[] {
  const scheme = versionScheme(pkg.format);
  const rejections = sets.map(
    (inputs) =>
      new Map(
        pkg.versions.map((version) => [
          version.version,
          whyNotCandidate(version, scheme.parse(version.version), inputs),
        ]),
      ),
  );
  const candidatesOf = (n: number) =>
    pkg.versions.map(({ version }) => version).filter((version) => rejections[n]!.get(version) === undefined);
  const kept = keepVersions(pkg, sets, candidatesOf);
  return pkg.versions.map((version): Decision => {
    const decided = { ...version, publishedTime: pkg.publishedTimes?.get(version.version) };
    const selecting = sets.filter((_, n) => rejections[n]!.get(version.version) === undefined);
    if (selecting.length === 0) {
      return {
        ...decided,
        outcome: 'not selected',
        reasons: [rejections[0]?.get(version.version) ?? { code: 'noRule' }],
      };
    }
    const ages = selecting.map((inputs) => whyTooYoung(version, inputs));
    const ageless = selecting.filter((_, n) => ages[n] === undefined);
    const [oldEnough] = ageless;
    const ruleLines = ageless.map(({ rules }) => rules.label?.line).filter((line) => line !== undefined);
    const keeper = kept.get(version.version) ?? whyNotDeclarable(version) ?? (oldEnough ? undefined : ages[0]);
    return keeper === undefined
      ? {
          ...decided,
          outcome: 'selected',
          reasons: selectingReasons(version, oldEnough!),
          ...(ruleLines.length > 0 ? { ruleLines } : {}),
          ruleName: ageless.map(({ rules }) => rules.label?.name).find((name) => name !== undefined),
        }
      : { ...decided, outcome: 'kept', reasons: [keeper] };
  });
}

function readPatterns({ format, versions }: PackageVersions, rules: SelectionRules): RulePatterns {
  const names = versions.map(({ version }) => version);
  const reader = new VersionPatternReader(format, names);
  const read = (texts: readonly string[]) => texts.map((text) => reader.read(text));
  return {
    match: read(rules.match),
    except: read(rules.except),
  };
}

/** The first rule that does not select a version; undefined if all select it, whatever its age. */
function whyNotCandidate(
  version: PackageVersion,
  parsed: Version | undefined,
  { rules, patterns: { match } }: SelectionInputs,
): Reason | undefined {
  if (rules.keepsOnly) {
    return { code: 'ruleKeepsOnly' };
  }
  const { status = 'unknown', origin = 'unknown' } = version;
  if (!SELECTABLE_STATUSES.includes(status) || !statusesOf(rules).includes(status)) {
    return { code: 'otherStatus', value: status };
  }
  if (match.length > 0 && !findSelecting(match, version, rules)) {
    return { code: 'noMatch' };
  }
  if (rules.origin.length > 0 && !rules.origin.includes(origin)) {
    return { code: 'otherOrigin', value: origin };
  }
  if (rules.prerelease && !parsed?.prerelease) {
    return { code: 'noPrerelease' };
  }
  return rules.snapshotBuilds && !parsed?.snapshotBuild ? { code: 'noSnapshotBuild' } : undefined;
}

function statusesOf({ stage, status }: SelectionRules): readonly string[] {
  const asked = status.length === 0 ? DEFAULT_STATUSES : status;
  switch (stage) {
    case 'archive':
      return [...asked, TARGET_STATUS.archive];
    case 'dispose':
      return [TARGET_STATUS.archive];
    case undefined:
      return asked;
  }
}

function findSelecting(match: readonly VersionPattern[], { version }: PackageVersion, { prerelease }: SelectionRules) {
  return match.find((pattern) => pattern.selects(version, { includePrereleases: prerelease }) === true);
}

/** Every version that a rule keeps. Which ones an exception or a hold keeps changes nothing about the other rules. */
function keepVersions(
  pkg: PackageVersions,
  sets: readonly SelectionInputs[],
  candidatesOf: (n: number) => readonly string[],
): KeptVersions {
  const { defaultVersion } = pkg;
  const named = new Set(sets.flatMap(({ patterns: { match } }) => match.flatMap(({ names }) => names)));
  const unlessNamed = new Map<string, Reason>([
    ...sets.flatMap(({ rules }) => [...keepLatestBuilds(pkg, rules)]),
    ...(defaultVersion === undefined ? [] : [[defaultVersion, { code: 'defaultVersion' }] as const]),
  ]);
  named.forEach((version) => unlessNamed.delete(version));
  const kept = new Map<string, Reason>([...unlessNamed, ...sets.flatMap(({ rules }) => [...keepLatest(pkg, rules)])]);
  const candidates = new Set(sets.flatMap((_, n) => candidatesOf(n)));
  const unkept = new Set([...candidates].filter((version) => !kept.has(version)));
  // Whoever asks for every version of a kind means the last one, too.
  const meant = sets.flatMap(({ patterns: { match } }, n) =>
    match.some(({ kind }) => kind === 'every') ? candidatesOf(n) : [],
  );
  const keptBy = (pattern: VersionPattern, reason: Reason) =>
    pkg.versions.filter(({ version }) => pattern.keeps(version)).map(({ version }) => [version, reason] as const);
  return new Map<string, Reason>([
    ...kept,
    ...keepLastVersion(pkg, { candidates: unkept, named: new Set([...named, ...meant]) }),
    ...sets.flatMap(({ rules, patterns: { except } }) =>
      except.flatMap((pattern) => keptBy(pattern, { code: 'except', value: pattern.text, rule: rules.label })),
    ),
    ...sets.flatMap(({ rules }) => heldVersions(pkg, rules)),
  ]);
}

function heldVersions(pkg: PackageVersions, { heldBy }: SelectionRules): (readonly [string, Reason])[] {
  return pkg.versions.flatMap(({ version }) => {
    const source = heldBy?.(version);
    return source === undefined ? [] : [[version, { code: 'held', value: source }] as const];
  });
}

function whyNotDeclarable({ version, revision }: PackageVersion): Reason | undefined {
  if (revision === undefined) {
    return { code: 'noRevision' };
  }
  return isDeclarable({ version, revision }) ? undefined : { code: 'notDeclarable' };
}

function whyTooYoung({ version }: PackageVersion, { pkg, rules }: SelectionInputs): Reason | undefined {
  const { publishedBefore } = rules;
  const { publishedTimes } = pkg;
  if (publishedBefore === undefined) {
    return undefined;
  }
  const time = publishedTimes?.get(version);
  if (time === undefined && publishedTimes?.has(version)) {
    return { code: 'noPublishedTime' };
  }
  return time !== undefined && time < publishedBefore ? undefined : { code: 'tooYoung', rule: rules.label };
}

function selectingReasons(version: PackageVersion, { rules, patterns }: SelectionInputs): readonly Reason[] {
  const { label: rule } = rules;
  const pattern = findSelecting(patterns.match, version, rules);
  const { status = '', origin = '' } = version;
  const reasons: (Reason | undefined)[] = [
    pattern && { code: 'match', value: pattern.text, rule },
    rules.publishedBefore && { code: 'olderThan', rule },
    rules.status.length > 0 ? { code: 'status', value: status, rule } : undefined,
    rules.origin.length > 0 ? { code: 'origin', value: origin, rule } : undefined,
    rules.prerelease ? { code: 'prerelease', rule } : undefined,
    rules.snapshotBuilds ? { code: 'snapshotBuild', rule } : undefined,
  ];
  const selecting = reasons.filter((reason) => reason !== undefined);
  return selecting.length > 0 ? selecting : [{ code: 'beyondLatest', rule }];
}

/**
 * The exceptions that keep none of the versions.
 *
 * @throws RangeError for patterns that make no sense for the package's format
 */
export function findIdleExceptions(pkg: PackageVersions, except: readonly string[]): readonly string[] {
  const reader = new VersionPatternReader(
    pkg.format,
    pkg.versions.map(({ version }) => version),
  );
  return except.filter((text) => isIdle(reader.read(text), pkg));
}

/** Versions that cannot be read are kept by every range, and so say nothing of whether it was meant. */
function isIdle(pattern: VersionPattern, { format, versions }: PackageVersions): boolean {
  const scheme = versionScheme(format);
  const telling = versions.filter(({ version }) => pattern.kind !== 'range' || scheme.parse(version));
  return telling.length > 0 && !telling.some(({ version }) => pattern.keeps(version));
}
