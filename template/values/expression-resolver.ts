import { testCondition } from './conditions';
import type { Evaluation, Evaluator } from './evaluator';
import {
  attributeParts,
  finished,
  items,
  malformed,
  SUB_VARIABLE,
  subArguments,
  text,
  UnresolvedValue,
} from './expressions';
import { intrinsicOf, isFunctionKey, isObject, ownValue, type Json, type Template } from './template';

/** Characters of one value: texts that are joined with themselves double at every step. */
const MAX_TEXT = 1_000_000;

/**
 * Resolves the expressions of one template: the intrinsic functions and conditions of CloudFormation.
 * What a subclass adds is where the values come from that a template refers to.
 */
export abstract class ExpressionResolver {
  private readonly known = new Map<string, Evaluation<unknown> | 'in progress'>();

  protected constructor(
    private readonly template: Template,
    readonly values: Evaluator,
  ) {}

  /** What `Ref` gives: the value of a parameter or pseudo parameter, or what a resource returns. */
  protected abstract ref(name: string): Json | undefined;

  /** An attribute of a resource. */
  protected abstract attribute(logicalId: string, name: string): Json | undefined;

  /** The value that a stack exports. */
  protected abstract exportedValue(name: string): Json | undefined;

  /** The value of the output that `Fn::GetStackOutput` names. */
  protected abstract stackOutputValue(argument: Json): Json | undefined;

  /**
   * The value of an expression as the deployment will deliver it; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  finished(expression: Json): Json | undefined {
    return finished(this.value(expression));
  }

  /**
   * The value of an expression, in which dynamic references may be left; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  value(expression: Json): Json | undefined {
    return typeof expression === 'object' && expression !== null
      ? this.values.nested(() => this.structure(expression))
      : expression;
  }

  /**
   * Whether a condition of the template holds.
   *
   * @throws UnresolvedValue
   */
  condition(name: string): boolean {
    return this.once(`condition ${name}`, () => testCondition(this.conditionExpression(name), this));
  }

  /** The expression of a condition of the template. */
  conditionExpression(name: string): Json {
    const expression = this.entry('Conditions', name);
    if (expression === undefined) {
      throw new UnresolvedValue(`its condition ${name} is not in the template`);
    }
    return expression;
  }

