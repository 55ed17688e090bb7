import { readTextParts } from '../values/read-expression';
import { isLegacyAddress } from '../values/object-address';
import { ownValue, type Json, type Stack, type Template, type TemplateResource } from '../values/template';
import type { AssemblyFiles } from './assembly-files';
import type { CarriedTemplate } from './carried-templates';
import { type ConstructPaths, shortenPath } from './construct-paths';
import { type FileAssets, type FoundAsset, notedPath } from './file-assets';
import { parseJson } from './parse-json';
import { checkTemplate } from './parse-template';

/** The origin of a stack's template. */
export interface TemplateOrigin {
  /** Of the assembly that has the template's files. */
  readonly directory: string;
  readonly paths: ConstructPaths;
  /** The template and those that it is nested in, the outermost first, by file or name. */
  readonly around: readonly string[];
}

/** A template that a resource carries, and where that resource is. */
export interface TemplateCarrier extends TemplateOrigin {
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

/** The parts of an assembly that a carried template is read from. */
interface TemplateSources {
  readonly files: AssemblyFiles;
  readonly assets: FileAssets;
  /** Reads the template of a file of the assembly. */
  readonly readTemplateFile: (path: string) => Template;
}

/**
 * Finds the template that a resource deploys.
 *
 * @returns undefined if the assembly does not hold it, or holds it in another format than JSON
 */
export function findCarriedTemplate(
  { stack, logicalId, directory, resource, carried }: TemplateCarrier,
  { files, assets, readTemplateFile }: TemplateSources,
): TemplateOfCarrier | undefined {
  const { body, url } = carried;
  if (body !== undefined) {
    const name = stack.constructPath(logicalId);
    const template = typeof body === 'string' ? parseBody(body) : undefined;
    return template === undefined
      ? undefined
      : { template: checkTemplate(template, name), isCertain: url === undefined, key: name };
  }
  const noted = notedPath(resource.Metadata);
  const asset: FoundAsset | undefined =
    assets.find(url, directory) ??
    (typeof noted === 'string'
      ? // Of the legacy synthesizer, which publishes assets under parameters.
        { path: files.path(directory, noted), isCertain: isLegacyAddress(url) }
      : undefined);
  if (asset === undefined || !asset.path.endsWith('.json')) {
    return undefined;
  }
  return { template: readTemplateFile(asset.path), isCertain: asset.isCertain, key: asset.path };
}

function parseBody(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Makes the stack that a resource deploys, with the account and the Region of the stack that has the resource. */
export function createCarriedStack(carrier: TemplateCarrier, template: Template): Stack {
  const { stack, logicalId, resource, carried, index, paths } = carrier;
  const name = stack.constructPath(logicalId);
  const owner = { stack, logicalId };
  const fullPath = (id: string) => paths.of(template, name, id);
  return {
    ...stack,
    id: `${stack.id}/${logicalId}${index === 0 ? '' : `#${index}`}`,
    name,
    stackName: undefined,
    parameters: undefined,
    templateFile: undefined,
    template,
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
}

/** The message about a template that is not in the assembly, or that may be another one there. */
export function describeUnreadTemplate(
  { Type, Properties }: TemplateResource,
  name: string,
  isUncertain: boolean,
): string {
  const carrierText = Type === 'AWS::CloudFormation::Stack' ? 'nested stack' : Type;
  const url = ownValue<Json>(Properties, 'TemplateURL');
  const parts = url === undefined ? [] : readTextParts(url).map((part) => (typeof part === 'string' ? part : '…'));
  const address = parts.length === 0 ? '' : ` Its address is ${parts.join('')}.`;
  return isUncertain
    ? `The template of the ${carrierText} ${name} may be another one than the assembly holds: its address must be a place at which the assembly publishes that template and nothing else.`
    : `The template of the ${carrierText} ${name} is not in the assembly.${address}`;
}
