import { HoldList } from '../../../declaration/hold-list';
import type { PackageName } from '../../../declaration/package-name';
import { CommandError } from '../../text/command-error';
import { oneLine } from '../../text/sanitize';
import { packageText } from '../package-jobs';
import { type NameDifference, SimilarPackages } from '../similar-packages';
import type { NamedHoldList } from './policy-rules';
import type { RepositorySelection } from './repository-selection';

/** Near misses that one error names. */
const MAX_MISSES = 20;
/** The kinds of files whose lines a person can correct. SBOMs and lock files name packages exactly. */
const CORRECTABLE_KINDS = ['lines', 'CSV', 'package URLs'];
/** A file of what is in use names packages of other repositories, too, many of which have the same name in another scope. */
const DIFFERENCES_IN_USE: readonly NameDifference[] = ['spelling', 'missing scope'];

/**
 * Stops a run if a line of a file names a package that no repository has, and a repository has one whose name looks like it:
 * the line was meant to protect that one, and does not.
 *
 * @throws CommandError
 */
export function checkNearMisses(files: readonly NamedHoldList[], repositories: readonly RepositorySelection[]): void {
  const packages = new SimilarPackages(repositories.flatMap((each) => each.packages));
  const misses: string[] = [];
  let count = 0;
  for (const file of files.filter(({ kind }) => CORRECTABLE_KINDS.includes(kind))) {
    for (const miss of listNearMisses(file, packages)) {
      count += 1;
      if (count <= MAX_MISSES) {
        misses.push(`  ${oneLine(miss, 500)}`);
      }
    }
  }
  if (count > 0) {
    throw new CommandError([
      'A line that holds versions must name a package as its repository does, if a repository has one with a similar name; got',
      ...misses,
      ...(count > misses.length ? [`  and ${count - misses.length} more`] : []),
      'Nothing was written. Correct the name; remove the line if it means another package, which it does not protect here.',
    ]);
  }
}

function* listNearMisses(
  { source, list, isInUse }: NamedHoldList,
  packages: SimilarPackages<PackageName>,
): Generator<string> {
  const isLines = list instanceof HoldList;
  const isInventory = isInUse || !isLines;
  for (const name of list.packages()) {
    const near = packages.has(name) ? undefined : packages.findSimilar(name, isInventory);
    // A file of what is in use that names both packages means both.
    const isOther = near && isInventory && (!DIFFERENCES_IN_USE.includes(near.difference) || list.has(near.pkg));
    if (near && !isOther) {
      yield `${source}, ${isLines ? 'line' : 'entry'} ${name.line}: no repository has ${packageText(name)}, and one has ${packageText(near.pkg)}`;
    }
  }
}
