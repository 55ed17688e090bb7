/** A value as it stands in a template. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

export interface JsonObject {
  [key: string]: Json;
}

/** A CloudFormation template, as far as a review reads it. */
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
  readonly Default?: string | number;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly Condition?: string;
  readonly Metadata?: JsonObject;
}

export interface TemplateOutput {
  readonly Value: Json;
  readonly Condition?: string;
  readonly Export?: { readonly Name: Json };
}

/** One stack of an assembly, nested ones included. */
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
  readonly template: Template;
  /** The template's file name, of stacks that are not nested. */
  readonly templateFile?: string;
  /** The stack that a nested one is a resource of, and the logical id of that resource. */
  readonly parent?: { readonly stack: Stack; readonly logicalId: string };
  /** Nested stacks by the logical id of their resource. */
  readonly nested: Map<string, Stack>;
  /** The construct's path of a resource, as the CDK shows it. */
  readonly constructPath: (logicalId: string) => string;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Name and argument of the intrinsic function that a value is, if it is one. */
export function intrinsicOf(value: Json): { readonly name: string; readonly argument: Json } | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const [name, ...others] = Object.keys(value);
  const isIntrinsic = name !== undefined && (name === 'Ref' || name === 'Condition' || name.startsWith('Fn::'));
  return isIntrinsic && others.length === 0 ? { name, argument: value[name]! } : undefined;
}
