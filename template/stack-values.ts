import { codeArtifactAttribute } from './codeartifact-resources';
import { testCondition } from './conditions';
import type { Evaluation, Evaluator } from './evaluator';
import {
  attributeParts,
  finished,
  items,
  list,
  malformed,
  SUB_VARIABLE,
  subArguments,
  text,
  UnresolvedValue,
} from './expressions';
import { StackEnvironment } from './stack-environment';
import {
  intrinsicOf,
  isFunctionKey,
  isObject,
  ownValue,
  resourceOf,
  type Json,
  type Stack,
  type TemplateOutput,
  type TemplateParameter,
} from './template';

/** Characters of one value: texts that are joined with themselves double at every step. */
const MAX_TEXT = 1_000_000;

/** Where the value of a parameter comes from. */
export type ParameterSource =
  | { readonly from: 'parent'; readonly stack: Stack; readonly expression: Json }
  | { readonly from: 'given'; readonly value: string }
  | { readonly from: 'default'; readonly value: Json; readonly certain: boolean };

/** What is known besides the templates. */
export interface EvaluationInputs {
  /** The account of environment-agnostic stacks. */
  readonly account?: string;
  /** The Region of environment-agnostic stacks. */
  readonly region?: string;
  /** Values of parameters: `Name`, or `Stack:Name` for one stack only. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** An output of a stack. */
export interface OutputOf {
  readonly stack: Stack;
  readonly name: string;
  readonly output: TemplateOutput;
}

/** The values of all stacks of an assembly, which those of one stack refer to. */
export interface AssemblyValues extends Evaluator {
  readonly given: EvaluationInputs;
  /** The values of one stack. */
  of(stack: Stack): StackValues;
  /** The output that a stack of this assembly exports. */
  exported(name: string, into: Stack): OutputOf;
  /** The output of a stack of this assembly, by CloudFormation's name of the stack. */
  output(
    stackName: string,
    name: string,
    from: { readonly region?: string; readonly account?: string; readonly reader: Stack },
  ): OutputOf;
}

/** Resolves the expressions of one template. */
export class StackValues {
  private readonly known = new Map<string, Evaluation<unknown> | 'in progress'>();
  private readonly environment: StackEnvironment;

  constructor(
    readonly stack: Stack,
    readonly values: AssemblyValues,
  ) {
    this.environment = new StackEnvironment(stack, values.given);
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

  /** The outputs of the template by name. */
  outputs(): [name: string, output: TemplateOutput][] {
    return Object.entries(this.stack.template.Outputs ?? {}).filter(([name]) => !isFunctionKey(name));
  }

  /** Where the value of a parameter comes from; undefined where only the deployment knows. */
  parameterSource(name: string, { Type, Default }: TemplateParameter): ParameterSource {
    const { parent, carrier, parameters } = this.stack;
    if (Type.startsWith('AWS::SSM::Parameter::Value')) {
      throw new UnresolvedValue(`the parameter ${name} is looked up in Systems Manager at deployment`);
    }
    if (parent) {
      const properties = resourceOf(parent.stack.template, parent.logicalId)?.Properties ?? {};
      const passed = ownValue(properties, 'Parameters') ?? {};
      if (!isObject(passed) || [...Object.keys(properties), ...Object.keys(passed)].some(isFunctionKey)) {
        throw new UnresolvedValue(`the parameters of ${this.stack.name} are put together only by the deployment`);
      }
      const expression = ownValue(passed, name);
      if (expression !== undefined) {
        return { from: 'parent', stack: parent.stack, expression };
      }
    } else {
      const given = this.values.given.parameters;
      const own = given.get(`${this.stack.stackName}:${name}`) ?? given.get(`${this.stack.name}:${name}`);
      const value = own ?? given.get(name) ?? parameters?.get(name);
      if (value !== undefined && carrier === undefined) {
        return { from: 'given', value };
      }
    }
    if (Default === undefined) {
      throw new UnresolvedValue(`the parameter ${name} has no default; pass --parameter ${name}=VALUE`);
    }
    // A nested stack is always deployed with what its parent passes; an earlier value of another stack is kept.
    return { from: 'default', value: Default, certain: parent !== undefined };
  }

  /** Whether a name is a parameter of the template, and which. */
  parameter(name: string): TemplateParameter | undefined {
    return isFunctionKey(name) ? undefined : ownValue(this.stack.template.Parameters, name);
  }

  /** The value of an output, where it is deployed. */
  output({ stack, name, output }: OutputOf): Json | undefined {
    const values = this.values.of(stack);
    return values.once(`output ${name}`, () => {
      if (output.Condition !== undefined && !values.condition(output.Condition)) {
        throw new UnresolvedValue(`it is the output ${name} of ${stack.name}, whose condition does not hold`);
      }
      return values.value(output.Value ?? null);
    });
  }

  /** The output that `Fn::GetStackOutput` names. */
  stackOutput(argument: Json): OutputOf {
    if (!isObject(argument)) {
      throw malformed('Fn::GetStackOutput', argument);
    }
    const part = (key: string) => {
      const expression = ownValue(argument, key);
      return expression === undefined || isOwnRegion(expression)
        ? undefined
        : text('Fn::GetStackOutput', this.value(expression));
    };
    const role = part('RoleArn');
    const account = role === undefined ? undefined : /^arn:[^:]*:iam::([0-9]{12}):/.exec(role)?.[1];
    if (role !== undefined && account === undefined) {
      throw malformed('Fn::GetStackOutput', argument);
    }
    return this.values.output(text('StackName', part('StackName')), text('OutputName', part('OutputName')), {
      region: part('Region'),
      account,
      reader: this.stack,
    });
  }

  /** The output of a nested stack that an attribute of its resource is; undefined for any other attribute. */
  nestedOutput(logicalId: string, attribute: string | undefined): OutputOf | undefined {
    const nested = this.stack.nested.get(logicalId);
    const name = attribute?.startsWith('Outputs.') ? attribute.slice('Outputs.'.length) : undefined;
    const output = nested && name !== undefined ? ownValue(nested.template.Outputs, name) : undefined;
    return nested && name !== undefined && output ? { stack: nested, name, output } : undefined;
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
        return this.attribute(...attributeParts(argument));
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
        return this.output(this.values.exported(this.finishedText(name, argument), this.stack));
      case 'Fn::GetStackOutput':
        return this.output(this.stackOutput(argument));
      default:
        throw new UnresolvedValue(`${name} is a function that only the deployment resolves`);
    }
  }

