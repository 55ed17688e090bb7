import type { Json, ParameterDefinition, Template } from './template';
import { ValidationError } from './template';

/** The account, the Region and the names of a stack, for its pseudo parameters. */
export interface StackEnvironment {
  readonly account: string;
  readonly region: string;
  readonly stackName: string;
  readonly stackId: string;
}

/**
 * The value of every parameter: the given one, else the previous one of the stack, else the default.
 *
 * A parameter of an `AWS::SSM::Parameter::Value` type names an SSM parameter, which only an account can look up. It has
 * a value here only if one was given.
 */
export function resolveParameters(
  template: Template,
  inputs: Readonly<Record<string, string>>,
  previous: Readonly<Record<string, string>> = {},
): { readonly values: Map<string, Json>; readonly keptValues: Record<string, string> } {
  const definitions = template.Parameters ?? {};
  const unknown = Object.keys(inputs).filter((name) => !(name in definitions));
  if (unknown.length > 0) {
    throw new ValidationError(`Parameters: [${unknown.join(', ')}] do not exist in the template`);
  }

  const values = new Map<string, Json>();
  const kept: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, definition] of Object.entries(definitions)) {
    const own = inputs[name] ?? previous[name];
    if (own !== undefined) {
      kept[name] = own;
    }
    if (own === undefined && definition.Type.startsWith('AWS::SSM::Parameter::Value')) {
      continue;
    }
    const value = own ?? definition.Default;
    if (value === undefined) {
      missing.push(name);
      continue;
    }
    checkAllowed(name, definition, String(value));
    values.set(
      name,
      isList(definition.Type)
        ? String(value)
            .split(',')
            .map((element) => element.trim())
        : String(value),
    );
  }
  if (missing.length > 0) {
    throw new ValidationError(`Parameters: [${missing.join(', ')}] must have values`);
  }
  return { values, keptValues: kept };
}

function isList(type: string): boolean {
  return type === 'CommaDelimitedList' || /(^|<)List</.test(type);
}

function checkAllowed(name: string, definition: ParameterDefinition, value: string): void {
  const { AllowedValues: values, AllowedPattern: pattern } = definition;
  if (values !== undefined && !values.map(String).includes(value)) {
    throw new ValidationError(
      `Parameter '${name}' must be one of AllowedValues [${values.join(', ')}]; got '${value}'.`,
    );
  }
  if (pattern !== undefined && !new RegExp(`^(?:${pattern})$`).test(value)) {
    throw new ValidationError(
      `Parameter '${name}' failed to satisfy constraint: must match pattern ${pattern}; got '${value}'.`,
    );
  }
}
