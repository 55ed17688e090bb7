import { readResourceId, readTextParts } from '../../template/values/read-expression';
import {
  isObject,
  type Json,
  type JsonObject,
  ownValue,
  resourceOf,
  resourcesOf,
  type Stack,
} from '../../template/values/template';
import { actionOfManifestType, actionOfType } from '../../declaration/resource-type';
import { resourceName } from './problem';

/** How the input begins that a rule sends: the function takes it for nothing but the report of a restored version. */
const INPUT = '{"restoredPackageVersion":{';

const TARGET_KEYS = ['Arn', 'Id', 'InputTransformer'];

/**
 * The rules by which EventBridge reports restored versions to the functions of declarations that archive, and the
 * permissions of these rules. Each counts only if it does this and nothing else.
 *
 * @returns their names
 */
export function findRestoredVersionRules(stacks: readonly Stack[]): ReadonlySet<string> {
  return new Set(stacks.flatMap(rulesOf));
}

function rulesOf(stack: Stack): string[] {
  const resources = resourcesOf(stack.template);
  const functionIds = new Set(
    resources
      .filter(([, { Type }]) => (actionOfType(Type) ?? actionOfManifestType(Type)) === 'archive')
      .map(([, { Properties }]) => readResourceId(ownValue(Properties, 'ServiceToken'))),
  );
  const rules = resources
    .filter(
      ([, { Type, Properties }]) =>
        Type === 'AWS::Events::Rule' && reportsOnly(ownValue(Properties, 'Targets'), functionIds),
    )
    .map(([logicalId]) => logicalId);
  const permissions = resources
    .filter(([, { Type, Properties }]) => {
      const rule = readResourceId(ownValue(Properties, 'SourceArn'));
      return (
        Type === 'AWS::Lambda::Permission' &&
        ownValue(Properties, 'Principal') === 'events.amazonaws.com' &&
        rule !== undefined &&
        rules.includes(rule)
      );
    })
    .map(([logicalId]) => logicalId);
  return [...rules, ...permissions]
    .filter((logicalId) => resourceOf(stack.template, logicalId) !== undefined)
    .map((logicalId) => resourceName(stack, logicalId));
}

function reportsOnly(targets: Json | undefined, functionIds: ReadonlySet<string | undefined>): boolean {
  return (
    Array.isArray(targets) &&
    targets.length > 0 &&
    targets.every((target) => {
      const functionId = isObject(target) ? readResourceId(target['Arn']) : undefined;
      return (
        isObject(target) &&
        functionId !== undefined &&
        functionIds.has(functionId) &&
        Object.keys(target).every((key) => TARGET_KEYS.includes(key)) &&
        readBeginning(inputTemplateOf(target)).startsWith(INPUT)
      );
    })
  );
}

function inputTemplateOf({ InputTransformer: transformer }: JsonObject): Json | undefined {
  return isObject(transformer) ? transformer['InputTemplate'] : undefined;
}

/** The literal text that a template of an input begins with. */
function readBeginning(template: Json | undefined): string {
  const [first] = readTextParts(template ?? null);
  return typeof first === 'string' ? first : '';
}
