import { findRoot } from '../../template/values/template';
import type { FoundPackageGroup, GroupModes } from '../find/package-groups';
import type { PlannedPackageGroup } from './plan-changes';

/** The package groups of an assembly and of its base. */
export interface PackageGroups {
  readonly head: readonly FoundPackageGroup[];
  /** Absent to compare with nothing. */
  readonly base?: readonly FoundPackageGroup[];
}

/** The package groups that a change adds, changes or removes; without a base, all. Pure. */
export function planPackageGroups({ head, base }: PackageGroups): PlannedPackageGroup[] {
  if (base === undefined) {
    return head.map((group) => ({ ...describeGroup(group), change: 'declared' }));
  }
  const before = new Map(base.map((group) => [groupKey(group), group]));
  const now = new Set(head.map(groupKey));
  return [
    ...head.flatMap((group): PlannedPackageGroup[] => {
      const old = before.get(groupKey(group));
      if (old === undefined) {
        return [{ ...describeGroup(group), change: 'added' }];
      }
      return isSameModes(group.modes, old.modes)
        ? []
        : [{ ...describeGroup(group), change: 'changed', modesBefore: old.modes }];
    }),
    ...base
      .filter((group) => !now.has(groupKey(group)) && !group.isRetained)
      .map((group): PlannedPackageGroup => ({ ...describeGroup(group), change: 'removed', modesBefore: group.modes })),
  ];
}

/** A domain has one group of a pattern. Where either is not known, the place in the templates tells groups apart. */
function groupKey({ stack, logicalId, domain, domainOwner, pattern }: FoundPackageGroup): string {
  const { account, region } = findRoot(stack);
  return JSON.stringify(
    domain === undefined || pattern === undefined
      ? [stack.id, logicalId]
      : [domainOwner ?? account, region, domain, pattern],
  );
}

/** Modes that are not known may differ. */
function isSameModes(modes: GroupModes, others: GroupModes): boolean {
  return (Object.keys(modes) as (keyof GroupModes)[]).every((key) => modes[key] !== null && modes[key] === others[key]);
}

function describeGroup({ stack, constructPath, domain, pattern, modes }: FoundPackageGroup) {
  const { region } = findRoot(stack);
  return {
    stack: stack.name,
    ...(region !== undefined && { region }),
    constructPath,
    domain: domain ?? null,
    pattern: pattern ?? null,
    modes,
  };
}
