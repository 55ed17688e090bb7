import type { StackEnvironment } from './parameters';
import { pseudoParameter } from './parameters';
import type { Json, JsonObject, Template } from './template';
import { intrinsicOf, isObject, ValidationError } from './template';

/** The values that a template can refer to: of the resources of its stack, and of the exports of other stacks. */
export interface References {
  /** The physical id of a resource. */
  ref(logicalId: string): Json;
  /** An attribute of a resource. */
  attribute(logicalId: string, name: string): Json;
  /** The value that another stack exports under a name. */
  importValue(name: string): Json;
}

const CONDITION_FUNCTIONS = ['Fn::Equals', 'Fn::And', 'Fn::Or', 'Fn::Not'];
const VALUE_FUNCTIONS = [
  'Ref',
  'Fn::GetAtt',
  'Fn::Join',
  'Fn::Sub',
  'Fn::Select',
  'Fn::Split',
  'Fn::If',
  'Fn::FindInMap',
  'Fn::Base64',
  'Fn::ImportValue',
];
const DYNAMIC_REFERENCE = /\{\{resolve:[^}]*\}\}/;

/** Whether this engine can resolve an intrinsic function. */
export function isSupported(name: string): boolean {
  return VALUE_FUNCTIONS.includes(name) || CONDITION_FUNCTIONS.includes(name);
}

/** The parts of an `Fn::Sub` string: literal text, or the name of a variable. */
export function subParts(text: string): { readonly literal?: string; readonly variable?: string }[] {
  const parts: { literal?: string; variable?: string }[] = [];
  let end = 0;
  for (const match of text.matchAll(/\$\{([^}]*)\}/g)) {
    const name = match[1] as string;
    parts.push({ literal: text.slice(end, match.index) });
    parts.push(name.startsWith('!') ? { literal: `\${${name.slice(1)}}` } : { variable: name.trim() });
    end = match.index + match[0].length;
  }
  parts.push({ literal: text.slice(end) });
  return parts;
}

/** The string of `Fn::Sub` and its own variables, in either of its forms. */
export function subArguments(argument: Json): [template: Json, variables: Json] {
  if (!Array.isArray(argument)) {
    return [argument, {}];
  }
  return [argument[0] ?? null, argument[1] ?? null];
}

/** The two halves of `Fn::GetAtt`, in its list form or its dotted one. */
export function getAttParts(argument: Json): [logicalId: string, attribute: Json] {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot > 0) {
      return [argument.slice(0, dot), argument.slice(dot + 1)];
    }
  } else if (Array.isArray(argument) && argument.length === 2 && typeof argument[0] === 'string') {
    return [argument[0], argument[1] as Json];
  }
  throw new ValidationError(
    `Template error: every Fn::GetAtt object requires two non-empty parameters, the resource name and the resource attribute; got ${JSON.stringify(argument)}.`,
  );
}

/** The values that a template is resolved with. */
export interface ResolverInputs {
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, Json>;
  readonly environment: StackEnvironment;
  readonly references: References;
}

/** Resolves the intrinsic functions of one template with parameters, pseudo parameters and resources. */
export class Resolver {
  private readonly conditions = new Map<string, boolean | 'evaluating'>();

  constructor(private readonly inputs: ResolverInputs) {}

  /** The value of an expression; undefined stands for `AWS::NoValue`. */
  value(expression: Json): Json | undefined {
    if (Array.isArray(expression)) {
      return expression.map((element) => this.value(element)).filter((value) => value !== undefined);
    }
    if (typeof expression === 'string') {
      return checkText(expression);
    }
    if (!isObject(expression)) {
      return expression;
    }
    const call = intrinsicOf(expression);
    return call === undefined ? this.object(expression) : this.call(call.name, call.argument);
  }

  /** The value of every property of an object, without those that are `AWS::NoValue`. */
  object(expressions: JsonObject): JsonObject {
    const resolved: JsonObject = {};
    for (const [key, expression] of Object.entries(expressions)) {
      const value = this.value(expression);
      if (value !== undefined) {
        resolved[key] = value;
      }
    }
    return resolved;
  }

  /** Whether a condition of the template holds. */
  condition(name: string): boolean {
    const cached = this.conditions.get(name);
    if (cached === 'evaluating') {
      throw new ValidationError(`Template error: condition ${name} refers to itself.`);
    }
    if (cached !== undefined) {
      return cached;
    }
    const expression = this.inputs.template.Conditions?.[name];
    if (expression === undefined) {
      throw new ValidationError(
        `Template error: unresolved condition dependency ${name}; declare it under Conditions.`,
      );
    }
    this.conditions.set(name, 'evaluating');
    const result = this.test(expression);
    this.conditions.set(name, result);
    return result;
  }

  private call(name: string, argument: Json): Json | undefined {
    switch (name) {
      case 'Ref':
        return this.ref(text(name, argument));
      case 'Fn::GetAtt':
        return this.getAtt(argument);
      case 'Fn::Join':
        return this.join(argument);
      case 'Fn::Sub':
        return this.sub(argument);
      case 'Fn::Select':
        return this.select(argument);
      case 'Fn::Split': {
        const [delimiter, source] = this.list(name, argument, 2);
        return scalar(name, source).split(text(name, delimiter));
      }
      case 'Fn::If': {
        if (!Array.isArray(argument) || argument.length !== 3) {
          throw malformed(name, '[condition, then, else]', argument);
        }
        const [condition, then, otherwise] = argument as [Json, Json, Json];
        return this.value(this.condition(text(name, condition)) ? then : otherwise);
      }
      case 'Fn::FindInMap':
        return this.findInMap(argument);
      case 'Fn::Base64':
        return Buffer.from(scalar(name, this.value(argument))).toString('base64');
      case 'Fn::ImportValue':
        return this.inputs.references.importValue(scalar(name, this.value(argument)));
      default:
        if (CONDITION_FUNCTIONS.includes(name)) {
          return this.test({ [name]: argument });
        }
        throw unsupported(name);
    }
  }

