import type { StackValues } from './stack-values';
import { readIntrinsic, findResource, isFunctionKey, type Json, type TemplateOwner } from './template';

/** References that lead from one to the next at most; a template that goes round has no end. */
const MAX_STEPS = 50;

/**
 * The resource whose name an expression is: of the same stack, of the one around it, of a nested one, or of one that exports
 * it. Undefined for an expression that is no plain reference.
 */
export function traceResource(expression: Json, values: StackValues, steps = MAX_STEPS): TemplateOwner | undefined {
  const call = readIntrinsic(expression);
  if (call === undefined || steps === 0) {
    return undefined;
  }
  const { stack } = values;
  const follow = ({ stack: next, expression: inner }: { readonly stack: typeof stack; readonly expression: Json }) =>
    traceResource(inner, values.values.of(next), steps - 1);
  switch (call.name) {
    case 'Ref': {
      const name = readLiteral(call.argument);
      const parameter = values.parameter(name);
      if (parameter === undefined) {
        const isResource = !isFunctionKey(name) && findResource(stack.template, name) !== undefined;
        return isResource ? { stack, logicalId: name } : undefined;
      }
      const source = values.values.evaluate(() => values.parameterSource(name, parameter)).value;
      return source?.from === 'parent' ? follow(source) : undefined;
    }
    case 'Fn::GetAtt': {
      const [logicalId, attribute] = attributeParts(call.argument);
      const output = logicalId === undefined ? undefined : values.nestedOutput(logicalId, attribute);
      return output && follow({ stack: output.stack, expression: output.output.Value });
    }
    case 'Fn::ImportValue': {
      const output = values.values.evaluate(() =>
        values.values.exported(readLiteral(values.value(call.argument)), stack),
      ).value;
      return output && follow({ stack: output.stack, expression: output.output.Value });
    }
    default:
      return undefined;
  }
}

function attributeParts(argument: Json): readonly (string | undefined)[] {
  const parts = Array.isArray(argument) ? argument : readLiteral(argument).split(/\.(.*)/s);
  return parts.map((part) => (typeof part === 'string' ? part : undefined));
}

/** Empty for what is no text, which is no name either. */
function readLiteral(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
