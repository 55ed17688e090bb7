import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  type AssetManifestArtifact,
  CloudAssembly,
  type CloudFormationStackArtifact,
} from '@aws-cdk/cloud-assembly-api';
import { CommandError } from './command-error';
import { isObject, type Json, type Stack, type Template } from './template';

/** Part of a stack that could not be read. */
export interface AssemblyProblem {
  readonly stack: Stack;
  /** A sentence. */
  readonly message: string;
}

/** What an assembly holds. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  /** What of it could not be read. */
  readonly problems: readonly AssemblyProblem[];
}

/**
 * Reads every stack of a cloud assembly, nested stages and nested stacks included.
 *
 * @throws CommandError
 */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new CommandError(
      `A cloud assembly is a directory with a manifest.json; got ${directory}. Run "npx cdk synth", or pass --app.`,
    );
  }
  const stacks: Stack[] = [];
  const problems: AssemblyProblem[] = [];
  try {
    const assembly = new CloudAssembly(directory);
    refuseMissingContext(assembly);
    for (const artifact of assembly.stacksRecursively) {
      addWithNested(stackOf(artifact), artifact, stacks, problems);
    }
  } catch (error) {
    throw error instanceof CommandError
      ? error
      : new CommandError(`The assembly ${directory} cannot be read: ${messageOf(error)}`);
  }
  return { stacks, problems };
}

/** Reads one template, as a stack that has yet to be matched with one of an assembly. */
export function readTemplate(file: string): Template {
  try {
    const template: unknown = JSON.parse(readFileSync(file, 'utf8'));
    if (!isObject(template) || !isObject(template['Resources'])) {
      throw new Error('it has no Resources');
    }
    return template;
  } catch (error) {
    throw new CommandError(`A template is a JSON file with Resources; ${file} cannot be read: ${messageOf(error)}`);
  }
}

/** Whether a path is a directory, which an assembly is and a template is not. */
export function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

/** While a lookup is missing, the CDK puts a dummy in its place, which is nothing to review. */
function refuseMissingContext(assembly: CloudAssembly) {
  const missing = [assembly, ...nestedAssemblies(assembly)].flatMap(({ manifest }) => manifest.missing ?? []);
  if (missing.length > 0) {
    throw new CommandError(
      `The assembly was synthesized without context that it looks up: ${missing.map(({ key }) => key).join(', ')}. ` +
        'Run "npx cdk synth" with credentials, and commit cdk.context.json.',
    );
  }
}

function nestedAssemblies(assembly: CloudAssembly): CloudAssembly[] {
  return assembly.nestedAssemblies.flatMap(({ nestedAssembly }) => [
    nestedAssembly,
    ...nestedAssemblies(nestedAssembly),
  ]);
}

function stackOf(artifact: CloudFormationStackArtifact): Stack {
  const { account, region } = artifact.environment;
  return {
    id: artifact.hierarchicalId,
    name: artifact.hierarchicalId,
    stackName: artifact.stackName,
    account: account === 'unknown-account' ? undefined : account,
    region: region === 'unknown-region' ? undefined : region,
    template: artifact.template as Template,
    templateFile: artifact.templateFile,
    nested: new Map(),
    constructPath: (logicalId) => pathOf(artifact, artifact.template as Template, artifact.hierarchicalId, logicalId),
  };
}

function addWithNested(
  stack: Stack,
  artifact: CloudFormationStackArtifact,
  stacks: Stack[],
  problems: AssemblyProblem[],
) {
  stacks.push(stack);
  for (const [logicalId, resource] of Object.entries(stack.template.Resources ?? {})) {
    if (logicalId.startsWith('Fn::')) {
      problems.push({
        stack,
        message: `The resources of ${stack.name} come from ${logicalId}, which only the deployment resolves.`,
      });
    } else if (resource.Type === 'AWS::CloudFormation::Stack') {
      const file = nestedTemplate(
        artifact,
        resource.Metadata?.['aws:asset:path'],
        resource.Properties?.['TemplateURL'],
      );
      if (file === undefined) {
        problems.push({
          stack,
          message: `The template of the nested stack ${stack.constructPath(logicalId)} is not in the assembly.`,
        });
        continue;
      }
      const template = readTemplate(file);
      const name = stack.constructPath(logicalId);
      const nested: Stack = {
        ...stack,
        id: `${stack.id}/${logicalId}`,
        name,
        stackName: undefined,
        templateFile: undefined,
        template,
        constructPath: (id) => pathOf(artifact, template, name, id),
        nested: new Map(),
        parent: { stack, logicalId },
      };
      stack.nested.set(logicalId, nested);
      addWithNested(nested, artifact, stacks, problems);
    }
  }
}

