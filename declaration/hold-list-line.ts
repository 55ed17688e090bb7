import { hasInvisible } from './visible-text';

/**
 * A line of a hold list: the format, the display name of the package, and the version. A hold list has one version on
 * each line, and comments that start with `#`. The reader is in a file of its own: the page of the report only writes such
 * lines, and must not carry the version schemes.
 *
 * @param displayName such as `@scope/name` or `group:artifact`
 * @returns undefined if a part cannot be written, since a space or `#` in it would be read as something else
 */
export function holdListLine(format: string, displayName: string, version: string): string | undefined {
  const parts = [format, displayName, version];
  return parts.every((part) => /^[^\s#]+$/.test(part) && !hasInvisible(part)) ? parts.join(' ') : undefined;
}
