import { type Action, TARGET_STATUS } from '../../../declaration/declaration';
import { describeLosses, findLosses, type PackageLosses } from '../../../declaration/losses';
import type { Format } from '../../../declaration/package-format';
import { CommandError } from '../../text/command-error';
import { counted, oneLine } from '../../text/sanitize';
import { firstUsable } from '../keep-latest';
import { packageText } from '../package-jobs';
import type { Decision } from '../selection';
import type { PolicyLimits } from './policy';
import type { Consequences, RepositorySelection } from './repository-selection';

/** Packages that a message names. */
const MAX_PACKAGES = 10;

/** A step that archives changes no version that is archived already. */
export function findConsequences(
  format: Format,
  decisions: readonly Decision[],
  stage: Action | undefined,
): Consequences {
  const archived = TARGET_STATUS.archive;
  const existing = decisions.filter(
    ({ status = '' }) => ['Published', 'Unlisted'].includes(status) || (status === archived && stage !== 'archive'),
  );
  const usable = new Set(firstUsable(decisions).map(({ version }) => version));
  const isSelected = ({ outcome }: Decision) => outcome === 'selected';
  const losses = findLosses(
    format,
    existing
      .filter(({ version }) => stage === 'dispose' || usable.has(version))
      .map((decision) => ({ version: decision.version, stays: !isSelected(decision) })),
  );
  const selectedCount = decisions.filter(
    (decision) => isSelected(decision) && (stage !== 'archive' || decision.status !== archived),
  ).length;
  return { selectedCount, existingCount: Math.max(existing.length, selectedCount), ...(losses ? { losses } : {}) };
}

/** The packages that lose a whole major, their last release or everything, a line each. */
export function describeConsequences({ repository, selections }: RepositorySelection): readonly string[] {
  const lines = selections.flatMap(({ pkg, consequences: { losses } }) =>
    losses ? [{ losses, text: `${repository}: ${packageText(pkg)} ${describeLosses(losses)}` }] : [],
  );
  const rank = ({ losses }: { readonly losses: PackageLosses }) => (losses.everything ? 0 : losses.lastRelease ? 1 : 2);
  const sorted = lines.sort((a, b) => rank(a) - rank(b)).map(({ text }) => oneLine(text));
  const more = sorted.length - MAX_PACKAGES * 2;
  return more > 1
    ? [...sorted.slice(0, MAX_PACKAGES * 2), `${repository}: and ${more} more packages that lose as much`]
    : sorted;
}

/**
 * Stops a run that selects more than the policy allows.
 *
 * @throws CommandError
 */
export function checkLimits({ versions, share }: PolicyLimits, repositories: readonly RepositorySelection[]): void {
  const packages = repositories.flatMap(({ repository, selections }) =>
    selections.map(({ pkg, consequences }) => ({ name: `${repository} ${packageText(pkg)}`, ...consequences })),
  );
  const total = packages.reduce((sum, { selectedCount }) => sum + selectedCount, 0);
  if (versions !== undefined && total > versions) {
    throw new CommandError(
      `limits.versions must be at least what the run selects, ${total}; got ${versions}. Nothing was written. ` +
        `If all of them are meant, raise it. Most are of ${nameMost(packages)}.`,
    );
  }
  const beyond = packages.filter((each) => each.selectedCount * 100 > (share ?? 100) * each.existingCount);
  if (share !== undefined && beyond.length > 0) {
    throw new CommandError(
      `limits.share must be at least what the run selects of a package; got ${share}%, and more of ` +
        `${counted(beyond.length, 'package')}: ${nameMost(beyond)}. Nothing was written. If this is meant, raise it.`,
    );
  }
}

function nameMost(packages: readonly (Consequences & { readonly name: string })[]): string {
  const sorted = [...packages].sort((a, b) => b.selectedCount - a.selectedCount);
  const names = sorted
    .slice(0, MAX_PACKAGES)
    .map((each) => `${oneLine(each.name)} (${each.selectedCount} of ${each.existingCount})`);
  return names.join(', ') + (sorted.length > names.length ? ', …' : '');
}
