import type { ColdCopy } from '../../declaration/cold-copy';
import type { FoundCopy } from './copy-bucket';
import { RestoreRefusal } from './restore-refusal';

/** What chooses one of several copies of a version. */
export interface CopyFilter {
  readonly domain?: string;
  readonly repository?: string;
  readonly revision?: string;
}

/**
 * The one copy that a filter leaves.
 *
 * @throws RestoreRefusal if there is none, or more than one
 */
export function chooseCopy(found: readonly FoundCopy[], filter: CopyFilter): ColdCopy {
  const names = ['domain', 'repository', 'revision'] as const;
  const copies = found
    .map(({ copy }) => copy)
    .filter((copy) => copy !== undefined)
    .filter((copy) => names.every((name) => filter[name] === undefined || filter[name] === copy[name]));
  if (copies.length === 1) {
    return copies[0]!;
  }
  const problem = found.find((each) => each.copy === undefined);
  if (copies.length === 0 && problem?.copy === undefined && problem !== undefined) {
    throw new RestoreRefusal(
      `the copy was altered (${problem.problem}). Restore the version of the object that the function wrote.`,
    );
  }
  if (copies.length === 0) {
    throw new RestoreRefusal(
      found.length === 0
        ? 'there is no copy of it: it was disposed without coldCopies, or its copying was not completed.'
        : 'no copy of it is of this domain, repository and revision.',
    );
  }
  const list = copies.map(({ domain, repository, revision }) => `${domain}/${repository} --revision ${revision}`);
  throw new RestoreRefusal(
    `there are ${copies.length} copies of it: ${list.join(', ')}. Choose one with --domain, --repository and --revision.`,
  );
}
