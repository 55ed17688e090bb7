import type { AssemblyStack } from './assembly';
import { eventProperties } from './custom-resource';
import { dependencyGraph, listReferences, topologicalOrder } from './dependency-graph';
import { DeploymentValues, type References } from './deployment-values';
import { resolveParameters } from './parameters';
import type { ResourceTarget } from './resource-operations';
import { guessedAttribute } from './resource-types';
import type { Stack } from './stack';
import type { Json, Template } from './template';
import { isCustomResource, ValidationError } from './template';

const RESOURCES_LIMIT = 500;
const TEMPLATE_LIMIT_BYTES = 1_000_000;
const PSEUDO_PARAMETERS = [
  ...['AccountId', 'NotificationARNs', 'NoValue', 'Partition', 'Region', 'StackId', 'StackName', 'URLSuffix'],
].map((name) => `AWS::${name}`);
const CUSTOM_TYPE = /^Custom::[A-Za-z0-9_@-]{1,60}$/;

/** The resources that a deployment creates and updates, and how their properties are resolved. */
export interface DeploymentPlan {
  readonly template: Template;
  readonly parameters: Record<string, string>;
  readonly resolver: DeploymentValues;
  /** Resolves like `resolver`, and masks the attributes of resources with NoEcho. */
  readonly outputResolver: DeploymentValues;
  /** The resources whose condition holds. */
  readonly targets: ReadonlyMap<string, ResourceTarget>;
}

/** Checks a template and plans its deployment. Throws a ValidationError before any resource is touched. */
export function planDeployment(
  stack: Stack,
  assembly: AssemblyStack,
  inputs: {
    readonly parameters: Readonly<Record<string, string>>;
    /** The value that another stack exports under a name. */
    readonly importValue: (name: string) => Json;
  },
): DeploymentPlan {
  const { template } = assembly;
  checkTemplate(template);
  const { values, keptValues: kept } = resolveParameters(template, inputs.parameters, stack.parameters);
  const makeResolver = (masked: boolean): DeploymentValues =>
    new DeploymentValues({
      template,
      parameters: values,
      environment: stack.environment,
      references: referencesTo(stack, inputs.importValue, masked),
    });
  const resolver = makeResolver(false);

  const included = Object.entries(template.Resources).filter(
    ([, { Condition: condition }]) => condition === undefined || resolver.holds(condition),
  );
  const graph = dependencyGraph(template, new Set(included.map(([logicalId]) => logicalId)));
  topologicalOrder(graph);
  const targets = new Map<string, ResourceTarget>();
  for (const [logicalId, definition] of included) {
    targets.set(logicalId, {
      logicalId,
      type: definition.Type,
      constructPath: assembly.constructPath(logicalId),
      deletionPolicy: definition.DeletionPolicy,
      updateReplacePolicy: definition.UpdateReplacePolicy,
      dependsOn: [...(graph.get(logicalId) ?? [])],
    });
  }
  checkTypes(stack, targets);
  return { template, parameters: kept, resolver, outputResolver: makeResolver(true), targets };
}

/** The resources that a deployment will create, update or delete, by the templates alone. */
export function listChanges(stack: Stack, plan: DeploymentPlan): Set<string> {
  const parametersChanged = JSON.stringify(stack.parameters) !== JSON.stringify(plan.parameters);
  const changes = new Set([...stack.resources.keys()].filter((logicalId) => !plan.targets.has(logicalId)));
  const graph = dependencyGraph(plan.template, new Set(plan.targets.keys()));
  for (const logicalId of topologicalOrder(graph)) {
    const before = stack.template.Resources[logicalId]?.Properties;
    const after = plan.template.Resources[logicalId]?.Properties;
    const isNew = !stack.resources.has(logicalId);
    const refersToChange = [...listReferences(after ?? {})].some((name) => changes.has(name));
    const refersToParameter =
      parametersChanged && [...listReferences(after ?? {})].some((name) => name in plan.parameters);
    if (isNew || refersToChange || refersToParameter || JSON.stringify(before) !== JSON.stringify(after)) {
      changes.add(logicalId);
    }
  }
  return changes;
}

