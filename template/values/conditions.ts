import type { Evaluation, Evaluator } from './evaluator';
import { items, malformed, text } from './expressions';
import { intrinsicOf, type Json } from './template';

/** What the conditions of a template refer to. */
export interface ConditionScope {
  readonly values: Evaluator;
  /** Whether another condition of the template holds. */
  condition(name: string): boolean;
  /** The value of an expression as the deployment will deliver it. */
  finished(expression: Json): Json | undefined;
}

/**
 * Whether the expression of a condition holds.
 *
 * @throws UnresolvedValue where something decides that is not known
 */
export function testCondition(expression: Json, stack: ConditionScope): boolean {
  return stack.values.nested(() => test(expression, stack));
}

function test(expression: Json, stack: ConditionScope): boolean {
  const call = intrinsicOf(expression);
  switch (call?.name) {
    case 'Condition':
      return stack.condition(text('Condition', call.argument));
    case 'Fn::Equals': {
      const [left, right] = items('Fn::Equals', call.argument, 2).map((item) =>
        // Compared as texts. What CloudFormation makes of a list, or of no value, is not documented.
        text('Fn::Equals', stack.finished(item)),
      );
      return left === right;
    }
    case 'Fn::And':
      return combined(operandsOf(call.name, call.argument), false, stack);
    case 'Fn::Or':
      return combined(operandsOf(call.name, call.argument), true, stack);
    case 'Fn::Not':
      return !testCondition(items('Fn::Not', call.argument, 1)[0]!, stack);
    default:
      throw malformed('a condition', expression);
  }
}

/**
 * `Fn::Or`, where true decides, or `Fn::And`, where false does: one operand that decides is enough,
 * whatever the others are, best one that rests on nothing.
 */
function combined(operands: readonly Json[], decides: boolean, stack: ConditionScope): boolean {
  const { values } = stack;
  const results: Evaluation<boolean>[] = [];
  for (const operand of operands) {
    const result = values.evaluate(() => testCondition(operand, stack));
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

/** Without operands, nothing says whether it holds. */
function operandsOf(name: string, argument: Json): readonly Json[] {
  if (!Array.isArray(argument) || argument.length === 0) {
    throw malformed(name, argument);
  }
  return argument;
}
