import type { FileAssets } from '../../template/read/file-assets';
import { text, UnresolvedValue } from '../../template/values/expressions';
import type { TemplateReference } from '../../template/values/intrinsic-functions';
import { readOperands, readReferences } from '../../template/values/read-expression';
import type { StackValues } from '../../template/values/stack-values';
import {
  intrinsicOf,
  isFunctionKey,
  isObject,
  ownValue,
  resourceOf,
  resourcesOf,
  type Json,
  type Stack,
  type TemplateResource,
} from '../../template/values/template';
import type { OutputOf, TemplateValues } from '../../template/values/template-values';
import { DECLARING_TYPES } from '../../declaration/resource-type';
import { resourceName } from './problem';

/** Only a function that calls this operation disposes anything. */
const OPERATION = 'DisposePackageVersions';

/** Bytes of a function's code that are searched; the handler is smaller by far. */
const MAX_CODE = 20_000_000;

/** Resources whose references lead on, by the property that says where. */
const LEADING_ON: Readonly<Record<string, string>> = {
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::SSM::Parameter': 'Value',
};

/** The property that gives a resource a name of one's own. */
export const OWN_NAMES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
};

/** Such a name in an ARN. */
const NAME_IN_ARN = /(?:function|stateMachine):([\w-]+)/g;

/** Runs functions, and may be started by anything that refers to it. */
const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

/**
 * The functions of an assembly that dispose, the state machines of manifests that run them, and the expressions that
 * lead to one: by reference, through parameters of nested stacks, outputs, exports and aliases, or by its literal name.
 */
export class DisposalFunctions {
  private readonly disposing = new Set<string>();
  private readonly names = new Map<string, Set<string>>();
  private readonly tokens = new Set<string>();
  private readonly known = new Map<string, ReadonlySet<string>>();

  constructor(
    private readonly values: TemplateValues,
    assets: FileAssets,
  ) {
    for (const stack of values.all) {
      for (const [logicalId, { Type, Properties = {} }] of resourcesOf(stack.template)) {
        const name = ownValue(OWN_NAMES, Type) && ownValue<Json>(Properties, OWN_NAMES[Type]!);
        const literal = name === undefined ? undefined : this.textOf(stack, name);
        if (literal) {
          this.names.set(literal, new Set(this.names.get(literal)).add(resourceName(stack, logicalId)));
        }
      }
    }
    for (const stack of values.all) {
      for (const [logicalId, resource] of resourcesOf(stack.template)) {
        if (DECLARING_TYPES.includes(resource.Type)) {
          this.addDeclared(stack, ownValue(resource.Properties, 'ServiceToken') ?? null);
          const stateMachine = ownValue<Json>(resource.Properties, 'stateMachineArn') ?? null;
          this.functionsIn(stack, stateMachine).forEach((name) => this.disposing.add(name));
        } else if (isFunction(resource) && disposes(resource, assets)) {
          this.disposing.add(resourceName(stack, logicalId));
        }
      }
    }
  }

  /** The disposal functions, and their state machines, that an expression leads to. */
  disposalsIn(stack: Stack, expression: Json): string[] {
    return [...this.functionsIn(stack, expression)].filter((name) => this.disposing.has(name));
  }

  /** Whether an expression is what a declaration calls, where that is not in the assembly. */
  isDeclaredToken(stack: Stack, token: Json): boolean {
    const literal = this.textOf(stack, token);
    return this.tokens.has(tokenKey(stack, token)) || (literal !== undefined && this.tokens.has(literal));
  }

  /** The functions and state machines of the assembly that an expression leads to. */
  functionsIn(stack: Stack, expression: Json): ReadonlySet<string> {
    const found = new Set<string>();
    const addAll = (more: Iterable<string>) => {
      for (const name of more) {
        found.add(name);
      }
    };
    if (typeof expression === 'string') {
      const inArns = this.names.size === 0 ? [] : expression.matchAll(NAME_IN_ARN);
      [expression, ...Array.from(inArns, ([, name]) => name!)].forEach((name) => addAll(this.names.get(name) ?? []));
    } else if (Array.isArray(expression)) {
      expression.forEach((item) => addAll(this.functionsIn(stack, item)));
    } else if (isObject(expression)) {
      readReferences(expression).forEach((reference) => addAll(this.referred(stack, reference)));
      const isCall = intrinsicOf(expression) !== undefined;
      const literal = !isCall || this.names.size === 0 ? undefined : this.textOf(stack, expression);
      if (literal !== undefined) {
        addAll(this.functionsIn(stack, literal));
      }
      readOperands(expression).forEach((item) => addAll(this.functionsIn(stack, item)));
    }
    return found;
  }

