import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CloudAssembly, type CloudFormationStackArtifact } from '@aws-cdk/cloud-assembly-api';
import { HOLDS_METADATA } from '../../declaration/hold-metadata';
import { AssemblyError } from './assembly-error';
import { AssemblyFiles, readJson } from './assembly-files';
import { readManifests, type UnknownArtifact } from './assembly-manifests';
import {
  createCarriedStack,
  describeUnreadTemplate,
  findCarriedTemplate,
  type TemplateCarrier,
  type TemplateOrigin,
} from './carried-stacks';
import { carriedTemplates } from './carried-templates';
import { ConstructPaths, shortenPath } from './construct-paths';
import { FileAssets } from './file-assets';
import { checkTemplate } from './parse-template';
import { findArtifactFile, isOwnTarget, readDeployment, readTarget } from './pipeline-deployments';
import { publishedTemplates } from './published-templates';
import { createPublishedStack, StackList, type UnreadTemplate } from './stack-list';
import { isFunctionKey, isObject, type JsonObject, listResources, type Stack, type Template } from '../values/template';

export { isDirectory } from './assembly-files';

/** The content of an assembly. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  readonly unread: readonly UnreadTemplate[];
  readonly assets: FileAssets;
  /** The text of the hold lists of each construct that has some, by its path. */
  readonly holds: ReadonlyMap<string, string>;
}

/** Names of files that can be templates. */
const TEMPLATE_FILE = /(\.(json|ya?ml|template|txt)|\/[^./]+)$/i;

/**
 * Reads every template of a cloud assembly: those of nested stages and nested stacks, of StackSets and
 * Service Catalog products, and those that are published and named by no resource.
 *
 * @throws AssemblyError
 */
export function readAssembly(directory: string): Assembly {
  if (!existsSync(join(directory, 'manifest.json'))) {
    throw new AssemblyError(
      `A cloud assembly is a directory with a manifest.json; got ${directory}. Run "npx cdk synth", or pass --app.`,
    );
  }
  try {
    return new AssemblyReader(directory).read();
  } catch (error) {
    throw error instanceof AssemblyError
      ? error
      : new AssemblyError(`The assembly ${directory} cannot be read: ${readErrorMessage(error)}`);
  }
}

/**
 * Reads one template.
 *
 * @throws AssemblyError
 */
export function readTemplate(file: string): Template {
  const template = checkTemplate(readJson(file), file);
  if (template.Resources === undefined) {
    throw new AssemblyError(`A template is a JSON file with Resources; got ${file}, which has none.`);
  }
  return template;
}

/** A top-level stack of the assembly. */
interface OriginalStack {
  readonly stack: Stack;
  readonly origin: TemplateOrigin;
}

class AssemblyReader {
  private readonly files: AssemblyFiles;
  private readonly assets: FileAssets;
  private readonly list: StackList;
  /** The files of the templates that were read, with the top-level stacks that have them. */
  private readonly templateFiles = new Map<string, OriginalStack[]>();
  private readonly actions: TemplateCarrier[] = [];
  private readonly holds = new Map<string, string>();

  constructor(private readonly directory: string) {
    this.files = new AssemblyFiles(directory);
    this.assets = new FileAssets(this.files);
    this.list = new StackList(directory);
  }

  read(): Assembly {
    // The paths are checked before the CDK's own reader follows them.
    const unknownArtifacts = readManifests(this.directory, this.files, this.assets);
    const artifacts = new CloudAssembly(this.directory).stacksRecursively;
    for (const artifact of artifacts) {
      this.addStack(artifact);
    }
    this.actions.forEach((carrier) => this.addDeployment(carrier));
    this.addPublishedTemplates();
    this.addUnreadable(unknownArtifacts);
    return { stacks: this.list.stacks, unread: this.list.unread, assets: this.assets, holds: this.holds };
  }

