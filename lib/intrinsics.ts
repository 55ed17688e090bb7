/**
 * The literal texts of a resolved value that a deployment puts into its result. Excluded are the texts that functions
 * search or select in, such as the source of `Fn::Split`.
 */
export function fragmentsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  const call = callOf(value);
  switch (call?.name) {
    case 'Fn::Join': {
      const [delimiter, items] = call.list;
      const parts = Array.isArray(items) ? items.flatMap(fragmentsOf) : [];
      return [...fragmentsOf(delimiter), ...parts].filter((text) => text !== '');
    }
    case 'Fn::Sub': {
      const [text, variables] = substitutionOf(call.argument);
      return [...text.split(VARIABLE), ...Object.values(variables).flatMap(fragmentsOf)].filter((part) => part !== '');
    }
    case 'Fn::If':
      return call.list.slice(1).flatMap(fragmentsOf);
    case 'dynamicReference':
      return [String(call.argument)];
    default:
      return [];
  }
}

/** Whether every part of a resolved value is literal, or made by AWS, so that no deployment adds a wildcard. */
export function isMadeOfAwsNames(value: unknown): boolean {
  if (typeof value === 'string') {
    return true;
  }
  if (Array.isArray(value)) {
    return value.every(isMadeOfAwsNames);
  }
  const call = callOf(value);
  switch (call?.name) {
    case 'reference':
      return (value as { awsMade: boolean }).awsMade;
    case 'Ref':
      return String(call.argument).startsWith('AWS::');
    case 'Fn::Join':
    case 'Fn::Select':
    case 'Fn::Split':
      return call.list.every((item) => typeof item === 'number' || isMadeOfAwsNames(item));
    case 'Fn::Sub': {
      const [text, variables] = substitutionOf(call.argument);
      const names = [...text.matchAll(VARIABLE)].map(([match]) => match.slice('${'.length, -1));
      return names.every((name) => name.startsWith('AWS::') || isMadeOfAwsNames(variables[name]));
    }
    default:
      return false;
  }
}

/** The text that `Fn::Select` takes out of a literal one that `Fn::Split` splits; other values as they are. */
export function selectLiteral(value: unknown): unknown {
  const select = callOf(value);
  const [index, items] = select?.name === 'Fn::Select' ? select.list : [];
  const split = callOf(items);
  const [delimiter, source] = split?.name === 'Fn::Split' ? split.list : [];
  const literal = typeof delimiter === 'string' && typeof source === 'string';
  return (literal ? source.split(delimiter)[Number(index)] : undefined) ?? value;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `${Name}`; `${!Name}` is text that CloudFormation leaves as `${Name}`. */
const VARIABLE = /\$\{[^!}][^}]*\}/g;

function callOf(value: unknown): { name: string; argument: unknown; list: unknown[] } | undefined {
  const [entry] = isObject(value) ? Object.entries(value) : [];
  if (!entry) {
    return undefined;
  }
  const [name, argument] = entry;
  return { name, argument, list: Array.isArray(argument) ? argument : [] };
}

function substitutionOf(argument: unknown): [string, Record<string, unknown>] {
  const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  return [String(text), isObject(variables) ? variables : {}];
}
