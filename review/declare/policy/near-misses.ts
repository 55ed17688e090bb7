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
/** Near names that the note about one file names. */
const MAX_NOTED = 3;
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

/**
 * The names in SBOMs and lock files that only look like a package of a repository, a sentence for each file. Nothing there can be
 * corrected, and most of them are other packages.
 */
export function noteNearNames(
  files: readonly NamedHoldList[],
  repositories: readonly RepositorySelection[],
): readonly string[] {
  const packages = new SimilarPackages(repositories.flatMap((each) => each.packages));
  return files
    .filter(({ kind }) => !CORRECTABLE_KINDS.includes(kind))
    .flatMap(({ source, list }) => {
      const names = [...list.packages()].flatMap((name) => {
        const near = packages.has(name) ? undefined : packages.findSimilar(name, true);
        return near && near.difference !== 'scope' && !list.has(near.pkg)
          ? [`${packageText(name)} (near ${packageText(near.pkg)})`]
          : [];
      });
      const rest = names.length - MAX_NOTED;
      return names.length === 0
        ? []
        : [
            `${source} names packages that no repository has, and protects none of those whose names are near: ` +
              `${names.slice(0, MAX_NOTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}.`,
          ];
    });
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
