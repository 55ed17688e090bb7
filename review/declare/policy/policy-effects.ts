import type { PackageName } from '../../../declaration/package-name';
import { findIdleExceptions } from '../select';
import type { Decision } from '../selection';
import { matchesPackage, type Policy } from './policy';
import type { NamedHoldList } from './policy-rules';

/** The parts of a policy that had an effect on the versions of a package. A part without any effect may be a mistake. */
export interface PolicyEffects {
  /** The lines of the rules that select a version. */
  readonly selecting: readonly number[];
  /** The patterns that keep a version, as `patternKey` names them. */
  readonly keeping: readonly string[];
  /** The lines or entries that hold a version, for each hold list. */
  readonly holding: readonly (readonly number[])[];
}

/** A decided package. */
export interface DecidedPackage {
  readonly pkg: PackageName;
  readonly decisions: readonly Decision[];
}

/** The parts with an effect on one package. */
export function countEffects(
  policy: Policy,
  holds: readonly NamedHoldList[],
  { pkg, decisions }: DecidedPackage,
): PolicyEffects {
  const versions = decisions.map(({ version }) => version);
  const listing = { format: pkg.format, versions: decisions };
  return {
    selecting: [...new Set(decisions.flatMap(({ ruleLines = [] }) => ruleLines))],
    keeping: policy.rules
      .filter((rule) => matchesPackage(rule, pkg))
      .flatMap(({ line, keep }) => {
        const idle = findIdleExceptions(listing, keep.versions);
        return keep.versions.filter((text) => !idle.includes(text)).map((text) => patternKey(line, text));
      }),
    holding: holds.map(({ list }) => list.findAll(pkg, versions).map(({ line }) => line)),
  };
}

/** Identifies a pattern of `keep.versions`: two rules may have the same name and the same pattern. */
export function patternKey(line: number, text: string): string {
  return `${line} ${text}`;
}
