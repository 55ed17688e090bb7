import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { CloudAssembly, type CloudFormationStackArtifact } from '@aws-cdk/cloud-assembly-api';
import { AssemblyError } from './assembly-error';
import { AssemblyFiles, readJson } from './assembly-files';
import { readManifests } from './assembly-manifests';
import { carriedTemplates, type CarriedTemplate } from './carried-templates';
import { ConstructPaths, shortenPath } from './construct-paths';
import { FileAssets, type FoundAsset, notedPath } from './file-assets';
import { isLegacyAddress } from '../values/object-address';
import { checkTemplate } from './parse-template';
import { publishedTemplates } from './published-templates';
import {
  isFunctionKey,
  isObject,
  resourcesOf,
  type Stack,
  type Template,
  type TemplateResource,
} from '../values/template';

export { isDirectory } from './assembly-files';

/** A template that could not be read, so that nobody knows what it deploys. */
export interface UnreadTemplate {
  readonly stack: Stack;
  /** The resource that deploys it; undefined where it is the template of the stack itself. */
  readonly logicalId?: string;
  /** A sentence. */
  readonly message: string;
}

/** What an assembly holds. */
export interface Assembly {
  readonly stacks: readonly Stack[];
  readonly unread: readonly UnreadTemplate[];
  readonly assets: FileAssets;
}

/** Templates of one assembly: templates that nest one another would have no end. */
const MAX_STACKS = 5_000;
const MAX_RESOURCES = 500_000;

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
      : new AssemblyError(`The assembly ${directory} cannot be read: ${messageOf(error)}`);
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

/** Where a stack's template comes from. */
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

/** A template that a resource deploys, as far as the assembly tells. */
interface TemplateOfCarrier {
  readonly template: Template;
  /** Whether the resource deploys this template and no other. */
  readonly isCertain: boolean;
  /** Of the file or the text, to notice a template that nests itself. */
  readonly key: string;
}

class AssemblyReader {
  private readonly files: AssemblyFiles;
  private readonly assets: FileAssets;
  private readonly stacks: Stack[] = [];
  private readonly stackIds = new Set<string>();
  private readonly unread: UnreadTemplate[] = [];
  private readonly templateFiles = new Set<string>();
  private readonly builtTemplates: TemplateCarrier[] = [];
  private resources = 0;

  constructor(private readonly directory: string) {
    this.files = new AssemblyFiles(directory);
    this.assets = new FileAssets(this.files);
  }

  read(): Assembly {
    // The paths are checked before the CDK's own reader follows them.
    readManifests(this.directory, this.files, this.assets);
    const artifacts = new CloudAssembly(this.directory).stacksRecursively;
    for (const artifact of artifacts) {
      this.addStack(artifact);
    }
    this.checkBuiltTemplates();
    this.addPublishedTemplates();
    return { stacks: this.stacks, unread: this.unread, assets: this.assets };
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
      constructPath: (logicalId) => shortenPath(fullPath(logicalId)),
      fullPath,
    };
    const place = artifact.stackTemplateAssetObjectUrl?.replace(/^s3:\/\//, '');
    if (place !== undefined && !this.assets.isPublishedAt(place, path)) {
      const what = `the assembly publishes another template at s3://${place}, from which it is deployed, or none`;
      this.unread.push({ stack, message: `The template of ${stack.name} may be another one: ${what}.` });
    }
    if (!isObject(template.Resources) && Object.keys(template).every((key) => key !== 'Rules')) {
      this.unread.push({ stack, message: `The template of ${stack.name} has no Resources.` });
    }
    this.add(stack, { directory, paths, around: [artifact.templateFile] });
  }