  private structure(expression: Exclude<Json, string | number | boolean | null>): Json | undefined {
    if (Array.isArray(expression)) {
      return expression.map((item) => this.value(item)).filter((item) => item !== undefined);
    }
    const call = intrinsicOf(expression);
    if (call && call.name !== 'Condition') {
      return this.call(call.name, call.argument);
    }
    const generated = Object.keys(expression).find(isFunctionKey);
    if (generated !== undefined) {
      throw new UnresolvedValue(`${generated} beside other keys is replaced only by the deployment`);
    }
    const entries = Object.entries(expression).map(([key, item]) => [key, this.value(item)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  private call(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return this.ref(text(name, argument));
      case 'Fn::GetAtt':
        return this.getAttribute(argument);
      case 'Fn::Join':
        return this.join(argument);
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::Select':
        return this.select(argument);
      case 'Fn::Split': {
        const [delimiter, source] = items(name, argument, 2);
        return this.finishedText(name, source!).split(text(name, delimiter));
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = items(name, argument, 3);
        return this.value(this.condition(text(name, condition)) ? then! : otherwise!);
      }
      case 'Fn::FindInMap':
        return this.findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(this.finishedText(name, argument)).toString('base64');
      case 'Fn::ImportValue':
        return this.exportedValue(this.finishedText(name, argument));
      case 'Fn::GetStackOutput':
        return this.stackOutputValue(argument);
      default:
        throw new UnresolvedValue(`${name} is a function that only the deployment resolves`);
    }
  }

  /** `Fn::GetAtt`; the name of the attribute may be an expression, where it is not dotted. */
  private getAttribute(argument: Json): Json | undefined {
    const [logicalId, name] = Array.isArray(argument) ? items('Fn::GetAtt', argument, 2) : [];
    return name !== undefined && isObject(name)
      ? this.attribute(text('Fn::GetAtt', logicalId), this.finishedText('Fn::GetAtt', name))
      : this.attribute(...attributeParts(argument));
  }

  private join(argument: Json): string {
    const [delimiter, list] = items('Fn::Join', argument, 2);
    const values = this.value(list!);
    if (!Array.isArray(values)) {
      throw malformed('Fn::Join', argument);
    }
    return bounded(values.map((item) => text('Fn::Join', item)).join(text('Fn::Join', delimiter)));
  }

  private sub(argument: Json): string {
    const [template, own] = subArguments(argument);
    return bounded(
      template.replace(SUB_VARIABLE, (_match, variable: string) => {
        if (variable.startsWith('!')) {
          return `\${${variable.slice(1)}}`;
        }
        const name = variable.trim();
        const expression = ownValue(own, name);
        if (expression !== undefined) {
          return text('Fn::Sub', this.value(expression));
        }
        return text('Fn::Sub', name.includes('.') ? this.attribute(...attributeParts(name)) : this.ref(name));
      }),
    );
  }

  private select(argument: Json): Json {
    const [index, source] = items('Fn::Select', argument, 2);
    const position = Number(text('Fn::Select', this.value(index!)));
    // Only the selected item has to be known, where the list is written out.
    const isWritten = Array.isArray(source) && source.every((item) => !mayBeNoValue(item));
    const selected = isWritten ? source[position] : undefined;
    const values = selected === undefined ? this.value(source!) : undefined;
    const value = selected === undefined ? Array.isArray(values) && values[position] : this.value(selected);
    if (value === undefined || value === false) {
      throw new UnresolvedValue(`Fn::Select finds no item ${position}`);
    }
    return value;
  }

  private findInMap(argument: Json): Json | undefined {
    const hasDefault = Array.isArray(argument) && argument.length === 4;
    const path = items('Fn::FindInMap', hasDefault ? argument.slice(0, 3) : argument, 3);
    const keys = path.map((key) => this.finishedText('Fn::FindInMap', key));
    let found: Json | undefined = this.template.Mappings;
    for (const key of keys) {
      if (isObject(found) && Object.keys(found).some(isFunctionKey)) {
        throw new UnresolvedValue(`the mapping ${keys[0]} is put together only by the deployment`);
      }
      found = isObject(found) ? ownValue(found, key) : undefined;
    }
    if (isObject(found)) {
      throw malformed('Fn::FindInMap', found);
    }
    if (found !== undefined) {
      return found;
    }
    const fallback = hasDefault && isObject(argument[3]!) ? ownValue(argument[3], 'DefaultValue') : undefined;
    if (fallback === undefined) {
      throw new UnresolvedValue(`Fn::FindInMap finds nothing under ${keys.join(', ')}`);
    }
    return this.value(fallback);
  }

  /** A text that a function reads, which has to be known in full. */
  private finishedText(name: string, expression: Json): string {
    return finished(text(name, this.value(expression)));
  }

  private entry(section: 'Conditions', name: string): Json | undefined {
    const entries = this.template[section];
    if (entries && Object.keys(entries).some(isFunctionKey)) {
      throw new UnresolvedValue(`the ${section} of the template are put together only by the deployment`);
    }
    return ownValue(entries, name);
  }

  /** Evaluates what has a name once, however often it is referred to. */
  protected once<T>(what: string, evaluation: () => T): T {
    const known = this.known.get(what);
    if (known === 'in progress') {
      throw new UnresolvedValue(`the ${what} refers to itself`);
    }
    if (known !== undefined) {
      return this.values.take(known as Evaluation<T>);
    }
    this.known.set(what, 'in progress');
    const result = this.values.evaluate(() => this.values.nested(evaluation));
    this.known.set(what, result);
    return this.values.take(result);
  }
}

/** Whether an item of a list may be left out, so that those after it move up. */
function mayBeNoValue(item: Json): boolean {
  const call = intrinsicOf(item);
  return call?.name === 'Fn::If' || (call?.name === 'Ref' && call.argument === 'AWS::NoValue');
}

function bounded(value: string): string {
  if (value.length > MAX_TEXT) {
    throw new UnresolvedValue(`it is a text of more than ${MAX_TEXT} characters`);
  }
  return value;
}
