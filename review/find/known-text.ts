import type { StackValues } from '../../template/values/stack-values';
import { intrinsicOf, isObject, type Json } from '../../template/values/template';
import { SUB_VARIABLE } from '../../template/values/expressions';

/** Stands for a part of a text that only the deployment knows, and is in no word. */
const UNKNOWN = '\n';

/**
 * All text that a value can have in it, as far as it is known: what is written, in each branch, and what is put together
 * from parts.
 */
export function knownText(expression: Json, stack: StackValues): string {
  if (typeof expression !== 'object' || expression === null) {
    return String(expression);
  }
  const parts = Object.values(expression).map((item: Json) => knownText(item, stack));
  const keys = Array.isArray(expression) ? [] : Object.keys(expression);
  return [...keys, ...parts, ...putTogether(expression, stack)].join(UNKNOWN);
}

function putTogether(expression: Json, stack: StackValues): string[] {
  const call = intrinsicOf(expression);
  if (call === undefined) {
    return [];
  }
  const whole = stack.textOf(expression);
  if (whole !== undefined) {
    return [whole];
  }
  const { name, argument } = call;
  const [first, second] = Array.isArray(argument) ? argument : [argument];
  if (name === 'Fn::Join' && Array.isArray(second)) {
    return [second.map((item) => stack.textOf(item) ?? UNKNOWN).join(stack.textOf(first ?? null) ?? UNKNOWN)];
  }
  if (name === 'Fn::Sub' && typeof first === 'string') {
    const own = isObject(second ?? null) ? (second as Record<string, Json>) : {};
    return [
      first.replace(SUB_VARIABLE, (_match, variable: string) => {
        const item = Object.hasOwn(own, variable.trim()) ? own[variable.trim()]! : { 'Fn::Sub': `\${${variable}}` };
        return stack.textOf(item) ?? UNKNOWN;
      }),
    ];
  }
  return [];
}