function checkTemplate(template: Template): void {
  if ('Transform' in template) {
    throw new ValidationError('The local deployment expands no Transform. Deploy this stack to an account instead.');
  }
  const nested = Object.entries(template.Resources).filter(
    ([, { Type: type }]) => type === 'AWS::CloudFormation::Stack',
  );
  if (nested.length > 0) {
    const names = nested.map(([logicalId]) => logicalId).join(', ');
    throw new ValidationError(
      `The local deployment deploys no nested stacks: ${names}. Deploy this stack to an account instead.`,
    );
  }
  const count = Object.keys(template.Resources).length;
  if (count === 0) {
    throw new ValidationError('Template format error: At least one Resources member must be defined.');
  }
  if (count > RESOURCES_LIMIT) {
    throw new ValidationError(
      `Template format error: Number of resources, ${count}, is greater than maximum allowed, ${RESOURCES_LIMIT}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(template));
  if (bytes > TEMPLATE_LIMIT_BYTES) {
    throw new ValidationError(`Template may not exceed ${TEMPLATE_LIMIT_BYTES} bytes in size; it has ${bytes}.`);
  }
  checkReferences(template);
}

/** Checks that every name that is referred to is declared, and that this engine resolves every intrinsic function. */
function checkReferences(template: Template): void {
  const isDeclared = (name: string): boolean =>
    name in template.Resources || name in (template.Parameters ?? {}) || PSEUDO_PARAMETERS.includes(name);
  const check = (expression: Json, block: string): void => {
    const unknown = [...listReferences(expression)].filter((name) => !isDeclared(name));
    if (unknown.length === 0) {
      return;
    }
    throw new ValidationError(
      `Template format error: Unresolved resource dependencies [${unknown.join(', ')}] in the ${block} block of the template`,
    );
  };
  for (const { Properties: properties } of Object.values(template.Resources)) {
    check(properties ?? {}, 'Resources');
  }
  for (const { Value: value, Export: exported } of Object.values(template.Outputs ?? {})) {
    check([value, exported?.Name ?? ''], 'Outputs');
  }
  for (const condition of Object.values(template.Conditions ?? {})) {
    check(condition, 'Conditions');
  }
}

function checkTypes(stack: Stack, targets: ReadonlyMap<string, ResourceTarget>): void {
  for (const { logicalId, type } of targets.values()) {
    if (type.startsWith('Custom::') && !CUSTOM_TYPE.test(type)) {
      throw new ValidationError(
        `Custom resource type names are Custom:: and at most 60 characters of A-Z a-z 0-9 _ @ -; ${logicalId} has ${type}.`,
      );
    }
    const before = stack.resources.get(logicalId);
    if (before !== undefined && before.type !== type) {
      throw new ValidationError(
        `Update of resource type is not permitted. The new template modifies resource type of the following resources: [${logicalId}]`,
      );
    }
  }
}

function referencesTo(stack: Stack, importValue: (name: string) => Json, masked: boolean): References {
  const findPlannedResource = (logicalId: string) => {
    const resource = stack.resources.get(logicalId);
    if (resource !== undefined) {
      return resource;
    }
    throw new ValidationError(
      `Template format error: Unresolved resource dependencies [${logicalId}] in the Resources block of the template; its condition does not hold.`,
    );
  };
  return {
    importValue,
    ref: (logicalId) => findPlannedResource(logicalId).physicalId,
    attribute: (logicalId, name) => {
      const resource = findPlannedResource(logicalId);
      const value = Object.hasOwn(resource.attributes, name) ? resource.attributes[name] : undefined;
      if (value !== undefined && value !== null) {
        if (!isCustomResource(resource.type)) {
          return value;
        }
        return resource.noEcho && masked ? '*****' : (eventProperties({ value })['value'] as Json);
      }
      if (isCustomResource(resource.type)) {
        const region = stack.environment.region.replaceAll('-', '');
        throw new Error(
          `CustomResource attribute error: Vendor response doesn't contain ${name} key in object ` +
            `${stack.id}|${logicalId}|${resource.requestId} in S3 bucket cloudformation-custom-resource-storage-${region}`,
        );
      }
      const guessed = guessedAttribute(resource.type, resource, name);
      if (guessed !== undefined) {
        return guessed;
      }
      throw new Error(`Template error: resource ${logicalId} does not support attribute type ${name} in Fn::GetAtt`);
    },
  };
}
