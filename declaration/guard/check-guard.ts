import type { Guard, GuardLimit } from './guard';
import {
  describeGuardedName,
  describeGuardedPackage,
  type GuardedChange,
  type GuardedPackage,
  type GuardedVersion,
} from './guarded-change';

/** The rules of a guard, by the keys of its file. */
export type GuardRule = 'protect' | 'requirePins' | 'archiveFirst' | 'requireColdCopies' | 'atMost' | 'approvals';

/** A rule that a change breaks. */
export interface GuardViolation {
  readonly rule: GuardRule;
  /** One sentence: the rule, the value, and the way out. */
  readonly message: string;
  /** The label that lifts it; absent if only a change of the guard does. */
  readonly label?: string;
}

/** Versions that one message names. */
const MAX_GUARDED_NAMES = 10;

/**
 * Checks a change against the guard of its base. A fact that is not known breaks every rule that needs it.
 *
 * @param labels the labels of the pull request
 */
export function checkGuard(guard: Guard, change: GuardedChange, labels: ReadonlySet<string>): GuardViolation[] {
  const { versions } = change;
  const { archiveFirst } = guard;
  const breaking = (rule: VersionRule) => versions.filter((guarded) => VERSION_RULES[rule](guard, guarded));
  return [
    ...breaking('protect').map((guarded) => describeProtection(guard, guarded)),
    ...checkEach('requirePins', breaking('requirePins'), {
      rule: 'the guard requires a pin for each version',
      advice: 'Add its revision to versionRevisions; "plan --pin" prints it',
    }),
    ...checkEach('archiveFirst', breaking('archiveFirst'), {
      rule: `the guard requires that versions are archived for ${describeSeconds(archiveFirst ?? 0)} before they are disposed`,
      advice: 'Archive them first, and give the disposal that waitingTime, without allowUnknownArchiveTime',
    }),
    ...checkEach('requireColdCopies', breaking('requireColdCopies'), {
      rule: 'the guard requires a cold copy of each version',
      advice: 'Give the construct coldCopies',
    }),
    ...(guard.atMost === undefined
      ? []
      : findExcesses(guard.atMost, change).map((excess): GuardViolation => ({
          rule: 'atMost',
          message: `${excess}. Make the change smaller.`,
        }))),
    ...guard.approvals.flatMap(({ label, above }) =>
      labels.has(label)
        ? []
        : findExcesses(above, change).map((excess): GuardViolation => ({
            rule: 'approvals',
            message: `${excess} without the label ${label}. Ask for the label, or make the change smaller.`,
            label,
          })),
    ),
  ];
}

/** The rules about each version. The others are about the change as a whole. */
type VersionRule = 'protect' | 'requirePins' | 'archiveFirst' | 'requireColdCopies';

/** True if a version breaks a rule. */
const VERSION_RULES: Readonly<Record<VersionRule, (guard: Guard, guarded: GuardedVersion) => boolean>> = {
  protect: ({ protect }, { package: name, version }) =>
    version === undefined
      ? [...protect.packages()].some((each) => describeGuardedName(each) === describeGuardedName(name))
      : protect.find(name, version) !== undefined,
  requirePins: ({ requirePins }, { isPinned }) => requirePins && !isPinned,
  archiveFirst: ({ archiveFirst }, guarded) =>
    archiveFirst !== undefined && guarded.action === 'dispose' && !waitsFor(guarded, archiveFirst),
  requireColdCopies: ({ requireColdCopies }, { hasColdCopies }) => requireColdCopies && !hasColdCopies,
};

/** The rules that one version breaks, whatever else the change does. */
export function findBrokenRules(guard: Guard, guarded: GuardedVersion): GuardRule[] {
  const rules = Object.keys(VERSION_RULES) as VersionRule[];
  return rules.filter((rule) => VERSION_RULES[rule](guard, guarded));
}

function waitsFor({ waitingTime, allowsUnknownArchiveTime }: GuardedVersion, seconds: number): boolean {
  return waitingTime !== undefined && waitingTime >= seconds && !allowsUnknownArchiveTime;
}

function describeProtection({ protect }: Guard, guarded: GuardedVersion): GuardViolation {
  const { package: name, version, action } = guarded;
  const hold = version === undefined ? undefined : protect.find(name, version);
  const by = hold ? `by item ${hold.line} of protect` : 'in part, and only the deployment knows this version';
  return {
    rule: 'protect',
    message: `${describeGuardedVersion(guarded)} is protected ${by}, and the change ${action}s it. Take it out of the change.`,
  };
}

/** One violation for all versions that break the same rule. */
function checkEach(
  rule: GuardRule,
  versions: readonly GuardedVersion[],
  { rule: sentence, advice }: { readonly rule: string; readonly advice: string },
): GuardViolation[] {
  if (versions.length === 0) {
    return [];
  }
  const names = versions.slice(0, MAX_GUARDED_NAMES).map(describeGuardedVersion).join('; ');
  const more = versions.length > MAX_GUARDED_NAMES ? `; and ${versions.length - MAX_GUARDED_NAMES} more` : '';
  return [{ rule, message: `${sentence}; the change breaks this for ${names}${more}. ${advice}.` }];
}

/** The bounds that a change exceeds, as sentences without their end. */
function findExcesses(limit: GuardLimit, change: GuardedChange): string[] {
  const { versions, packages } = change;
  const excesses: string[] = [];
  const add = (bound: string, size: string) =>
    excesses.push(`the guard allows at most ${bound} in a change; this one has ${size}`);
  if (limit.versions !== undefined && versions.length > limit.versions) {
    add(`${limit.versions} versions`, String(versions.length));
  }
  const changedPackages = new Set(versions.map(describeGuardedPackage));
  if (limit.packages !== undefined && changedPackages.size > limit.packages) {
    add(`${limit.packages} packages`, String(changedPackages.size));
  }
  if (limit.bytes !== undefined) {
    const bytes = versions.reduce((sum, { bytes: size = 0 }) => sum + size, 0);
    const unknown = versions.filter(({ bytes: size }) => size === undefined).length;
    if (bytes > limit.bytes || unknown > 0) {
      add(`${limit.bytes} bytes`, unknown > 0 ? `${bytes}, and ${unknown} versions of unknown size` : String(bytes));
    }
  }
  if (limit.shareOfPackage !== undefined) {
    for (const pkg of packages) {
      const share = computeShare(pkg, versions);
      if (share > limit.shareOfPackage) {
        const size = Number.isFinite(share) ? `${Math.ceil(share)} %` : 'an unknown share';
        add(`${limit.shareOfPackage} % of a package`, `${size} of ${describeGuardedPackage(pkg)}`);
      }
    }
  }
  return excesses;
}

/** The percentage of a package's versions that the change takes; infinite if it is not known. */
function computeShare(pkg: GuardedPackage, versions: readonly GuardedVersion[]): number {
  const key = describeGuardedPackage(pkg);
  const count = versions.filter((guarded) => describeGuardedPackage(guarded) === key).length;
  if (count === 0) {
    return 0;
  }
  return pkg.versionCount === undefined || pkg.versionCount === 0 ? Infinity : (count / pkg.versionCount) * 100;
}

function describeGuardedVersion(guarded: GuardedVersion): string {
  return `${describeGuardedName(guarded.package)} ${guarded.version ?? 'of an unknown version'} in ${guarded.location}`;
}

function describeSeconds(seconds: number): string {
  const days = seconds / 86_400;
  return Number.isInteger(days) ? `${days} ${days === 1 ? 'day' : 'days'}` : `${seconds} seconds`;
}
