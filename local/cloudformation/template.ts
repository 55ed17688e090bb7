/** A value of a template or of a custom resource's event. */
export type Json = null | boolean | number | string | Json[] | JsonObject;

/** A JSON object. */
export interface JsonObject {
  [key: string]: Json;
}

/** One resource of a template. */
export interface ResourceDefinition {
  readonly Type: string;
  readonly Properties?: JsonObject;
  readonly DependsOn?: string | string[];
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly Metadata?: JsonObject;
}

/** One parameter of a template. */
export interface ParameterDefinition {
  readonly Type: string;
  readonly Default?: string | number;
  readonly AllowedValues?: (string | number)[];
  readonly AllowedPattern?: string;
}

/** One output of a template. */
export interface OutputDefinition {
  readonly Value: Json;
  readonly Condition?: string;
  readonly Description?: string;
  readonly Export?: { readonly Name: Json };
}

/** A CloudFormation template, as far as a deployment reads it. */
export interface Template {
  readonly Parameters?: Record<string, ParameterDefinition>;
  readonly Mappings?: Record<string, Record<string, JsonObject>>;
  readonly Conditions?: Record<string, Json>;
  readonly Resources: Record<string, ResourceDefinition>;
  readonly Outputs?: Record<string, OutputDefinition>;
}

/** Refuses a template, a parameter or a name before anything is deployed. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

/** Whether a value is a JSON object, neither a list nor null. */
export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A scalar as text; the empty text for anything else. */
export function textOf(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** The intrinsic function a value is a call of, or undefined for a plain value. */
export function intrinsicOf(value: Json): { readonly name: string; readonly argument: Json } | undefined {
  if (!isObject(value)) {
    return undefined;
  }
  const keys = Object.keys(value);
  const name = keys.find((key) => key === 'Ref' || key.startsWith('Fn::'));
  if (name === undefined) {
    return undefined;
  }
  if (keys.length > 1) {
    // An object may have a property that happens to be called Ref, but none called Fn::….
    if (name === 'Ref') {
      return undefined;
    }
    throw new ValidationError(
      `Template error: an object with the intrinsic function ${name} must have no other key; it has ${keys.join(', ')}.`,
    );
  }
  return { name, argument: value[name] as Json };
}

/** Whether a function of the template's author serves a resource type. */
export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
