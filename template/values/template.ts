/** A value as it stands in a template. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** The parts of a CloudFormation template that a review reads; `parseTemplate` has checked this form. */
export interface Template {
  readonly Transform?: Json;
  readonly Parameters?: Readonly<Record<string, TemplateParameter>>;
  readonly Mappings?: Readonly<Record<string, Json>>;
  readonly Conditions?: Readonly<Record<string, Json>>;
  readonly Resources?: Readonly<Record<string, TemplateResource>>;
  readonly Outputs?: Readonly<Record<string, TemplateOutput>>;
}

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: Json;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
  readonly Metadata?: Json;
  readonly DeletionPolicy?: string;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

/** A resource, the stack whose template declares it, and its name there. */
export interface LocatedResource {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly resource: TemplateResource;
}

/** The resource that deploys a template: a nested stack, or one that hands the template on. */
export interface TemplateOwner {
  readonly stack: Stack;
  readonly logicalId: string;
}

/** An action of a pipeline that deploys a template of the assembly. */
export interface DeploymentAction {
  /** Its stage and its name, such as `Deploy/Disposal`. */
  readonly name: string;
  /** The file of the template in an artifact, such as `Build::Disposal.template.json`. */
  readonly template: Json;
  /** True if it deploys to accounts and Regions as a StackSet does. */
  readonly isStackSet: boolean;
  readonly stackName: Json | undefined;
  /** Absent for the Region of the pipeline. */
  readonly region: Json | undefined;
  readonly role: Json | undefined;
  /** The values of parameters, as a text of JSON. */
  readonly parameters: Json | undefined;
  /** A file with values of parameters in an artifact. */
  readonly configurationFile: Json | undefined;
  /** Everything that decides what is deployed, where, and with which values. */
  readonly definition: JsonObject;
}

/** A deployment of a stack by a pipeline. */
export interface StackDeployment {
  /** The resource of the pipeline. */
  readonly owner: TemplateOwner;
  readonly action: DeploymentAction;
  /** The content of the file with values of parameters; undefined if the assembly does not have it. */
  readonly configuration: Json | undefined;
}

/** One stack of an assembly, nested ones and templates that other resources carry included. */
export interface Stack {
  /** The same in two assemblies of one app: where the stack stands in the assembly. */
  readonly id: string;
  /** As the CDK shows it: `Prod/Disposal`. */
  readonly name: string;
  /** CloudFormation's name; only the deployment knows that of a nested stack. */
  readonly stackName?: string;
  /** Absent where the stack is environment-agnostic. */
  readonly account?: string;
  readonly region?: string;
  /** Values of parameters that the assembly deploys the stack with. */
  readonly parameters?: ReadonlyMap<string, string>;
  readonly template: Template;
  /** The template's file name, of stacks that are not nested. */
  readonly templateFile?: string;
  /** The stack that a nested one is a resource of, and the logical id of that resource. */
  readonly parent?: TemplateOwner;
  /** The resource that carries the template to accounts and Regions outside of the assembly, such as a StackSet. */
  readonly carrier?: { readonly description: string; readonly owner?: TemplateOwner };
  /** How pipelines of the assembly deploy it. */
  readonly deployments: StackDeployment[];
  /** Nested stacks by the logical id of their resource. */
  readonly nested: Map<string, Stack>;
  /** The construct's path of a resource, as the CDK shows it. */
  readonly constructPath: (logicalId: string) => string;
  /** The construct's path of a resource in full: `Stack/LeftPad/Resource/Default`. */
  readonly fullPath: (logicalId: string) => string;
}

/** The resource that deploys the template of a stack; undefined for the stacks of the assembly itself. */
export function findOwner({ parent, carrier }: Stack): TemplateOwner | undefined {
  return parent ?? carrier?.owner;
}

/** The stack of the assembly that a stack is deployed with. */
export function findRoot(stack: Stack): Stack {
  const owner = findOwner(stack);
  return owner === undefined ? stack : findRoot(owner.stack);
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A key's own value: a template is untrusted text, and may name `constructor`. */
export function ownValue<T>(object: Readonly<Record<string, T>> | undefined, key: string): T | undefined {
  return object !== undefined && Object.hasOwn(object, key) ? object[key] : undefined;
}

/** True if a key is a function that CloudFormation or a macro replaces, and no name. */
export function isFunctionKey(key: string): boolean {
  return key.startsWith('Fn::');
}

/** The resources of a template, without those that only the deployment expands. */
export function listResources({ Resources = {} }: Template): [logicalId: string, resource: TemplateResource][] {
  return Object.entries(Resources).filter(([logicalId]) => !isFunctionKey(logicalId));
}

/** One resource of a template. */
export function findResource({ Resources }: Template, logicalId: string): TemplateResource | undefined {
  return isFunctionKey(logicalId) ? undefined : ownValue(Resources, logicalId);
}

/** A call of an intrinsic function. */
export interface Call {
  readonly name: string;
  readonly argument: Json;
}

/** The call of an intrinsic function that a value is, if it is one. */
export function readIntrinsic(value: Json): Call | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const [name, ...others] = Object.keys(value);
  const isIntrinsic = name !== undefined && (name === 'Ref' || name === 'Condition' || isFunctionKey(name));
  return isIntrinsic && others.length === 0 ? { name, argument: value[name]! } : undefined;
}
