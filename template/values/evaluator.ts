import { UnresolvedValue } from './expressions';

/** The result of an evaluation: a value, or the reason why there is none. */
export interface Evaluation<T> {
  readonly value?: T;
  /** The reason why the value is not known. */
  readonly reason?: string;
  /** Assumptions behind the value that the deployment may contradict, a sentence each. */
  readonly assumptions: ReadonlySet<string>;
}

/** Stacks whose evaluation refers to one another; a hostile template could nest without end. */
const MAX_DEPTH = 400;

/** Runs evaluations within one another: keeps the assumptions and the depth of each. */
export class Evaluator {
  private assumptions = new Set<string>();
  private depth = 0;

  /** Runs an evaluation, and collects its assumptions. */
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
   * The result of another evaluation, as a part of the one in progress.
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

  /** Makes the evaluation in progress rest on something. */
  assume(assumption: string) {
    this.assumptions.add(assumption);
  }

  /** Runs a part of an evaluation, down to a limit of depth. */
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
}
