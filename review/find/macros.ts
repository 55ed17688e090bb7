import {
  isFunctionKey,
  isObject,
  ownValue,
  resourcesOf,
  type Json,
  type JsonObject,
  type Stack,
} from '../../template/values/template';
import { type Problem, resourceName, rootName, stacksAround } from './problem';

/** Transforms of AWS that add no disposal, and change none. SAM's nested applications are resources of a type of their own. */
const HARMLESS =
  /^AWS::(LanguageExtensions|CodeDeployBlueGreen|Serverless-2016-10-31|SecretsManager-[0-9]{4}-[0-9]{2}-[0-9]{2})$/;

/** The macros that may add anything to a template, or change it, by name. */
function macrosOf({ template }: Stack): string[] {
  const root = template as unknown as JsonObject;
  const resources = (template.Resources ?? {}) as unknown as JsonObject;
  const called = [
    ...transforms(ownValue(root, 'Transform')),
    ...transforms(ownValue(root, 'Fn::Transform')),
    ...transforms(ownValue(resources, 'Fn::Transform')),
    ...resourcesOf(template).flatMap(([, resource]) =>
      transforms(ownValue(resource as unknown as JsonObject, 'Fn::Transform')),
    ),
  ];
  return [...new Set(called)].filter((name) => !HARMLESS.test(name));
}

/** The macros that may change what is declared in a stack: its own, and those of the stacks around it. */
export function macrosAround(stack: Stack): string[] {
  return [...new Set(stacksAround(stack).flatMap(macrosOf))];
}

/** The name of the macro that `Fn::Transform` calls. */
export function macroName(argument: Json): string {
  const name = isObject(argument) ? ownValue<Json>(argument, 'Name') : argument;
  return typeof name === 'string' ? name : JSON.stringify(name ?? null).slice(0, 100);
}

/** A problem for each macro, and for each set of resources that only the deployment writes out. */
export function findGenerated(stacks: readonly Stack[]): Problem[] {
  const byMacro = new Map<string, Stack[]>();
  for (const stack of stacks) {
    macrosOf(stack).forEach((name) => byMacro.set(name, [...(byMacro.get(name) ?? []), stack]));
  }
  const macros = [...byMacro].map(([name, [stack, ...others]]): Problem => {
    const more = others.length === 0 ? '' : ` and of ${others.length} more stacks`;
    return {
      id: 'macro',
      stack: rootName(stack!),
      message: `The macro ${name} may add any resource to the template of ${stack!.name}${more}, or change it.`,
      resolution: 'Only the deployment runs it.',
      name,
    };
  });
  return [...macros, ...stacks.flatMap(generatedResources)];
}

function generatedResources(stack: Stack): Problem[] {
  const inSection = Object.keys(stack.template.Resources ?? {}).filter(isFunctionKey);
  const inResources = resourcesOf(stack.template).flatMap(([logicalId, resource]) =>
    Object.keys(resource)
      .filter(isFunctionKey)
      .map((key) => `${logicalId}/${key}`),
  );
  return [...inSection, ...inResources]
    .filter((key) => !/(^|\/)Fn::Transform$/.test(key))
    .map((key) => ({
      id: 'generated-resources',
      stack: rootName(stack),
      message: `The resources of ${stack.name} come from ${key}, which only the deployment resolves.`,
      resolution: 'Write the resources out.',
      name: resourceName(stack, key),
    }));
}

function transforms(transform: Json | undefined): string[] {
  const all = Array.isArray(transform) ? transform : transform === undefined ? [] : [transform];
  return all.map(macroName);
}