  /** Adds a stack, and every template that its resources carry. */
  private add(stack: Stack, origin: TemplateOrigin) {
    // Everything that is known of a stack is kept by its id: of two with one id, one would hide the other.
    if (this.stackIds.has(stack.id)) {
      throw new AssemblyError(
        `The assembly ${this.directory} cannot be read: each of its stacks must have a path of its own; got ` +
          `${JSON.stringify(stack.id)} twice. Run "npx cdk synth" again, and change nothing in its output.`,
      );
    }
    this.stackIds.add(stack.id);
    const resources = resourcesOf(stack.template);
    this.stacks.push(stack);
    this.resources += resources.length;
    if (this.stacks.length > MAX_STACKS || this.resources > MAX_RESOURCES) {
      throw new AssemblyError(
        `The assembly ${this.directory} cannot be read: its stacks must be at most ${MAX_STACKS}, with at most ` +
          `${MAX_RESOURCES} resources, nested ones included.`,
      );
    }
    for (const [logicalId, resource] of resources) {
      carriedTemplates(resource).forEach((carried, index) =>
        this.addCarried({ ...origin, stack, logicalId, resource, carried, index }),
      );
    }
  }

  private addCarried(carrier: TemplateCarrier) {
    const { stack, logicalId, resource, carried, index, directory, paths, around } = carrier;
    if (carried.built !== undefined) {
      this.builtTemplates.push(carrier);
      return;
    }
    const name = stack.constructPath(logicalId);
    const found = this.carriedTemplate(carrier, name);
    const isGenerated = Object.keys(resource.Properties ?? {}).some(isFunctionKey);
    if (!found?.isCertain || isGenerated) {
      this.unread.push({ stack, logicalId, message: unreadMessage(resource, name, found !== undefined) });
    }
    if (found === undefined) {
      return;
    }
    if (around.includes(found.key)) {
      throw new AssemblyError(`The assembly ${this.directory} cannot be read: the template of ${name} nests itself.`);
    }
    const owner = { stack, logicalId };
    const fullPath = (id: string) => paths.of(found.template, name, id);
    const inner: Stack = {
      ...stack,
      id: `${stack.id}/${logicalId}${index === 0 ? '' : `#${index}`}`,
      name,
      stackName: undefined,
      parameters: undefined,
      templateFile: undefined,
      template: found.template,
      constructPath: (id) => shortenPath(fullPath(id)),
      fullPath,
      nested: new Map(),
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
    this.add(inner, { directory, paths, around: [...around, found.key] });
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

  /** Templates that are published for somebody else to deploy. */
  private addPublishedTemplates() {
    for (const { path, template } of publishedTemplates(this.assets)) {
      if (this.templateFiles.has(path)) {
        continue;
      }
      const name = basename(path);
      const fullPath = (logicalId: string) => `${name}/${logicalId}`;
      const stack: Stack = {
        id: this.files.nameOf(path),
        name,
        template: template ?? {},
        nested: new Map(),
        constructPath: fullPath,
        fullPath,
        carrier: { description: 'its template is published, and no resource of the assembly deploys it' },
      };
      this.add(stack, { directory: this.directory, paths: new ConstructPaths({}), around: [path] });
      if (template === undefined) {
        this.unread.push({
          stack,
          message: `The published file ${stack.id} may be a template that declares something, and cannot be read as one.`,
        });
      }
    }
  }

  /** Templates that a pipeline deploys: those of the assembly, which it builds again, or others. */
  private checkBuiltTemplates() {
    for (const { stack, logicalId, resource, carried } of this.builtTemplates) {
      const file = typeof carried.built === 'string' ? carried.built.split('::').at(-1)! : undefined;
      const path = file === undefined ? undefined : join(this.files.path(this.directory, '.'), file);
      if (path === undefined || !this.templateFiles.has(path)) {
        const message = unreadMessage(resource, stack.constructPath(logicalId), false);
        this.unread.push({ stack, logicalId, message });
      }
    }
  }

  private template(path: string, name: string): Template {
    this.templateFiles.add(path);
    return checkTemplate(this.files.readJson(path, path), name);
  }
}

function unreadMessage({ Type }: TemplateResource, name: string, isUncertain: boolean): string {
  const what = Type === 'AWS::CloudFormation::Stack' ? 'nested stack' : Type;
  return isUncertain
    ? `The template of the ${what} ${name} may be another one than the assembly holds: its address must be a place at which the assembly publishes that template and nothing else.`
    : `The template of the ${what} ${name} is not in the assembly.`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
