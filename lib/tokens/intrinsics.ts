import { widensPolicy } from '../../declaration/name-text';
import { readComposition, readReferences, readTextParts } from '../../template/values/read-expression';
import type { Json } from '../../template/values/template';

/**
 * The literal parts of a resolved value that can be part of its result. The text that a function searches or selects
 * in, such as the source of `Fn::Split`, is not included.
 */
export function readFragments(value: unknown): string[] {
  return readTextParts(value as Json).flatMap((part) => {
    if (typeof part === 'string') {
      return part === '' ? [] : [part];
    }
    const composition = readComposition(part);
    const dynamic = isObject(part) ? part['dynamicReference'] : undefined;
    return composition === undefined || composition.kind === 'selected'
      ? typeof dynamic === 'string'
        ? [dynamic]
        : []
      : composition.expressions.flatMap(readFragments);
  });
}

/**
 * True if every part of a resolved value is text without a wildcard or made by AWS, so that the deployment cannot add one. A
 * function can select a part of a text that is not among the fragments.
 */
export function isMadeOfAwsNames(value: unknown): boolean {
  if (typeof value === 'string') {
    return !widensPolicy(value);
  }
  if (Array.isArray(value)) {
    return value.every(isMadeOfAwsNames);
  }
  const [reference] = readReferences(value as Json);
  if (reference?.kind === 'name') {
    return typeof reference.name === 'string' && reference.name.startsWith('AWS::');
  }
  const composition = readComposition(value as Json);
  return composition?.expressions.every(isMadeOfAwsNames) ?? (isObject(value) && value['awsMade'] === true);
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
