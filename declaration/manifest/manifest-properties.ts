import { FIELDS } from '../fields';
import type { Status } from '../declaration';
import { InvalidProperties, type IsUnresolved, type Violation } from '../schema';

/** The type of the custom resource that stands for a manifest. */
export const MANIFEST_RESOURCE_TYPE = 'Custom::CodeArtifactDisposedPackages';

/** Attributes of the resource. */
export const MANIFEST_ATTRIBUTES = {
  /** How many versions of the manifest are disposed. */
  disposedCount: 'DisposedCount',
  /** The `s3://` URI under which the report lies, one line a version. */
  reportLocation: 'ReportLocation',
} as const;

/**
 * The properties of the custom resource, as the template carries them: a few hundred bytes, whatever the manifest holds.
 * The function that serves the resource has the same in its environment, and does nothing unless both agree.
 */
export interface ManifestProperties {
  readonly domain: string;
  readonly domainOwner: string;
  readonly repository: string;
  /**
   * The Region of the repository.
   *
   * @default - the Region of the stack
   */
  readonly region?: string;
  /** The key of the manifest among the assets of the stack. */
  readonly manifestKey: string;
  /** The SHA-256 of the manifest, in hexadecimal digits. */
  readonly manifestHash: string;
  readonly packageCount: number;
  readonly versionCount: number;
  readonly expectedStatus?: Status;
  readonly allowMissing: boolean;
  /** The workflow that disposes what the manifest names. */
  readonly stateMachineArn: string;
}

const COUNT = { pattern: /^(0|[1-9][0-9]{0,6})$/, rule: 'a count' };
const FLAG = { pattern: /^(true|false)$/, rule: 'true or false' };

const RULES: Readonly<Record<keyof ManifestProperties, { readonly pattern: RegExp; readonly rule: string }>> = {
  domain: FIELDS.domain,
  domainOwner: FIELDS.domainOwner,
  repository: FIELDS.repository,
  region: FIELDS.region,
  manifestKey: { pattern: /^[!-~]{1,1024}$/, rule: 'the key of an asset, 1 to 1,024 visible characters' },
  manifestHash: { pattern: /^[0-9a-f]{64}$/, rule: 'a SHA-256 of 64 hexadecimal digits' },
  packageCount: COUNT,
  versionCount: COUNT,
  expectedStatus: FIELDS.expectedStatus,
  allowMissing: FLAG,
  stateMachineArn: {
    pattern: /^arn:[^:\s]+:states:[^:\s]+:[0-9]{12}:stateMachine:[!-~]{1,80}$/,
    rule: 'a state machine',
  },
};

/** A state machine that satisfies the rules, where only the deployment knows the real one. */
export const UNKNOWN_STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:unknown';

const OPTIONAL: readonly string[] = ['region', 'expectedStatus'];
/** What CloudFormation adds to the properties of every custom resource. */
const CLOUDFORMATION_KEYS = ['ServiceToken', 'ServiceTimeout'];

/** Finds the broken rules of the properties; CloudFormation delivers numbers and booleans as text. */
export function findManifestViolations(
  properties: unknown,
  isUnresolved: IsUnresolved = () => false,
): readonly Violation[] {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    return [{ property: 'ResourceProperties', rule: 'an object', value: properties }];
  }
  const values = new Map(Object.entries(properties as Record<string, unknown>));
  const violations: Violation[] = [];
  for (const [property, { pattern, rule }] of Object.entries(RULES)) {
    const value = values.get(property);
    const isUnchecked = (value === undefined && OPTIONAL.includes(property)) || isUnresolved(value);
    if (!isUnchecked && !(isScalar(value) && pattern.test(String(value)))) {
      violations.push({ property, rule, value });
    }
  }
  for (const [property, value] of values) {
    if (!Object.hasOwn(RULES, property) && !CLOUDFORMATION_KEYS.includes(property)) {
      violations.push({ property, rule: `absent: the properties are ${Object.keys(RULES).join(', ')}`, value });
    }
  }
  return violations;
}

/**
 * Reads the properties of the custom resource.
 *
 * @throws InvalidProperties with every broken rule
 */
export function parseManifestProperties(properties: unknown): ManifestProperties {
  const violations = findManifestViolations(properties);
  if (violations.length > 0) {
    throw new InvalidProperties(violations);
  }
  const values = new Map(Object.entries(properties as Record<string, unknown>));
  const text = (property: keyof ManifestProperties) => String(values.get(property));
  return {
    domain: text('domain'),
    domainOwner: text('domainOwner'),
    repository: text('repository'),
    ...(values.get('region') !== undefined ? { region: text('region') } : {}),
    manifestKey: text('manifestKey'),
    manifestHash: text('manifestHash'),
    packageCount: Number(text('packageCount')),
    versionCount: Number(text('versionCount')),
    ...(values.get('expectedStatus') !== undefined ? { expectedStatus: text('expectedStatus') as Status } : {}),
    allowMissing: text('allowMissing') === 'true',
    stateMachineArn: text('stateMachineArn'),
  };
}

/** `my-domain/my-repo`, for messages. */
export function describeRepository({ domain, repository }: Pick<ManifestProperties, 'domain' | 'repository'>): string {
  return `${domain}/${repository}`;
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
