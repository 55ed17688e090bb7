import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createTwoFilesPatch, FILE_HEADERS_ONLY } from 'diff';
import type { Json, JsonObject, Template } from '../local/cloudformation';
import { ACCOUNT, STACK } from './declarations';

const FILE = `${STACK}.template.json`;

/** The template of a cloud assembly, as the CDK wrote it. */
function templateText(assembly: string): string {
  return readFileSync(join(assembly, FILE), 'utf8');
}

/** How large a template is. */
export interface Size {
  readonly resources: number;
  /** Policies of the function that the CDK, or the library, split off because one cannot hold all. */
  readonly splitPolicies: number;
  readonly bytes: number;
}

export function sizeOf(assembly: string): Size {
  const text = templateText(assembly);
  const resources = resourcesOf(text);
  const policies = resources.filter(({ type }) => type === 'AWS::IAM::ManagedPolicy').length;
  return { resources: resources.length, splitPolicies: Math.max(0, policies - 1), bytes: Buffer.byteLength(text) };
}

/** Characters of the inline policies that the template gives to its one role, as IAM counts them: without white space. */
export function inlinePolicyCharacters(assembly: string): number {
  return resourcesOf(templateText(assembly))
    .filter(({ type }) => type === 'AWS::IAM::Policy')
    .map(({ properties }) => JSON.stringify(resolved(properties['PolicyDocument'] ?? null)).length)
    .reduce((sum, characters) => sum + characters, 0);
}

/** Bytes of the unified diff with three lines of context, as a reviewer sees it. */
export function templateDiffBytes(before: string, after: string): number {
  const options = { context: 3, headerOptions: FILE_HEADERS_ONLY };
  const [left, right] = [templateText(before), templateText(after)];
  return Buffer.byteLength(createTwoFilesPatch(`a/${FILE}`, `b/${FILE}`, left, right, undefined, undefined, options));
}

const PSEUDO: JsonObject = { 'AWS::Partition': 'aws', 'AWS::Region': 'us-east-1', 'AWS::AccountId': ACCOUNT };

/** With the values that a deployment puts in place of the intrinsic functions that ARNs have. */
function resolved(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(resolved);
  }
  if (typeof value !== 'object' || value === null) {
    return value;
  }
  const { Ref: ref, 'Fn::Join': join } = value;
  if (typeof ref === 'string') {
    return PSEUDO[ref] ?? ref;
  }
  return Array.isArray(join)
    ? (resolved(join[1] ?? []) as string[]).join(join[0] as string)
    : Object.fromEntries(Object.entries(value).map(([key, each]) => [key, resolved(each)]));
}

function resourcesOf(text: string): { type: string; properties: JsonObject }[] {
  const { Resources: resources = {} } = JSON.parse(text) as Partial<Template>;
  return Object.values(resources).map(({ Type: type, Properties: properties = {} }) => ({ type, properties }));
}
