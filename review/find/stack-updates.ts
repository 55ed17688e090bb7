import { DECLARING_TYPES } from '../../declaration/resource-type';
import { listResources, findRoot, type Stack } from '../../template/values/template';
import { findDeployingOperation } from './operations';

/** The name of a stack in a call: `"StackName":"Disposal"`, `--stack-name Disposal`. */
const STACK_NAME = /stack[-_]?name["'\s:=,]+([A-Za-z][A-Za-z0-9-]*)/gi;

/** Finds calls of CloudFormation that deploy a stack with declarations, perhaps with values that no template says. */
export class StackUpdates {
  private readonly stackNames: ReadonlySet<string>;

  constructor(stacks: readonly Stack[]) {
    const declaring = stacks.filter(({ template }) =>
      listResources(template).some(([, { Type }]) => DECLARING_TYPES.includes(Type)),
    );
    this.stackNames = new Set(declaring.flatMap((stack) => findRoot(stack).stackName ?? []));
  }

  /**
   * The operation that a text calls; undefined if it calls none, or one for another stack.
   *
   * @param needsName true if the text must name the stack: code has other texts than calls
   */
  find(text: string, needsName: boolean): string | undefined {
    const operation = this.stackNames.size === 0 ? undefined : findDeployingOperation(text);
    if (operation === undefined) {
      return undefined;
    }
    const names = Array.from(text.matchAll(STACK_NAME), ([, name]) => name ?? '');
    const isNamed = [...this.stackNames].some((name) => text.includes(name));
    return isNamed || (names.length === 0 && !needsName) ? operation : undefined;
  }
}
