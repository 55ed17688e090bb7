import { versionScheme } from '../../declaration/version-schemes';
import { keepVersions } from './keep-versions';
import { noteSelection } from './selection-notes';
import type { Reason } from './reason';
import type { Decision, PinnedVersion, RulePatterns, Selection } from './selection';
import { checkRules, type PackageVersion, type PackageVersions, type SelectionRules } from './selection-rules';
import { type VersionPattern, VersionPatternReader } from './version-pattern';
import { findSelecting, type SelectionInputs, whyNotCandidate, whyNotSelected, whyNotDue } from './why-not-selected';

/**
 * Selects versions of one package: those that every rule selects and no rule keeps. Pure. Versions in doubt are kept.
 *
 * @throws RangeError for rules or patterns that make no sense for the package's format
 */
export function select(pkg: PackageVersions, rules: SelectionRules): Selection {
  checkRules(pkg.format, rules);
  const inputs = { pkg, rules, patterns: readPatterns(pkg, rules) };
  const decisions = decideSelection(pkg, [inputs]);
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
  return decideSelection(
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

function decideSelection(pkg: PackageVersions, sets: readonly SelectionInputs[]): Decision[] {
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
  const selectingSets = (version: PackageVersion) =>
    sets.filter((_, n) => rejections[n]?.get(version.version) === undefined);
  const kept = keepVersions(pkg, sets, selectingSets);
  return pkg.versions.map((version): Decision => {
    const candidate = { ...version, publishedTime: pkg.publishedTimes?.get(version.version) };
    const selecting = selectingSets(version);
    if (selecting.length === 0) {
      return {
        ...candidate,
        outcome: 'not selected',
        reasons: rejectionReasons(rejections.map((reasons) => reasons.get(version.version))),
      };
    }
    const oldEnough = selecting.filter((inputs) => whyNotDue(version, inputs) === undefined);
    const ruleLines = oldEnough.map(({ rules }) => rules.label?.line).filter((line) => line !== undefined);
    const keeper = kept.get(version.version) ?? whyNotSelected(version, selecting);
    return keeper === undefined
      ? {
          ...candidate,
          outcome: 'selected',
          reasons: selectingReasons(version, oldEnough[0]!),
          ...(ruleLines.length > 0 ? { ruleLines } : {}),
          ruleName: oldEnough.map(({ rules }) => rules.label?.name).find((name) => name !== undefined),
        }
      : { ...candidate, outcome: 'kept', reasons: [keeper] };
  });
}

/** The reasons of each selecting rule, once; those of keeping rules only if there is no other. */
function rejectionReasons(rejections: readonly (Reason | undefined)[]): readonly Reason[] {
  const reasons = new Map(rejections.flatMap((reason) => (reason ? [[JSON.stringify(reason), reason] as const] : [])));
  const selecting = [...reasons.values()].filter(({ code }) => code !== 'ruleKeepsOnly');
  const [other = { code: 'noRule' } as const] = reasons.values();
  return selecting.length > 0 ? selecting : [other];
}

function readPatterns({ format, versions }: PackageVersions, rules: SelectionRules): RulePatterns {
  const names = versions.map(({ version }) => version);
  const reader = new VersionPatternReader(format, names);
  const readAll = (texts: readonly string[]) => texts.map((text) => reader.readRangeOrGlob(text));
  return {
    match: readAll(rules.match),
    except: readAll(rules.except),
  };
}

function selectingReasons(version: PackageVersion, { rules, patterns }: SelectionInputs): readonly Reason[] {
  const { label: rule } = rules;
  const pattern = findSelecting(patterns.match, version, rules);
  const { status = '', origin = '' } = version;
  const reasons: (Reason | undefined)[] = [
    pattern && { code: 'match', value: pattern.text, rule },
    rules.notRequested && { code: 'notRequestedFor', rule },
    rules.publishedBefore && !rules.notRequested ? { code: 'olderThan', rule } : undefined,
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
  return except.filter((text) => isIdle(reader.readRangeOrGlob(text), pkg));
}

/** Versions that cannot be read are kept by every range, and so say nothing of whether it was meant. */
function isIdle(pattern: VersionPattern, { format, versions }: PackageVersions): boolean {
  const scheme = versionScheme(format);
  const telling = versions.filter(({ version }) => pattern.kind !== 'range' || scheme.parse(version));
  return telling.length > 0 && !telling.some(({ version }) => pattern.keeps(version));
}
