import { displayName } from '../package-format';
import { packageName, type PackageName } from '../package-name';

export const LINE_FEED = 0x0a;
const FIELD_SEPARATOR = '\t';

/** The name of a rule of a policy. */
export const RULE_NAME = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  rule: '1 to 64 letters, digits, ".", "_" or "-", of which the first is a letter or a digit',
};

/**
 * Bytes of the longest line: two names and a version of 255 characters, a revision of 50, a rule of 64, and the separators.
 */
export const MAX_LINE_BYTES = (3 * 255 + 50 + 64 + 20) * 4;

/** One version of a manifest. */
export interface ManifestEntry extends PackageName {
  readonly version: string;
  readonly revision: string;
  /** The rule that selected the version, for reviewers; no decision depends on it. */
  readonly rule?: string;
}

/** A line as it is written. */
export interface ManifestFields {
  readonly format: string;
  /** The package as people write it, such as `@scope/name`. */
  readonly name: string;
  readonly version: string;
  readonly revision: string;
  readonly rule?: string;
}

/** The fields of an entry. */
export function toManifestFields({ format, namespace, package: name, ...version }: ManifestEntry): ManifestFields {
  const { version: text, revision, rule } = version;
  return { format, name: displayName(format, namespace, name), version: text, revision, rule };
}

/** Splits a line, which may have any number of fields. */
export function splitManifestLine(line: string): readonly string[] {
  return line.split(FIELD_SEPARATOR);
}

/** Reads a line of a valid manifest. */
export function readManifestLine(line: string): ManifestFields {
  const [format = '', name = '', version = '', revision = '', rule] = splitManifestLine(line);
  return { format, name, version, revision, rule };
}

/** Writes a line, without the line feed. */
export function writeManifestLine({ format, name, version, revision, rule }: ManifestFields): string {
  return [format, name, version, revision, ...(rule === undefined ? [] : [rule])].join(FIELD_SEPARATOR);
}

/** The key that packages are sorted by, and told apart. */
export function packageKey({ format, name }: Pick<ManifestFields, 'format' | 'name'>): string {
  return `${format}${FIELD_SEPARATOR}${name}`;
}

/** The key that lines are sorted by; each stands in a manifest once. */
export function versionKey(fields: Pick<ManifestFields, 'format' | 'name' | 'version'>): string {
  return `${packageKey(fields)}${FIELD_SEPARATOR}${fields.version}`;
}

/**
 * The package that a line names.
 *
 * @throws RangeError unless the fields are exactly those that are written for the package
 */
export function readPackageName({ format, name: displayText }: Pick<ManifestFields, 'format' | 'name'>): PackageName {
  const name = packageName(format, displayText);
  const canonical = displayName(name.format, name.namespace, name.package);
  if (canonical !== displayText) {
    throw new RangeError(
      `A package of ${format} is spelled as ${format} normalizes it, ${canonical}; got ${displayText}.`,
    );
  }
  return name;
}
