import type { Hold } from '../../../declaration/hold';
import { displayName, type Format } from '../../../declaration/package-format';
import { HoldList } from '../../../declaration/hold-list';
import type { PackageName } from '../../../declaration/package-name';
import { counted } from '../../text/sanitize';
import { packageText } from '../package-jobs';
import { matchesPackage, type Policy } from './policy';
import type { NamedHoldList } from './policy-rules';
import type { RepositorySelection } from './repository-selection';

/** Lines of one hold list that are named; a file of a whole system's dependencies may have thousands. */
const MAX_LINES = 3;
/** Kinds of entries that are not read which one line names. */
const MAX_OTHERS = 10;

/** The entries of each file, and how many of them match a version that could be selected, a line each. */
export function describeEvidence(
  files: readonly NamedHoldList[],
  repositories: readonly RepositorySelection[],
): readonly string[] {
  const selections = repositories.flatMap((each) => each.selections);
  const lines = files.map(({ source, kind, size, others }, n) => {
    const matching = new Set(selections.flatMap(({ effects }) => effects.holding[n] ?? []));
    const rest = [...others].slice(0, MAX_OTHERS).map(([other, count]) => `${count} ${other}`);
    return (
      `${source}: ${kind}, ${counted(size, kind === 'lines' ? 'line' : 'component')}, ${matching.size} match versions` +
      (rest.length > 0 ? `; not read: ${rest.join(', ')}${others.size > rest.length ? ', …' : ''}` : '')
    );
  });
  return [...lines, ...noteFormats(files, repositories).map((note) => `note: ${note}`)];
}

/** Evidence of one format says nothing of the versions of another. */
function noteFormats(files: readonly NamedHoldList[], repositories: readonly RepositorySelection[]): readonly string[] {
  const inUse = files.filter(({ isInUse }) => isInUse);
  const formats = new Set(inUse.flatMap(({ list }) => [...list.packages()].map(({ format }) => format)));
  const selected = new Map<Format, number>();
  for (const { format } of repositories.flatMap(({ selections }) => selections.flatMap(({ entries }) => entries))) {
    selected.set(format, (selected.get(format) ?? 0) + 1);
  }
  return inUse.length === 0
    ? []
    : [...selected]
        .filter(([format]) => !formats.has(format))
        .map(
          ([format, count]) =>
            `${counted(count, 'version')} of ${format} ${count === 1 ? 'is' : 'are'} selected, and no file of inUse names any package of ${format}.`,
        );
}

/** The lines of a hold list that match nothing, a sentence for each list; an inventory of dependencies names many of them. */
export function noteIdleHolds(
  policy: Policy,
  files: readonly NamedHoldList[],
  repositories: readonly RepositorySelection[],
): readonly string[] {
  const packages = repositories.flatMap((each) => each.packages);
  const existing = new Set(packages.map(packageText));
  const selections = repositories.flatMap((each) => each.selections);
  const isRead = readPackages(policy);
  return files.flatMap(({ source, list }, n) => {
    if (!(list instanceof HoldList)) {
      return [];
    }
    const holding = new Set(selections.flatMap(({ effects }) => effects.holding[n] ?? []));
    const lineNames: string[] = [];
    let idleCount = 0;
    for (const hold of list.listHolds()) {
      if (!existing.has(packageText(hold)) || (isRead(hold) && !holding.has(hold.line))) {
        idleCount += 1;
        if (idleCount <= MAX_LINES) {
          lineNames.push(`line ${hold.line} (${holdText(hold)})`);
        }
      }
    }
    return idleCount === 0
      ? []
      : [
          `${source}: ${idleCount} of ${list.size} lines match no version that could be selected: ` +
            `${lineNames.join(', ')}${idleCount > lineNames.length ? ', …' : ''}.`,
        ];
  });
}

/** Versions of other packages were not read: nothing is selected there, and nothing has to be held. */
function readPackages({ rules }: Policy): (pkg: PackageName) => boolean {
  const selecting = rules.filter(({ select }) => select);
  return (pkg) => selecting.some((rule) => matchesPackage(rule, pkg));
}

function holdText({ format, namespace, package: name, versions }: Hold): string {
  return [format, displayName(format, namespace, name), versions].filter(Boolean).join(' ');
}
