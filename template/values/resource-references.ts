import { text, UnresolvedValue } from './expressions';
import type { TemplateReference } from './intrinsic-functions';
import { readOperands, readReferences } from './read-expression';
import type { StackValues } from './stack-values';
import {
  readIntrinsic,
  ownValue,
  findResource,
  listResources,
  type Json,
  type LocatedResource,
  type Stack,
} from './template';
import type { OutputOf, TemplateValues } from './template-values';

/** Resources that stand for others, by the property that names the others. */
const LEADING_ON: Readonly<Record<string, string>> = {
  'AWS::Lambda::Version': 'FunctionName',
  'AWS::Lambda::Alias': 'FunctionName',
  'AWS::SSM::Parameter': 'Value',
  'AWS::IAM::InstanceProfile': 'Roles',
};

/** The property that names a resource. */
export const OWN_NAMES: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Serverless::Function': 'FunctionName',
  'AWS::StepFunctions::StateMachine': 'StateMachineName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::IAM::ManagedPolicy': 'ManagedPolicyName',
};

/** Names within a text: at the end of an ARN, or of a parameter of Systems Manager. */
const NAMES_IN_TEXT = [
  /(?:function|stateMachine):([\w-]+)/g,
  /:(?:role|policy)\/(?:[\w./-]*\/)?([\w+=,.@-]+)/g,
  /:parameter(\/[\w./-]+)/g,
  /:parameter\/([\w.-]+)/g,
  /\{\{resolve:ssm(?:-secure)?:([^:}]+)/g,
];

const NO_REFERENCES: ReadonlySet<LocatedResource> = new Set();

/**
 * The resources of an assembly that an expression leads to: by reference, through parameters of nested stacks, outputs,
 * exports, aliases and parameters of Systems Manager, or by a literal name.
 */
export class ResourceReferences {
  private readonly names = new Map<string, LocatedResource[]>();
  private readonly located = new Map<Stack, Map<string, LocatedResource>>();
  private readonly cached = new Map<string, ReadonlySet<LocatedResource>>();

  constructor(private readonly values: TemplateValues) {
    for (const stack of values.all) {
      const inStack = new Map<string, LocatedResource>();
      for (const [logicalId, resource] of listResources(stack.template)) {
        const located = { stack, logicalId, resource };
        inStack.set(logicalId, located);
        const name = ownValue<Json>(resource.Properties, ownValue(OWN_NAMES, resource.Type) ?? '');
        const literal = name === undefined ? undefined : values.of(stack).findText(name);
        if (literal) {
          this.names.set(literal, [...(this.names.get(literal) ?? []), located]);
        }
      }
      this.located.set(stack, inStack);
    }
  }

  /** Every resource of the assembly. */
  get all(): LocatedResource[] {
    return [...this.located.values()].flatMap((inStack) => [...inStack.values()]);
  }

  /** Finds the resources that an expression leads to. */
  find(stack: Stack, expression: Json): ReadonlySet<LocatedResource> {
    if (typeof expression === 'string') {
      return this.named(expression);
    }
    if (typeof expression !== 'object' || expression === null) {
      return NO_REFERENCES;
    }
    const targets = new Set<LocatedResource>();
    const add = (resources: Iterable<LocatedResource>) => {
      for (const resource of resources) {
        targets.add(resource);
      }
    };
    readReferences(expression).forEach((reference) => add(this.referred(stack, reference)));
    if (this.names.size > 0 && readIntrinsic(expression) !== undefined) {
      add(this.named(this.textOf(stack, expression) ?? ''));
    }
    readOperands(expression).forEach((item) => add(this.find(stack, item)));
    return targets;
  }

  private named(value: string): ReadonlySet<LocatedResource> {
    if (this.names.size === 0) {
      return NO_REFERENCES;
    }
    const names = NAMES_IN_TEXT.flatMap((pattern) => Array.from(value.matchAll(pattern), ([, name]) => name ?? ''));
    const resources = [value, ...names].flatMap((name) => this.names.get(name) ?? []);
    return new Set(resources.flatMap((resource) => [...this.lead(resource)]));
  }

  /** The resource itself, or the resources that it stands for. */
  private lead(located: LocatedResource): ReadonlySet<LocatedResource> {
    const { stack, logicalId, resource } = located;
    const key = ownValue(LEADING_ON, resource.Type);
    return key === undefined
      ? new Set([located])
      : this.once([stack.id, 'leads on', logicalId], () =>
          this.find(stack, ownValue<Json>(resource.Properties, key) ?? null),
        );
  }

  /** The resources that a reference leads to. If only the deployment knows its name, these are all that it can name. */
  private referred(stack: Stack, reference: TemplateReference): Iterable<LocatedResource> {
    switch (reference.kind) {
      case 'name': {
        const { name, attribute } = reference;
        return this.listNames(stack, name).flatMap((logicalId) =>
          (attribute === undefined ? [undefined] : this.listAttributes(stack, logicalId, attribute)).flatMap((each) => [
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

  private reference(stack: Stack, name: string, attribute: string | undefined): ReadonlySet<LocatedResource> {
    return this.once([stack.id, 'reference', name, attribute ?? null], () => {
      const values = this.values.of(stack);
      const parameter = attribute === undefined ? values.parameter(name) : undefined;
      if (parameter) {
        // The value may be the name of a parameter of Systems Manager, which leads on.
        const source = values.parameterInput(name, parameter);
        return source.from === 'parent' ? this.find(source.stack, source.expression) : this.find(stack, source.value);
      }
      const output = values.nestedOutput(name, attribute);
      if (output) {
        return this.find(output.stack, output.output.Value ?? null);
      }
      const located = this.located.get(stack)?.get(name);
      return located === undefined || findResource(stack.template, name) === undefined
        ? NO_REFERENCES
        : this.lead(located);
    });
  }

  private listNames(stack: Stack, expression: Json): string[] {
    const name = this.textOf(stack, expression);
    const { Parameters = {}, Resources = {} } = stack.template;
    return name === undefined ? [...Object.keys(Parameters), ...Object.keys(Resources)] : [name];
  }

  private listAttributes(stack: Stack, logicalId: string, expression: Json): string[] {
    const name = this.textOf(stack, expression);
    const outputs = Object.keys(stack.nested.get(logicalId)?.template.Outputs ?? {});
    return name === undefined ? ['', ...outputs.map((output) => `Outputs.${output}`)] : [name];
  }

  private output(stack: Stack, find: (values: StackValues) => OutputOf): ReadonlySet<LocatedResource> {
    const { value } = this.values.evaluate(() => find(this.values.of(stack)));
    return value === undefined
      ? NO_REFERENCES
      : this.once([value.stack.id, 'output', value.name], () => this.find(value.stack, value.output.Value ?? null));
  }

  private textOf(stack: Stack, expression: Json): string | undefined {
    return this.values.of(stack).findText(expression);
  }

  /** Once for each name. A circle leads nowhere, and neither does an expression that cannot be resolved. */
  private once(place: Json, find: () => ReadonlySet<LocatedResource>): ReadonlySet<LocatedResource> {
    const key = JSON.stringify(place);
    const cached = this.cached.get(key);
    if (cached !== undefined) {
      return cached;
    }
    this.cached.set(key, NO_REFERENCES);
    try {
      const targets = this.values.nested(find);
      this.cached.set(key, targets);
      return targets;
    } catch (error) {
      if (error instanceof UnresolvedValue) {
        return NO_REFERENCES;
      }
      throw error;
    }
  }
}
