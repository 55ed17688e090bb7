import type { Declaration } from '../../declaration/declaration';
import type { BaseIndex } from './declaration-index';
import type { DeclarationGuardId, LoweredGuard } from './plan-changes';
import type { ValidatedDeclaration } from './validate';

/** Versions whose pins one line names. */
const MAX_PINS = 5;

const SECONDS_PER_DAY = 86_400;

type Comparison = (head: Declaration, before: Declaration) => string | undefined;

/** The guards of a declaration. Each tells how the change lowers it; undefined if it does not. */
const COMPARISONS: Readonly<Record<DeclarationGuardId, Comparison>> = {
  'waiting-time': ({ waitingTime }, before) => {
    const [seconds, secondsBefore] = [waitingTime?.seconds ?? 0, before.waitingTime?.seconds ?? 0];
    return seconds < secondsBefore
      ? `the waiting time was ${durationText(secondsBefore)}, and is ${durationText(seconds)}`
      : undefined;
  },
  record: ({ waitingTime }, before) => {
    const [record, recordBefore] = [waitingTime?.record, before.waitingTime?.record];
    return record && recordBefore && (record.bucket !== recordBefore.bucket || record.key !== recordBefore.key)
      ? `the times of archiving were read from ${recordBefore.bucket}/${recordBefore.key}, and are read from ${record.bucket}/${record.key}`
      : undefined;
  },
  'unknown-archive-time': ({ waitingTime }, before) =>
    before.waitingTime?.allowUnknown === false && waitingTime?.allowUnknown === true
      ? 'versions were refused if their time of archiving was unknown, and are accepted'
      : undefined,
  'expected-status': ({ expectedStatus }, before) =>
    before.expectedStatus !== undefined && before.expectedStatus !== expectedStatus
      ? `the expected status was ${before.expectedStatus}, and is ${expectedStatus ?? 'none'}`
      : undefined,
  pin: (head, before) => {
    const names = findRemovedPins(head, before);
    const rest = names.length - MAX_PINS;
    const more = rest > 0 ? ` and ${rest.toLocaleString('en-US')} more` : '';
    return names.length === 0 ? undefined : `the pin was taken out of ${names.slice(0, MAX_PINS).join(', ')}${more}`;
  },
  'allow-missing': ({ allowMissing }, before) =>
    allowMissing && !before.allowMissing ? 'versions had to exist, and may be missing' : undefined,
  owner: (head, before) =>
    head.package.domainOwner !== before.package.domainOwner
      ? `the domain was that of the account ${before.package.domainOwner}, and is that of ${head.package.domainOwner}`
      : undefined,
};

/**
 * Finds the guards that the base has and the change has not, or has weaker: of the declaration at the same place, or of one
 * that names a version of the declaration elsewhere.
 */
export function findLoweredGuards(
  { source, declaration, base, baseGuards }: ValidatedDeclaration,
  baseIndex: BaseIndex,
): LoweredGuard[] {
  const before =
    base ??
    baseGuards ??
    declaration?.versions.flatMap((version) => baseIndex.declarations.find(source, version)).find(isSameAction);
  const old = before?.declaration;
  if (declaration === undefined || before === undefined || old === undefined || !isSameAction(before)) {
    return [];
  }
  const place = before.source.constructPath === source.constructPath ? '' : ` (${before.source.constructPath})`;
  return Object.entries(COMPARISONS).flatMap(([guard, compare]) => {
    const difference = compare(declaration, old);
    return difference === undefined
      ? []
      : [
          {
            guard: guard as DeclarationGuardId,
            stack: source.stack.name,
            constructPath: source.constructPath,
            message: `${difference}, compared to the base${place}`,
            ...(guard === 'pin' && { versions: findRemovedPins(declaration, old) }),
          },
        ];
  });

  function isSameAction(other: ValidatedDeclaration) {
    return (other.declaration?.action === 'archive') === (declaration?.action === 'archive');
  }
}

/** The versions that are pinned in the base, and are declared without a pin now. */
function findRemovedPins({ versions, versionRevisions }: Declaration, before: Declaration): string[] {
  return versions.filter((version) => before.versionRevisions.has(version) && !versionRevisions.has(version));
}

/** Keeps each guard of a construct once: the packages of a manifest share most of them. */
export function distinctGuards(guards: readonly LoweredGuard[]): LoweredGuard[] {
  return [
    ...new Map(
      guards.map((guard) => [JSON.stringify([guard.stack, guard.constructPath, guard.message, guard.versions]), guard]),
    ).values(),
  ];
}

function durationText(seconds: number): string {
  if (seconds === 0) {
    return 'none';
  }
  return seconds % SECONDS_PER_DAY === 0
    ? durationInDays(seconds / SECONDS_PER_DAY)
    : `${seconds.toLocaleString('en-US')} s`;
}

function durationInDays(days: number): string {
  return `${days.toLocaleString('en-US')} ${days === 1 ? 'day' : 'days'}`;
}
