import picomatch from 'picomatch';
import type { Assembly } from '../../template/read/assembly';
import { givableParameters, type GivenParameters, unmatchedParameters } from '../../template/values/given-parameters';
import { findRoot, type Stack } from '../../template/values/template';
import { CommandError } from '../text/command-error';
import { describeUnknown } from '../../declaration/nearest-name';

/** Names that one message lists. */
const MAX_NAMES = 50;

/** @throws CommandError for a pattern that matches no stack */
export function checkStackPatterns({ stacks }: Assembly, patterns: readonly string[]) {
  const names = stacks
    .filter((stack) => findRoot(stack) === stack && stack.carrier === undefined)
    .map(({ name }) => name);
  const unmatched = patterns.find((pattern) => !names.some((name) => picomatch.isMatch(name, pattern)));
  if (unmatched !== undefined) {
    throw new CommandError(
      `--stack must match a stack of the assembly, ${names.join(', ')}; ${describeUnknown(unmatched, names)}`,
    );
  }
}

/** True if a stack has one of the names, or is nested in one that has, which deploys it too; without names, all are. */
export function isChosenStack(stack: Stack, patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => picomatch.isMatch(findRoot(stack).name, pattern));
}

/** A misspelled parameter would leave its value to an assumption. */
export function checkParameters(option: string, parameters: GivenParameters, stacks: readonly Stack[]) {
  const unmatched = unmatchedParameters(stacks, parameters);
  if (unmatched.length > 0) {
    const names = [...new Set(givableParameters(stacks))].sort();
    const more = names.length > MAX_NAMES ? `, and ${names.length - MAX_NAMES} more` : '';
    throw new CommandError(
      `${option} must name a parameter of a template, as Name=value or Stack:Name=value; got ${unmatched.join(', ')}. ` +
        (names.length === 0
          ? 'The stacks have no parameters whose values can be given. Take the option out.'
          : `Parameters of the stacks: ${names.slice(0, MAX_NAMES).join(', ')}${more}.`),
    );
  }
}
