import { findArchivingViolations } from './archiving';
import { revisionsFit } from './attributes';
import type { Action } from './declaration';
import type { Field } from './fields';
import { FIELDS, MAX_PROPERTIES_BYTES, MAX_VERSIONS } from './fields';
import { DYNAMIC_REFERENCE, DYNAMIC_REFERENCE_RULE, widensPolicy, WILDCARD_RULE } from './name-text';
import type { Format } from './package-format';
import { isFormat, namespaceRule, normalizeName } from './package-format';
import { type IsUnresolved, showAsJson, type Violation } from './violation';

const COMMON_KEYS = [
  'domain',
  'domainOwner',
  'repository',
  'format',
  'namespace',
  'package',
  'region',
  'versions',
  'versionRevisions',
  'expectedStatus',
  'allowMissing',
  'recordBucket',
  'recordKey',
];

const KEYS: Readonly<Record<Action, readonly string[]>> = {
  dispose: [...COMMON_KEYS, 'revisionAttributes', 'waitingTime', 'allowUnknownArchiveTime'],
  archive: [...COMMON_KEYS, 'archiveTimeAttributes', 'restoreTo', 'reportQueue'],
};

const OPTIONAL_FIELDS = [
  'region',
  'expectedStatus',
  'restoreTo',
  'waitingTime',
  'recordBucket',
  'recordKey',
  'reportQueue',
] as const;

/** The properties that CloudFormation adds to every custom resource. */
const ADDED_KEYS = ['ServiceToken', 'ServiceTimeout'];

/**
 * Finds the broken rules of a custom resource's properties. If there are none, the properties are a declaration.
 *
 * @param action the effect on the versions, which decides about the allowed properties
 */
