import { UnresolvedValue } from './expressions';
import { StackValues } from './stack-values';
import { rootOf, type Stack, type TemplateOutput } from './template';

/** What is known besides the templates. */
export interface EvaluationInputs {
  /** The account of environment-agnostic stacks. */
  readonly account?: string;
  /** The Region of environment-agnostic stacks. */
  readonly region?: string;
  /** Values of parameters: `Name`, or `Stack:Name` for one stack only. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** What an evaluation came to: a value, or why there is none. */
export interface Evaluation<T> {
  readonly value?: T;
  /** Why the value is not known. */
  readonly reason?: string;
  /** What the value rests on and the deployment may know otherwise, a sentence each. */
  readonly assumptions: ReadonlySet<string>;
}

/** Stacks whose evaluation refers to one another; a template of anybody's could nest without end. */
const MAX_DEPTH = 400;

/**
 * The values in the templates of an assembly, as CloudFormation will resolve them. A value that
 * cannot be had from the assembly is an UnresolvedValue: never a guess.
 */
export class TemplateValues {
  private assumptions = new Set<string>();
  private depth = 0;
  private readonly stacks = new Map<Stack, StackValues>();

  constructor(
    readonly all: readonly Stack[],
    readonly given: EvaluationInputs,
  ) {}

  /** The values of one stack. */
  of(stack: Stack): StackValues {
    const known = this.stacks.get(stack) ?? new StackValues(stack, this);
    this.stacks.set(stack, known);
    return known;
  }

  /** Runs an evaluation, and says what it rests on. */
  evaluate<T>(evaluation: () => T): Evaluation<T> {
    const outer = this.assumptions;
    const assumptions = new Set<string>();
    this.assumptions = assumptions;
    try {
      return { value: evaluation(), assumptions };
    } catch (error) {
      if (error instanceof UnresolvedValue) {
        return { reason: error.reason, assumptions };
      }
      throw error;
    } finally {
      this.assumptions = outer;
    }
  }

  /**
   * What another evaluation came to, as a part of the one under way.
   *
   * @throws UnresolvedValue
   */
  take<T>({ value, reason, assumptions }: Evaluation<T>): T {
    if (reason !== undefined) {
      throw new UnresolvedValue(reason);
    }
    assumptions.forEach((assumption) => this.assumptions.add(assumption));
    return value as T;
  }

  /** Makes the evaluation under way rest on something. */
  assume(assumption: string) {
    this.assumptions.add(assumption);
  }

  /** Runs a part of an evaluation, as far as parts of parts are evaluated at all. */
  nested<T>(evaluation: () => T): T {
    if (this.depth >= MAX_DEPTH) {
      throw new UnresolvedValue(`it is an expression of more than ${MAX_DEPTH} levels`);
    }
    this.depth++;
    try {
      return evaluation();
    } finally {
      this.depth--;
    }
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

/** An output of a stack. */
export interface OutputOf {
  readonly stack: Stack;
  readonly name: string;
  readonly output: TemplateOutput;
}
