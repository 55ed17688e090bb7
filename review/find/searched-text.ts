import { carriedTemplates } from '../../template/read/carried-templates';
import { decodeText } from '../../template/read/encoded-text';
import type { TemplateValues } from '../../template/values/template-values';
import {
  isObject,
  ownValue,
  type Json,
  type JsonObject,
  type LocatedResource,
  type TemplateResource,
} from '../../template/values/template';
import { knownText } from './known-text';
import { FUNCTION_TYPES, type RunningCodeReader } from './running-code';

/** What a rule or a filter looks for, in which the operation is the name of an event. */
const PATTERNS = ['EventPattern', 'FilterPattern'];

/** Deploys files for others to read, and runs none of them. */
const PUBLISHING = /^AWS::IAM::|^Custom::CDKBucketDeployment$/;

/** The text of a resource. */
export interface SearchedText {
  /** As it is written in the template. */
  readonly written: string;
  /** With that of the files that it names, and with substitutions. */
  readonly all: string;
}

/** Reads all text that a resource can come to. */
export function readSearchedText(
  { stack, logicalId, resource }: LocatedResource,
  values: TemplateValues,
  code: RunningCodeReader,
): SearchedText {
  const { Type, Properties = {} } = resource;
  const written = decodeText(knownText(selectTextProperties(resource), values.of(stack)));
  const isSearched = !PUBLISHING.test(Type) && carriedTemplates(resource).length === 0;
  const files = FUNCTION_TYPES.includes(Type)
    ? code.read({ stack, logicalId, resource })?.text
    : isSearched
      ? code.readAssets(omitPublications(Properties)).text
      : undefined;
  const inAssets = decodeText(files ?? '');
  const substitutions = ownValue<Json>(Properties, 'DefinitionSubstitutions');
  const all = `${written}\n${inAssets}`.replace(/\$\{([\w.]+)\}/g, (variable, name: string) => {
    const value = isObject(substitutions) ? ownValue(substitutions, name) : undefined;
    return (value === undefined ? undefined : values.of(stack).findText(value)) ?? variable;
  });
  return { written, all };
}

/** What may hold a declaration as a text. A template that a resource deploys is read as a template, or reported. */
function selectTextProperties(resource: TemplateResource): JsonObject {
  const { Properties = {}, Metadata } = resource;
  const templates = carriedTemplates(resource).length > 0 ? ['TemplateBody'] : [];
  const init = isObject(Metadata) ? ownValue<Json>(Metadata, 'AWS::CloudFormation::Init') : undefined;
  return { properties: omitKeys(Properties, [...PATTERNS, ...templates]), init: init ?? null };
}

/**
 * A command of CDK Pipelines that uploads an asset, and runs nothing of it. It names the asset by its hash. Only this very command is
 * left out: another command on the same line may run the asset.
 */
const PUBLICATION = /\bcdk-assets(?:@[\w.-]+)? --path \\*"[\w./-]+\\*" (?:--verbose )?publish \\*"[\w:.-]+\\*"/g;

/** The same value without the commands that only upload an asset. */
function omitPublications(value: Json): Json {
  if (typeof value === 'string') {
    return value.replace(PUBLICATION, '');
  }
  if (Array.isArray(value)) {
    return value.map(omitPublications);
  }
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, omitPublications(each)]))
    : value;
}

/** The properties without those of some keys. */
export function omitKeys(properties: JsonObject, keys: readonly (string | undefined)[]): JsonObject {
  return Object.fromEntries(Object.entries(properties).filter(([key]) => !keys.includes(key)));
}
