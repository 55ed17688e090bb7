import { describeLostHolds, findLostHolds } from '../../../declaration/lost-holds';
import { HoldList } from '../../../declaration/hold-list';
import type { Policy, PolicyRule } from './policy';
import type { NamedHoldList } from './policy-rules';

/** A policy, and the files that it names. */
export interface PolicyProtection {
  readonly policy: Policy;
  readonly lists: readonly NamedHoldList[];
}

/** Something that a policy protects, and another one does not or does less. */
export interface LoweredPolicyGuard {
  readonly guard: 'hold' | 'keep' | 'limit' | 'in-use';
  /** A phrase. */
  readonly message: string;
}

type Counts = Pick<PolicyRule['keep'], 'latest' | 'latestPrereleases'>;

/** The counts of a rule that keeps, with the keys that a policy gives them. */
const COUNTS: readonly (keyof Counts)[] = ['latest', 'latestPrereleases'];

/** Finds the protection that the policy of the base has, and that of the change has not or has weaker. */
export function findLoweredPolicy(base: PolicyProtection, change: PolicyProtection): LoweredPolicyGuard[] {
  return [
    ...findRaisedLimits(base.policy.limits, change.policy.limits),
    ...base.policy.rules.flatMap((rule) => findWeakerKeep(rule, change.policy.rules)),
    ...findLostLists(base, change),
  ];
}

function findRaisedLimits(base: Policy['limits'], change: Policy['limits']): LoweredPolicyGuard[] {
  const limits = [
    ['versions', base.versions, change.versions, ''],
    ['share', base.share, change.share, '%'],
  ] as const;
  return limits.flatMap(([key, before, now, unit]) =>
    before !== undefined && (now ?? Infinity) > before
      ? [
          {
            guard: 'limit',
            message: `limits.${key} was ${before}${unit}, and is ${now === undefined ? 'none' : `${now}${unit}`}`,
          },
        ]
      : [],
  );
}

/** Compares with the rules about the same packages and versions. A rule that is worded in another way is one that is gone. */
function findWeakerKeep(rule: PolicyRule, rules: readonly PolicyRule[]): LoweredPolicyGuard[] {
  const others = rules.filter((other) => describeScope(other) === describeScope(rule)).map(({ keep }) => keep);
  const isCountedAlike = (keep: PolicyRule['keep']) =>
    keep.latestBy === rule.keep.latestBy && keep.per === rule.keep.per;
  const counts = COUNTS.flatMap((key) => {
    const before = rule.keep[key];
    const now = Math.max(-1, ...others.filter(isCountedAlike).map((keep) => keep[key] ?? -1));
    return before !== undefined && now < before
      ? [`keep.${key} of ${describeRule(rule)} was ${before}, and is ${now < 0 ? 'none' : now}`]
      : [];
  });
  const versions = rule.keep.versions
    .filter((text) => !others.some((keep) => keep.versions.includes(text)))
    .map((text) => `keep.versions of ${describeRule(rule)} had ${text}, and has it no more`);
  return [...counts, ...versions].map((message) => ({ guard: 'keep', message }));
}

/** Equal for rules about the same packages, and, where the rule selects, about the same kind of versions. */
function describeScope({ format, namespace, package: name, select }: PolicyRule): string {
  const kind = select && [
    [...select.match].sort(),
    [...select.status].sort(),
    [...select.origin].sort(),
    select.prerelease,
    select.snapshotBuilds,
  ];
  return JSON.stringify([[...format].sort(), [...namespace].sort(), [...name].sort(), kind]);
}

function describeRule({ line, name }: PolicyRule): string {
  return name === undefined ? `the rule of line ${line}` : `the rule ${name}`;
}

/** Lists of lines are compared by line. Of other files, such as SBOMs, whose versions come and go, only the absence counts. */
function findLostLists(base: PolicyProtection, change: PolicyProtection): LoweredPolicyGuard[] {
  const lost = findLostHolds(listHolds(base), listHolds(change));
  const sources = new Set(change.lists.map(({ source }) => source));
  const absent = base.lists.filter(
    ({ source, isInUse, list }) => !sources.has(source) && (isInUse || !(list instanceof HoldList)),
  );
  return [
    ...(lost.length === 0 ? [] : [{ guard: 'hold' as const, message: describeLostHolds(lost) }]),
    ...absent.map(({ source }) => ({ guard: 'in-use' as const, message: `${source} was read, and is read no more` })),
  ];
}

function listHolds({ lists }: PolicyProtection): HoldList[] {
  return lists.flatMap(({ list, isInUse }) => (list instanceof HoldList && !isInUse ? [list] : []));
}
