import { showInvisible } from '../../declaration/visible-text';

/**
 * One argument of a command to copy. In single quotes a POSIX shell takes every character as it is; those that do not
 * show are written out, so that nobody runs what nobody saw.
 */
export function shellQuoted(argument: string): string {
  return `'${showInvisible(argument).replaceAll("'", String.raw`'\''`)}'`;
}
