import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CloudAssembly, type CloudFormationStackArtifact } from '@aws-cdk/cloud-assembly-api';
import { AssemblyError } from './assembly-error';
import { AssemblyFiles, readJson } from './assembly-files';
import { readManifests, type UnknownArtifact } from './assembly-manifests';
import { carriedTemplates, type CarriedTemplate } from './carried-templates';
import { ConstructPaths, shortenPath } from './construct-paths';
import { FileAssets, type FoundAsset, notedPath } from './file-assets';
import { isLegacyAddress } from '../values/object-address';
import { parseJson } from './parse-json';
import { checkTemplate } from './parse-template';
import { findArtifactFile, isOwnTarget, readDeployment, readTarget } from './pipeline-deployments';
import { publishedTemplates } from './published-templates';
import { createPublishedStack, StackList, type UnreadTemplate } from './stack-list';
import { readTextParts } from '../values/read-expression';
import {
  isFunctionKey,
  isObject,
  ownValue,
  type Json,
  listResources,
  type Stack,
  type Template,
  type TemplateResource,
} from '../values/template';

export { isDirectory } from './assembly-files';

/** The content of an assembly. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  readonly unread: readonly UnreadTemplate[];
  readonly assets: FileAssets;
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

/** The origin of a stack's template. */
interface TemplateOrigin {
  /** Of the assembly that has the template's files. */
  readonly directory: string;
  readonly paths: ConstructPaths;
  /** The template and those that it is nested in, the outermost first, by file or name. */
  readonly around: readonly string[];
}

/** A template that a resource carries, and where that resource is. */
interface TemplateCarrier extends TemplateOrigin {
  readonly stack: Stack;
  readonly logicalId: string;
  readonly resource: TemplateResource;
  readonly carried: CarriedTemplate;
  /** Of the template among those that the resource carries. */
  readonly index: number;
}

/** A template that a resource deploys, by the assembly alone. */
interface TemplateOfCarrier {
  readonly template: Template;
  /** True if the resource deploys this template and no other. */
  readonly isCertain: boolean;
  /** Of the file or the text, to notice a template that nests itself. */
  readonly key: string;
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
    return { stacks: this.list.stacks, unread: this.list.unread, assets: this.assets };
  }

  private addStack(artifact: CloudFormationStackArtifact) {
    const { account, region } = artifact.environment;
    const directory = this.files.path(artifact.assembly.directory, '.');
    const { additionalMetadataFile, metadata } = artifact.manifest;
    const more =
      additionalMetadataFile === undefined ? undefined : this.files.readJson(directory, additionalMetadataFile);
    const entries: Record<string, unknown> = { ...metadata, ...(isObject(more) ? more : {}) };
    const paths = new ConstructPaths(entries);
    for (const entry of Object.values(entries).flat()) {
      if (isObject(entry) && entry['type'] === 'aws:cdk:asset') {
        this.assets.addLegacy(directory, entry['data']);
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
    const { stack, logicalId, resource, carried, index, directory, paths, around } = carrier;
    if (carried.action !== undefined) {
      this.actions.push(carrier);
      return;
    }
    const name = stack.constructPath(logicalId);
    const carriedStack = this.carriedTemplate(carrier, name);
    const isGenerated = Object.keys(resource.Properties ?? {}).some(isFunctionKey);
    if (!carriedStack?.isCertain || isGenerated) {
      this.list.unread.push({ stack, logicalId, message: unreadMessage(resource, name, carriedStack !== undefined) });
    }
    if (carriedStack === undefined) {
      return;
    }
    if (around.includes(carriedStack.key)) {
      throw new AssemblyError(`The assembly ${this.directory} cannot be read: the template of ${name} nests itself.`);
    }
    const owner = { stack, logicalId };
    const fullPath = (id: string) => paths.of(carriedStack.template, name, id);
    const inner: Stack = {
      ...stack,
      id: `${stack.id}/${logicalId}${index === 0 ? '' : `#${index}`}`,
      name,
      stackName: undefined,
      parameters: undefined,
      templateFile: undefined,
      template: carriedStack.template,
      constructPath: (id) => shortenPath(fullPath(id)),
      fullPath,
      nested: new Map(),
      deployments: [],
      parent: carried.isNested ? owner : undefined,
      carrier: carried.isNested
        ? stack.carrier
        : {
            description: `its template is handed to the ${resource.Type} ${name}, which deploys it to accounts and Regions that are not in the assembly`,
            owner,
          },
    };
    if (carried.isNested) {
      stack.nested.set(logicalId, inner);
    }
    this.add(inner, { directory, paths, around: [...around, carriedStack.key] });
  }

  private carriedTemplate(
    { directory, resource, carried }: TemplateCarrier,
    name: string,
  ): TemplateOfCarrier | undefined {
    const { body, url } = carried;
    if (body !== undefined) {
      const template = typeof body === 'string' ? parsed(body) : undefined;
      return template === undefined
        ? undefined
        : { template: checkTemplate(template, name), isCertain: url === undefined, key: name };
    }
    const noted = notedPath(resource.Metadata);
    const asset: FoundAsset | undefined =
      this.assets.find(url, directory) ??
      (typeof noted === 'string'
        ? // Of the legacy synthesizer, which publishes assets under parameters.
          { path: this.files.path(directory, noted), isCertain: isLegacyAddress(url) }
        : undefined);
    if (asset === undefined || !asset.path.endsWith('.json')) {
      return undefined;
    }
    return { template: this.template(asset.path, name), isCertain: asset.isCertain, key: asset.path };
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
      const message = unreadMessage(resource, pipeline.constructPath(logicalId), false);
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

function unreadMessage({ Type, Properties }: TemplateResource, name: string, isUncertain: boolean): string {
  const what = Type === 'AWS::CloudFormation::Stack' ? 'nested stack' : Type;
  const url = ownValue<Json>(Properties, 'TemplateURL');
  const parts = url === undefined ? [] : readTextParts(url).map((part) => (typeof part === 'string' ? part : '…'));
  const address = parts.length === 0 ? '' : ` Its address is ${parts.join('')}.`;
  return isUncertain
    ? `The template of the ${what} ${name} may be another one than the assembly holds: its address must be a place at which the assembly publishes that template and nothing else.`
    : `The template of the ${what} ${name} is not in the assembly.${address}`;
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function readErrorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
