import { Evaluator } from './evaluator';
import { UnresolvedValue } from './expressions';
import { type AssemblyValues, type EvaluationInputs, type OutputOf, StackValues } from './stack-values';
import { findRoot, type Stack } from './template';

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
    const stackValues = this.stacks.get(stack) ?? new StackValues(stack, this);
    this.stacks.set(stack, stackValues);
    return stackValues;
  }

  /** The output that a stack of this assembly exports. A stack imports from its own account and Region only. */
  exported(name: string, into: Stack): OutputOf {
    const outputs = this.all
      .filter((stack) => stack.carrier === undefined && this.mayShareExports(stack, into))
      .flatMap((stack) =>
        this.of(stack)
          .outputs()
          .map(([key, output]) => ({ stack, name: key, output })),
      )
      .filter((output) => this.mayExport(output, name));
    const [output, ...others] = outputs;
    if (others.length > 0) {
      const names = outputs.map(({ stack }) => stack.name).join(' and ');
      throw new UnresolvedValue(`it is imported from the export ${name}, which ${names} both declare`);
    }
    if (output === undefined || !isSameEnvironment(output.stack, into)) {
      throw new UnresolvedValue(`it is imported from the export ${name}, which no stack of this assembly declares`);
    }
    return output;
  }

  /** True if two stacks may be in one account and Region: each may be in any that it does not name. */
  private mayShareExports(left: Stack, right: Stack): boolean {
    const mayEqual = (key: 'account' | 'region') => {
      const values = [left[key] ?? this.given[key], right[key] ?? this.given[key]];
      return values.includes(undefined) || values[0] === values[1];
    };
    return mayEqual('account') && mayEqual('region');
  }

  private mayExport({ stack, output }: OutputOf, name: string): boolean {
    const { Export: exported, Condition: condition } = output;
    if (exported === undefined) {
      return false;
    }
    const values = this.of(stack);
    if (this.evaluate(() => values.value(exported.Name)).value !== name) {
      return false;
    }
    const holds = condition === undefined ? undefined : this.evaluate(() => values.condition(condition));
    return !(holds?.value === false && holds.assumptions.size === 0);
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
    const reader = findRoot(from.reader);
    const isSame = (key: 'account' | 'region', stack: Stack) =>
      from[key] === undefined ? stack[key] === reader[key] : (stack[key] ?? this.given[key]) === from[key];
    const isIn = (stack: Stack) => isSame('account', stack) && isSame('region', stack);
    const candidates = this.all.filter(
      (stack) => stack.parent === undefined && stack.carrier === undefined && stack.stackName === stackName,
    );
    const [stack, ...others] = candidates.filter(isIn);
    const candidate =
      stack &&
      this.of(stack)
        .outputs()
        .find(([key]) => key === name);
    if (stack === undefined || candidate === undefined || others.length > 0) {
      throw new UnresolvedValue(
        `it is the output ${name} of the stack ${stackName}, which this assembly does not have in the account and Region that is asked for`,
      );
    }
    return { stack, name, output: candidate[1] };
  }
}

function isSameEnvironment(left: Stack, right: Stack): boolean {
  return left.account === right.account && left.region === right.region;
}
