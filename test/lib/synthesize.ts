import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { Construct } from 'constructs';
import { DisposedPackageVersions, type DisposedPackageVersionsProps, PackageFormat } from '../../lib';

export const DECLARATION = 'Custom::CodeArtifactDisposedPackageVersions';

const LEFT_PAD: DisposedPackageVersionsProps = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: PackageFormat.NPM,
  packageName: 'left-pad',
  versions: ['1.0.0'],
};

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

export interface Resource {
  readonly Type: string;
  readonly Properties: Readonly<Record<string, Json>>;
  readonly DependsOn?: readonly string[];
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
}

export interface TemplateJson {
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, { readonly Value: Json; readonly Export?: { readonly Name: string } }>>;
}

export interface Environment extends StackProps {
  /** Feature flags, for one. */
  readonly context?: Record<string, unknown>;
}

export function newStack({ context, ...props }: Environment = {}): Stack {
  return new Stack(new App({ context }), 'TestStack', props);
}

/** Declares left-pad 1.0.0, or what differs from it. */
export function declare(
  scope: Construct,
  props: Partial<DisposedPackageVersionsProps> = {},
  id = 'LeftPad',
): DisposedPackageVersions {
  return new DisposedPackageVersions(scope, id, { ...LEFT_PAD, ...props });
}

/** Also refuses a template whose resources wait for each other. */
export function templateOf(stack: Stack): TemplateJson {
  return Template.fromStack(stack).toJSON() as TemplateJson;
}

export function synthesize(build: (stack: Stack) => void, environment?: Environment): TemplateJson {
  const stack = newStack(environment);
  build(stack);
  return templateOf(stack);
}

export function resourcesOf(template: TemplateJson, type: string): Resource[] {
  return Object.values(template.Resources).filter((resource) => resource.Type === type);
}

/** The only resource of a type. */
export function only(template: TemplateJson, type: string): Resource {
  const resources = resourcesOf(template, type);
  expect(resources).toHaveLength(1);
  return resources[0]!;
}

export function logicalIdsOf(template: TemplateJson, type: string): string[] {
  return Object.entries(template.Resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([logicalId]) => logicalId);
}

/** The properties that a declaration has in the template. */
export function propertiesOf(
  props: Partial<DisposedPackageVersionsProps> = {},
  environment?: Environment,
): Resource['Properties'] {
  return only(
    synthesize((stack) => declare(stack, props), environment),
    DECLARATION,
  ).Properties;
}

/** The message with which something is refused. */
export function refusalOf(action: () => unknown): string {
  try {
    action();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('It was not refused.');
}

/** The message with which a declaration is refused. */
export function refusalOfDeclaration(props: Partial<DisposedPackageVersionsProps>): string {
  return refusalOf(() => declare(newStack(), props));
}
