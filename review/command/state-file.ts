import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The path of the file that keeps the state of a command. It is in a folder of the user: a state in the working copy could come
 * with a commit, and would be believed.
 *
 * @param name the beginning of its name
 * @param place everything that tells the runs of two places apart
 */
export function findStateFile(name: string, place: readonly string[]): string {
  // As the base directory specification of XDG has it.
  const base = process.env['XDG_STATE_HOME'] ?? join(homedir(), '.local', 'state');
  const folder = join(base, 'cdk-codeartifact-disposal');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${name}.${hashValues(place).slice(0, 16)}.state`);
}

/** A hash of values, to tell them from others. */
export function hashValues(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex');
}