export function findViolations(
  properties: unknown,
  isUnresolved: IsUnresolved = () => false,
  action: Action = 'dispose',
): Violation[] {
  if (!isRecord(properties)) {
    return [{ property: 'ResourceProperties', rule: 'an object', value: properties }];
  }
  const check = new PropertiesCheck(properties, isUnresolved, action);
  check.unknownKeys();
  check.fields();
  check.format();
  check.versions();
  check.versionRevisions();
  check.flags();
  check.attributes();
  check.conditions();
  check.size();
  return check.violations;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Collects the violations of each rule. */
class PropertiesCheck {
  readonly violations: Violation[] = [];

  constructor(
    private readonly properties: Record<string, unknown>,
    private readonly isUnresolved: IsUnresolved,
    private readonly action: Action,
  ) {}

  unknownKeys() {
    const keys = KEYS[this.action];
    for (const key of Object.keys(this.properties)) {
      if (![...keys, ...ADDED_KEYS].includes(key)) {
        this.add(key, `absent: the properties are ${keys.join(', ')}`, this.get(key));
      }
    }
  }

  fields() {
    for (const key of ['domain', 'domainOwner', 'repository', 'format', 'package'] as const) {
      this.field(key, FIELDS[key], this.get(key));
    }
    for (const key of OPTIONAL_FIELDS) {
      const value = this.get(key);
      if (value !== undefined) {
        this.field(key, FIELDS[key], typeof value === 'number' && key === 'waitingTime' ? String(value) : value);
      }
    }
  }

  format() {
    const format = this.get('format');
    const namespace = this.get('namespace');
    if (isFormat(format)) {
      this.namespacePresence(format, namespace);
    }
    if (namespace !== undefined) {
      this.field('namespace', FIELDS.namespace, namespace);
    }
    for (const key of ['namespace', 'package'] as const) {
      const name = this.get(key);
      if (typeof name === 'string' && !this.isUnresolved(name)) {
        this.name(key, name, format);
      }
    }
  }

  versions() {
    const versions = this.get('versions');
    if (this.isUnresolved(versions)) {
      return;
    }
    if (!Array.isArray(versions) || versions.length === 0 || versions.length > MAX_VERSIONS) {
      const got = Array.isArray(versions) ? `${versions.length} versions` : versions;
      this.add('versions', `a list of 1 to ${MAX_VERSIONS} versions`, got);
      return;
    }
    this.eachOnce('versions', versions);
    const field = { ...FIELDS.version, rule: `versions of ${FIELDS.version.rule}` };
    for (const version of versions) {
      this.field('versions', field, version);
      this.mapKey('versions', version);
    }
  }

  versionRevisions() {
    const pins = this.get('versionRevisions');
    if (pins === undefined || this.isUnresolved(pins)) {
      return;
    }
    if (!isRecord(pins)) {
      this.add('versionRevisions', 'a map from version to revision', pins);
      return;
    }
    const field = { ...FIELDS.revision, rule: `revisions of ${FIELDS.revision.rule}` };
    for (const [version, revision] of Object.entries(pins)) {
      this.declared('versionRevisions', version);
      this.field('versionRevisions', field, revision);
      if (version.includes(DYNAMIC_REFERENCE) && !this.isUnresolved(version)) {
        this.add('versionRevisions', `keyed by versions that are ${DYNAMIC_REFERENCE_RULE}`, version);
      }
      if (version === 'Ref' || version.startsWith('Fn::')) {
        this.add('versionRevisions', 'without keys that CloudFormation reads as a function', version);
      }
      this.mapKey('versionRevisions', version);
    }
  }

  flags() {
    const allowed: unknown[] = [undefined, true, false, 'true', 'false'];
    for (const key of ['allowMissing', 'allowUnknownArchiveTime']) {
      const value = this.get(key);
      if (!this.isUnresolved(value) && !allowed.includes(value)) {
        this.add(key, 'true or false', value);
      }
    }
  }

  attributes() {
    for (const key of ['revisionAttributes', 'archiveTimeAttributes']) {
      const versions = this.get(key);
      if (versions === undefined || this.isUnresolved(versions)) {
        continue;
      }
      if (!Array.isArray(versions) || !versions.every((version) => typeof version === 'string')) {
        this.add(key, 'a list of declared versions', versions);
        continue;
      }
      this.eachOnce(key, versions);
      for (const version of versions) {
        this.declared(key, version);
      }
      if (!revisionsFit(versions)) {
        const rule = 'so few that their revisions fit the 4096 bytes CloudFormation reads of an answer';
        this.add(key, rule, `${versions.length} versions`);
      }
    }
  }

  /** A rule between two properties. */
  conditions() {
    const { action, isUnresolved } = this;
    this.violations.push(...findArchivingViolations((key) => this.get(key), { action, isUnresolved }));
  }

  size() {
    const bytes = Buffer.byteLength(showAsJson(this.properties));
    if (bytes > MAX_PROPERTIES_BYTES) {
      this.add(
        'versions',
        `so few that all properties, pins included, take at most ${MAX_PROPERTIES_BYTES} bytes, since an event carries ` +
          'the old ones and the new ones (split the declaration in two)',
        this.sizes(bytes),
      );
    }
  }

  private sizes(bytes: number): string {
    const [versions, pins] = [this.get('versions'), this.get('versionRevisions')];
    const count = (value: unknown) => Object.keys(isRecord(value) || Array.isArray(value) ? value : {}).length;
    return `${bytes} bytes: ${count(versions)} versions, ${count(pins)} of them pinned`;
  }

  private namespacePresence(format: Format, namespace: unknown) {
    const rule = namespaceRule(format);
    if (rule.namespace === 'required' && namespace === undefined) {
      this.add('namespace', `given for ${format}: ${rule.namespaceMeans}`, namespace);
    } else if (rule.namespace === 'none' && namespace !== undefined) {
      this.add('namespace', `absent: ${format} packages have none`, namespace);
    }
  }

  /** A literal name becomes part of a policy's ARN, and of a call. */
  private name(key: 'namespace' | 'package', name: string, format: unknown) {
    if (widensPolicy(name)) {
      this.add(key, WILDCARD_RULE, name);
    }
    if (format === 'npm' && name.startsWith('@')) {
      const [scope, rest] = name.slice(1).split('/');
      const spelling = `"${scope}" as the namespace` + (rest ? ` and "${rest}" as the package` : '');
      this.add(key, `without "@": write ${spelling}`, name);
    }
    if (isFormat(format) && normalizeName(format, name) !== name) {
      this.add(key, `spelled as ${format} normalizes it: "${normalizeName(format, name)}"`, name);
    }
  }

  private mapKey(property: string, version: unknown) {
    if (version === '__proto__') {
      this.add(property, 'names that JavaScript can carry as keys of a map', version);
    }
  }

  private declared(property: string, version: string) {
    const versions = this.get('versions');
    if (!Array.isArray(versions) || this.isUnresolved(versions)) {
      return;
    }
    const all = this.declaredVersions(versions);
    if (!all.has(version) && !this.isUnresolved(version) && !versions.some(this.isUnresolved)) {
      this.add(property, 'about declared versions only', version);
    }
  }

  private declaredSet?: Set<unknown>;

  private declaredVersions(versions: unknown[]): Set<unknown> {
    return (this.declaredSet ??= new Set(versions));
  }

  private eachOnce(property: string, values: readonly unknown[]) {
    const distinct = new Set<unknown>();
    for (const value of values) {
      if (distinct.has(value)) {
        this.add(property, 'free of duplicates', value);
      }
      distinct.add(value);
    }
  }

  private field(property: string, field: Field, value: unknown) {
    const isMatch = typeof value === 'string' && field.pattern.test(value);
    const rule = isMatch ? (value.includes(DYNAMIC_REFERENCE) ? DYNAMIC_REFERENCE_RULE : undefined) : field.rule;
    if (rule !== undefined && !this.isUnresolved(value)) {
      this.add(property, rule, value);
    }
  }

  private get(key: string): unknown {
    return Object.hasOwn(this.properties, key) ? this.properties[key] : undefined;
  }

  private add(property: string, rule: string, value: unknown) {
    this.violations.push({ property, rule, value });
  }
}
