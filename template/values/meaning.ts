import { createHash } from 'node:crypto';
import { isUnreadDeployment } from './deployment-parameters';
import { text, UnresolvedValue } from './expressions';
import type { TemplateReference } from './intrinsic-functions';
import { readOperands, readReferences } from './read-expression';
import type { StackValues } from './stack-values';
import { readIntrinsic, isFunctionKey, findResource, findRoot, type Json } from './template';

/**
 * The meaning of expressions while parameters are open: two of the same meaning have the same value,
 * whatever values the parameters have.
 *
 * A value that rests on nothing means itself. Where it rests on a parameter, its meaning is made of
 * the expression and of everything that it refers to: conditions, mappings, what parents pass and
 * other stacks give out.
 */
export class Meanings {
  private readonly cached = new Map<string, string>();

  /**
   * A digest of the meaning of an expression.
   *
   * @throws UnresolvedValue where it is made of something that only the deployment knows
   */
  of(expression: Json, stack: StackValues): string {
    return digest(this.part(expression, stack));
  }

  /** A digest of the meaning of a condition: the same for all that hold whatever the parameters are. */
  condition(name: string, stack: StackValues): string {
    return this.once([stack.stack.id, 'condition', name], () => {
      const { value, reason, assumptions } = stack.values.evaluate(() => stack.condition(name));
      const isCertain = reason === undefined && assumptions.size === 0;
      return isCertain ? (value ?? null) : [this.part(stack.conditionExpression(name), stack)];
    });
  }

  private part(expression: Json, stack: StackValues): Json {
    return stack.values.nested(() => this.structure(expression, stack));
  }

  private structure(expression: Json, stack: StackValues): Json {
    if (typeof expression !== 'object' || expression === null) {
      return { value: stack.finished(expression) ?? null };
    }
    const { value, reason, assumptions } = stack.values.evaluate(() => stack.finished(expression));
    if (reason === undefined && assumptions.size === 0 && readIntrinsic(expression)?.name !== 'Condition') {
      return value === undefined ? { absent: true } : { value };
    }
    if (Array.isArray(expression)) {
      return expression.map((item) => this.part(item, stack));
    }
    const call = readIntrinsic(expression);
    if (call) {
      return { [call.name]: this.call(expression, stack) };
    }
    if (Object.keys(expression).some(isFunctionKey)) {
      throw new UnresolvedValue('a part of it is replaced only by the deployment');
    }
    return Object.entries(expression)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, this.part(item, stack)]);
  }

  /** The meaning of a call is that of its operands and its references. */
  private call(expression: Json, stack: StackValues): Json {
    return [
      ...readOperands(expression).map((operand) => this.part(operand, stack)),
      ...readReferences(expression).map((reference) => this.reference(reference, stack)),
    ];
  }

  private reference(reference: TemplateReference, stack: StackValues): Json {
    switch (reference.kind) {
      case 'name': {
        const { name, attribute } = reference;
        return this.name(text('Ref', name), attribute === undefined ? undefined : text('Fn::GetAtt', attribute), stack);
      }
      case 'condition':
        return this.condition(text('Condition', reference.name), stack);
      case 'mappings':
        return this.once([stack.stack.id, 'mappings'], () => stack.stack.template.Mappings ?? {});
      case 'export': {
        // Another name is another export. The name must therefore be certain.
        const { stack: from, output } = stack.values.exported(this.certain(reference.name, stack), stack.stack);
        return this.part(output.Value, stack.values.of(from));
      }
      case 'stack-output': {
        const { stack: from, output } = stack.stackOutput(reference.output);
        return this.part(output.Value, stack.values.of(from));
      }
    }
  }

  private certain(expression: Json, stack: StackValues): string {
    const { value, assumptions } = stack.values.evaluate(() => stack.finished(expression));
    if (typeof value !== 'string' || assumptions.size > 0) {
      throw new UnresolvedValue('a name in it rests on a parameter');
    }
    return value;
  }

  private name(name: string, attribute: string | undefined, stack: StackValues): Json {
    const parameter = attribute === undefined ? stack.parameter(name) : undefined;
    return this.once([stack.stack.id, 'reference', name, attribute ?? null], () => {
      if (parameter) {
        const own = { parameter: name, stack: findRoot(stack.stack).id, definition: parameter as unknown as Json };
        const { value: source, reason } = stack.values.evaluate(() => stack.parameterSource(name, parameter));
        if (reason !== undefined) {
          return unreadMeaning(own, reason);
        }
        return source?.from === 'parent'
          ? [parameter.Type, this.part(source.expression, stack.values.of(source.stack))]
          : own;
      }
      const output = stack.nestedOutput(name, attribute);
      if (output) {
        return this.part(output.output.Value, stack.values.of(output.stack));
      }
      if (name.startsWith('AWS::')) {
        return { value: stack.finished({ Ref: name }) ?? null };
      }
      // The attribute has a value, so it is made of the resource's properties.
      stack.finished(attribute === undefined ? { Ref: name } : { 'Fn::GetAtt': [name, attribute] });
      const { Type = '', Properties = {} } = findResource(stack.stack.template, name) ?? {};
      return [Type, attribute ?? '', this.part(Properties, stack)];
    });
  }

  /** Once for each name, and of the same length whatever it is made of. */
  private once(place: Json, evaluate: () => Json): string {
    const key = JSON.stringify(place);
    const cached = this.cached.get(key);
    if (cached === '') {
      throw new UnresolvedValue('it refers to itself');
    }
    if (cached !== undefined) {
      return cached;
    }
    this.cached.set(key, '');
    const result = digest(evaluate());
    this.cached.set(key, result);
    return result;
  }
}

/**
 * The meaning of a parameter whose value is not known. What a pipeline gives is the same as long as the pipeline is, which is a part
 * of the meaning of every declaration.
 *
 * @throws UnresolvedValue for any other one
 */
function unreadMeaning(parameter: Json, reason: string): Json {
  if (!isUnreadDeployment(reason)) {
    throw new UnresolvedValue(reason);
  }
  return { deployed: parameter };
}

function digest(value: Json): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex');
}
