/**
 * A line of a hold list: format, package as people write it, version. A hold list has one version a
 * line; what follows a `#` is a comment.
 *
 * @param displayName such as `@scope/name` or `group:artifact`
 * @returns undefined for a name that no line can hold, since a space or `#` in it would mean something else
 */
export function holdListLine(format: string, displayName: string, version: string): string | undefined {
  const parts = [format, displayName, version];
  return parts.every((part) => /^[^\s#\p{C}\p{Zl}\p{Zp}]+$/u.test(part)) ? parts.join(' ') : undefined;
}
