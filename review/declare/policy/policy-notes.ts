import { displayName, type Format } from '../../../declaration/package-format';
import type { PackageName } from '../../../declaration/package-name';
import { CommandError } from '../../text/command-error';
import { oneLine } from '../../text/sanitize';
import { describeRule, namePolicyKey } from '../describe-reason';
import { packageText } from '../package-jobs';
import { matchesPackage, type Policy, type PolicyRule } from './policy';
import { ofHold, patternKey } from './policy-effects';
import type { NamedHoldList } from './policy-rules';
import type { RepositorySelection } from './select-by-policy';

/** Lines of one hold list that are named; a file of a whole system's dependencies may have thousands. */
const MAX_LINES = 3;

/**
 * What of a policy had no effect in any of its repositories, a sentence each: a misspelled name protects nothing, and a
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
  const holding = new Set(effects.flatMap((each) => each.holding));
  return [
    ...policy.rules.flatMap((rule) => noteRule(rule, packages, { selecting, keeping })),
    ...holds.flatMap((list) => noteHolds(list, { packages, isRead: readPackages(policy), holding })),
  ];
}

/**
 * Stops a run in which a rule that only keeps matches no package: it was meant to protect something.
 *
 * @throws CommandError
 */
export function checkProtectingRules({ rules }: Policy, repositories: readonly RepositorySelection[]): void {
  const packages = repositories.flatMap((each) => each.packages);
  const problems = rules
    .filter(({ select, optional }) => !select && !optional)
    .flatMap((rule) => findMisses(rule, packages).map((miss) => `${describeRule(rule)} ${miss}`));
  if (problems.length > 0) {
    throw new CommandError(
      `A rule that only keeps must match a package with each of its names; ${problems.map((text) => oneLine(text)).join(', ')}. Nothing was ` +
        'written. Correct the name, or add optional: true if this is meant.',
    );
  }
}

function noteRule(
  rule: PolicyRule,
  packages: readonly PackageName[],
  { selecting, keeping }: { readonly selecting: ReadonlySet<number>; readonly keeping: ReadonlySet<string> },
): string[] {
  const { line, select, keep } = rule;
  const subject = describeRule(rule).replace(/^t/, 'T');
  const misses = findMisses(rule, packages).map((miss) => `${subject} ${miss}.`);
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

/** The names of a rule that match no package, as the rest of a sentence; one for the whole rule if it matches none. */
function findMisses(rule: PolicyRule, packages: readonly PackageName[]): readonly string[] {
  const matchesNone = (part: PolicyRule) => !packages.some((pkg) => matchesPackage(part, pkg));
  if (matchesNone(rule)) {
    return ['matches no package'];
  }
  return [
    ...rule.namespace.map((glob) => ({ key: 'namespace', glob, part: { ...rule, namespace: [glob] } })),
    ...rule.package.map((glob) => ({ key: 'package', glob, part: { ...rule, package: [glob] } })),
  ]
    .filter(({ part }) => matchesNone(part))
    .map(({ key, glob }) => `matches no package with ${key} ${JSON.stringify(glob)}`);
}

/** Versions of other packages were not read: nothing is selected there, and nothing has to be held. */
function readPackages({ rules }: Policy): (pkg: PackageName) => boolean {
  const selecting = rules.filter(({ select }) => select);
  return (pkg) => selecting.some((rule) => matchesPackage(rule, pkg));
}

function noteHolds(
  { source, list }: NamedHoldList,
  {
    packages,
    isRead,
    holding,
  }: {
    readonly packages: readonly PackageName[];
    readonly isRead: (pkg: PackageName) => boolean;
    readonly holding: ReadonlySet<string>;
  },
): string[] {
  const existing = new Set(packages.map(packageText));
  const lines = list.holds;
  const idle = lines.filter(
    (hold) => !existing.has(packageText(hold)) || (isRead(hold) && !holding.has(ofHold(source, hold.line))),
  );
  const named = idle.slice(0, MAX_LINES).map((hold) => `line ${hold.line} (${holdText(hold)})`);
  return idle.length === 0
    ? []
    : [
        `${source}: ${idle.length} of ${lines.length} lines match no version that could be selected: ` +
          `${named.join(', ')}${idle.length > named.length ? ', …' : ''}.`,
      ];
}

function holdText({
  format,
  namespace,
  package: name,
  versions,
}: PackageName & { readonly format: Format; readonly versions?: string }): string {
  return [format, displayName(format, namespace, name), versions].filter(Boolean).join(' ');
}
