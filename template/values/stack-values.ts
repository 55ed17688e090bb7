import { codeArtifactAttribute } from './codeartifact-resources';
import type { Evaluator } from './evaluator';
import { readDeploymentParameter } from './deployment-parameters';
import { ExpressionResolver } from './expression-resolver';
import { list, malformed, text, UnresolvedValue } from './expressions';
import { type GivenParameters, givenParameter } from './given-parameters';
import { StackEnvironment } from './stack-environment';
import { hasMacro } from './transforms';
import {
  readIntrinsic,
  isFunctionKey,
  isObject,
  ownValue,
  findResource,
  type Json,
  type Stack,
  type TemplateOutput,
  type TemplateParameter,
} from './template';

/** Where the value of a parameter comes from. */
export type ParameterSource =
  | { readonly from: 'parent'; readonly stack: Stack; readonly expression: Json }
  | { readonly from: 'given'; readonly value: string }
  | { readonly from: 'default'; readonly value: Json; readonly certain: boolean };

/** Facts that are not in the templates. */
export interface EvaluationInputs {
  /** The account of environment-agnostic stacks. */
  readonly account?: string;
  /** The Region of environment-agnostic stacks. */
  readonly region?: string;
  readonly parameters: GivenParameters;
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

/** Resolves the expressions of one template of an assembly, if the assembly has their targets. */
export class StackValues extends ExpressionResolver {
  private readonly environment: StackEnvironment;
  /** By expression; a template has one object for each. */
  private readonly texts = new WeakMap<object, string | undefined>();

  constructor(
    readonly stack: Stack,
    override readonly values: AssemblyValues,
  ) {
    super(stack.template, values);
    this.environment = new StackEnvironment(stack, values.given);
  }

  /** The text that an expression comes to; undefined if it comes to none, or that is not known. */
  findText(expression: Json): string | undefined {
    if (typeof expression !== 'object' || expression === null) {
      return typeof expression === 'string' ? expression : undefined;
    }
    if (!this.texts.has(expression)) {
      const { value } = this.values.evaluate(() => this.value(expression));
      this.texts.set(expression, typeof value === 'string' ? value : undefined);
    }
    return this.texts.get(expression);
  }

  /** The outputs of the template by name. */
  outputs(): [name: string, output: TemplateOutput][] {
    return Object.entries(this.stack.template.Outputs ?? {}).filter(([name]) => !isFunctionKey(name));
  }

  /**
   * Where the value of a parameter comes from.
   *
   * @throws UnresolvedValue if only the deployment knows it
   */
  parameterSource(name: string, parameter: TemplateParameter): ParameterSource {
    if (parameter.Type.startsWith('AWS::SSM::Parameter::Value')) {
      throw new UnresolvedValue(`the parameter ${name} is looked up in Systems Manager at deployment`);
    }
    return this.parameterInput(name, parameter);
  }

  /**
   * The text that the stack is deployed with: the value of a parameter, or its name in Systems Manager.
   *
   * @throws UnresolvedValue if only the deployment knows it
   */
  parameterInput(name: string, parameter: TemplateParameter): ParameterSource {
    const { parent, carrier, parameters, template } = this.stack;
    const { Default } = parameter;
    if (hasMacro(template.Parameters) || isGenerated(parameter)) {
      throw new UnresolvedValue(`the parameters of ${this.stack.name} are put together only by the deployment`);
    }
    if (parent) {
      const properties = findResource(parent.stack.template, parent.logicalId)?.Properties ?? {};
      const parentParameters = ownValue(properties, 'Parameters') ?? {};
      if (!isObject(parentParameters) || isGenerated(properties) || isGenerated(parentParameters)) {
        throw new UnresolvedValue(
          `the values of the parameters of ${this.stack.name} are put together only by the deployment`,
        );
      }
      const expression = ownValue(parentParameters, name);
      if (expression !== undefined) {
        return { from: 'parent', stack: parent.stack, expression };
      }
    } else {
      const value =
        givenParameter(this.stack, name, this.values.given.parameters) ??
        this.deployedParameter(name) ??
        parameters?.get(name);
      if (value !== undefined && carrier === undefined) {
        return { from: 'given', value };
      }
    }
    if (Default === undefined) {
      throw new UnresolvedValue(
        carrier === undefined && parent === undefined
          ? `the parameter ${name} has no default${isParameterName(name) ? `; pass --parameter ${name}=VALUE` : ''}`
          : `the parameter ${name} has no default, and gets no value in the assembly`,
      );
    }
    // A nested stack is always deployed with the values of its parent; an earlier value of another stack is kept.
    return { from: 'default', value: Default, certain: parent !== undefined };
  }

  /** The value that the pipelines of the assembly give to a parameter; undefined if they give none. */
  private deployedParameter(name: string): string | undefined {
    const { name: stackName, deployments } = this.stack;
    const values = deployments.map((deployment) =>
      readDeploymentParameter(name, deployment, this.values.of(deployment.owner.stack)),
    );
    if (new Set(values).size > 1) {
      throw new UnresolvedValue(`the actions that deploy ${stackName} give the parameter ${name} several values`);
    }
    return values[0];
  }

  /** True if a name is a parameter of the template, and which. */
  parameter(name: string): TemplateParameter | undefined {
    return isFunctionKey(name) ? undefined : ownValue(this.stack.template.Parameters, name);
  }

  /** The value of an output, where it is deployed. */
  output({ stack, name, output }: OutputOf): Json | undefined {
    const values = this.values.of(stack);
    return values.once(`output ${name}`, () => {
      if (hasMacro(stack.template.Outputs) || isGenerated(output)) {
        throw new UnresolvedValue(`the outputs of ${stack.name} are put together only by the deployment`);
      }
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

  ref(name: string): Json | undefined {
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
  attribute(logicalId: string, name: string | undefined): Json | undefined {
    const output = this.nestedOutput(logicalId, name);
    if (output) {
      return this.output(output);
    }
    return this.once(`resource ${logicalId}.${name}`, () =>
      codeArtifactAttribute(
        { logicalId, name, resource: findResource(this.stack.template, logicalId) },
        {
          value: (expression) => this.value(expression),
          account: () => this.environment.account(),
          region: () => this.environment.region(),
        },
      ),
    );
  }

  exportedValue(name: string): Json | undefined {
    return this.output(this.values.exported(name, this.stack));
  }

  stackOutputValue(argument: Json): Json | undefined {
    return this.output(this.stackOutput(argument));
  }
}

/** True if only the deployment writes a part of an object. */
function isGenerated(object: object): boolean {
  return Object.keys(object).some(isFunctionKey);
}

function isOwnRegion(expression: Json): boolean {
  const call = readIntrinsic(expression);
  return call?.name === 'Ref' && call.argument === 'AWS::Region';
}

/** True for a name that CloudFormation takes; a message must not make a command of any other text. */
function isParameterName(name: string): boolean {
  return /^[A-Za-z0-9]{1,255}$/.test(name);
}