  private ref(name: string): Json | undefined {
    if (name === 'AWS::NoValue') {
      return undefined;
    }
    const value = pseudoParameter(name, this.inputs.environment) ?? this.inputs.parameters.get(name);
    if (value !== undefined) {
      return value;
    }
    const parameter = this.inputs.template.Parameters?.[name];
    if (parameter !== undefined) {
      throw new ValidationError(
        `Parameter ${name} of type ${parameter.Type} names a value that only an account can look up; pass it in \`parameters\`.`,
      );
    }
    return this.inputs.references.ref(name);
  }

  private getAtt(argument: Json): Json {
    const [logicalId, attribute] = getAttParts(argument);
    return this.inputs.references.attribute(logicalId, scalar('Fn::GetAtt', this.value(attribute)));
  }

  private join(argument: Json): string {
    const [delimiter, items] = this.list('Fn::Join', argument, 2);
    if (!Array.isArray(items)) {
      throw malformed('Fn::Join', '[delimiter, list]', argument);
    }
    return items.map((element) => scalar('Fn::Join', element)).join(text('Fn::Join', delimiter));
  }

  private sub(argument: Json): string {
    const [template, variables] = subArguments(argument);
    if (!isObject(variables)) {
      throw malformed('Fn::Sub', 'a string, or [string, variables]', argument);
    }
    return subParts(text('Fn::Sub', template))
      .map(({ literal, variable }) => {
        if (variable === undefined) {
          return checkText(literal ?? '');
        }
        const own = variables[variable];
        if (own !== undefined) {
          return scalar('Fn::Sub', this.value(own));
        }
        return scalar('Fn::Sub', variable.includes('.') ? this.getAtt(variable) : this.ref(variable));
      })
      .join('');
  }

  private select(argument: Json): Json {
    const [index, items] = this.list('Fn::Select', argument, 2);
    if (!Array.isArray(items)) {
      throw malformed('Fn::Select', '[index, list]', argument);
    }
    const selected = /^\d+$/.test(scalar('Fn::Select', index)) ? items[Number(index)] : undefined;
    if (selected === undefined) {
      throw new ValidationError(
        `Template error: Fn::Select cannot select nonexistent value at index ${scalar('Fn::Select', index)} of ${items.length} values.`,
      );
    }
    return selected;
  }

  private findInMap(argument: Json): Json {
    const keys = this.list('Fn::FindInMap', argument, 3).map((key) => scalar('Fn::FindInMap', key));
    const [map, first, second] = keys as [string, string, string];
    const value = this.inputs.template.Mappings?.[map]?.[first]?.[second];
    if (value === undefined) {
      throw new ValidationError(`Template error: Unable to get mapping for ${keys.join('::')}`);
    }
    return value;
  }

  private list(name: string, argument: Json, length: number): (Json | undefined)[] {
    if (!Array.isArray(argument) || argument.length !== length) {
      throw malformed(name, `${length} values`, argument);
    }
    return argument.map((element) => this.value(element));
  }

  private test(expression: Json): boolean {
    if (isObject(expression) && typeof expression['Condition'] === 'string') {
      return this.condition(expression['Condition']);
    }
    const call = intrinsicOf(expression);
    const operands = call !== undefined && Array.isArray(call.argument) ? call.argument : [];
    switch (call?.name) {
      case 'Fn::Equals': {
        const [left, right] = operands.map((operand) => this.value(operand));
        return JSON.stringify(comparable(left)) === JSON.stringify(comparable(right));
      }
      case 'Fn::And':
        return operands.every((operand) => this.test(operand));
      case 'Fn::Or':
        return operands.some((operand) => this.test(operand));
      case 'Fn::Not':
        return !this.test(operands[0] ?? null);
      default:
        throw new ValidationError(
          `Template error: a condition is made of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition; got ${JSON.stringify(expression)}.`,
        );
    }
  }
}

/** The error for an intrinsic function that this engine does not know. */
export function unsupported(name: string): ValidationError {
  return new ValidationError(
    `The local deployment resolves ${VALUE_FUNCTIONS.join(', ')} and conditions; the template uses ${name}. Deploy this stack to an account instead.`,
  );
}

function comparable(value: Json | undefined): Json {
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : (value ?? null);
}

function checkText(value: string): string {
  const reference = DYNAMIC_REFERENCE.exec(value);
  if (reference !== null) {
    throw unsupported(`the dynamic reference ${reference[0]}`);
  }
  return value;
}

function text(name: string, value: Json | undefined): string {
  if (typeof value === 'string') {
    return value;
  }
  throw malformed(name, 'a string', value);
}

function scalar(name: string, value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw malformed(name, 'a string', value);
}

function malformed(name: string, wanted: string, got: Json | undefined): ValidationError {
  return new ValidationError(`Template error: ${name} takes ${wanted}; got ${JSON.stringify(got) ?? 'AWS::NoValue'}.`);
}
