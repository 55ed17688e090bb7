import { displayName, isFormat } from '../../../declaration/package-format';
import type { GroupModes } from '../../find/package-groups';
import type { PlannedPackageGroup } from '../../plan/plan-changes';
import type { Plan } from '../../plan/plan-model';
import { counted, oneLine } from '../../text/sanitize';
import type { PlanList } from './plan-list';

const SOURCE_NAMES: Readonly<Record<keyof GroupModes, string>> = {
  externalUpstream: 'external connections',
  internalUpstream: 'upstreams',
  publish: 'publications',
};

const MODE_TEXTS: Readonly<Record<string, string>> = {
  ALLOW: 'allowed',
  ALLOW_SPECIFIC_REPOSITORIES: 'allowed in some repositories',
  BLOCK: 'blocked',
  INHERIT: 'as in the group above',
};

/** The list of package groups of the change; none if it has no group. */
export function packageGroupLists({ packageGroups = [] }: Plan): PlanList[] {
  const lines = packageGroups.map(packageGroupLine);
  const title = 'Package groups, which say from where a repository takes versions that it does not have';
  return lines.length === 0 ? [] : [{ title, lines, noun: 'package group' }];
}

/** A sentence about blocks that the change takes away; none if there are none. */
export function liftedBlocksSentence({ packageGroups = [] }: Plan): string[] {
  const count = packageGroups.filter(liftsBlock).length;
  return count === 0
    ? []
    : [`Blocks of ${counted(count, 'package group')} taken away: versions that were taken down may come back.`];
}

function liftsBlock({ change, modes, modesBefore }: PlannedPackageGroup): boolean {
  return SOURCES.some(
    (source) => modesBefore?.[source] === 'BLOCK' && (change === 'removed' || modes[source] !== 'BLOCK'),
  );
}

const SOURCES = Object.keys(SOURCE_NAMES) as (keyof GroupModes)[];

function packageGroupLine({ constructPath, domain, region, pattern, change, ...group }: PlannedPackageGroup): string {
  const place = [domain ?? '(unknown domain)', ...(region === undefined ? [] : [region])].join(', ');
  const before = change === 'changed' && group.modesBefore ? `; before: ${describeModes(group.modesBefore)}` : '';
  const prefix = change === 'declared' ? '' : `${change}: `;
  return oneLine(
    `${prefix}${describePattern(pattern)} in all repositories of ${place}: ${describeModes(group.modes)}${before} (${constructPath})`,
    1_000,
  );
}

function describeModes(modes: GroupModes): string {
  return SOURCES.map((source) => {
    const mode = modes[source];
    return `${SOURCE_NAMES[source]} ${mode === null ? 'not known' : (MODE_TEXTS[mode] ?? mode)}`;
  }).join(', ');
}

/** A pattern of one package is its name. */
function describePattern(pattern: string | null): string {
  const [, format, namespace = '', name = ''] = /^\/([a-z]+)\/([^/]*)\/([^/]+)\$$/.exec(pattern ?? '') ?? [];
  return isFormat(format)
    ? `${format} ${displayName(format, namespace === '' ? undefined : namespace, name)}`
    : (pattern ?? 'packages of an unknown pattern');
}
