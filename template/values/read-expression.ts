import { UnresolvedValue } from './expressions';
import {
  INTRINSIC_FUNCTIONS,
  type Composition,
  type IntrinsicFunction,
  type TemplateReference,
} from './intrinsic-functions';
import { readIntrinsic, ownValue, type Call, type Json } from './template';

/** The names of the functions that this project knows. */
export const FUNCTION_NAMES: readonly string[] = Object.keys(INTRINSIC_FUNCTIONS);

/** The references of one call, without those of its operands. Only calls have any. */
export function readReferences(expression: Json): readonly TemplateReference[] {
  return readCall(expression, ({ references }, argument) => references?.(argument)) ?? [];
}

/** The expressions that an expression reads: of a call its operands, of a list or an object its items. */
export function readOperands(expression: Json): readonly Json[] {
  const operands = readCall(expression, (func, argument) => func.operands?.(argument));
  const items = operands ?? readIntrinsic(expression)?.argument ?? expression;
  return typeof items === 'object' && items !== null ? Object.values(items) : items === expression ? [] : [items];
}

/** The parts of an expression that is made of others; undefined for any other expression. */
export function readComposition(expression: Json): Composition | undefined {
  return readCall(expression, ({ composition }, argument) => composition?.(argument));
}

/**
 * Refuses a call with an argument that its function does not take.
 *
 * @throws UnresolvedValue
 */
export function checkCall({ name, argument }: Call): void {
  ownValue(INTRINSIC_FUNCTIONS, name)?.operands?.(argument);
}

/** Reads a call of a function that this project knows; undefined if there is none, or if its argument is malformed. */
function readCall<T>(
  expression: Json,
  readCallArgument: (func: IntrinsicFunction, argument: Json) => T | undefined,
): T | undefined {
  const call = readIntrinsic(expression);
  const func = call && ownValue(INTRINSIC_FUNCTIONS, call.name);
  try {
    return func && readCallArgument(func, call.argument);
  } catch (error) {
    if (error instanceof UnresolvedValue) {
      return undefined;
    }
    throw error;
  }
}

/**
 * The parts of a text in their order. Neighboring literals are one part, and each expression that stays open is one.
 *
 * @param resolve gives a part its text if the caller knows it; default: only literals are texts
 */
export function readTextParts(expression: Json, resolve: (part: Json) => Json = (part) => part): Json[] {
  const composition = readComposition(expression);
  if (composition?.kind !== 'joined' || composition.isOpen) {
    return [resolve(expression)];
  }
  const parts: Json[] = [];
  for (const part of composition.expressions.flatMap((each) => readTextParts(each, resolve))) {
    const last = parts.at(-1);
    if (typeof part === 'string' && typeof last === 'string') {
      parts.splice(-1, 1, last + part);
    } else {
      parts.push(part);
    }
  }
  return parts;
}

/** The logical id of the resource of the same template whose ARN or name an expression is. */
export function readResourceId(expression: Json | undefined): string | undefined {
  const [reference] = readReferences(expression ?? null);
  const isResource = reference?.kind === 'name' && (reference.attribute === undefined || reference.attribute === 'Arn');
  return isResource && typeof reference.name === 'string' ? reference.name : undefined;
}

/** The expression of the text that joins other texts. */
export function joinTexts(texts: readonly Json[]): Json {
  const expression = { 'Fn::Join': ['', [...texts]] };
  const [text, ...others] = readTextParts(expression);
  return typeof text === 'string' && others.length === 0 ? text : expression;
}
