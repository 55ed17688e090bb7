import { isObject, type Json } from './template';

/** A value that only the deployment knows, and why. */
export class UnresolvedValue extends Error {
  constructor(readonly reason: string) {
    super(reason);
    this.name = 'UnresolvedValue';
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

export function partitionOf(region: string): string {
  const byPrefix: Record<string, string> = { 'cn-': 'aws-cn', 'us-gov-': 'aws-us-gov', 'eusc-': 'aws-eusc' };
  return Object.entries(byPrefix).find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';
}

export function literal(value: string): string {
  if (value.includes('{{resolve:')) {
    throw new UnresolvedValue('it is a dynamic reference, which only the deployment resolves');
  }
  return value;
}

export function list(type: string, value: Json | undefined): Json | undefined {
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList && typeof value === 'string' ? value.split(',').map((item) => item.trim()) : value;
}

export function attributeParts(argument: Json): [logicalId: string, name: string] {
  const parts = typeof argument === 'string' ? argument.split(/\.(.*)/s).slice(0, 2) : argument;
  const [logicalId, name] = items('Fn::GetAtt', parts, 2);
  return [text('Fn::GetAtt', logicalId), text('Fn::GetAtt', name)];
}

export function items(name: string, argument: Json, length: number): Json[] {
  if (!Array.isArray(argument) || argument.length !== length) {
    throw malformed(name, argument);
  }
  return argument;
}

export function text(name: string, value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  throw malformed(name, value);
}

export function malformed(name: string, got: Json | undefined): UnresolvedValue {
  return new UnresolvedValue(
    `${name} cannot be resolved from ${(JSON.stringify(got) ?? 'AWS::NoValue').slice(0, 100)}`,
  );
}
