import { codeArtifactAttribute } from './codeartifact-resources';
import {
  attributeParts,
  items,
  list,
  literal,
  malformed,
  UnresolvedValue,
  partitionOf,
  scalarsAsText,
  text,
} from './expressions';
import { intrinsicOf, isObject, type Json, type JsonObject, type Stack } from './template';

/** What is known besides the templates. */
export interface EvaluationInputs {
  /** The account of environment-agnostic stacks. */
  readonly account?: string;
  /** The Region of environment-agnostic stacks. */
  readonly region?: string;
  /** Values of parameters: `Name`, or `Stack:Name` for one stack only. */
  readonly parameters: ReadonlyMap<string, string>;
}

/**
 * The values in the templates of an assembly, as CloudFormation will resolve them. A value that
 * cannot be had from the assembly is an UnresolvedValue: never a guess.
 */
export class TemplateValues {
  /** What the values asked for so far rest on and the deployment may change, a sentence each. */
  readonly assumptions = new Set<string>();
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

  /** The value that a stack of this assembly exports; a stack imports from its own account and Region only. */
  imported(name: string, into: Stack): Json | undefined {
    for (const stack of this.all) {
      if (stack.account !== into.account || stack.region !== into.region) {
        continue;
      }
      for (const { Export, Value } of Object.values(stack.template.Outputs ?? {})) {
        if (Export !== undefined && this.of(stack).tryValue(Export.Name) === name) {
          return this.of(stack).value(Value);
        }
      }
    }
    throw new UnresolvedValue(`it is imported from the export ${name}, which no stack of this assembly declares`);
  }
}

/** Resolves the expressions of one template. */
export class StackValues {
  private readonly underWay = new Set<string>();

  constructor(
    private readonly stack: Stack,
    private readonly values: TemplateValues,
  ) {}

  /**
   * The value of an expression; undefined is `AWS::NoValue`.
   *
   * @throws UnresolvedValue
   */
  value(expression: Json): Json | undefined {
    if (Array.isArray(expression)) {
      return expression.map((item) => this.value(item)).filter((item) => item !== undefined);
    }
    if (typeof expression === 'string') {
      return literal(expression);
    }
    if (!isObject(expression)) {
      return expression;
    }
    const call = intrinsicOf(expression);
    if (call && call.name !== 'Condition') {
      return this.call(call.name, call.argument);
    }
    const entries = Object.entries(expression).map(([key, item]) => [key, this.value(item)] as const);
    return Object.fromEntries(entries.filter((entry): entry is [string, Json] => entry[1] !== undefined));
  }

  /** Undefined also where the value is not known. */
  tryValue(expression: Json): Json | undefined {
    try {
      return this.value(expression);
    } catch (error) {
      if (error instanceof UnresolvedValue) {
        return undefined;
      }
      throw error;
    }
  }

