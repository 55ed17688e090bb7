import type { Assembly } from '../../template/read/assembly';
import type { Stack } from '../../template/values/template';
import type { TemplateValues } from '../../template/values/template-values';
import { deployedState } from './deployed';
import { DisposalFunctions } from './disposal-functions';
import { findGenerated } from './macros';
import { type Problem, resourceName, rootName } from './problem';
import { findUndeclaredCalls } from './undeclared-calls';

/**
 * Everything in the templates of stacks that may dispose and is no declaration: templates that could
 * not be read, macros, and resources that can reach a disposal function.
 */
export function findProblems(assembly: Assembly, stacks: readonly Stack[], values: TemplateValues): Problem[] {
  const functions = new DisposalFunctions(values, assembly.assets);
  const unread = assembly.unread
    .filter(({ stack }) => stacks.includes(stack))
    .filter(({ stack, logicalId }) => logicalId === undefined || !deployedState(stack, logicalId, values).never)
    .map(({ stack, logicalId, message }): Problem => ({
      id: 'unread-template',
      stack: rootName(stack),
      message,
      name: logicalId === undefined ? stack.id : resourceName(stack, logicalId),
    }));
  return [...unread, ...findGenerated(stacks), ...findUndeclaredCalls(stacks, values, functions)];
}
