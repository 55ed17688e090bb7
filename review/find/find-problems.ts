import type { Assembly } from '../../template/read/assembly';
import { findResource, type Stack } from '../../template/values/template';
import type { TemplateValues } from '../../template/values/template-values';
import { deployedState } from './deployed';
import { DisposalFunctions } from './disposal-functions';
import { findGenerated } from './macros';
import { digestProblem, type Problem, resourceName, rootName } from './problem';
import { findUndeclaredCalls } from './undeclared-calls';

/** An assembly to search. Of a single template, nothing but the stack is known. */
type SearchedAssembly = Pick<Assembly, 'stacks'> & Partial<Pick<Assembly, 'assets' | 'unread'>>;

/**
 * Everything in the templates of stacks that may dispose and is no declaration: templates that could
 * not be read, macros, and resources that can reach a disposal function.
 */
export function findProblems(
  { unread = [], assets }: SearchedAssembly,
  stacks: readonly Stack[],
  values: TemplateValues,
): Problem[] {
  const functions = new DisposalFunctions(values, assets);
  const unreadTemplates = unread
    .filter(({ stack }) => stacks.includes(stack))
    .filter(({ stack, logicalId }) => logicalId === undefined || !deployedState(stack, logicalId, values).never)
    .map(({ stack, logicalId, message, content }): Problem => {
      const resource = logicalId === undefined ? undefined : findResource(stack.template, logicalId);
      const address =
        logicalId === undefined || resource === undefined
          ? stack.template
          : functions.describe({ stack, logicalId, resource });
      return {
        id: 'unread-template',
        stack: rootName(stack),
        message,
        name: logicalId === undefined ? stack.id : resourceName(stack, logicalId),
        digest: digestProblem(message, content, address),
      };
    });
  return [...unreadTemplates, ...findGenerated(stacks), ...findUndeclaredCalls(stacks, values, functions)];
}
