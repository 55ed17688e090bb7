import { UnresolvedValue } from '../../template/values/expressions';
import type { Json, TemplateOutput, TemplateParameter, TemplateResource } from '../../template/values/template';

export { readIntrinsic as intrinsicOf, isObject, type Json, type JsonObject } from '../../template/values/template';

/** One resource of a template. */
export interface ResourceDefinition extends TemplateResource {
  readonly DependsOn?: string | string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

/** One parameter of a template. */
export interface ParameterDefinition extends TemplateParameter {
  readonly Default?: string | number;
  readonly AllowedValues?: (string | number)[];
  readonly AllowedPattern?: string;
}

/** The parts of a CloudFormation template that a deployment reads. */
export interface Template {
  readonly Parameters?: Record<string, ParameterDefinition>;
  readonly Mappings?: Record<string, Json>;
  readonly Conditions?: Record<string, Json>;
  readonly Resources: Record<string, ResourceDefinition>;
  readonly Outputs?: Record<string, TemplateOutput>;
}

/** Refuses a template, a parameter or a name before anything is deployed. */
export class ValidationError extends Error {
  override readonly name = 'ValidationError';
}

/** The value of an evaluation. An expression without a value is an error of the template. */
export function orValidationError<T>(evaluation: () => T): T {
  try {
    return evaluation();
  } catch (error) {
    throw error instanceof UnresolvedValue ? new ValidationError(`Template error: ${error.reason}.`) : error;
  }
}

/** A scalar as text; the empty text for anything else. */
export function toText(value: Json | undefined): string {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** True if a function of the template's author serves a resource type. */
export function isCustomResource(type: string): boolean {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource';
}
