import { findPackageLosses, LOSSES, type Loss, type PackageLoss } from '../../plan/package-losses';
import type { Contradiction, LoweredGuard, NotDeployed } from '../../plan/plan-changes';
import type { Plan } from '../../plan/plan-model';
import { constructCount, packageKey } from '../../plan/totals';
import { counted, oneLine } from '../../text/sanitize';
import { liftedBlocksSentence } from './package-group-labels';
import { packageText } from './package-text';
import { type Danger, type PlanList, versionsText } from './plan-list';
import { rollbackLists } from './rollback-labels';

/** Packages that a sentence names. */
const MAX_PACKAGES = 5;

/** Words the losses of packages. */
const LOSS_TEXTS: Readonly<Record<Loss, { readonly title: string; readonly sentence: (count: number) => string }>> = {
  everything: {
    title: 'Packages of which nothing remains',
    sentence: (count) => `Nothing remains of ${counted(count, 'package')}`,
  },
  'last release': {
    title: 'Packages that lose their last release',
    sentence: (count) =>
      `${counted(count, 'package')} ${count === 1 ? 'loses the last release' : 'lose the last release'} that can be installed`,
  },
  'default version': {
    title: 'Packages that lose their default version',
    sentence: (count) => `${counted(count, 'package')} ${count === 1 ? 'loses its' : 'lose their'} default version`,
  },
};

/** The dangers of a plan, the worst first: unknowns, refusals, losses of packages, lowered guards, what else may happen. */
export function findDangers(plan: Plan): Danger[] {
  const losses = findPackageLosses(plan.declarations);
  const urgent = [...notKnownSentence(plan), ...refusedSentence(plan), ...guardSentence(plan)];
  const others = [
    ...LOSSES.flatMap((loss) => lossSentence(loss, losses)),
    ...guardSentences(plan),
    ...liftedBlocksSentence(plan),
  ];
  return [
    ...urgent.map((sentence) => ({ sentence, urgent: true })),
    ...others.map((sentence) => ({ sentence, urgent: false })),
  ];
}

function notKnownSentence({ complete, totals, declarations }: Plan): string[] {
  if (complete) {
    return [];
  }
  const unknown = declarations.filter(({ versions }) => versions.some(({ verdict }) => verdict === 'unknown'));
  const packages = new Set(unknown.map(packageKey)).size;
  const subject =
    totals.unknown === 0
      ? 'what could not be read may dispose more'
      : `what ${counted(totals.unknown, 'version')} of ${counted(packages, 'package')} would become`;
  return [`Not known: ${subject}. The plan is not complete.`];
}

function refusedSentence({ declarations }: Plan): string[] {
  const count = constructCount(declarations.filter(({ outcome }) => outcome === 'refused'));
  return count === 0
    ? []
    : [`The deployment of ${counted(count, 'declaration')} would fail, and dispose none of their versions.`];
}

/** A change of the guard comes first: merging it lifts the rules for the changes after this one. */
function guardSentence({ guard }: Plan): string[] {
  if (guard === undefined) {
    return [];
  }
  const { isEdited, violations } = guard;
  return [
    ...(isEdited ? ['This change edits the guard. The guard of the base counts for it.'] : []),
    ...(violations.length > 0 ? [`The guard forbids this change: ${counted(violations.length, 'rule')} broken.`] : []),
  ];
}

function lossSentence(loss: Loss, losses: readonly PackageLoss[]): string[] {
  const packages = losses.filter((each) => each.loss === loss).map(({ declaration }) => packageText(declaration));
  const rest = packages.length - MAX_PACKAGES;
  const more = rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : '';
  return packages.length === 0
    ? []
    : [`${LOSS_TEXTS[loss].sentence(packages.length)}: ${packages.slice(0, MAX_PACKAGES).join(', ')}${more}.`];
}

function guardSentences({ loweredGuards = [], contradictions = [], notDeployed = [], declarations }: Plan): string[] {
  const refusedByBase = declarations
    .flatMap(({ versions }) => versions)
    .filter(({ warnings }) => warnings.some(({ id }) => id === 'refused-by-base')).length;
  const versions = notDeployed.reduce((sum, each) => sum + each.versions.length, 0);
  const unreadCount = notDeployed.filter(({ problem }) => problem !== undefined).length;
  return [
    ...(loweredGuards.length > 0
      ? [`Less protection than the base: ${counted(loweredGuards.length, 'guard')} taken away or weakened.`]
      : []),
    ...(refusedByBase > 0
      ? [`The base would refuse ${counted(refusedByBase, 'version')} that this change disposes or archives.`]
      : []),
    ...(contradictions.length > 0
      ? [
          `${counted(contradictions.length, 'version')} restored by one declaration, and archived or disposed by another one.`,
        ]
      : []),
    ...(versions > 0
      ? [
          `The base declares ${counted(versions, 'version')} that no deployment has disposed or archived yet, and this one may.`,
        ]
      : []),
    ...(unreadCount > 0 ? [`Not read: versions of ${counted(unreadCount, 'unchanged declaration')}.`] : []),
  ];
}

/** The lists behind the dangers, in the same order; without packages that the sentences name. */
export function dangerLists(plan: Plan): PlanList[] {
  const { loweredGuards = [], contradictions = [], notDeployed = [] } = plan;
  const losses = findPackageLosses(plan.declarations);
  const violations = plan.guard?.violations ?? [];
  const lists: PlanList[] = [
    {
      title: 'Forbidden by the guard',
      lines: violations.map(({ rule, message }) => oneLine(`${rule}: ${message}`, 2_000)),
      noun: 'rule',
    },
    ...LOSSES.map((loss) => ({
      title: LOSS_TEXTS[loss].title,
      lines: losses.filter((each) => each.loss === loss).map(({ declaration }) => packageText(declaration)),
      noun: 'package',
    })).filter(({ lines }) => lines.length > MAX_PACKAGES),
    { title: 'Less protection than the base', lines: loweredGuards.map(guardLine), noun: 'guard' },
    { title: 'Restored and contradicted', lines: contradictions.map(contradictionLine), noun: 'version' },
    ...rollbackLists(plan),
    { title: 'Declared by the base, and not done yet', lines: notDeployed.map(notDeployedLine), noun: 'declaration' },
  ];
  return lists.filter(({ lines }) => lines.length > 0);
}

function guardLine({ constructPath, message }: LoweredGuard): string {
  return oneLine(`${constructPath}: ${message}`, 1_000);
}

function contradictionLine({
  displayName,
  location,
  version,
  restoredBy,
  constructPath,
  action,
}: Contradiction): string {
  const verb = action === 'archive' ? 'archives' : 'disposes';
  return oneLine(
    `${displayName} ${version} in ${location}: ${restoredBy} restores it, and ${constructPath} ${verb} it`,
    1_000,
  );
}

function notDeployedLine(each: NotDeployed): string {
  const { constructPath, action, versions, problem } = each;
  const reason = problem === undefined ? '' : `${problem.code}: ${problem.message}`;
  const verb = action === 'archive' ? 'archives' : 'disposes';
  const rest = problem === undefined ? `${verb} ${counted(versions.length, 'version')}` : 'could not be read';
  return oneLine(
    `${constructPath}: ${rest} of ${packageText(each)}${problem ? `: ${reason}` : versionsText(versions)}`,
    1_000,
  );
}