/** The CDK names a nested template in the resource's metadata, or publishes it as an asset under its hash. */
function nestedTemplate(artifact: CloudFormationStackArtifact, path: Json | undefined, url: Json | undefined) {
  const { directory } = artifact.assembly;
  if (typeof path === 'string') {
    return join(directory, path);
  }
  const address = JSON.stringify(url ?? '');
  for (const other of artifact.assembly.artifacts) {
    const files = isAssetManifest(other) ? Object.entries(other.contents.files ?? {}) : [];
    const found = files.find(([hash]) => address.includes(hash))?.[1].source.path;
    if (found !== undefined) {
      return join(directory, found);
    }
  }
  return undefined;
}

function isAssetManifest(artifact: object): artifact is AssetManifestArtifact {
  return 'contents' in artifact && 'file' in artifact && basename(String(artifact.file)).endsWith('.assets.json');
}

/**
 * The construct's path. One file holds the paths of a stack and of those nested in it, which may use
 * a logical id too: the right path is the one that leads through the stack and no further one.
 */
function pathOf(
  artifact: CloudFormationStackArtifact,
  template: Template,
  stackName: string,
  logicalId: string,
): string {
  const own = template.Resources?.[logicalId]?.Metadata?.['aws:cdk:path'];
  if (typeof own === 'string') {
    return shortened(own);
  }
  const { byLogicalId, nestedStacks } = pathsOf(artifact);
  const isInside = (path: string) => path.startsWith(`/${stackName}/`);
  const candidates = (byLogicalId.get(logicalId) ?? []).filter(isInside);
  const nested = nestedStacks.filter(isInside).map((path) => path.replace(NESTED, '/'));
  const found = candidates.find((path) => !nested.some((prefix) => path.startsWith(prefix))) ?? candidates[0];
  return found === undefined ? `${stackName}/${logicalId}` : shortened(found);
}

/** The paths that the metadata of an artifact holds. */
interface ArtifactPaths {
  readonly byLogicalId: ReadonlyMap<unknown, readonly string[]>;
  /** Paths of the resources that are nested stacks. */
  readonly nestedStacks: readonly string[];
}

const PATHS = new WeakMap<CloudFormationStackArtifact, ArtifactPaths>();

/** Reads the metadata of an artifact once: the artifact reads its file again whenever it is asked. */
function pathsOf(artifact: CloudFormationStackArtifact): ArtifactPaths {
  const cached = PATHS.get(artifact);
  if (cached) {
    return cached;
  }
  const byLogicalId = new Map<unknown, string[]>();
  const nestedStacks: string[] = [];
  for (const { data, path } of artifact.findMetadataByType('aws:cdk:logicalId')) {
    const paths = byLogicalId.get(data);
    if (paths) {
      paths.push(path);
    } else {
      byLogicalId.set(data, [path]);
    }
    if (NESTED.test(path)) {
      nestedStacks.push(path);
    }
  }
  const paths = { byLogicalId, nestedStacks };
  PATHS.set(artifact, paths);
  return paths;
}

const NESTED = /\.NestedStack\/[^/]*\.NestedStackResource$/;

/** `/Stack/LeftPad/Resource/Default` is shown as `Stack/LeftPad`, and a nested stack as its construct. */
function shortened(path: string): string {
  return path
    .replace(/^\//, '')
    .replace(/\/Default$/, '')
    .replace(/\/Resource$/, '')
    .replace(NESTED, '');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
