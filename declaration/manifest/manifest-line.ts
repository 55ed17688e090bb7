import { displayName } from '../package-format';
import { packageName, type PackageName } from '../package-name';

export const LINE_FEED = 0x0a;
export const FIELD_SEPARATOR = '\t';

/** Bytes of the longest line: two names and a version of 255 characters, a revision of 50, and what separates them. */
export const MAX_LINE_BYTES = (3 * 255 + 50 + 20) * 4;

/** Characters that a line cannot show as they are: they end it, hide in it or turn it around. Tabs separate its fields. */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/u;

/** One version of a manifest. */
export interface ManifestEntry extends PackageName {
  readonly version: string;
  readonly revision: string;
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
export function manifestLine({ format, namespace, package: name, version, revision }: ManifestEntry): string {
  return [format, displayName(format, namespace, name), version, revision].join(FIELD_SEPARATOR);
}

/** What packages are sorted by, and told apart. */
export function packageKey(format: string, written: string): string {
  return `${format}${FIELD_SEPARATOR}${written}`;
}
