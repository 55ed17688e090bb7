import { createHash } from 'node:crypto';
import { text } from './expressions';
import type { TemplateReference } from './intrinsic-functions';
import { readOperands, readReferences } from './read-expression';
import { findResource, type Json, type Stack } from './template';
import type { OutputOf, TemplateValues } from './template-values';

/**
 * Everything in the templates of an assembly that an expression is written with: parameters and the values that parents
 * pass, conditions, mappings and outputs. Of resources, only their types and logical ids count.
 */
export class Closures {
  constructor(private readonly values: TemplateValues) {}

  /** A digest that differs if anything differs that an expression is written with. */
  digest(stack: Stack, expression: Json): string {
    return createHash('sha256')
      .update(JSON.stringify(this.collect(stack, expression)))
      .digest('hex');
  }

  /** The expression, and everything that it is written with. */
  collect(stack: Stack, expression: Json, visited = new Set<string>()): Json[] {
    return [sortKeys(expression), ...this.follow(stack, expression, visited)];
  }

  private follow(stack: Stack, expression: Json, visited: Set<string>): Json[] {
    const references = readReferences(expression).flatMap((reference) => {
      const key = JSON.stringify([stack.id, reference]);
      if (visited.has(key)) {
        return [];
      }
      visited.add(key);
      return this.reference(stack, reference, visited);
    });
    return [...references, ...readOperands(expression).flatMap((operand) => this.follow(stack, operand, visited))];
  }

  private reference(stack: Stack, reference: TemplateReference, visited: Set<string>): Json[] {
    const { template } = stack;
    switch (reference.kind) {
      case 'mappings':
        return [template.Mappings ?? {}];
      case 'condition':
        return typeof reference.name === 'string' && Object.hasOwn(template.Conditions ?? {}, reference.name)
          ? this.collect(stack, template.Conditions?.[reference.name] ?? null, visited)
          : [];
      case 'export':
        return this.output(
          () => this.values.exported(text('Export', this.values.of(stack).value(reference.name)), stack),
          visited,
        );
      case 'stack-output':
        return this.output(() => this.values.of(stack).stackOutput(reference.output), visited);
      case 'name': {
        const { name, attribute } = reference;
        const literal = typeof name === 'string' && (attribute === undefined || typeof attribute === 'string');
        return literal ? this.name(stack, [name, attribute], visited) : [];
      }
    }
  }

  private name(stack: Stack, [name, attribute]: [string, string | undefined], visited: Set<string>): Json[] {
    const values = this.values.of(stack);
    const parameter = attribute === undefined ? values.parameter(name) : undefined;
    if (parameter !== undefined) {
      const { value: source } = this.values.evaluate(() => values.parameterInput(name, parameter));
      const parentValue =
        source?.from === 'parent' ? this.collect(source.stack, source.expression, visited) : [source?.value ?? null];
      return [name, parameter as unknown as Json, ...parentValue];
    }
    const output = values.nestedOutput(name, attribute);
    return output === undefined
      ? [name, findResource(stack.template, name)?.Type ?? null]
      : this.output(() => output, visited);
  }

  private output(find: () => OutputOf, visited: Set<string>): Json[] {
    const { value } = this.values.evaluate(find);
    return value === undefined ? [] : this.collect(value.stack, value.output.Value ?? null, visited);
  }
}

function sortKeys(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(sortKeys);
  }
  return typeof value === 'object' && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .sort(([left], [right]) => (left < right ? -1 : 1))
          .map(([key, item]) => [key, sortKeys(item)]),
      )
    : value;
}
