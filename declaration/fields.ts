import { FORMATS } from './package-format';
import { RESTORED_STATUSES, STATUSES } from './declaration';

/** The rule of one field. */
export interface Field {
  readonly pattern: RegExp;
  /** Completes the sentence "the field must be …". */
  readonly rule: string;
  /** The most characters, which a name that only the deployment knows can have. */
  readonly max: number;
}

const NAME_RULE = '1 to 255 characters without "#", "/" or white space';

/** Fields of DisposePackageVersions (CodeArtifact API reference, service model 2018-09-22). */
export const FIELDS = {
  domain: {
    pattern: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/,
    rule: '2 to 50 characters: lower-case letters, digits and hyphens, from a letter to a letter or digit',
    max: 50,
  },
  domainOwner: { pattern: /^[0-9]{12}$/, rule: 'the 12 digits of an AWS account', max: 12 },
  repository: {
    pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/,
    rule: '2 to 100 characters: letters, digits, ".", "_" and "-", starting with a letter or digit',
    max: 100,
  },
  format: { pattern: new RegExp(`^(${FORMATS.join('|')})$`), rule: `one of ${FORMATS.join(', ')}`, max: 7 },
  namespace: { pattern: /^[^#/\s]{1,255}$/, rule: NAME_RULE, max: 255 },
  package: { pattern: /^[^#/\s]{1,255}$/, rule: NAME_RULE, max: 255 },
  version: { pattern: /^[^#/\s]{1,255}$/, rule: NAME_RULE, max: 255 },
  revision: { pattern: /^\S{1,50}$/, rule: '1 to 50 characters without white space', max: 50 },
  region: { pattern: /^[a-z]+(-[a-z]+)+-[0-9]+$/, rule: 'an AWS Region, such as eu-west-1', max: 25 },
  expectedStatus: { pattern: new RegExp(`^(${STATUSES.join('|')})$`), rule: `one of ${STATUSES.join(', ')}`, max: 10 },
  restoreTo: {
    pattern: new RegExp(`^(${RESTORED_STATUSES.join('|')})$`),
    rule: `one of ${RESTORED_STATUSES.join(', ')}`,
    max: 9,
  },
  waitingTime: { pattern: /^[1-9][0-9]{0,8}$/, rule: 'whole seconds, 1 to 999,999,999', max: 9 },
  recordBucket: {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    rule: 'the name of a bucket: 3 to 63 lower-case letters, digits, "." and "-"',
    max: 63,
  },
  recordKey: { pattern: /^[!-~]{1,700}$/, rule: 'the key of an object, 1 to 700 visible characters', max: 700 },
  reportQueue: { pattern: /^https?:\/\/[!-~]{1,1000}$/, rule: 'the URL of a queue', max: 1008 },
} satisfies Record<string, Field>;

/**
 * The most versions that fit an event: Lambda takes 1 MB, and an update has the old and the new properties (Lambda
 * quotas, asynchronous invocation payload).
 */
export const MAX_VERSIONS = 10_000;

/** The most bytes of one declaration's properties, so that the old and the new ones fit one event. */
export const MAX_PROPERTIES_BYTES = 500_000;