  private addDeclared(stack: Stack, token: Json) {
    const functions = this.functionsIn(stack, token);
    functions.forEach((name) => this.disposing.add(name));
    if (functions.size === 0) {
      this.tokens.add(tokenKey(stack, token));
      const literal = this.textOf(stack, token);
      if (literal !== undefined) {
        this.tokens.add(literal);
      }
    }
  }

  private textOf(stack: Stack, expression: Json): string | undefined {
    return this.values.of(stack).textOf(expression);
  }

  private reference(stack: Stack, name: string, attribute: string | undefined): ReadonlySet<string> {
    return this.once([stack.id, 'reference', name, attribute ?? null], () => {
      const values = this.values.of(stack);
      const parameter = attribute === undefined ? values.parameter(name) : undefined;
      if (parameter) {
        const source = values.parameterSource(name, parameter);
        return source.from === 'parent'
          ? this.functionsIn(source.stack, source.expression)
          : this.functionsIn(stack, source.value);
      }
      const output = values.nestedOutput(name, attribute);
      if (output) {
        return this.functionsIn(output.stack, output.output.Value ?? null);
      }
      const resource = resourceOf(stack.template, name);
      if (resource && (isFunction(resource) || resource.Type === STATE_MACHINE)) {
        return new Set([resourceName(stack, name)]);
      }
      const key = resource && ownValue(LEADING_ON, resource.Type);
      return key === undefined ? new Set() : this.functionsIn(stack, ownValue(resource?.Properties, key) ?? null);
    });
  }

  /** The functions that a reference leads to: any that it can, where only the deployment knows what it names. */
  private referred(stack: Stack, reference: TemplateReference): Iterable<string> {
    switch (reference.kind) {
      case 'name': {
        const { name, attribute } = reference;
        return this.namesOf(stack, name).flatMap((logicalId) =>
          attribute === undefined
            ? [...this.reference(stack, logicalId, undefined)]
            : this.attributesOf(stack, logicalId, attribute).flatMap((each) => [
                ...this.reference(stack, logicalId, each),
              ]),
        );
      }
      case 'export':
        return this.output(stack, (values) =>
          this.values.exported(text('Export', values.finished(reference.name)), stack),
        );
      case 'stack-output':
        return this.output(stack, (values) => values.stackOutput(reference.output));
      default:
        return [];
    }
  }

  private namesOf(stack: Stack, expression: Json): string[] {
    const name = this.textOf(stack, expression);
    const { Parameters = {}, Resources = {} } = stack.template;
    return name === undefined ? [...Object.keys(Parameters), ...Object.keys(Resources)] : [name];
  }

  private attributesOf(stack: Stack, logicalId: string, expression: Json): string[] {
    const name = this.textOf(stack, expression);
    const outputs = Object.keys(stack.nested.get(logicalId)?.template.Outputs ?? {});
    return name === undefined ? ['', ...outputs.map((output) => `Outputs.${output}`)] : [name];
  }

  private output(stack: Stack, find: (values: StackValues) => OutputOf): ReadonlySet<string> {
    const { value } = this.values.evaluate(() => find(this.values.of(stack)));
    return value === undefined
      ? new Set()
      : this.once([value.stack.id, 'output', value.name], () =>
          this.functionsIn(value.stack, value.output.Value ?? null),
        );
  }

  /** Once for each name; what refers to itself leads nowhere, and neither does what cannot be resolved. */
  private once(place: Json, find: () => ReadonlySet<string>): ReadonlySet<string> {
    const key = JSON.stringify(place);
    const known = this.known.get(key);
    if (known !== undefined) {
      return known;
    }
    this.known.set(key, new Set());
    try {
      const found = this.values.nested(find);
      this.known.set(key, found);
      return found;
    } catch (error) {
      if (error instanceof UnresolvedValue) {
        return new Set();
      }
      throw error;
    }
  }
}

function isFunction({ Type }: TemplateResource): boolean {
  return Type === 'AWS::Lambda::Function' || Type === 'AWS::Serverless::Function';
}

/** Whether the code of a function disposes, as far as the assembly has it. */
function disposes({ Properties = {} }: TemplateResource, assets: FileAssets): boolean {
  const code = ownValue<Json>(Properties, 'Code') ?? ownValue<Json>(Properties, 'CodeUri') ?? null;
  if (JSON.stringify([code, ownValue(Properties, 'InlineCode') ?? null]).includes(OPERATION)) {
    return true;
  }
  return assets.codeOf(code, 'index.js', MAX_CODE)?.includes(OPERATION) ?? false;
}

function tokenKey(stack: Stack, token: Json): string {
  return JSON.stringify([stack.id, token]);
}

/** Whether a key only marks what the deployment replaces. */
export function hasGeneratedKey(value: Json | undefined): boolean {
  return isObject(value) && Object.keys(value).some(isFunctionKey);
}
