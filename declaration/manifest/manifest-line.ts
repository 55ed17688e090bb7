import { displayName } from '../package-format';
import { packageName, type PackageName } from '../package-name';

export const LINE_FEED = 0x0a;
export const FIELD_SEPARATOR = '\t';

/** The name of a rule of a policy. */
export const RULE_NAME = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/,
  rule: '1 to 64 letters, digits, ".", "_" or "-", of which the first is a letter or a digit',
};

/**
 * Bytes of the longest line: two names and a version of 255 characters, a revision of 50, a rule of 64, and what
 * separates them.
 */
export const MAX_LINE_BYTES = (3 * 255 + 50 + 64 + 20) * 4;

/** One version of a manifest. */
export interface ManifestEntry extends PackageName {
  readonly version: string;
  readonly revision: string;
  /** The rule that selected the version, for whoever reviews it; nothing is decided by it. */
  readonly rule?: string;
}

/**
 * The package that two fields of a line name.
 *
 * @throws RangeError unless the fields are exactly what is written for the package
 */
export function readPackageName(format: string, written: string): PackageName {
  const name = packageName(format, written);
  const canonical = displayName(name.format, name.namespace, name.package);
  if (canonical !== written) {
    throw new RangeError(`A package of ${format} is spelled as ${format} normalizes it, ${canonical}; got ${written}.`);
  }
  return name;
}

/** The line of a version, without the line feed. */
export function manifestLine({ format, namespace, package: name, version, revision, rule }: ManifestEntry): string {
  const fields = [format, displayName(format, namespace, name), version, revision];
  return [...fields, ...(rule === undefined ? [] : [rule])].join(FIELD_SEPARATOR);
}

/** What packages are sorted by, and told apart. */
export function packageKey(format: string, written: string): string {
  return `${format}${FIELD_SEPARATOR}${written}`;
}
