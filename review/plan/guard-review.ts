import {
  checkGuard,
  describeGuardedPackage,
  findBrokenRules,
  type Guard,
  type GuardedChange,
  type GuardedPackage,
  type GuardedVersion,
  type GuardViolation,
} from '../../declaration/guard';
import { isFormat } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { packageText } from '../declare/package-jobs';
import { SimilarPackages } from '../declare/similar-packages';
import type { DeclarationReview } from './declaration-review';
import type { GuardReview, PlannedDeclaration, PlannedVerdict, PlannedVersion } from './plan-model';

/** The guard of the base, and the facts of the pull request that it needs. */
export interface GuardInput {
  readonly guard: Guard;
  /** The labels of the pull request. */
  readonly labels: ReadonlySet<string>;
  /** True if the change edits the guard. */
  readonly isEdited: boolean;
}

/** A declaration with its plan. */
interface GuardedDeclaration {
  readonly review: DeclarationReview;
  readonly planned: PlannedDeclaration;
}

/** Verdicts that change a version, or may change it in a later deployment of the same declaration. */
export const GUARDED_VERDICTS: readonly PlannedVerdict[] = [
  'will be disposed',
  'will be archived',
  'skipped',
  'refused',
  'unknown',
];

/** Checks the plan against the guard of the base. */
export function reviewGuard(
  { guard, labels, isEdited }: GuardInput,
  declarations: readonly GuardedDeclaration[],
): GuardReview {
  const change = listGuardedChange(declarations);
  return { isEdited, violations: [...findMisspelledItems(guard, change), ...checkGuard(guard, change, labels)] };
}

/** Items of protect that are spelled in another way than a package of the change, and so would not hold it. */
function findMisspelledItems({ protect }: Guard, { packages }: GuardedChange): GuardViolation[] {
  const changed = new SimilarPackages(packages.map(({ package: name }) => name));
  return [...protect.packages()].flatMap((item): GuardViolation[] => {
    const near = changed.has(item) ? undefined : changed.findSimilar(item, true);
    return near?.difference === 'spelling' && ![...protect.packages()].some((other) => isSameName(other, near.pkg))
      ? [
          {
            rule: 'protect',
            message:
              `item ${item.line} of protect names ${packageText(item)}, and the change is about ${packageText(near.pkg)}, which ` +
              'differs in case or separators only, and which the item does not hold. Correct the item on the base branch.',
          },
        ]
      : [];
  });
}

function isSameName(name: PackageName, other: PackageName): boolean {
  return packageText(name) === packageText(other);
}

function listGuardedChange(declarations: readonly GuardedDeclaration[]): GuardedChange {
  const versions: GuardedVersion[] = [];
  const packages = new Map<string, GuardedPackage>();
  for (const declaration of declarations) {
    const changes = listGuardedVersions(declaration);
    versions.push(...changes);
    for (const { location, package: name } of changes.slice(0, 1)) {
      const key = describeGuardedPackage({ location, package: name });
      const { remainingVersions, versions: planned } = declaration.planned;
      const disposals = planned.filter(({ verdict }) => verdict === 'will be disposed').length;
      // The versions that remain are those after the whole plan: each declaration adds the ones that it takes.
      const before = packages.get(key)?.versionCount ?? remainingVersions;
      const versionCount = before === undefined ? undefined : before + disposals;
      packages.set(key, { location, package: name, versionCount });
    }
  }
  return { versions, packages: [...packages.values()] };
}

/** Marks each version that a rule of the guard forbids, so that a reviewer finds it among the others. */
export function markForbidden<T extends GuardedDeclaration>(declared: T, { guard }: GuardInput): T {
  const versions = declared.planned.versions.map((planned) => {
    const guarded = toGuardedVersion(declared, planned);
    const rules = guarded === undefined ? [] : findBrokenRules(guard, guarded);
    const message = `the guard forbids it: ${rules.join(', ')}`;
    return rules.length === 0
      ? planned
      : { ...planned, warnings: [{ id: 'forbidden-by-guard', message } as const, ...planned.warnings] };
  });
  return { ...declared, planned: { ...declared.planned, versions } };
}

function listGuardedVersions(declared: GuardedDeclaration): GuardedVersion[] {
  return declared.planned.versions
    .map((planned) => toGuardedVersion(declared, planned))
    .filter((guarded) => guarded !== undefined);
}

/** Undefined for a version that no deployment of the declaration changes. */
function toGuardedVersion(
  { review, planned }: GuardedDeclaration,
  { version, verdict, pin, sizeBytes }: PlannedVersion,
): GuardedVersion | undefined {
  const name = toPackageName(planned);
  if (!name || !GUARDED_VERDICTS.includes(verdict)) {
    return undefined;
  }
  const { declaration, source } = review;
  const properties: object = source.manifest?.properties ?? source.properties;
  return {
    action: verdict === 'will be archived' || declaration?.action === 'archive' ? 'archive' : 'dispose',
    location: planned.region === undefined ? planned.location : `${planned.location}, ${planned.region}`,
    package: name,
    ...(version !== null && { version }),
    isPinned: pin === 'holds' || pin === 'differs',
    ...(declaration?.waitingTime && { waitingTime: declaration.waitingTime.seconds }),
    allowsUnknownArchiveTime: declaration?.waitingTime?.allowUnknown ?? false,
    hasColdCopies: 'copyBucket' in properties,
    ...(sizeBytes !== undefined && { bytes: sizeBytes }),
  };
}

function toPackageName({ package: pkg }: PlannedDeclaration): PackageName | undefined {
  const { format, namespace, package: name } = pkg;
  return isFormat(format) && name !== undefined
    ? { format, ...(namespace !== undefined && { namespace }), package: name }
    : undefined;
}
