import { text, UnresolvedValue } from './expressions';
import { isObject, ownValue, readIntrinsic, type Json, type StackDeployment } from './template';
import { readTextParts } from './read-expression';
import type { ExpressionResolver } from './expression-resolver';

/** Stands for a part of a text that only the deployment knows. */
const UNKNOWN = '\uffff';

/** The end of the reason for which a value is not known that a pipeline gives. */
const UNREAD = 'a value that is not in the assembly';

/** True if a value is not known because a pipeline gives it, from a file or another action for example. */
export function isUnreadDeployment(reason: string): boolean {
  return /the action .* of a pipeline gives the parameter \S+ /.test(reason) && reason.includes(UNREAD);
}

/**
 * The value that an action of a pipeline gives to a parameter; undefined if it gives none.
 *
 * @param resolver of the stack that declares the pipeline
 * @throws UnresolvedValue if the assembly does not have the value
 */
export function readDeploymentParameter(
  name: string,
  { action, configuration }: StackDeployment,
  resolver: ExpressionResolver,
): string | undefined {
  const overrides = action.parameters === undefined ? {} : parseParameters(action.parameters, resolver);
  const file = isObject(configuration) ? (ownValue<Json>(configuration, 'Parameters') ?? {}) : configuration;
  const isUnread = action.configurationFile !== undefined && !isObject(file);
  const value = overrides && (ownValue(overrides, name) ?? (isObject(file) ? ownValue<Json>(file, name) : undefined));
  if (value === undefined ? overrides === undefined || isUnread : !isKnown(value)) {
    throw new UnresolvedValue(
      `the action ${action.name} of a pipeline gives the parameter ${name} ${UNREAD}; pass --parameter ${name}=VALUE`,
    );
  }
  return value === undefined ? undefined : text(name, value);
}

/** An object such as `Fn::GetParam`, and a variable, stand for values that only the pipeline knows. */
function isKnown(value: Json): boolean {
  return typeof value === 'string' ? !/#\{|\uffff|\{\{resolve:/.test(value) : typeof value !== 'object';
}

function parseParameters(parameters: Json, resolver: ExpressionResolver): { [name: string]: Json } | undefined {
  if (isObject(parameters) && readIntrinsic(parameters) === undefined) {
    return parameters;
  }
  const texts = readTextParts(parameters, (part) => readPart(part, resolver) ?? UNKNOWN);
  try {
    const parsed = JSON.parse(texts.map(String).join('')) as Json;
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function readPart(part: Json, resolver: ExpressionResolver): string | undefined {
  const evaluation = resolver.values.evaluate(() => resolver.value(part));
  const value = evaluation.reason === undefined ? resolver.values.take(evaluation) : undefined;
  return typeof value === 'string' ? value : undefined;
}
