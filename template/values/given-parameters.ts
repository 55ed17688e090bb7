import type { Stack } from './template';

/** Values of parameters: `Name`, or `Stack:Name` for one stack only, by its path or by CloudFormation's name of it. */
export type GivenParameters = ReadonlyMap<string, string>;

/** The value that is given for a parameter of a stack; that for one stack alone comes first. */
export function givenParameter(stack: Stack, name: string, parameterValues: GivenParameters): string | undefined {
  const key = listParameterKeys(stack, name).find((candidate) => parameterValues.has(candidate));
  return key === undefined ? undefined : parameterValues.get(key);
}

/** The keys of values that are given for no parameter of any stack. */
export function unmatchedParameters(stacks: readonly Stack[], parameterValues: GivenParameters): string[] {
  const keys = new Set(listParameters(stacks).flatMap(({ stack, name }) => listParameterKeys(stack, name)));
  return [...parameterValues.keys()].filter((key) => !keys.has(key));
}

/** The parameters whose values can be given, as `Stack:Name`. Systems Manager holds the value of the others. */
export function givableParameters(stacks: readonly Stack[]): string[] {
  return listParameters(stacks)
    .filter(({ stack, name }) => !stack.template.Parameters![name]!.Type.startsWith('AWS::SSM::'))
    .map(({ stack, name }) => `${stack.name}:${name}`);
}

function listParameterKeys({ stackName, name: path }: Stack, name: string): string[] {
  return [...(stackName === undefined ? [] : [`${stackName}:${name}`]), `${path}:${name}`, name];
}

/** Nested stacks take the values of their parents, and templates that are deployed elsewhere take those of their deployer. */
function listParameters(stacks: readonly Stack[]): { readonly stack: Stack; readonly name: string }[] {
  return stacks
    .filter(({ parent, carrier }) => parent === undefined && carrier === undefined)
    .flatMap((stack) => Object.keys(stack.template.Parameters ?? {}).map((name) => ({ stack, name })))
    .filter(({ name }) => !name.startsWith('Fn::'));
}
