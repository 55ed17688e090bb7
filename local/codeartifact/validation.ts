import { validationException, type ServiceException } from './exceptions';
import { formats, formatsWithRequiredNamespace, statuses } from './names';

/** The constraints of one member of the service model; `wire` is its name in the query string. */
interface Constraint {
  readonly wire?: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: RegExp;
  readonly values?: readonly string[];
  /** Bounds of a number, both inclusive. */
  readonly range?: readonly [number, number];
}

// The regular expressions of the service model 2018-09-22. The service matches the whole value.
const name = { min: 1, max: 255, pattern: /^[^#/\s]+$/ } as const;

const queryMembers = {
  domain: { wire: 'domain', min: 2, max: 50, pattern: /^[a-z][a-z0-9-]{0,48}[a-z0-9]$/ },
  domainOwner: { wire: 'domain-owner', min: 12, max: 12, pattern: /^[0-9]{12}$/ },
  repository: { wire: 'repository', min: 2, max: 100, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/ },
  format: { wire: 'format', values: formats },
  namespace: { wire: 'namespace', ...name },
  package: { wire: 'package', ...name },
  packageVersion: { wire: 'version', ...name },
  administratorAccount: { wire: 'administrator-account', min: 12, max: 12, pattern: /^[0-9]{12}$/ },
  repositoryPrefix: { wire: 'repository-prefix', min: 2, max: 100, pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/ },
  packagePrefix: { wire: 'package-prefix', ...name },
  status: { wire: 'status', values: statuses },
  sortBy: { wire: 'sortBy', values: ['PUBLISHED_TIME'] },
  originType: { wire: 'originType', values: ['INTERNAL', 'EXTERNAL', 'UNKNOWN'] },
  publish: { wire: 'publish', values: ['ALLOW', 'BLOCK'] },
  upstream: { wire: 'upstream', values: ['ALLOW', 'BLOCK'] },
  maxResults: { wire: 'max-results', range: [1, 1000] },
  asset: { wire: 'asset', min: 1, max: 255, pattern: /^\P{C}+$/u },
  packageVersionRevision: { wire: 'revision', min: 1, max: 50, pattern: /^\S+$/ },
  unfinished: { wire: 'unfinished', values: ['true', 'false'] },
  durationSeconds: { wire: 'duration', range: [0, 43200] },
  endpointType: { wire: 'endpointType', values: ['dualstack', 'ipv4'] },
  nextToken: { wire: 'next-token', min: 1, max: 2000, pattern: /^\S+$/ },
} as const satisfies Record<string, Constraint>;

export type QueryMember = keyof typeof queryMembers;

const revision: Constraint = { min: 1, max: 50, pattern: /^\S+$/ };
const maxVersions = 100;

/** Collects the violations of a request, in the words of AWS services. */
class Violations {
  private readonly messages: string[] = [];

  add(value: unknown, member: string, constraint: string): void {
    const text = value === undefined ? 'null' : `'${typeof value === 'string' ? value : JSON.stringify(value)}'`;
    this.messages.push(`Value ${text} at '${member}' failed to satisfy constraint: ${constraint}`);
  }

  check(value: string, member: string, constraint: Constraint): void {
    const { min, max, pattern, values, range } = constraint;
    if (values && !values.includes(value)) {
      this.add(value, member, `Member must satisfy enum value set: [${values.join(', ')}]`);
    }
    if (min !== undefined && value.length < min) {
      this.add(value, member, `Member must have length greater than or equal to ${min}`);
    }
    if (max !== undefined && value.length > max) {
      this.add(value, member, `Member must have length less than or equal to ${max}`);
    }
    if (pattern && !pattern.test(value)) {
      this.add(value, member, `Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`);
    }
    if (range) {
      const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
      if (Number.isNaN(number)) {
        throw cannotParse(`${member} must be an integer, not '${value}'`);
      }
      if (number < range[0]) {
        this.add(value, member, `Member must have value greater than or equal to ${range[0]}`);
      }
      if (number > range[1]) {
        this.add(value, member, `Member must have value less than or equal to ${range[1]}`);
      }
    }
  }

  throwIfAny(): void {
    if (this.messages.length === 0) {
      return;
    }
    const count = this.messages.length === 1 ? '1 validation error' : `${this.messages.length} validation errors`;
    throw validationException(`${count} detected: ${this.messages.join('; ')}`);
  }
}

function cannotParse(message: string): ServiceException {
  return validationException(message, 'CANNOT_PARSE');
}

export interface RequestShape {
  readonly required: readonly QueryMember[];
  readonly optional: readonly QueryMember[];
  /**
   * The members of the body: those of DisposePackageVersions and DeletePackageVersions or of UpdatePackageVersionsStatus,
   * or the bytes of an asset; default: none.
   */
  readonly body?: 'disposal' | 'status update' | 'asset';
}

/** The members of a request, by the names of the model; only those that were sent. */
export type Members = Record<string, unknown>;

/** Reads a request as the service model describes it, or throws a ValidationException that lists every violation. */
export function readMembers(shape: RequestShape, query: URLSearchParams, body: unknown): Members {
  const violations = new Violations();
  const members: Members = {};
  for (const member of [...shape.required, ...shape.optional]) {
    const constraint: Constraint = queryMembers[member];
    const value = query.get(constraint.wire!);
    if (value === null) {
      if (shape.required.includes(member)) {
        violations.add(undefined, member, 'Member must not be null');
      }
      continue;
    }
    violations.check(value, member, constraint);
    members[member] = constraint.range ? Number(value) : member === 'unfinished' ? value === 'true' : value;
  }
  if (shape.body !== undefined && shape.body !== 'asset') {
    readStatusChange(shape.body, body, { members, violations });
  }
  violations.throwIfAny();
  // Elsewhere, as in ListPackages, the format is a filter.
  if (
    shape.required.includes('package') &&
    formatsWithRequiredNamespace.has(String(members.format)) &&
    members.namespace === undefined
  ) {
    throw validationException(`namespace is required for packages of the format ${String(members.format)}`);
  }
  return members;
}

function readStatusChange(
  kind: 'disposal' | 'status update',
  body: unknown,
  { members, violations }: { readonly members: Members; readonly violations: Violations },
): void {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw cannotParse('The body of the request must be a JSON object');
  }
  const { versions, versionRevisions, expectedStatus, targetStatus } = body as Record<string, unknown>;
  if (versions === undefined || versions === null) {
    violations.add(undefined, 'versions', 'Member must not be null');
  } else {
    if (!isStrings(versions)) {
      throw cannotParse('versions must be a list of strings');
    }
    if (versions.length > maxVersions) {
      violations.add(versions, 'versions', `Member must have length less than or equal to ${maxVersions}`);
    }
    versions.forEach((version, index) => violations.check(version, `versions.${index + 1}.member`, name));
    members.versions = versions;
  }
  if (versionRevisions !== undefined && versionRevisions !== null) {
    if (typeof versionRevisions !== 'object' || !isStrings(Object.values(versionRevisions))) {
      throw cannotParse('versionRevisions must be a map of strings');
    }
    const revisions = new Map(Object.entries(versionRevisions as Record<string, string>));
    for (const [version, value] of revisions) {
      violations.check(version, 'versionRevisions', name);
      violations.check(value, `versionRevisions.${version}.member`, revision);
    }
    members.versionRevisions = revisions;
  }
  if (expectedStatus !== undefined && expectedStatus !== null) {
    if (typeof expectedStatus !== 'string') {
      throw cannotParse('expectedStatus must be a string');
    }
    violations.check(expectedStatus, 'expectedStatus', { values: statuses });
    members.expectedStatus = expectedStatus;
  }
  if (kind === 'status update') {
    if (targetStatus === undefined || targetStatus === null) {
      violations.add(undefined, 'targetStatus', 'Member must not be null');
    } else if (typeof targetStatus !== 'string') {
      throw cannotParse('targetStatus must be a string');
    } else {
      violations.check(targetStatus, 'targetStatus', { values: statuses });
      members.targetStatus = targetStatus;
    }
    if (['Unfinished', 'Disposed', 'Deleted'].includes(String(targetStatus))) {
      violations.add(targetStatus, 'targetStatus', 'Member must be one of Published, Unlisted, Archived');
    }
  }
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((element) => typeof element === 'string');
}
