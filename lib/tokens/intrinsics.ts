import { widensPolicy } from '../../declaration/name-text';

/**
 * The literal parts of a resolved value that can be part of its result. The text that a function searches or selects
 * in, such as the source of `Fn::Split`, is not included.
 */
export function fragmentsOf(value: unknown): string[] {
  if (typeof value === 'string') {
    return [value];
  }
  const call = callOf(value);
  switch (call?.name) {
    case 'Fn::Join': {
      const [delimiter, values] = call.list;
      const parts = Array.isArray(values) ? values.flatMap(fragmentsOf) : [];
      return [...fragmentsOf(delimiter), ...parts].filter((part) => part !== '');
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

/**
 * Whether every part of a resolved value is text without a wildcard or made by AWS, so that the deployment cannot add one. A
 * function can select a part of a text that is not among the fragments.
 */
export function isMadeOfAwsNames(value: unknown): boolean {
  if (typeof value === 'string') {
    return !widensPolicy(value);
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
      return call.list.every((argument) => typeof argument === 'number' || isMadeOfAwsNames(argument));
    case 'Fn::Sub': {
      const [text, variables] = substitutionOf(call.argument);
      const names = [...text.matchAll(VARIABLE)].map(([match]) => match.slice('${'.length, -1));
      return (
        text.split(VARIABLE).every(isMadeOfAwsNames) &&
        names.every((name) => name.startsWith('AWS::') || isMadeOfAwsNames(variables[name]))
      );
    }
    default:
      return false;
  }
}

/** The part that `Fn::Select` takes of a literal that `Fn::Split` splits. Returns other values unchanged. */
export function selectLiteral(value: unknown): unknown {
  const select = callOf(value);
  const [index, list] = select?.name === 'Fn::Select' ? select.list : [];
  const split = callOf(list);
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
  const [call] = isObject(value) ? Object.entries(value) : [];
  if (!call) {
    return undefined;
  }
  const [name, argument] = call;
  return { name, argument, list: Array.isArray(argument) ? argument : [] };
}

function substitutionOf(argument: unknown): [string, Record<string, unknown>] {
  const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument];
  return [String(text), isObject(variables) ? variables : {}];
}
