import { findViolations } from '../../declaration/schema';
import type { StackValues } from '../../template/values/stack-values';
import {
  readIntrinsic,
  isFunctionKey,
  isObject,
  type Json,
  type TemplateResource,
} from '../../template/values/template';

/** Stands for a value that is not known, and breaks no rule. */
const UNKNOWN = '\u0000unknown';

/** True if the properties of a resource are a declaration, as far as they are known. */
export function declarationLikeness(
  { Type, Properties = {} }: TemplateResource,
  stack: StackValues,
): 'yes' | 'maybe' | 'no' {
  const isCustom =
    Type === undefined ||
    Type.startsWith('Custom::') ||
    Type === 'AWS::CloudFormation::CustomResource' ||
    Object.hasOwn(Properties, 'ServiceToken');
  if (hasGeneratedKey(Properties)) {
    return isCustom ? 'maybe' : 'no';
  }
  if (Object.hasOwn(Properties, 'manifestHash') && Object.hasOwn(Properties, 'manifestKey')) {
    return 'maybe';
  }
  // Required of every declaration; nearly no other resource has it.
  if (!Object.hasOwn(Properties, 'versions')) {
    return 'no';
  }
  let unknown = 0;
  const knownValue = (expression: Json): Json | undefined => {
    const { value, reason, assumptions } = stack.values.evaluate(() => stack.finished(expression));
    if (reason === undefined && assumptions.size === 0) {
      return value;
    }
    if (Array.isArray(expression)) {
      return expression.map(knownValue).filter((item) => item !== undefined);
    }
    if (isObject(expression) && readIntrinsic(expression) === undefined && !hasGeneratedKey(expression)) {
      return object(expression);
    }
    return `${UNKNOWN}${unknown++}`;
  };
  const object = (expressions: { readonly [key: string]: Json }): { [key: string]: Json } =>
    Object.fromEntries(
      Object.entries(expressions)
        .map(([key, item]) => [key, knownValue(item)] as const)
        .filter((entry): entry is [string, Json] => entry[1] !== undefined),
    );
  const isUnknown = (value: unknown) => typeof value === 'string' && value.startsWith(UNKNOWN);
  if (findViolations(object(Properties), isUnknown).length > 0) {
    return 'no';
  }
  return unknown > 0 ? 'maybe' : 'yes';
}

/** True if a key only marks what the deployment replaces. */
function hasGeneratedKey(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).some(isFunctionKey);
}
