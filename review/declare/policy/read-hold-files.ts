import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { findEvidenceFiles } from '../../evidence/evidence-files';
import { readEvidence } from '../../evidence/read-evidence';
import { CommandError } from '../../text/command-error';
import { oneLine } from '../../text/sanitize';
import type { Policy } from './policy';
import type { NamedHoldList } from './policy-rules';
import { describeFileError } from '../../text/file-error';

/** The hold lists and the evidence of use of a policy. */
export interface HoldFiles {
  readonly lists: readonly NamedHoldList[];
  /** The path and the hash of each file. */
  readonly digests: readonly (readonly [path: string, hash: string])[];
}

/**
 * Reads the files that a policy names, relative to its folder.
 *
 * @throws CommandError that names the file which cannot be read, or names nothing
 */
export function readHoldFiles({ holds, inUse }: Pick<Policy, 'holds' | 'inUse'>, folder: string): HoldFiles {
  const files = [
    ...holds.map((path) => ({ path, isInUse: false })),
    ...inUse.map((path) => ({ path, isInUse: true })),
  ].flatMap(({ path, isInUse }) => findEvidenceFiles(folder, path).map((file) => ({ path: file, isInUse })));
  const digests: [string, string][] = [];
  const lists = files.map(({ path, isInUse }): NamedHoldList => {
    const bytes = readHoldBytes(resolve(folder, path), path);
    digests.push([path, createHash('sha256').update(bytes).digest('hex')]);
    const source = `${isInUse ? 'in use by' : 'the hold list'} ${path}`;
    try {
      return { source, isInUse, ...readEvidence(bytes) };
    } catch (error) {
      throw new CommandError(
        `${oneLine(path)} cannot be read: ${oneLine(describeFileError(error), 1_500)}. Nothing was written.`,
      );
    }
  });
  return { lists, digests };
}

function readHoldBytes(path: string, name: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new CommandError(`The file ${oneLine(name)} cannot be read: ${describeFileError(error)}.`);
  }
}