  /** Whether a condition of the template holds. */
  condition(name: string): boolean {
    const expression = this.stack.template.Conditions?.[name];
    if (expression === undefined) {
      throw new UnresolvedValue(`its condition ${name} is not in the template`);
    }
    return this.once(`condition ${name}`, () => this.test(expression));
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
        return text(name, this.value(source!)).split(text(name, delimiter));
      }
      case 'Fn::If': {
        const [condition, then, otherwise] = items(name, argument, 3);
        return this.value(this.condition(text(name, condition)) ? then! : otherwise!);
      }
      case 'Fn::FindInMap':
        return this.findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(text(name, this.value(argument))).toString('base64');
      case 'Fn::ImportValue':
        return this.values.imported(text(name, this.value(argument)), this.stack);
      default:
        throw new UnresolvedValue(`${name} is a function that only the deployment resolves`);
    }
  }

  private ref(name: string): Json | undefined {
    if (name.startsWith('AWS::')) {
      return this.pseudoParameter(name);
    }
    if (this.stack.template.Parameters && Object.hasOwn(this.stack.template.Parameters, name)) {
      return this.once(`parameter ${name}`, () => this.parameter(name));
    }
    return this.attribute(name, undefined);
  }

  private pseudoParameter(name: string): Json | undefined {
    switch (name) {
      case 'AWS::NoValue':
        return undefined;
      case 'AWS::AccountId':
        return this.known(this.stack.account ?? this.values.given.account, 'account', '--account');
      case 'AWS::Region':
        return this.region();
      case 'AWS::Partition':
        return partitionOf(this.region());
      case 'AWS::URLSuffix':
        return this.region().startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName':
        if (this.stack.stackName !== undefined) {
          return this.stack.stackName;
        }
    }
    throw new UnresolvedValue(`${name} is known only to the deployment`);
  }

  private region(): string {
    return this.known(this.stack.region ?? this.values.given.region, 'Region', '--region');
  }

  private known(value: string | undefined, what: string, option: string): string {
    if (value === undefined) {
      throw new UnresolvedValue(
        `the stack is environment-agnostic, it names no ${what}; pass ${option}, or give the stack an env`,
      );
    }
    return value;
  }

  private parameter(name: string): Json | undefined {
    const { Type, Default } = this.stack.template.Parameters![name]!;
    const { parent } = this.stack;
    const { parameters } = this.values.given;
    const given = parameters.get(`${this.stack.stackName}:${name}`) ?? parameters.get(name);
    if (parent) {
      const passed = parent.stack.template.Resources![parent.logicalId]!.Properties?.['Parameters'];
      if (isObject(passed) && passed[name] !== undefined) {
        return list(Type, this.values.of(parent.stack).value(passed[name]));
      }
    } else if (given !== undefined) {
      return list(Type, given);
    }
    if (Type.startsWith('AWS::SSM::')) {
      throw new UnresolvedValue(`the parameter ${name} is looked up in Systems Manager at deployment`);
    }
    if (Default === undefined) {
      throw new UnresolvedValue(`the parameter ${name} has no default; pass --parameter ${name}=VALUE`);
    }
    this.values.assumptions.add(
      `The parameter ${name} is taken to have its default, ${JSON.stringify(String(Default))}.`,
    );
    return list(Type, String(Default));
  }

  /** An attribute of a resource; without a name, what `Ref` gives. */
  private attribute(logicalId: string, name: string | undefined): Json | undefined {
    const resource = this.stack.template.Resources?.[logicalId];
    const nested = this.stack.nested.get(logicalId);
    if (nested && name?.startsWith('Outputs.')) {
      const output = nested.template.Outputs?.[name.slice('Outputs.'.length)];
      if (output) {
        return this.values.of(nested).value(output.Value);
      }
    }
    return codeArtifactAttribute(logicalId, name, resource, {
      value: (expression) => this.value(expression),
      account: () => text('AWS::AccountId', this.pseudoParameter('AWS::AccountId')),
      region: () => this.region(),
    });
  }

  private join(argument: Json): string {
    const [delimiter, list] = items('Fn::Join', argument, 2);
    const values = this.value(list!);
    if (!Array.isArray(values)) {
      throw malformed('Fn::Join', values);
    }
    return values.map((item) => text('Fn::Join', item)).join(text('Fn::Join', delimiter));
  }

  private sub(argument: Json): string {
    const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
    const own: JsonObject = isObject(variables) ? variables : {};
    return literal(text('Fn::Sub', template)).replace(/\$\{([^}]*)\}/g, (_match, variable: string) => {
      if (variable.startsWith('!')) {
        return `\${${variable.slice(1)}}`;
      }
      const name = variable.trim();
      if (Object.hasOwn(own, name)) {
        return text('Fn::Sub', this.value(own[name]!));
      }
      return text('Fn::Sub', name.includes('.') ? this.attribute(...attributeParts(name)) : this.ref(name));
    });
  }

  private select(argument: Json): Json {
    const [index, source] = items('Fn::Select', argument, 2);
    const position = Number(text('Fn::Select', this.value(index!)));
    // Only the selected item has to be known, where the list is written out.
    const selected = Array.isArray(source) ? source[position] : undefined;
    const values = selected === undefined ? this.value(source!) : undefined;
    const value = selected === undefined ? Array.isArray(values) && values[position] : this.value(selected);
    if (value === undefined || value === false) {
      throw new UnresolvedValue(`Fn::Select finds no item ${position}`);
    }
    return value;
  }

  private findInMap(argument: Json): Json {
    const keys = items('Fn::FindInMap', argument, 3).map((key) => text('Fn::FindInMap', this.value(key)));
    let found: Json | undefined = this.stack.template.Mappings;
    for (const key of keys) {
      found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
    }
    if (found === undefined) {
      throw new UnresolvedValue(`Fn::FindInMap finds nothing under ${keys.join(', ')}`);
    }
    return found;
  }

  private test(expression: Json): boolean {
    const call = intrinsicOf(expression);
    const operands = Array.isArray(call?.argument) ? call.argument : [];
    switch (call?.name) {
      case 'Condition':
        return this.condition(text('Condition', call.argument));
      case 'Fn::Equals': {
        const [left, right] = items('Fn::Equals', call.argument, 2).map((item) => this.value(item));
        return JSON.stringify(scalarsAsText(left)) === JSON.stringify(scalarsAsText(right));
      }
      case 'Fn::And':
        return operands.map((operand) => this.test(operand)).every(Boolean);
      case 'Fn::Or':
        return operands.map((operand) => this.test(operand)).some(Boolean);
      case 'Fn::Not':
        return !this.test(items('Fn::Not', call.argument, 1)[0]!);
      default:
        throw malformed('a condition', expression);
    }
  }

  private once<T>(what: string, evaluate: () => T): T {
    if (this.underWay.has(what)) {
      throw new UnresolvedValue(`the ${what} refers to itself`);
    }
    this.underWay.add(what);
    try {
      return evaluate();
    } finally {
      this.underWay.delete(what);
    }
  }
}
