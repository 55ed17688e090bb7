import { RESOURCE_TYPE } from '../../declaration/resource-type';
import type { Stack, Json, JsonObject } from '../../template/template';
import { isObject } from '../../template/template';
import { UnresolvedValue, scalarsAsText } from '../../template/expressions';
import type { StackValues, TemplateValues } from '../../template/template-values';

/** Something of a declaration that only the deployment knows. */
export interface UnresolvedProperty {
  readonly property: string;
  readonly reason: string;
}

/** A custom resource of a template, with its properties as CloudFormation would send them. */
export interface FoundDeclaration {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly constructPath: string;
  /** As far as they are known; versions that are not known are left out. */
  readonly properties: JsonObject;
  /** Why the package or a rule for all of its versions is not known; none is judged then. */
  readonly unknown: readonly UnresolvedProperty[];
  /** One for each version whose name is not known. */
  readonly unknownVersions: readonly UnresolvedProperty[];
  /** Why the pin of a version is not known, by version. */
  readonly unknownPins: ReadonlyMap<string, string>;
  /** What the reader has to know of it, a sentence each. */
  readonly notes: readonly string[];
}

/** Says nothing of what is declared: CloudFormation adds it, or the function that is called. */
const NOT_DECLARED = ['ServiceToken'];

/** Macros of AWS that leave a custom resource's properties as they are resolved here. */
const HARMLESS_TRANSFORMS = ['AWS::LanguageExtensions', 'AWS::Serverless-2016-10-31', 'AWS::SecretsManager-2020-07-23'];

/** Every declaration of the stacks that will be deployed, in the order of the templates. */
export function findDeclarations(stacks: readonly Stack[], values: TemplateValues): FoundDeclaration[] {
  return stacks
    .filter((stack) => mayBeDeployed(stack, values))
    .flatMap((stack) =>
      Object.entries(stack.template.Resources ?? {})
        .filter(([, resource]) => resource.Type === RESOURCE_TYPE)
        .map(([logicalId]) => declarationOf(stack, logicalId, values))
        .filter((foundDeclaration) => foundDeclaration !== undefined),
    );
}

/** A nested stack is not deployed where the condition of its resource, or of a stack around it, does not hold. */
function mayBeDeployed({ parent }: Stack, values: TemplateValues): boolean {
  if (!parent) {
    return true;
  }
  const condition = parent.stack.template.Resources?.[parent.logicalId]?.Condition;
  const holds = condition === undefined || attempt(() => values.of(parent.stack).condition(condition)).value !== false;
  return holds && mayBeDeployed(parent.stack, values);
}

function declarationOf(stack: Stack, logicalId: string, all: TemplateValues): FoundDeclaration | undefined {
  const values = all.of(stack);
  all.assumptions.clear();
  const resource = stack.template.Resources![logicalId]!;
  const notes: string[] = [];
  const unknown: UnresolvedProperty[] = [];
  if (resource.Condition !== undefined) {
    const holds = attempt(() => values.condition(resource.Condition!));
    if (holds.value === false) {
      return undefined;
    }
    if (holds.reason !== undefined) {
      notes.push(
        `It is deployed only if the condition ${resource.Condition} holds; taken to hold, since ${holds.reason}.`,
      );
    }
  }
  const macros = transforms(stack.template.Transform).filter((name) => !HARMLESS_TRANSFORMS.includes(name));
  if (macros.length > 0) {
    unknown.push({
      property: 'Transform',
      reason: `the macro ${macros.join(', ')} may change the template at deployment`,
    });
  }

  const properties: JsonObject = {};
  const unknownVersions: UnresolvedProperty[] = [];
  const unknownPins = new Map<string, string>();
  for (const [key, expression] of Object.entries(resource.Properties ?? {})) {
    if (NOT_DECLARED.includes(key)) {
      continue;
    }
    if (key === 'versions' && Array.isArray(expression)) {
      properties[key] = expression.flatMap((item, index) => {
        const { value, reason } = attempt(() => values.value(item));
        if (reason !== undefined) {
          unknownVersions.push({ property: `versions[${index}]`, reason });
        }
        return value === undefined ? [] : [scalarsAsText(value)];
      });
    } else if (key === 'versionRevisions' && isObject(expression) && !isIntrinsic(expression)) {
      properties[key] = pinsOf(expression, values, unknownPins);
    } else {
      const { value, reason } = attempt(() => values.value(expression));
      if (reason !== undefined && key === 'ServiceTimeout') {
        // Nothing rests on its value, but a change of it is an event.
        properties[key] = JSON.stringify(expression);
      } else if (reason !== undefined) {
        unknown.push({ property: key, reason });
      } else if (value !== undefined) {
        properties[key] = scalarsAsText(value);
      }
    }
  }
  notes.push(...all.assumptions);
  return {
    stack,
    logicalId,
    constructPath: stack.constructPath(logicalId),
    properties,
    unknown,
    unknownVersions,
    unknownPins,
    notes,
  };
}

function pinsOf(expression: JsonObject, values: StackValues, unknownPins: Map<string, string>): JsonObject {
  const pins: JsonObject = {};
  for (const [version, item] of Object.entries(expression)) {
    const { value, reason } = attempt(() => values.value(item));
    if (reason !== undefined) {
      unknownPins.set(version, reason);
    } else if (value !== undefined) {
      pins[version] = scalarsAsText(value);
    }
  }
  return pins;
}

function isIntrinsic(value: JsonObject): boolean {
  return Object.keys(value).length === 1 && Object.keys(value).every((key) => key === 'Ref' || key.startsWith('Fn::'));
}

function transforms(transform: Json | undefined): string[] {
  const all = Array.isArray(transform) ? transform : transform === undefined ? [] : [transform];
  return all
    .map((item) => (isObject(item) ? item['Name'] : item))
    .map((name) => (typeof name === 'string' ? name : JSON.stringify(name)));
}

function attempt<T>(evaluate: () => T): { readonly value?: T; readonly reason?: string } {
  try {
    return { value: evaluate() };
  } catch (error) {
    if (error instanceof UnresolvedValue) {
      return { reason: error.reason };
    }
    throw error;
  }
}
