import { displayName } from '../../../declaration/package-format';
import type { PackageName } from '../../../declaration/package-name';
import { oneLine } from '../../text/sanitize';
import { describeReason, describeRule, namePolicyKey } from '../describe-reason';
import { packageText } from '../package-jobs';
import type { Reason } from '../reason';
import type { Decision } from '../selection';
import type { RemainingVersion, RepositorySelection } from './repository-selection';

export const EXPLANATION_HEADER = ['format', 'package', 'version', 'status', 'stays'];

/** Every version that stays, with the rule that keeps it or each rule that leaves it out. */
export function explainRemaining(decisions: readonly Decision[]): readonly RemainingVersion[] {
  return decisions
    .filter(({ outcome }) => outcome !== 'selected')
    .map(({ version, status = 'unknown', outcome, reasons }) => {
      const texts = reasons.map(explainReason).join('; ');
      return [version, status, outcome === 'kept' ? `kept: ${texts}` : `not selected: ${texts}`];
    });
}

/** A table of tab-separated values, a line for each version; packages that no rule selects have one line. */
export function writeExplanation({ packages, selections }: RepositorySelection): string {
  const byPackage = new Map(selections.map((selection) => [packageText(selection.pkg), selection.remaining ?? []]));
  const lines = packages.flatMap((pkg) => {
    const remaining = byPackage.get(packageText(pkg));
    return remaining === undefined
      ? [writeExplainedLine(pkg, ['*', '', 'not selected: no rule that selects matches the package'])]
      : remaining.map((version) => writeExplainedLine(pkg, version));
  });
  return [EXPLANATION_HEADER.join('\t'), ...lines.sort()].map((line) => `${line}\n`).join('');
}

function explainReason(reason: Reason): string {
  const text = describeReason(reason, namePolicyKey);
  return reason.rule === undefined || text.includes(describeRule(reason.rule))
    ? text
    : `${text} (${describeRule(reason.rule)})`;
}

function writeExplainedLine({ format, namespace, package: name }: PackageName, version: RemainingVersion): string {
  return [format, displayName(format, namespace, name), ...version].map((text) => oneLine(text, 500)).join('\t');
}
