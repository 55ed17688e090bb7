import { Token } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

interface PropType {
  readonly rule: string;
  readonly fits: (value: unknown) => boolean;
}

function hasMembers(value: unknown, ...names: string[]): boolean {
  return typeof value === 'object' && value !== null && names.every((name) => name in value);
}

const TEXT: PropType = { rule: 'a text', fits: (value) => typeof value === 'string' };
const FLAG: PropType = { rule: 'true or false', fits: (value) => typeof value === 'boolean' };
const NUMBER: PropType = { rule: 'a number', fits: (value) => typeof value === 'number' };
const OBJECT = (value: unknown) => hasMembers(value) && !Array.isArray(value);

/** The types of the properties, which TypeScript checks and JavaScript does not. */
const TYPES: Readonly<Record<string, PropType>> = {
  domain: TEXT,
  domainOwner: TEXT,
  repository: TEXT,
  repositoryRef: {
    rule: 'a reference to a repository, such as a CfnRepository',
    fits: (value) => hasMembers(value, 'repositoryRef'),
  },
  format: TEXT,
  packageNamespace: TEXT,
  packageName: TEXT,
  versions: { rule: 'a list of texts', fits: Array.isArray },
  versionRevisions: { rule: 'a map from version to revision', fits: OBJECT },
  expectedStatus: TEXT,
  restoreTo: TEXT,
  allowMissing: FLAG,
  archived: {
    rule: 'a declaration that archives, or one of fromArchiveRecordAttributes',
    fits: (value) => hasMembers(value, 'recordBucket', 'recordKey'),
  },
  waitingTime: { rule: 'a Duration', fits: (value) => hasMembers(value, 'toSeconds') },
  allowUnknownArchiveTime: FLAG,
  provider: { rule: 'a DisposalProvider', fits: (value) => hasMembers(value, 'function', 'serviceTimeout') },
  functionOptions: { rule: 'options of a DisposalProvider', fits: OBJECT },
  manifest: TEXT,
  holds: TEXT,
  permissions: {
    rule: 'PackagePermissions.exact(), .namespaces() or .repository()',
    fits: (value) =>
      hasMembers(value, '_scope') &&
      ['exact', 'namespaces', 'repository'].includes((value as { readonly _scope: string })._scope),
  },
  maxListsPerSecond: NUMBER,
  maxWritesPerSecond: NUMBER,
  coldCopies: { rule: 'a ColdCopies', fits: (value) => hasMembers(value, 'bucket', 'prefix') },
  maxCopiesPerSecond: NUMBER,
  allowArchivedWithoutCopy: FLAG,
  recordBucket: { rule: 'a bucket', fits: (value) => hasMembers(value, 'bucketName') },
};

/** Properties that release 0.1.0 had, and their replacements. */
const REMOVED: Readonly<Record<string, string>> = {
  region: 'absent: a repository is in the Region of its stack. Set env of the stack',
  maxDisposalsPerSecond: 'absent: write maxWritesPerSecond',
  maxUpdatesPerSecond: 'absent: write maxWritesPerSecond',
  serviceTimeout: 'absent: write functionOptions: { serviceTimeout }',
};

/**
 * Checks the types of properties, for apps in JavaScript. A value of a wrong type could be taken for a wider permission.
 *
 * @param required the properties that must be there
 * @throws an error that names each property of a wrong type
 */
export function requirePropTypes(scope: IConstruct, props: unknown, required: readonly string[]): void {
  const values = new Map(Object.entries(Object(props) as object));
  const isWrong = (name: string, value: unknown) =>
    value === undefined ? required.includes(name) : !Token.isUnresolved(value) && !TYPES[name]!.fits(value);
  const wrong = Object.keys(TYPES)
    .filter((name) => isWrong(name, values.get(name)))
    .map((name) => `${name} must be ${TYPES[name]!.rule}; got ${describeValue(values.get(name))}`);
  const removals = Object.keys(REMOVED)
    .filter((name) => values.get(name) !== undefined)
    .map((name) => `${name} must be ${REMOVED[name]}; got ${describeValue(values.get(name))}`);
  if (wrong.length + removals.length > 0) {
    throw new Error(`${scope.node.path}: ${[...wrong, ...removals].join('; ')}`);
  }
}

function describeValue(value: unknown): string {
  if (value === undefined) {
    return 'none';
  }
  if (hasMembers(value) && Object.getPrototypeOf(value) !== Object.prototype && !Array.isArray(value)) {
    return `a ${(value as object).constructor.name}`;
  }
  return typeof value === 'function' ? `the function ${value.name}` : JSON.stringify(value).slice(0, 100);
}
