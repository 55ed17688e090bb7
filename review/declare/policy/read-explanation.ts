import { basename } from 'node:path';
import { LineProblems } from '../../../declaration/line-problems';
import { displayName } from '../../../declaration/package-format';
import { type PackageName, packageName } from '../../../declaration/package-name';
import { oneLine } from '../../text/sanitize';
import { EXPLANATION_HEADER } from './explain';

/** A version that stays, and why. */
export interface KeptVersion {
  readonly pkg: PackageName;
  readonly displayName: string;
  /** As the name of the file has it; undefined if it has none. */
  readonly repository?: string;
  readonly version: string;
  readonly status: string;
  /** Such as `kept: among the latest 5`. */
  readonly reason: string;
}

/**
 * Reads what `clean-up --explain` wrote. Packages that no rule selects have no line for each version, and are left out.
 *
 * @throws InvalidText with every broken line
 */
export function readExplanation(path: string, text: string): KeptVersion[] {
  const [, repository] = /^(.+)\.disposals\.explain\.tsv$/.exec(basename(path)) ?? [];
  const [header = '', ...lines] = text.split('\n');
  const problems = new LineProblems();
  if (header !== EXPLANATION_HEADER.join('\t')) {
    problems.add(
      1,
      `an explanation must have the columns ${EXPLANATION_HEADER.join(', ')}; got ${oneLine(header, 100)}`,
    );
  }
  const kept = lines.flatMap((line, index): KeptVersion[] => {
    const [format = '', name = '', version = '', status = '', reason = '', ...more] = line.split('\t');
    if (line === '' || version === '*') {
      return [];
    }
    try {
      if (reason === '' || more.length > 0) {
        throw new RangeError(`a line must have ${EXPLANATION_HEADER.length} columns; got ${oneLine(line, 100)}`);
      }
      const pkg = packageName(format, name);
      return [
        { pkg, displayName: displayName(pkg.format, pkg.namespace, pkg.package), repository, version, status, reason },
      ];
    } catch (error) {
      problems.add(index + 2, oneLine((error as Error).message));
      return [];
    }
  });
  problems.throwIfAny();
  return kept;
}
