import type { Construct } from 'constructs';
import { describeViolation, type Violation } from '../../declaration/schema';
import type { RepositoryRegion } from './repository-region';
import type { Moment } from '../tokens/value-resolver';

/** The most broken rules that one error names. Thousands of versions can break one each. */
const MAX_REPORTED = 20;

/** Finds the rules that the properties of a custom resource break, if their values are known at a moment. */
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
  const errors = findErrors(rules, 'construction');
  if (errors.length > 0) {
    throw new Error(`${scope.node.path}: ${errors.join('; ')}`);
  }
  scope.node.addValidation({ validate: () => findErrors(rules, 'synthesis') });
}

function findErrors({ region, findViolations }: PropertyRules, moment: Moment): string[] {
  const violations = findViolations(moment);
  const first = violations.slice(0, MAX_REPORTED).map(describeViolation);
  const more = violations.length > MAX_REPORTED ? [`and ${violations.length - MAX_REPORTED} more`] : [];
  // A Region cannot be found where a name cannot even be resolved.
  const mismatch = violations.length > 0 ? undefined : region.mismatch(moment);
  return [...first, ...more, ...(mismatch === undefined ? [] : [mismatch])];
}
