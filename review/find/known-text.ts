import type { StackValues } from '../../template/values/stack-values';
import { readTextParts } from '../../template/values/read-expression';
import { readIntrinsic, type Json } from '../../template/values/template';

/** Stands for a part of a text that only the deployment knows, and is in no word. */
const UNKNOWN = '\n';

/**
 * All known text that a value can contain: the literals of each branch, and texts that are put together from parts.
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
  if (readIntrinsic(expression) === undefined) {
    return [];
  }
  const whole = stack.findText(expression);
  const parts = whole === undefined ? readTextParts(expression, (part) => stack.findText(part) ?? UNKNOWN) : [whole];
  return parts.map(String);
}
