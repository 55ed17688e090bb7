/** The pattern of a rule: a list of values for each member, or a pattern of its members; `$or` has a list of patterns. */
export interface Pattern {
  readonly [key: string]: Pattern | readonly Condition[] | readonly Pattern[];
}

type Condition =
  | null
  | boolean
  | number
  | string
  | { readonly exists: boolean }
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly 'anything-but': readonly unknown[] }
  | { readonly numeric: readonly [string, number] };

/** True if an event matches a pattern (EventBridge User Guide, event patterns); content filters that are not embedded throw. */
export function matchesPattern(pattern: Pattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') {
      return (expected as readonly Pattern[]).some((alternative) => matchesPattern(alternative, event));
    }
    const has = Object.hasOwn(Object(event) as object, key);
    const value = has ? (event as Record<string, unknown>)[key] : undefined;
    return isConditions(expected)
      ? expected.some((condition) => satisfies(condition, { has, value }))
      : matchesPattern(expected as Pattern, value);
  });
}

function isConditions(expected: Pattern[string]): expected is readonly Condition[] {
  return Array.isArray(expected);
}

function satisfies(condition: Condition, { has, value }: { readonly has: boolean; readonly value: unknown }): boolean {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (typeof condition !== 'object' || condition === null) {
    return has && values.includes(condition);
  }
  const [[name, argument]] = Object.entries(condition) as [[string, unknown]];
  switch (name) {
    case 'exists':
      return has === argument;
    case 'prefix':
      return values.some((text) => typeof text === 'string' && text.startsWith(argument as string));
    case 'suffix':
      return values.some((text) => typeof text === 'string' && text.endsWith(argument as string));
    case 'anything-but':
      return has && values.every((each) => !(argument as unknown[]).includes(each));
    case 'numeric':
      return values.some((number) => compareNumber(number, argument as [string, number]));
    default:
      throw new Error(`A pattern must have embedded conditions only; got ${name}.`);
  }
}

function compareNumber(value: unknown, [operator, bound]: [string, number]): boolean {
  if (operator !== '>') {
    throw new Error(`A pattern must have the embedded operator > only; got ${operator}.`);
  }
  return typeof value === 'number' && value > bound;
}
