import { findMacroCalls, listGeneratedKeys } from '../../template/values/transforms';
import { listResources, type Stack } from '../../template/values/template';
import { digestProblem, type Problem, resourceName, rootName, stacksAround } from './problem';

/** Transforms of AWS that add no disposal, and change none. SAM's nested applications are resources of a type of their own. */
const HARMLESS_MACROS =
  /^AWS::(LanguageExtensions|CodeDeployBlueGreen|Serverless-2016-10-31|SecretsManager-[0-9]{4}-[0-9]{2}-[0-9]{2})$/;

/** The macros that may add anything to a template, or change it, by name. */
function listMacros({ template }: Stack): string[] {
  const names = findMacroCalls(template).map(({ name }) => name);
  return [...new Set(names)].filter((name) => !HARMLESS_MACROS.test(name));
}

/** The macros that may change the declarations of a stack: its own, and those of the stacks around it. */
export function macrosAround(stack: Stack): string[] {
  return [...new Set(stacksAround(stack).flatMap(listMacros))];
}

/** A problem for each macro, and for each set of resources that only the deployment writes out. */
export function findGenerated(stacks: readonly Stack[]): Problem[] {
  const byMacro = new Map<string, Stack[]>();
  for (const stack of stacks) {
    listMacros(stack).forEach((name) => byMacro.set(name, [...(byMacro.get(name) ?? []), stack]));
  }
  const macros = [...byMacro].map(([name, stacks]): Problem => {
    const [stack, ...others] = stacks;
    const more = others.length === 0 ? '' : ` and of ${others.length} more stacks`;
    return {
      id: 'macro',
      stack: rootName(stack!),
      message: `The macro ${name} may add any resource to the template of ${stack!.name}${more}, or change it.`,
      resolution: 'Only the deployment runs it.',
      name,
      digest: digestProblem(
        stacks.map(({ id, template }) => [id, findMacroCalls(template).filter((call) => call.name === name)]),
      ),
    };
  });
  return [...macros, ...stacks.flatMap(generatedResources)];
}

function generatedResources(stack: Stack): Problem[] {
  const inSection = listGeneratedKeys(stack.template.Resources ?? {});
  const inResources = listResources(stack.template).flatMap(([logicalId, resource]) =>
    listGeneratedKeys(resource).map((key) => `${logicalId}/${key}`),
  );
  return [...inSection, ...inResources].map((key) => ({
    id: 'generated-resources',
    stack: rootName(stack),
    message: `The resources of ${stack.name} come from ${key}, which only the deployment resolves.`,
    resolution: 'Write the resources out.',
    name: resourceName(stack, key),
    digest: digestProblem(key, stack.template.Resources),
  }));
}
