import { Evaluator } from '../../template/values/evaluator';
import { ExpressionResolver } from '../../template/values/expression-resolver';
import { UnresolvedValue } from '../../template/values/expressions';
import { pseudoParameter } from '../../template/values/stack-environment';
import type { StackEnvironment } from './parameters';
import type { Json, JsonObject, Template } from './template';
import { orValidationError, ValidationError } from './template';

/** The values that a template can refer to: of the resources of its stack, and of the exports of other stacks. */
export interface References {
  /** The physical id of a resource. */
  ref(logicalId: string): Json;
  /** An attribute of a resource. */
  attribute(logicalId: string, name: string): Json;
  /** The value that another stack exports under a name. */
  importValue(name: string): Json;
}

/** The values that a template is resolved with. */
export interface ResolverInputs {
  readonly template: Template;
  readonly parameters: ReadonlyMap<string, Json>;
  readonly environment: StackEnvironment;
  readonly references: References;
}

/** Resolves the expressions of a template that is deployed, so that every value is known. */
export class DeploymentValues extends ExpressionResolver {
  constructor(private readonly inputs: ResolverInputs) {
    super(inputs.template, new Evaluator());
  }

  /** The value of an expression; undefined stands for `AWS::NoValue`. */
  resolve(expression: Json): Json | undefined {
    return orValidationError(() => this.finished(expression));
  }

  /** The value of every property of an object, without those that are `AWS::NoValue`. */
  resolveObject(expressions: JsonObject): JsonObject {
    return this.resolve(expressions) as JsonObject;
  }

  /** True if a condition of the template holds. */
  holds(condition: string): boolean {
    return orValidationError(() => this.condition(condition));
  }

  ref(name: string): Json | undefined {
    const { parameters, environment, template, references } = this.inputs;
    if (name === 'AWS::NotificationARNs') {
      return [];
    }
    if (name.startsWith('AWS::')) {
      const { account, region, stackName, stackId } = environment;
      return pseudoParameter(name, { account: () => account, region: () => region, stackName, stackId });
    }
    const parameter = template.Parameters?.[name];
    if (parameter === undefined) {
      return references.ref(name);
    }
    const value = parameters.get(name);
    if (value === undefined) {
      throw new ValidationError(
        `Parameter ${name} of type ${parameter.Type} names a value that only an account can look up; pass it in \`parameters\`.`,
      );
    }
    return value;
  }

  attribute(logicalId: string, name: string): Json {
    return this.inputs.references.attribute(logicalId, name);
  }

  exportedValue(name: string): Json {
    return this.inputs.references.importValue(name);
  }

  stackOutputValue(): never {
    throw new UnresolvedValue('the local deployment reads the outputs of other stacks by their exports only');
  }
}
