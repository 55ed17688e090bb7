import { findArchivingViolations } from '../archiving';
import { FIELDS } from '../fields';
import type { Action, ArchiveProperties, RecordProperties, Status, WaitingProperties } from '../declaration';
import { InvalidProperties, type IsUnresolved, type Violation } from '../schema';

/** Attributes of the resource. */
export const MANIFEST_ATTRIBUTES = {
  /** The number of versions of the manifest are disposed. */
  disposedCount: 'DisposedCount',
  /** The number of versions of the manifest are archived. */
  archivedCount: 'ArchivedCount',
  /** The time from which all of these are; empty if it is not known for one of them. */
  archivedAt: 'ArchivedAt',
  /** The `s3://` URI of the report, one line a version. */
  reportLocation: 'ReportLocation',
} as const;

/**
 * The properties of the custom resource, as the template carries them: a few hundred bytes, whatever the manifest holds.
 * The function that serves the resource has the same in its environment, and does nothing unless both agree.
 */
export interface ManifestProperties
  extends RecordProperties, WaitingProperties, CopyProperties, Pick<ArchiveProperties, 'restoreTo' | 'reportQueue'> {
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
  /** The workflow that disposes or archives the versions of the manifest. */
  readonly stateMachineArn: string;
}

/** The properties of a resource whose versions are copied before they are changed. */
export interface CopyProperties {
  /** The bucket of the copies. */
  readonly copyBucket?: string;
  /** What the keys of copies begin with; default: nothing. */
  readonly copyPrefix?: string;
  /** The storage class of large assets; default: that of all others. */
  readonly copyStorageClass?: string;
  /** The bytes from which an asset is large; CloudFormation delivers it as a string. */
  readonly copyLargeSize?: number | string;
  /** Assets a second; CloudFormation delivers it as a string. */
  readonly maxCopiesPerSecond?: number | string;
  /** True if archived versions are disposed that have no copy; CloudFormation delivers it as a string. */
  readonly allowArchivedWithoutCopy?: boolean | string;
}

/** The declaration of valid properties. */
export interface ManifestDeclaration extends ManifestProperties {
  /** As the type of the custom resource says; default: the versions are disposed. */
  readonly action?: Action;
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
  restoreTo: FIELDS.restoreTo,
  waitingTime: FIELDS.waitingTime,
  allowUnknownArchiveTime: FLAG,
  recordBucket: FIELDS.recordBucket,
  recordKey: FIELDS.recordKey,
  copyBucket: FIELDS.recordBucket,
  copyPrefix: { pattern: /^[!-)+->@-~]{1,100}\/$/, rule: 'a prefix of keys with a slash at its end' },
  copyStorageClass: { pattern: /^[A-Z_]{1,40}$/, rule: 'a storage class of S3' },
  copyLargeSize: { pattern: /^[0-9]{1,15}$/, rule: 'a number of bytes' },
  maxCopiesPerSecond: { pattern: /^[0-9]{1,5}(\.[0-9]+)?$/, rule: 'a number above 0' },
  allowArchivedWithoutCopy: FLAG,
  reportQueue: FIELDS.reportQueue,
};

/** The properties that only one action has. */
const OTHERS: Readonly<Record<Action, readonly string[]>> = {
  dispose: ['restoreTo', 'reportQueue'],
  archive: ['waitingTime', 'allowUnknownArchiveTime', 'allowArchivedWithoutCopy'],
};

/** A state machine that satisfies the rules, where only the deployment knows the real one. */
export const UNKNOWN_STATE_MACHINE = 'arn:aws:states:us-east-1:000000000000:stateMachine:unknown';

const OPTIONAL: readonly string[] = [
  'region',
  'expectedStatus',
  'restoreTo',
  'waitingTime',
  'allowUnknownArchiveTime',
  'recordBucket',
  'recordKey',
  'copyBucket',
  'copyPrefix',
  'copyStorageClass',
  'copyLargeSize',
  'maxCopiesPerSecond',
  'allowArchivedWithoutCopy',
  'reportQueue',
];
/** The properties that CloudFormation adds to every custom resource. */
const CLOUDFORMATION_KEYS = ['ServiceToken', 'ServiceTimeout'];

/**
 * Finds the broken rules of the properties; CloudFormation delivers numbers and booleans as text.
 *
 * @param action the effect on the versions, which decides about the allowed properties
 */
export function findManifestViolations(
  properties: unknown,
  isUnresolved: IsUnresolved = () => false,
  action: Action = 'dispose',
): readonly Violation[] {
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties)) {
    return [{ property: 'ResourceProperties', rule: 'an object', value: properties }];
  }
  const values = new Map(Object.entries(properties as Record<string, unknown>));
  const rules = Object.entries(RULES).filter(([property]) => !OTHERS[action].includes(property));
  const propertyNames = rules.map(([property]) => property);
  const violations: Violation[] = [];
  for (const [property, { pattern, rule }] of rules) {
    const value = values.get(property);
    const isUnchecked = (value === undefined && OPTIONAL.includes(property)) || isUnresolved(value);
    if (!isUnchecked && !(isScalar(value) && pattern.test(String(value)))) {
      violations.push({ property, rule, value });
    }
  }
  for (const [property, value] of values) {
    if (!propertyNames.includes(property) && !CLOUDFORMATION_KEYS.includes(property)) {
      violations.push({ property, rule: `absent: the properties are ${propertyNames.join(', ')}`, value });
    }
  }
  return [...violations, ...findArchivingViolations((property) => values.get(property), { action, isUnresolved })];
}

/**
 * Reads the properties of the custom resource.
 *
 * @throws InvalidProperties with every broken rule
 */
export function parseManifestProperties(properties: unknown, action: Action = 'dispose'): ManifestDeclaration {
  const violations = findManifestViolations(properties, undefined, action);
  if (violations.length > 0) {
    throw new InvalidProperties(violations);
  }
  const values = new Map(Object.entries(properties as Record<string, unknown>));
  const text = (property: keyof ManifestProperties) => String(values.get(property));
  const readIfPresent = <T>(property: keyof ManifestProperties, readText: (value: string) => T) =>
    values.get(property) === undefined ? {} : { [property]: readText(text(property)) };
  return {
    ...(action === 'archive' && { action }),
    domain: text('domain'),
    domainOwner: text('domainOwner'),
    repository: text('repository'),
    ...readIfPresent('region', String),
    manifestKey: text('manifestKey'),
    manifestHash: text('manifestHash'),
    packageCount: Number(text('packageCount')),
    versionCount: Number(text('versionCount')),
    ...readIfPresent('expectedStatus', (status) => status as Status),
    allowMissing: text('allowMissing') === 'true',
    stateMachineArn: text('stateMachineArn'),
    ...readIfPresent('restoreTo', String),
    ...readIfPresent('waitingTime', Number),
    ...readIfPresent('allowUnknownArchiveTime', (flag) => flag === 'true'),
    ...readIfPresent('recordBucket', String),
    ...readIfPresent('recordKey', String),
    ...readIfPresent('copyBucket', String),
    ...readIfPresent('copyPrefix', String),
    ...readIfPresent('copyStorageClass', String),
    ...readIfPresent('copyLargeSize', Number),
    ...readIfPresent('maxCopiesPerSecond', Number),
    ...readIfPresent('allowArchivedWithoutCopy', (flag) => flag === 'true'),
    ...readIfPresent('reportQueue', String),
  };
}

function isScalar(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}
