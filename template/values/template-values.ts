import { Evaluator } from './evaluator';
import { UnresolvedValue } from './expressions';
import { type AssemblyValues, type EvaluationInputs, type OutputOf, StackValues } from './stack-values';
import { rootOf, type Stack } from './template';

export type { EvaluationInputs, OutputOf } from './stack-values';

/**
 * The values in the templates of an assembly, as CloudFormation will resolve them. A value that
 * cannot be had from the assembly is an UnresolvedValue: never a guess.
 */
export class TemplateValues extends Evaluator implements AssemblyValues {
  private readonly stacks = new Map<Stack, StackValues>();

  constructor(
    readonly all: readonly Stack[],
    readonly given: EvaluationInputs,
  ) {
    super();
  }

  /** The values of one stack. */
  of(stack: Stack): StackValues {
    const known = this.stacks.get(stack) ?? new StackValues(stack, this);
    this.stacks.set(stack, known);
    return known;
  }

  /** The output that a stack of this assembly exports; a stack imports from its own account and Region only. */
  exported(name: string, into: Stack): OutputOf {
    for (const stack of this.all) {
      if (stack.account !== into.account || stack.region !== into.region || stack.carrier !== undefined) {
        continue;
      }
      for (const [key, output] of this.of(stack).outputs()) {
        const exportName = output.Export;
        if (exportName !== undefined && this.evaluate(() => this.of(stack).value(exportName.Name)).value === name) {
          return { stack, name: key, output };
        }
      }
    }
    throw new UnresolvedValue(`it is imported from the export ${name}, which no stack of this assembly declares`);
  }

  /**
   * The output of a stack of this assembly, by CloudFormation's name of the stack.
   *
   * @param region undefined for the Region of the stack that reads it
   * @param account undefined for the account of the stack that reads it
   */
  output(
    stackName: string,
    name: string,
    from: { readonly region?: string; readonly account?: string; readonly reader: Stack },
  ): OutputOf {
    const reader = rootOf(from.reader);
    const isSame = (key: 'account' | 'region', stack: Stack) =>
      from[key] === undefined ? stack[key] === reader[key] : (stack[key] ?? this.given[key]) === from[key];
    const isIn = (stack: Stack) => isSame('account', stack) && isSame('region', stack);
    const named = this.all.filter(
      (stack) => stack.parent === undefined && stack.carrier === undefined && stack.stackName === stackName,
    );
    const [stack, ...others] = named.filter(isIn);
    const found =
      stack &&
      this.of(stack)
        .outputs()
        .find(([key]) => key === name);
    if (stack === undefined || found === undefined || others.length > 0) {
      throw new UnresolvedValue(
        `it is the output ${name} of the stack ${stackName}, which this assembly does not have in the account and Region that is asked for`,
      );
    }
    return { stack, name, output: found[1] };
  }
}
