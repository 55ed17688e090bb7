import { readAssembly } from '../../template/read/assembly';
import type { PublishedAsset } from '../../template/read/file-assets';
import type { Stack } from '../../template/values/template';
import type { Template } from './template';
import { ValidationError } from './template';

/** One stack of a cloud assembly. */
export interface AssemblyStack {
  readonly stackName: string;
  readonly template: Template;
  /** The account and Region that the stack was synthesized for, where it names them. */
  readonly account?: string;
  readonly region?: string;
  /** File assets of the assembly by the object key of the published file. */
  readonly assets: ReadonlyMap<string, PublishedAsset>;
  /** The path of a resource's construct, as the CDK's own tools shorten it. */
  readonly constructPath: (logicalId: string) => string;
}

/**
 * Reads one stack of a synthesized cloud assembly (the `cdk.out` directory), nested stages included.
 *
 * @param name the stack's name, its artifact id, or the path that the CDK lists
 * @throws AssemblyError if the assembly cannot be read
 */
export function readStack(directory: string, name: string): AssemblyStack {
  const assembly = readAssembly(directory);
  const stacks = assembly.stacks.filter((stack): stack is DeployableStack => stack.stackName !== undefined);
  const matching = stacks.filter((stack) => [stack.stackName, stack.name, artifactId(stack)].includes(name));
  const [match, ...others] = matching;
  if (match === undefined || others.length > 0) {
    const names = stacks.map((stack) => stack.name).join(', ');
    const problem = match === undefined ? 'no stack' : `${matching.length} stacks`;
    throw new ValidationError(
      `The cloud assembly ${directory} has ${problem} named ${name}; it has: ${names || 'none'}.`,
    );
  }
  const { stackName, template, account, region, fullPath } = match;
  return {
    stackName,
    template: { ...(template as Omit<Template, 'Resources'>), Resources: template.Resources ?? {} },
    account,
    region,
    assets: new Map(assembly.assets.published.map((asset) => [asset.objectKey, asset])),
    constructPath: (logicalId) => shortenPath(fullPath(logicalId), stackName),
  };
}

/** A stack of the assembly itself: the deployment of another one deploys a nested one. */
type DeployableStack = Stack & { readonly stackName: string };

/** The file of a stack's template has the id of its artifact as its name. */
function artifactId({ templateFile = '' }: Stack): string {
  return templateFile.replace(/\.template\.json$/, '');
}

/** `Stack/LeftPad/Resource` is shown as `LeftPad`. */
function shortenPath(path: string, stackName: string): string {
  const inner = path.replace(/\/Resource$/, '');
  return inner.startsWith(`${stackName}/`) ? inner.slice(stackName.length + 1) : inner;
}
