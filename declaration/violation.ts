/** One broken rule: the property, its rule, and its value. */
export interface Violation {
  readonly property: string;
  readonly rule: string;
  readonly value: unknown;
}

/** True if only the deployment knows a value. Such a value is not checked. */
export type IsUnresolved = (value: unknown) => boolean;

export class InvalidProperties extends Error {
  constructor(readonly violations: readonly Violation[]) {
    super(violations.map(describeViolation).join('; '));
    this.name = 'InvalidProperties';
  }
}

export function describeViolation({ property, rule, value }: Violation): string {
  return `${property} must be ${rule}; got ${shortenValue(value)}`;
}

function shortenValue(value: unknown): string {
  const text = value === undefined ? 'nothing' : showAsJson(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

/** JSON.stringify throws on a value that is nested too deeply. The error about it must still show something. */
export function showAsJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return 'a value that cannot be written as JSON';
  }
}
