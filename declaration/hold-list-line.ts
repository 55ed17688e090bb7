import { hasInvisible } from './visible-text';

/** Versions that every format reads as they are; others stand in quotes, which make them literal. */
const PLAIN = /^(?!.*(?:\.\.|(?:^|\.)[xX](?:\.|$)))[0-9A-Za-z._+-]+$/;

/**
 * A line of a hold list: the format, the display name of the package, and the version, in quotes if it looks like a range
 * or a glob. A hold list has one version on each line, and comments that start with `#`. The reader is in another file:
 * the page of the report only writes such lines, and must not carry the version schemes.
 *
 * @param displayName such as `@scope/name` or `group:artifact`
 * @returns undefined if a part cannot be written, since a space or `#` in it would be read as something else
 */
export function holdListLine(format: string, displayName: string, version: string): string | undefined {
  const parts = [format, displayName, version];
  const isWritable = parts.every((part) => /^[^\s#]+$/.test(part) && !hasInvisible(part));
  return isWritable
    ? [format, displayName, PLAIN.test(version) ? version : JSON.stringify(version)].join(' ')
    : undefined;
}