  private ref(name: string): Json | undefined {
    if (name.startsWith('AWS::')) {
      return this.environment.pseudoParameter(name);
    }
    const parameter = this.parameter(name);
    return parameter
      ? this.once(`parameter ${name}`, () => this.parameterValue(name, parameter))
      : this.attribute(name, undefined);
  }

  private parameterValue(name: string, parameter: TemplateParameter): Json | undefined {
    const source = this.parameterSource(name, parameter);
    switch (source.from) {
      case 'parent': {
        const value = this.values.of(source.stack).value(source.expression);
        if (value === undefined) {
          throw new UnresolvedValue(`the parameter ${name} is passed as AWS::NoValue`);
        }
        return list(parameter.Type, value);
      }
      case 'given':
        return list(parameter.Type, source.value);
      case 'default': {
        const value = text(`the default of ${name}`, source.value);
        if (!source.certain) {
          this.values.assume(`The parameter ${name} is taken to have its default, ${JSON.stringify(value)}.`);
        }
        return list(parameter.Type, value);
      }
    }
  }

  /** An attribute of a resource; without a name, what `Ref` gives. */
  private attribute(logicalId: string, name: string | undefined): Json | undefined {
    const output = this.nestedOutput(logicalId, name);
    if (output) {
      return this.output(output);
    }
    return this.once(`resource ${logicalId}.${name}`, () =>
      codeArtifactAttribute(
        { logicalId, name, resource: resourceOf(this.stack.template, logicalId) },
        {
          value: (expression) => this.value(expression),
          account: () => this.environment.account(),
          region: () => this.environment.region(),
        },
      ),
    );
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
    let found: Json | undefined = this.stack.template.Mappings;
    for (const key of keys) {
      if (isObject(found) && Object.keys(found).some(isFunctionKey)) {
        throw new UnresolvedValue(`the mapping ${keys[0]} is put together only by the deployment`);
      }
      found = isObject(found) ? ownValue(found, key) : undefined;
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
    const entries = this.stack.template[section];
    if (entries && Object.keys(entries).some(isFunctionKey)) {
      throw new UnresolvedValue(`the ${section} of the template are put together only by the deployment`);
    }
    return ownValue(entries, name);
  }

  /** Evaluates what has a name once, however often it is referred to. */
  private once<T>(what: string, evaluation: () => T): T {
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

function isOwnRegion(expression: Json): boolean {
  const call = intrinsicOf(expression);
  return call?.name === 'Ref' && call.argument === 'AWS::Region';
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