  private addStack(artifact: CloudFormationStackArtifact) {
    const { account, region } = artifact.environment;
    const directory = this.files.path(artifact.assembly.directory, '.');
    const { additionalMetadataFile, metadata } = artifact.manifest;
    const more =
      additionalMetadataFile === undefined ? undefined : this.files.readJson(directory, additionalMetadataFile);
    const entries: Record<string, unknown> = { ...metadata, ...(isObject(more) ? more : {}) };
    const paths = new ConstructPaths(entries);
    for (const [constructPath, entry] of listMetadata(entries)) {
      const { type, data } = entry;
      if (type === 'aws:cdk:asset') {
        this.assets.addLegacy(directory, data);
      } else if (type === HOLDS_METADATA && typeof data === 'string') {
        this.holds.set(constructPath.replace(/^\//, ''), data);
      }
    }
    const path = this.files.path(directory, artifact.templateFile);
    const template = this.template(path, artifact.hierarchicalId);
    const fullPath = (logicalId: string) => paths.of(template, artifact.hierarchicalId, logicalId);
    const stack: Stack = {
      id: artifact.hierarchicalId,
      name: artifact.hierarchicalId,
      stackName: artifact.stackName,
      account: account === 'unknown-account' ? undefined : account,
      region: region === 'unknown-region' ? undefined : region,
      parameters: new Map(Object.entries(artifact.parameters).map(([name, value]) => [name, String(value)])),
      template,
      templateFile: artifact.templateFile,
      nested: new Map(),
      deployments: [],
      constructPath: (logicalId) => shortenPath(fullPath(logicalId)),
      fullPath,
    };
    const place = artifact.stackTemplateAssetObjectUrl?.replace(/^s3:\/\//, '');
    if (place !== undefined && !this.assets.isPublishedAt(place, path)) {
      const what = `the assembly publishes another template at s3://${place}, from which it is deployed, or none`;
      this.list.unread.push({ stack, message: `The template of ${stack.name} may be another one: ${what}.` });
    }
    if (!isObject(template.Resources) && Object.keys(template).every((key) => key !== 'Rules')) {
      this.list.unread.push({ stack, message: `The template of ${stack.name} has no Resources.` });
    }
    const origin = { directory, paths, around: [artifact.templateFile] };
    this.templateFiles.get(path)?.push({ stack, origin });
    this.add(stack, origin);
  }

  /** Adds a stack, and every template that its resources carry. */
  private add(stack: Stack, origin: TemplateOrigin) {
    this.list.add(stack);
    for (const [logicalId, resource] of listResources(stack.template)) {
      carriedTemplates(resource).forEach((carried, index) =>
        this.addCarried({ ...origin, stack, logicalId, resource, carried, index }),
      );
    }
  }

  private addCarried(carrier: TemplateCarrier) {
    const { stack, logicalId, resource, carried, directory, paths, around } = carrier;
    if (carried.action !== undefined) {
      this.actions.push(carrier);
      return;
    }
    const name = stack.constructPath(logicalId);
    const readTemplateFile = (path: string) => this.template(path, name);
    const carriedTemplate = findCarriedTemplate(carrier, { files: this.files, assets: this.assets, readTemplateFile });
    const isGenerated = Object.keys(resource.Properties ?? {}).some(isFunctionKey);
    if (!carriedTemplate?.isCertain || isGenerated) {
      const message = describeUnreadTemplate(resource, name, carriedTemplate !== undefined);
      this.list.unread.push({ stack, logicalId, message });
    }
    if (carriedTemplate === undefined) {
      return;
    }
    if (around.includes(carriedTemplate.key)) {
      throw new AssemblyError(`The assembly ${this.directory} cannot be read: the template of ${name} nests itself.`);
    }
    const inner = createCarriedStack(carrier, carriedTemplate.template);
    if (carried.isNested) {
      stack.nested.set(logicalId, inner);
    }
    this.add(inner, { directory, paths, around: [...around, carriedTemplate.key] });
  }

  /** Templates that are published for another deployer. */
  private addPublishedTemplates() {
    for (const { path, template } of publishedTemplates(this.assets)) {
      if (this.templateFiles.has(path)) {
        continue;
      }
      const stack = createPublishedStack({
        id: this.files.toFileName(path),
        name: basename(path),
        template: template ?? {},
      });
      this.add(stack, { directory: this.directory, paths: new ConstructPaths({}), around: [path] });
      if (template === undefined) {
        this.list.unread.push({
          stack,
          message: `The published file ${stack.id} may be a template that declares something, and cannot be read as one.`,
          content: this.files.digest(path),
        });
      }
    }
  }

  /** Parts of the assembly that may deploy anything. */
  private addUnreadable(unknownArtifacts: readonly UnknownArtifact[]) {
    for (const { id, type } of unknownArtifacts) {
      this.list.addUnread(id, `The artifact ${id} has the type ${type}, which this version does not know.`);
    }
    for (const { hash, path } of this.assets.unreadableFiles) {
      if (path === undefined || TEMPLATE_FILE.test(path)) {
        const source =
          path === undefined ? 'a command makes it at deployment' : `it is ${path}, outside of the assembly`;
        this.list.addUnread(hash, `The published file ${hash} may be a template, and cannot be read: ${source}.`);
      }
    }
    if (this.list.stacks.length === 0) {
      const message = `The assembly ${this.directory} has no stack, and says nothing about a deployment.`;
      this.list.addUnread('manifest.json', message);
    }
  }

  /** Adds the deployment of a stack by an action of a pipeline: to the stack, or as a stack of its own if it is elsewhere. */
  private addDeployment(carrier: TemplateCarrier) {
    const { stack: pipeline, logicalId, resource, carried, index } = carrier;
    const { action } = carried;
    const file = action && findArtifactFile(action.template, this.files.path(this.directory, '.'));
    const originals = file === undefined ? undefined : this.templateFiles.get(file);
    if (action === undefined || originals === undefined) {
      const message = describeUnreadTemplate(resource, pipeline.constructPath(logicalId), false);
      this.list.unread.push({ stack: pipeline, logicalId, message });
      return;
    }
    for (const { stack, origin } of originals) {
      const deployment = readDeployment({ stack: pipeline, logicalId }, action, this.files);
      const target = action.isStackSet ? undefined : readTarget(deployment, stack);
      if (target !== undefined && isOwnTarget(target, stack)) {
        stack.deployments.push(deployment);
        continue;
      }
      const description = `its template is handed to the action ${action.name} of ${pipeline.constructPath(logicalId)}, which deploys it to places that are not in the assembly`;
      const elsewhere: Stack = {
        ...stack,
        ...target,
        id: `${stack.id}@${pipeline.id}/${logicalId}#${index}`,
        nested: new Map(),
        deployments: [deployment],
        carrier: target === undefined ? { description, owner: deployment.owner } : undefined,
      };
      this.add(elsewhere, origin);
    }
  }

  private template(path: string, name: string): Template {
    this.templateFiles.set(path, this.templateFiles.get(path) ?? []);
    return checkTemplate(this.files.readJson(path, path), name);
  }
}

/** Every entry of the metadata of constructs, with the path of its construct. */
function listMetadata(metadata: Readonly<Record<string, unknown>>): [constructPath: string, entry: JsonObject][] {
  return Object.entries(metadata).flatMap(([constructPath, entries]) =>
    (Array.isArray(entries) ? entries : [])
      .filter(isObject)
      .map((entry): [string, JsonObject] => [constructPath, entry]),
  );
}

function readErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
