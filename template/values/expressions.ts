import { isObject, type Json } from './template';

/** A value that only the deployment knows, and why. It is thrown for a good part of a template, so it has no stack trace. */
export class UnresolvedValue extends Error {
  readonly reason: string;

  constructor(reason: string) {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(reason);
    Error.stackTraceLimit = stackTraceLimit;
    this.name = 'UnresolvedValue';
    this.reason = reason;
  }
}

/** CloudFormation delivers every scalar of a custom resource's properties as a string. */
export function scalarsAsText(value: Json | undefined): Json {
  if (Array.isArray(value)) {
    return value.map(scalarsAsText);
  }
  if (isObject(value)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, scalarsAsText(item)]));
  }
  return value === undefined || value === null ? null : String(value);
}

/** Partitions other than `aws`, by how the names of their Regions begin. */
const PARTITIONS: Readonly<Record<string, string>> = {
  'cn-': 'aws-cn',
  'us-gov-': 'aws-us-gov',
  'eusc-': 'aws-eusc',
  'us-iso-': 'aws-iso',
  'us-isob-': 'aws-iso-b',
  'eu-isoe-': 'aws-iso-e',
  'us-isof-': 'aws-iso-f',
};

export function findPartition(region: string): string {
  return Object.entries(PARTITIONS).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

/** The suffix of the domain names of AWS, by partition. */
const URL_SUFFIXES: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

/** @throws UnresolvedValue for a Region of any other partition */
export function findUrlSuffix(region: string): string {
  const suffix = URL_SUFFIXES[findPartition(region)];
  if (suffix === undefined) {
    throw new UnresolvedValue(`AWS::URLSuffix of ${region} is known only to the deployment`);
  }
  return suffix;
}

/**
 * A value without anything left to resolve. The deployment resolves dynamic references in the
 * finished text, whatever it was put together from, and in keys too. It writes numbers as texts.
 *
 * @throws UnresolvedValue
 */
export function finished<T extends Json | undefined>(value: T): T {
  if (typeof value === 'string') {
    if (value.includes('{{resolve:')) {
      throw new UnresolvedValue('it is a dynamic reference, which only the deployment resolves');
    }
  } else if (typeof value === 'number') {
    numberText(value);
  } else if (Array.isArray(value)) {
    value.forEach(finished);
  } else if (isObject(value)) {
    Object.keys(value).forEach(finished);
    Object.values(value).forEach(finished);
  }
  return value;
}

export function list(type: string, value: Json | undefined): Json | undefined {
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

export const SUB_VARIABLE = /\$\{([^}]*)\}/g;

/** The string of `Fn::Sub` and its own variables, in either of its forms. */
export function subArguments(argument: Json): [template: string, variables: { readonly [name: string]: Json }] {
  const [template, variables] = Array.isArray(argument) ? items('Fn::Sub', argument, 2) : [argument, {}];
  if (!isObject(variables)) {
    throw malformed('Fn::Sub', argument);
  }
  return [text('Fn::Sub', template), variables];
}

export function items(name: string, argument: Json, length: number): Json[] {
  if (!Array.isArray(argument) || argument.length !== length) {
    throw malformed(name, argument);
  }
  return argument;
}

export function text(name: string, value: Json | undefined): string {
  if (typeof value === 'number') {
    return numberText(value);
  }
  if (typeof value === 'string' || typeof value === 'boolean') {
    return String(value);
  }
  throw malformed(name, value);
}

/** Of `1.10` and `12345678901234567890`, nothing but the file of the template has all digits. */
function numberText(value: number): string {
  if (!Number.isSafeInteger(value)) {
    throw new UnresolvedValue(`it is a number, such as ${value}, of which a text can have other digits; write a text`);
  }
  return String(value);
}

export function malformed(name: string, got: Json | undefined): UnresolvedValue {
  return new UnresolvedValue(
    `${name} cannot be resolved from ${(JSON.stringify(got) ?? 'AWS::NoValue').slice(0, 100)}`,
  );
}
