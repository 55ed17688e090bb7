import type { Evaluation, Evaluator } from './evaluator';
import type { Json } from './template';

/** The values that conditions are tested with. */
export interface ConditionScope {
  readonly values: Evaluator;
  /** Tests the expression of a condition. */
  test(expression: Json): boolean;
  /** Tests another condition of the template. */
  condition(name: string): boolean;
  /** The value of an expression as the deployment will deliver it. */
  finished(expression: Json): Json | undefined;
}

/** Tests `Fn::And`. */
export function testAll(operands: readonly Json[], scope: ConditionScope): boolean {
  return combineTests(operands, false, scope);
}

/** Tests `Fn::Or`. */
export function testAny(operands: readonly Json[], scope: ConditionScope): boolean {
  return combineTests(operands, true, scope);
}

/** One operand with the deciding result is enough, whatever the others are. One that rests on nothing is best. */
function combineTests(operands: readonly Json[], decides: boolean, scope: ConditionScope): boolean {
  const { values } = scope;
  const results: Evaluation<boolean>[] = [];
  for (const operand of operands) {
    const result = values.evaluate(() => scope.test(operand));
    if (result.value === decides && result.assumptions.size === 0) {
      return decides;
    }
    results.push(result);
  }
  const deciding = results.find(({ value }) => value === decides);
  if (deciding) {
    return values.take(deciding);
  }
  results.forEach((result) => values.take(result));
  return !decides;
}
