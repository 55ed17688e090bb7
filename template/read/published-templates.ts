import { readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { DECLARING_TYPES } from '../../declaration/resource-type';
import { AssemblyError } from './assembly-error';
import { readAssetText } from './asset-text';
import { decodeEscapes } from './encoded-text';
import type { FileAssets } from './file-assets';
import { parseJson } from './parse-json';
import { checkTemplate } from './parse-template';
import { isObject, type Template } from '../values/template';
import { hasMacro } from '../values/transforms';

/** A published file that may be deployed. */
export interface PublishedTemplate {
  readonly path: string;
  /** Absent where the file cannot be read as a template, and may be one all the same. */
  readonly template?: Template;
}

/** Bytes of a file that may be a template although nothing says so. CloudFormation takes one megabyte. */
const MAX_BYTES = 5_000_000;

/** Of directories, which hold code of any kind, what may be a template. */
const TEMPLATE_EXTENSIONS = ['.json', '.yaml', '.yml', '.template'];

const SECTIONS =
  /^(AWSTemplateFormatVersion|Description|Metadata|Parameters|Rules|Mappings|Conditions|(Fn::)?Transform|Resources|Outputs|Hooks)$/;

/** Published assets of an assembly that are, or may be, templates with declarations. */
export function publishedTemplates(assets: FileAssets): PublishedTemplate[] {
  const files = assets.singleFiles.map((path) => publishedTemplate(path));
  const inDirectories = assets.directories
    .flatMap(listFiles)
    .filter((path) => TEMPLATE_EXTENSIONS.includes(extname(path)) && namesDeclaration(readFileText(path)))
    .map((path) => ({ path }));
  return [...files, ...inDirectories].filter((file) => file !== undefined);
}

function publishedTemplate(path: string): PublishedTemplate | undefined {
  const text = readFileText(path);
  const content = parsed(text);
  if (!isObject(content) || !mayBeTemplate(content)) {
    return namesDeclaration(text) ? { path } : undefined;
  }
  try {
    return { path, template: checkTemplate(content, path) };
  } catch (error) {
    if (error instanceof AssemblyError) {
      return namesDeclaration(text) || isTransformed(content) ? { path } : undefined;
    }
    throw error;
  }
}

function mayBeTemplate(content: object): boolean {
  const hasSectionsOnly = Object.keys(content).every((key) => SECTIONS.test(key));
  return isObject((content as { Resources?: unknown }).Resources) || (hasSectionsOnly && isTransformed(content));
}

/** A macro makes a template of another text. */
function isTransformed(content: object): boolean {
  return Object.hasOwn(content, 'Transform') || hasMacro(content);
}

function namesDeclaration(text: string): boolean {
  const decoded = decodeEscapes(text);
  return DECLARING_TYPES.some((type) => text.includes(type) || decoded.includes(type));
}

/** Empty for a file that is too large to be a template. */
function readFileText(path: string): string {
  return readAssetText(path, MAX_BYTES) ?? '';
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

/** Without links, which may lead anywhere, and without packages of others. */
function listFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) {
      return entry.name === 'node_modules' ? [] : listFiles(path);
    }
    return entry.isFile() ? [path] : [];
  });
}
