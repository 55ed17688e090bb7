import { findViolations } from '../../declaration/schema';
import type { StackValues } from '../../template/values/stack-values';
import type { TemplateValues } from '../../template/values/template-values';
import { carriedTemplates } from '../../template/read/carried-templates';
import {
  intrinsicOf,
  isObject,
  ownValue,
  resourcesOf,
  type Json,
  type JsonObject,
  type LocatedResource,
  type Stack,
  type TemplateResource,
} from '../../template/values/template';
import { deployedState } from './deployed';
import { DECLARING_TYPES } from '../../declaration/resource-type';
import { OWN_NAMES } from '../../template/values/resource-references';
import { type DisposalFunctions, hasGeneratedKey } from './disposal-functions';
import { decodeEscapes } from '../../template/read/asset-text';
import { findDestructiveOperation } from './operations';
import { FUNCTION_TYPES } from './running-code';
import { findManifestWorkflows } from './manifest-workflows';
import { findRestoredVersionRules } from './restored-version-rules';
import { knownText } from './known-text';
import { type Problem, resourceName, rootName } from './problem';

/** Types that name a function and call none; what calls it, has a permission or a policy besides. */
const HARMLESS =
  /^AWS::(CloudWatch|Logs|ApplicationSignals)::|^AWS::Lambda::(Version|Alias)$|^AWS::SSM::Parameter$|^Custom::LogRetention$/;

/** Properties that name a function and do not call it, by type. */
const NAMING: Readonly<Record<string, string>> = { ...OWN_NAMES, 'AWS::Lambda::EventInvokeConfig': 'FunctionName' };

/** What a rule or a filter looks for, in which the operation is the name of an event. */
const PATTERNS = ['EventPattern', 'FilterPattern'];

/** Types whose parameters are followed into the template that they deploy. */
const FOLLOWED = ['AWS::CloudFormation::Stack'];

/** Stands for a value that is not known, and breaks no rule. */
const UNKNOWN = '\u0000unknown';

/**
 * Every resource that is no declaration and yet can reach a disposal function, or that a disposal
 * function could take for a declaration.
 */
export function findUndeclaredCalls(
  stacks: readonly Stack[],
  values: TemplateValues,
  functions: DisposalFunctions,
): Problem[] {
  const known = new Set([...findManifestWorkflows(stacks, functions), ...findRestoredVersionRules(stacks)]);
  return stacks.flatMap((stack) =>
    resourcesOf(stack.template)
      .filter(([logicalId, { Type }]) => !DECLARING_TYPES.includes(Type) && !known.has(resourceName(stack, logicalId)))
      .map(([logicalId, resource]) => problemOf({ stack, logicalId, resource }, values, functions))
      .filter((problem) => problem !== undefined),
  );
}

function problemOf(
  { stack, logicalId, resource }: LocatedResource,
  values: TemplateValues,
  functions: DisposalFunctions,
): Problem | undefined {
  const { Type, Properties = {} } = resource;
  const token = ownValue<Json>(Properties, 'ServiceToken');
  const disposals = functions.disposalsIn(stack, without(Properties, [ownValue(NAMING, Type ?? '')]));
  const isToken =
    token !== undefined && (functions.disposalsIn(stack, token).length > 0 || functions.isDeclaredToken(stack, token));
  const declared = declarationLikeness(resource, values.of(stack));
  const message = (text: string) => `${stack.constructPath(logicalId)} (${Type ?? 'of no type'}) ${text}`;
  const problem = (text: string, canBeAcknowledged: boolean): Problem | undefined =>
    deployedState(stack, logicalId, values).never
      ? undefined
      : {
          id: 'undeclared-call',
          stack: rootName(stack),
          message: message(text),
          resolution: canBeAcknowledged
            ? undefined
            : 'Declare it with DisposedPackageVersions or DisposedPackages, or remove it.',
          name: canBeAcknowledged ? resourceName(stack, logicalId) : undefined,
        };
  if (isToken) {
    const what = declared === 'no' ? 'with properties that are no declaration' : 'with the properties of a declaration';
    return problem(
      `calls a disposal function ${what}, and is not of the type ${DECLARING_TYPES.join(' or ')}.`,
      declared === 'no',
    );
  }
  if (declared !== 'no') {
    const isElsewhere = token !== undefined && functions.functionsIn(stack, token).size > 0;
    const what =
      declared === 'yes' ? 'has the properties of a declaration' : 'may have the properties of a declaration';
    return problem(
      `${what}, and ${isElsewhere ? 'calls another function' : 'the function that it calls is not in the assembly'}.`,
      declared === 'maybe' || isElsewhere,
    );
  }
  if (disposals.length > 0 && !HARMLESS.test(Type) && !FOLLOWED.includes(Type)) {
    return problem(`refers to the disposal function ${disposals[0]}, and so may call it.`, true);
  }
  const text = searchedText({ stack, logicalId, resource }, values, functions);
  const type = DECLARING_TYPES.find((name) => text.written.includes(name));
  if (type !== undefined) {
    return problem(`holds the text ${type}, and so may deploy a declaration.`, true);
  }
  if (HARMLESS.test(Type)) {
    return undefined;
  }
  const operation = findDestructiveOperation(text.all);
  if (operation !== undefined && !FUNCTION_TYPES.includes(Type)) {
    return problem(`holds the text ${operation}, and so may call that operation itself.`, true);
  }
  const isUnreadable = functions.code.read({ stack, logicalId, resource })?.isComplete === false;
  return isUnreadable && functions.canDestroy({ stack, logicalId, resource }) === true
    ? problem('runs code that is not in the assembly, and its role may destroy or hide packages.', true)
    : undefined;
}

