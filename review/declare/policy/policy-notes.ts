import type { PackageName } from '../../../declaration/package-name';
import { CommandError } from '../../text/command-error';
import { oneLine } from '../../text/sanitize';
import { describeRule, namePolicyKey } from '../describe-reason';
import { noteIdleHolds } from './describe-evidence';
import { packageText } from '../package-jobs';
import { noteNearNames } from './near-misses';
import { findNearPackage } from './near-package';
import { matchesPackage, type Policy, type PolicyRule } from './policy';
import { patternKey } from './policy-effects';
import type { NamedHoldList } from './policy-rules';
import type { RepositorySelection } from './repository-selection';

/**
 * The parts of a policy without an effect in any of its repositories, a sentence each: a misspelled name protects nothing, and a
 * rule that selects nothing looks like a repository that is clean.
 */
export function notePolicy(
  policy: Policy,
  holds: readonly NamedHoldList[],
  repositories: readonly RepositorySelection[],
): readonly string[] {
  const packages = repositories.flatMap((each) => each.packages);
  const effects = repositories.flatMap(({ selections }) => selections.map((each) => each.effects));
  const selecting = new Set(effects.flatMap((each) => each.selecting));
  const keeping = new Set(effects.flatMap((each) => each.keeping));
  return [
    ...policy.rules.flatMap((rule) => noteRule(rule, packages, { selecting, keeping })),
    ...noteIdleHolds(policy, holds, repositories),
    ...noteNearNames(holds, repositories),
  ];
}

/**
 * Stops a run if a rule that only keeps matches no package: it was meant to protect something.
 *
 * @throws CommandError
 */
export function checkProtectingRules({ rules }: Policy, repositories: readonly RepositorySelection[]): void {
  const packages = repositories.flatMap((each) => each.packages);
  const problems = rules
    .filter(({ select, optional }) => !select && !optional)
    .flatMap((rule) =>
      findMisses(rule, packages).map(({ text, part }) => `${describeRule(rule)} ${text}${nameNear(part, packages)}`),
    );
  if (problems.length > 0) {
    throw new CommandError(
      `A rule that only keeps must match a package with each of its names; ${problems.map((text) => oneLine(text)).join(', ')}. Nothing was ` +
        'written. Correct the name, or add optional: true if this is meant.',
    );
  }
}

/** The package that was perhaps meant, as the rest of a sentence. */
function nameNear(rule: PolicyRule, packages: readonly PackageName[]): string {
  const near = findNearPackage(rule, packages);
  return near === undefined ? '' : `, and ${packageText(near)} is near`;
}

function noteRule(
  rule: PolicyRule,
  packages: readonly PackageName[],
  { selecting, keeping }: { readonly selecting: ReadonlySet<number>; readonly keeping: ReadonlySet<string> },
): string[] {
  const { line, select, keep } = rule;
  const subject = describeRule(rule).replace(/^t/, 'T');
  const misses = findMisses(rule, packages).map(({ text, part }) => `${subject} ${text}${nameNear(part, packages)}.`);
  if (!packages.some((pkg) => matchesPackage(rule, pkg))) {
    return misses;
  }
  return [
    ...rule.format
      .filter((format) => !packages.some((pkg) => matchesPackage({ ...rule, format: [format] }, pkg)))
      .map((format) => `${subject} matches no package with format ${format}.`),
    ...misses,
    ...(select && !selecting.has(line)
      ? [`${subject} selects no version: none is of its kind and old enough, or all are kept.`]
      : []),
    ...keep.versions
      .filter((text) => !keeping.has(patternKey(line, text)))
      .map(
        (text) => `${namePolicyKey('except', rule, JSON.stringify(text))} keeps no version of a package that was read.`,
      ),
  ];
}

/** A part of a rule that matches no package. */
interface Miss {
  /** The rest of a sentence. */
  readonly text: string;
  readonly part: PolicyRule;
}

/** The names of a rule that match no package; the whole rule if it matches none. */
function findMisses(rule: PolicyRule, packages: readonly PackageName[]): readonly Miss[] {
  const matchesNone = (part: PolicyRule) => !packages.some((pkg) => matchesPackage(part, pkg));
  if (matchesNone(rule)) {
    return [{ text: 'matches no package', part: rule }];
  }
  return [
    ...rule.namespace.map((glob) => ({ key: 'namespace', glob, part: { ...rule, namespace: [glob] } })),
    ...rule.package.map((glob) => ({ key: 'package', glob, part: { ...rule, package: [glob] } })),
  ]
    .filter(({ part }) => matchesNone(part))
    .map(({ key, glob, part }) => ({ text: `matches no package with ${key} ${JSON.stringify(glob)}`, part }));
}
