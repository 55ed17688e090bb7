import { accessSync, constants, type Stats, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { CommandError } from '../text/command-error';

/**
 * Tries the place of an output before the registry is read, which may take hours.
 *
 * @param option that names the place, such as `--output`
 * @param file undefined or `-` is stdout
 * @throws CommandError
 */
export function checkOutputPlace(option: string, file: string | undefined): void {
  if (file === undefined || file === '-') {
    return;
  }
  const status = findStatus(file);
  if (status?.isDirectory()) {
    throw new CommandError(`${option} must be a file; got the folder ${file}.`);
  }
  const folder = dirname(file);
  if (!findStatus(folder)?.isDirectory()) {
    throw new CommandError(
      `${option} must be a file in a folder that exists; got ${file}. Make the folder ${folder} first.`,
    );
  }
  // A regular file is replaced by another one of its folder; a device or a pipe is written into.
  const place = status === undefined || status.isFile() ? folder : file;
  if (!isWritable(place)) {
    throw new CommandError(
      `${option} must be a file that can be written; got ${file}. Permit writing to ${place}, or name another file.`,
    );
  }
}

/**
 * Tries the places of an output and of the report beside it, which must be two files.
 *
 * @throws CommandError
 */
export function checkOutputPlaces({ output, report }: { readonly output?: string; readonly report?: string }): void {
  checkOutputPlace('--output', output);
  checkOutputPlace('--report', report);
  if (output !== undefined && report !== undefined && resolve(output) === resolve(report)) {
    throw new CommandError(`--output and --report must be two files; got ${output} for both.`);
  }
}

/** Undefined for a place that cannot be looked at, such as one below a file. */
function findStatus(place: string): Stats | undefined {
  try {
    return statSync(place);
  } catch {
    return undefined;
  }
}

function isWritable(place: string): boolean {
  try {
    accessSync(place, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
