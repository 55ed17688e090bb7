import { lstatSync } from 'node:fs';
import { readGuard } from '../guard/read-guard';
import type { GuardInput } from '../plan/guard-review';
import { CommandError } from '../text/command-error';
import { parseFile, readTextFile } from './manifest-run';

/** The options of `plan` about the guard. */
export interface GuardOptions {
  readonly guard?: string;
  readonly guardOfChange?: string;
  readonly label: readonly string[];
}

/**
 * Reads the guard of the base, and compares it with the file of the change. A base without a guard allows everything.
 *
 * @throws CommandError if the guard cannot be read: a change is never planned without the guard that was named
 */
export function readGuardFiles({ guard, guardOfChange, label }: GuardOptions): GuardInput | undefined {
  if (guard === undefined) {
    if (guardOfChange !== undefined || label.length > 0) {
      throw new CommandError(
        '--guard-of-change and --label must be given with --guard, the guard on the base branch; got none.',
      );
    }
    return undefined;
  }
  const text = readTextFile(guard);
  const isEdited = guardOfChange !== undefined && (!isFile(guardOfChange) || readTextFile(guardOfChange) !== text);
  return { guard: parseFile(guard, text, readGuard), labels: new Set(label), isEdited };
}

/** A change without the file takes the guard away; a link in its place may lead to any file. */
function isFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
