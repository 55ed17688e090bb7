import type { PackageName } from '../../../declaration/package-name';
import type { Evidence } from '../../evidence/read-evidence';
import { readAge } from '../age';
import type { SelectionRules } from '../selection-rules';
import type { Stage } from './stage';
import { matchesPackage, type Policy, type PolicyRule } from './policy';

/** A file of what no rule may select, and what messages call it. */
export interface NamedHoldList extends Evidence {
  readonly source: string;
  /** Whether it says what is in use, and not what is held. */
  readonly isInUse: boolean;
}

/** What the rules of a policy rest on besides its text. */
export interface PolicyContext {
  readonly holds: readonly NamedHoldList[];
  /** When a number of days is counted from. */
  readonly now: Date;
  /** Default: the policy is carried out in one step. */
  readonly stage?: Stage;
}

/** The sets of rules for a package, one for each rule that matches it; none if no rule selects any of its versions. */
export function rulesOfPackage(policy: Policy, pkg: PackageName, context: PolicyContext): readonly SelectionRules[] {
  const matching = policy.rules.filter((rule) => matchesPackage(rule, pkg));
  return matching.some(({ select }) => select) ? matching.map((rule) => selectionRules(rule, pkg, context)) : [];
}

function selectionRules(
  { select, keep, line, name }: PolicyRule,
  pkg: PackageName,
  context: PolicyContext,
): SelectionRules {
  const { latest, latestPrereleases, latestBy, per, versions } = keep;
  const olderThan = select?.olderThan;
  return {
    match: select?.match ?? [],
    ...(olderThan === undefined ? {} : { publishedBefore: readAge(olderThan, context.now) }),
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
