import { DECLARING_TYPES } from '../../declaration/resource-type';
import { listResources, findRoot, type Stack } from '../../template/values/template';
import { findDeployingCommand, findDeployingOperation } from './operations';

/** The key of a stack's name in a call, and the name if it is written out: `"StackName":"Disposal"`, `--stack-name Disposal`. */
const STACK_NAME = /stack[-_]?name(?:\.\$)?["'\s:=,]+([A-Za-z][A-Za-z0-9-]*)?/gi;

/** Every stack of an app, or its only one. */
const ALL_STACKS = /--all\b|["'\s]\*|\bdeploy\s*(?:-|[\\"'\n;&|]|$)/;

/** An action that deploys a StackSet again, whose template another action or resource gave it. */
const STACK_INSTANCES = /CloudFormationStackInstances/;

/** Finds calls of CloudFormation that deploy a stack with declarations, perhaps with values that no template says. */
export class StackUpdates {
  private readonly stackNames: ReadonlySet<string>;

  constructor(stacks: readonly Stack[]) {
    const roots = stacks
      .filter(({ template }) => listResources(template).some(([, { Type }]) => DECLARING_TYPES.includes(Type)))
      .map(findRoot);
    this.stackNames = new Set(roots.flatMap(({ stackName, name }) => [stackName ?? name, name]));
  }

  /**
   * The operation that a text calls; undefined if it calls none, or one for another stack.
   *
   * @param needsName true if the text must name the stack: code has other texts than calls
   */
  find(text: string, needsName: boolean): string | undefined {
    if (this.stackNames.size === 0) {
      return undefined;
    }
    if (STACK_INSTANCES.test(text)) {
      return 'CloudFormationStackInstances';
    }
    const isNamed = [...this.stackNames].some((name) => text.includes(name));
    const operation = findDeployingOperation(text);
    if (operation !== undefined) {
      const names = Array.from(text.matchAll(STACK_NAME), ([, name]) => name);
      return isNamed || (!needsName && (names.length === 0 || names.includes(undefined))) ? operation : undefined;
    }
    // A function runs no commands, and may name them in its messages.
    const command = needsName ? undefined : findDeployingCommand(text);
    return isNamed || ALL_STACKS.test(text) ? command : undefined;
  }
}
