import type { Evaluation, Evaluator } from './evaluator';
import { finished, malformed, UnresolvedValue } from './expressions';
import { INTRINSIC_FUNCTIONS, type ValueScope } from './intrinsic-functions';
import { readIntrinsic, isFunctionKey, ownValue, type Json, type Template } from './template';

/**
 * Resolves the expressions of one template: the intrinsic functions and conditions of CloudFormation. A subclass adds the
 * values that a template refers to.
 */
export abstract class ExpressionResolver implements ValueScope {
  private readonly cached = new Map<string, Evaluation<unknown> | 'in progress'>();

  protected constructor(
    private readonly template: Template,
    readonly values: Evaluator,
  ) {}

  /** Gives the value of a parameter or pseudo parameter, or the value that a resource returns. */
  abstract ref(name: string): Json | undefined;

  /** Gives an attribute of a resource. */
  abstract attribute(logicalId: string, name: string): Json | undefined;

  /** Gives the value that a stack exports. */
  abstract exportedValue(name: string): Json | undefined;

  /** Gives the value of the output that `Fn::GetStackOutput` names. */
  abstract stackOutputValue(output: Json): Json | undefined;

  get mappings(): Json | undefined {
    return this.template.Mappings;
  }

  /**
   * The value of an expression as the deployment will deliver it; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  finished(expression: Json): Json | undefined {
    return finished(this.value(expression));
  }

  /**
   * The value of an expression; dynamic references may be left in it; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  value(expression: Json): Json | undefined {
    return typeof expression === 'object' && expression !== null
      ? this.values.nested(() => this.structure(expression))
      : expression;
  }

  /**
   * True if a condition of the template holds.
   *
   * @throws UnresolvedValue
   */
  condition(name: string): boolean {
    return this.once(`condition ${name}`, () => this.test(this.conditionExpression(name)));
  }

  /**
   * True if the expression of a condition holds.
   *
   * @throws UnresolvedValue if an unknown value decides
   */
  test(expression: Json): boolean {
    const call = readIntrinsic(expression);
    const test = call && ownValue(INTRINSIC_FUNCTIONS, call.name)?.test;
    if (call === undefined || test === undefined) {
      throw malformed('a condition', expression);
    }
    return this.values.nested(() => test(call.argument, this));
  }

  /** The expression of a condition of the template. */
  conditionExpression(name: string): Json {
    const { Conditions: conditions = {} } = this.template;
    if (Object.keys(conditions).some(isFunctionKey)) {
      throw new UnresolvedValue('the Conditions of the template are put together only by the deployment');
    }
    const expression = ownValue(conditions, name);
    if (expression === undefined) {
      throw new UnresolvedValue(`its condition ${name} is not in the template`);
    }
    return expression;
  }

  private structure(expression: Exclude<Json, string | number | boolean | null>): Json | undefined {
    if (Array.isArray(expression)) {
      return expression.map((item) => this.value(item)).filter((item) => item !== undefined);
    }
    const call = readIntrinsic(expression);
    if (call && call.name !== 'Condition') {
      const resolve = ownValue(INTRINSIC_FUNCTIONS, call.name)?.value;
      if (resolve === undefined) {
        throw new UnresolvedValue(`${call.name} is a function that only the deployment resolves`);
      }
      return resolve(call.argument, this);
    }
    const generated = Object.keys(expression).find(isFunctionKey);
    if (generated !== undefined) {
      throw new UnresolvedValue(`${generated} beside other keys is replaced only by the deployment`);
    }
    const entries = Object.entries(expression).map(([key, item]) => [key, this.value(item)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  /** Evaluates a named expression once, however often it is referred to. */
  protected once<T>(what: string, evaluation: () => T): T {
    const cached = this.cached.get(what);
    if (cached === 'in progress') {
      throw new UnresolvedValue(`the ${what} refers to itself`);
    }
    if (cached !== undefined) {
      return this.values.take(cached as Evaluation<T>);
    }
    this.cached.set(what, 'in progress');
    const result = this.values.evaluate(() => this.values.nested(evaluation));
    this.cached.set(what, result);
    return this.values.take(result);
  }
}
