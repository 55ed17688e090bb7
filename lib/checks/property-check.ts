import type { Construct } from 'constructs';
import { describeViolation, type Violation } from '../../declaration/schema';
import type { RepositoryRegion } from './repository-region';
import type { Moment } from '../tokens/value-resolver';

/** The most broken rules that one error names. Thousands of versions can break one each. */
const MAX_REPORTED = 20;

/** Finds the rules that the properties of a custom resource break, as far as their values are known at a moment. */
interface PropertyRules {
  /** The Region of the repository, which must be that of the stack. */
  readonly region: RepositoryRegion;
  /** All other rules. */
  readonly findViolations: (moment: Moment) => readonly Violation[];
}

/**
 * Checks the properties of a custom resource: now, and at synth once more for the values that are computed late.
 *
 * @throws an error that names each broken rule and the value
 */
export function checkProperties(scope: Construct, rules: PropertyRules): void {
  const found = findErrors(rules, 'construction');
  if (found.length > 0) {
    throw new Error(`${scope.node.path}: ${found.join('; ')}`);
  }
  scope.node.addValidation({ validate: () => findErrors(rules, 'synthesis') });
}

function findErrors({ region, findViolations }: PropertyRules, moment: Moment): string[] {
  const found = findViolations(moment);
  const shown = found.slice(0, MAX_REPORTED).map(describeViolation);
  const more = found.length > MAX_REPORTED ? [`and ${found.length - MAX_REPORTED} more`] : [];
  // A Region cannot be found where a name cannot even be resolved.
  const mismatch = found.length > 0 ? undefined : region.mismatch(moment);
  return [...shown, ...more, ...(mismatch === undefined ? [] : [mismatch])];
}
