import type { PackageName } from '../../../declaration/package-name';
import type { Evidence } from '../../evidence/read-evidence';
import { readAge } from '../age';
import type { DomainUse } from '../../use/domain-use';
import type { NotRequestedRule, SelectionRules } from '../selection-rules';
import type { Stage } from './stage';
import { matchesPackage, type Policy, type PolicyRule } from './policy';

/** A file of protected versions, with its name in messages. */
export interface NamedHoldList extends Evidence {
  readonly source: string;
  /** True if the file lists versions in use, false if it lists holds. */
  readonly isInUse: boolean;
}

/** The inputs of a policy's rules, apart from its text. */
export interface PolicyContext {
  readonly holds: readonly NamedHoldList[];
  /** The time that a number of days is counted back from. */
  readonly now: Date;
  /** Default: the policy is carried out in one step. */
  readonly stage?: Stage;
  /** Present if a rule asks for what was not requested. */
  readonly use?: DomainUse;
}

/** A package of a repository. */
export interface RepositoryPackage extends PackageName {
  readonly repository: string;
}

/** The sets of rules for a package, one for each rule that matches it; none if no rule selects any of its versions. */
export function rulesOfPackage(
  policy: Policy,
  pkg: RepositoryPackage,
  context: PolicyContext,
): readonly SelectionRules[] {
  const matching = policy.rules.filter((rule) => matchesPackage(rule, pkg));
  return matching.some(({ select }) => select) ? matching.map((rule) => selectionRules(rule, pkg, context)) : [];
}

function selectionRules(
  { select, keep, line, name }: PolicyRule,
  pkg: RepositoryPackage,
  context: PolicyContext,
): SelectionRules {
  const { latest, latestPrereleases, latestBy, per, versions } = keep;
  const { olderThan, notRequestedFor } = select ?? {};
  const ages = [olderThan, notRequestedFor].flatMap((age) =>
    age === undefined ? [] : readAge(age, context.now).getTime(),
  );
  return {
    match: select?.match ?? [],
    ...(ages.length === 0 ? {} : { publishedBefore: new Date(Math.min(...ages)) }),
    ...(notRequestedFor === undefined
      ? {}
      : { notRequested: notRequestedRule(pkg, readAge(notRequestedFor, context.now), context) }),
    status: select?.status ?? [],
    stage: context.stage?.action,
    origin: select?.origin ?? [],
    prerelease: select?.prerelease ?? false,
    snapshotBuilds: select?.snapshotBuilds ?? false,
    keepLatest: latest,
    keepLatestPrereleases: latestPrereleases,
    latestBy,
    per,
    except: versions,
    label: { line, name },
    keepsOnly: select === undefined,
    heldBy: (version) => context.holds.find(({ list }) => list.find(pkg, version))?.source,
  };
}

function notRequestedRule(pkg: RepositoryPackage, since: Date, { use }: PolicyContext): NotRequestedRule {
  const problem = use ? use.findProblem(pkg.format, since) : 'no log was read';
  return {
    since,
    ...(problem === undefined ? {} : { problem }),
    isRequested: (version) => use?.isRequested(pkg.repository, pkg, { version, from: since }) ?? true,
  };
}