/** Deploys files for others to read, and runs none of them. */
const PUBLISHING = /^AWS::IAM::|^Custom::CDKBucketDeployment$/;

/** The text of a resource as it is written, and all text that it can come to, that of its assets included. */
function searchedText(
  { stack, resource }: LocatedResource,
  values: TemplateValues,
  functions: DisposalFunctions,
): { readonly written: string; readonly all: string } {
  const { Type, Properties = {} } = resource;
  const written = decodeEscapes(knownText(searched(resource), values.of(stack)));
  const isSearched =
    !FUNCTION_TYPES.includes(Type) && !PUBLISHING.test(Type) && carriedTemplates(resource).length === 0;
  const inAssets = isSearched ? decodeEscapes(functions.code.readAssets(Properties).text) : '';
  const substitutions = ownValue<Json>(Properties, 'DefinitionSubstitutions');
  const all = `${written}\n${inAssets}`.replace(/\$\{([\w.]+)\}/g, (variable, name: string) => {
    const value = isObject(substitutions) ? ownValue(substitutions, name) : undefined;
    return (value === undefined ? undefined : values.of(stack).textOf(value)) ?? variable;
  });
  return { written, all };
}

/** What may hold a declaration as a text. A template that a resource deploys is read as a template, or reported. */
function searched(resource: TemplateResource): JsonObject {
  const { Properties = {}, Metadata } = resource;
  const templates = carriedTemplates(resource).length > 0 ? ['TemplateBody'] : [];
  const init = isObject(Metadata) ? ownValue<Json>(Metadata, 'AWS::CloudFormation::Init') : undefined;
  return { properties: without(Properties, [...PATTERNS, ...templates]), init: init ?? null };
}

function without(properties: JsonObject, keys: readonly (string | undefined)[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}

/** Whether the properties of a resource are a declaration, as far as they are known. */
function declarationLikeness({ Type, Properties = {} }: TemplateResource, stack: StackValues): 'yes' | 'maybe' | 'no' {
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
  const known = (expression: Json): Json | undefined => {
    const { value, reason, assumptions } = stack.values.evaluate(() => stack.finished(expression));
    if (reason === undefined && assumptions.size === 0) {
      return value;
    }
    if (Array.isArray(expression)) {
      return expression.map(known).filter((item) => item !== undefined);
    }
    if (isObject(expression) && intrinsicOf(expression) === undefined && !hasGeneratedKey(expression)) {
      return object(expression);
    }
    return `${UNKNOWN}${unknown++}`;
  };
  const object = (expressions: { readonly [key: string]: Json }): { [key: string]: Json } =>
    Object.fromEntries(
      Object.entries(expressions)
        .map(([key, item]) => [key, known(item)] as const)
        .filter((entry): entry is [string, Json] => entry[1] !== undefined),
    );
  const isUnknown = (value: unknown) => typeof value === 'string' && value.startsWith(UNKNOWN);
  if (findViolations(object(Properties), isUnknown).length > 0) {
    return 'no';
  }
  return unknown > 0 ? 'maybe' : 'yes';
}
