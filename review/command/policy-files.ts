import { realpathSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { findLoweredPolicy, type PolicyProtection } from '../declare/policy/lowered-policy';
import { parsePolicy } from '../declare/policy/parse-policy';
import type { Policy } from '../declare/policy/policy';
import { readHoldFiles } from '../declare/policy/read-hold-files';
import { findEvidenceFiles } from '../evidence/evidence-files';
import type { LoweredGuard } from '../plan/plan-changes';
import { CommandError } from '../text/command-error';
import { oneLine } from '../text/sanitize';
import { parseFile, readTextFile } from './manifest-run';
import { describeFileError } from '../text/file-error';

/** The options of `plan` about the clean-up policy. */
export interface PolicyOptions {
  readonly policy?: string;
  readonly basePolicy?: string;
}

/**
 * Compares the clean-up policy of the change with that of the base. A policy of the change that cannot be read protects
 * nothing.
 *
 * @throws CommandError if the policy of the base cannot be read
 */
export function comparePolicyFiles({ policy, basePolicy }: PolicyOptions): LoweredGuard[] {
  if (basePolicy === undefined) {
    if (policy !== undefined) {
      throw new CommandError('--policy must be given with --base-policy, the same file on the base branch; got none.');
    }
    return [];
  }
  if (policy === undefined) {
    throw new CommandError('--base-policy must be given with --policy, the same file in the change; got none.');
  }
  const base = readProtection(basePolicy);
  const change = readPolicyOfChange(policy);
  const lowered =
    typeof change === 'string'
      ? [{ guard: 'keep' as const, message: `the policy cannot be read, and protects nothing: ${change}` }]
      : findLoweredPolicy(base, change);
  return lowered.map(({ guard, message }) => ({
    guard,
    constructPath: basePolicy,
    message: `${message}, compared to the base`,
  }));
}

function readProtection(file: string): PolicyProtection {
  const policy = parseFile(file, readTextFile(file), parsePolicy);
  return { policy, lists: readHoldFiles(policy, dirname(file)).lists };
}

/** The policy, or the reason why it cannot be read. */
function readPolicyOfChange(file: string): PolicyProtection | string {
  try {
    checkPlace(file, dirname(file));
    checkPlaces(parseFile(file, readTextFile(file), parsePolicy), dirname(file));
    return readProtection(file);
  } catch (error) {
    if (error instanceof CommandError) {
      return oneLine(error.message.replace(/\.? Nothing was written\.?$/s, ''), 1_000);
    }
    throw error;
  }
}

/**
 * The author of the change chose the paths. What a message quotes of a file elsewhere, such as one with credentials, would be
 * in a comment.
 */
function checkPlaces({ holds, inUse }: Policy, folder: string) {
  for (const path of [...holds, ...inUse]) {
    if (isOutside(resolve(folder), resolve(folder, path))) {
      throw new CommandError(`a policy must name files of its folder; got ${oneLine(path)}`);
    }
    findEvidenceFiles(folder, path).forEach((file) => checkPlace(join(folder, file), folder));
  }
}

/** @throws CommandError for a file that is not there, and for a link that leads out of the folder */
function checkPlace(file: string, folder: string) {
  try {
    if (!isOutside(realpathSync(folder), realpathSync(file))) {
      return;
    }
  } catch (error) {
    throw new CommandError(`${oneLine(file)} cannot be read: ${describeFileError(error)}.`);
  }
  throw new CommandError(`a policy must name files of its folder; got ${oneLine(file)}, which leads elsewhere`);
}

function isOutside(folder: string, path: string): boolean {
  const place = relative(folder, path);
  return place.startsWith('..') || isAbsolute(place);
}
