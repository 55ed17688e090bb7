import type { Package } from '../../declaration/declaration';
import type { ServiceError } from '../../codeartifact/describe-service-error';
import type { GuardViolation } from '../../declaration/guard';
import type { Problem } from '../find/problem';
import type {
  Contradiction,
  LoweredGuard,
  ManifestLine,
  NotDeployed,
  PlannedPackageGroup,
  RemovedDeclaration,
  RollbackChange,
} from './plan-changes';

/** Raised with every change that a reader of the JSON has to know of. */
export const SCHEMA_VERSION = 1;

/** The effect of a deployment on one version. */
export type PlannedVerdict =
  /** Its assets will be deleted permanently. */
  | 'will be disposed'
  | 'already disposed'
  /** It can be installed no more, until somebody restores it. */
  | 'will be archived'
  | 'already archived'
  /** A declaration that archives named it before, and somebody changed it since: it is left as it is. */
  | 'changed since'
  /** It fails the deployment of its declaration. */
  | 'refused'
  /** It would be disposed or archived, but another version of its declaration or of its manifest is refused. */
  | 'skipped'
  /** It does not exist, and `allowMissing` permits that. */
  | 'missing'
  /** It was declared before, and has been deleted outright since. */
  | 'deleted'
  /** Only the deployment can tell, or the registry could not be read. */
  | 'unknown';

export type WarningId =
  | 'default-version'
  /** The plan disposes all that is left of the package. */
  | 'nothing-remains'
  /** After the plan, no release of the package can be installed. */
  | 'last-release'
  | 'upstream'
  | 'unguarded'
  | 'mixed-scripts'
  /** A rule of the guard about each version forbids it. */
  | 'forbidden-by-guard'
  /** The rules of the base would refuse it. */
  | 'refused-by-base';

export interface Warning {
  readonly id: WarningId;
  readonly message: string;
}

/** The cold copy of a version that its declaration copies before it changes it. */
export interface PlannedCopy {
  readonly state: 'copied' | 'will be copied' | 'cannot be copied' | 'unknown';
  /** The reason why it cannot be copied, or is not known. */
  readonly message?: string;
  /** Of a version that will be copied: its assets, and their bytes. Equal assets are copied once. */
  readonly assets?: number;
  readonly sizeBytes?: number;
  /** US dollars at the list prices of S3, as in the totals. */
  readonly dollarsPerMonth?: number;
}

/** What the copies of all versions take. */
export interface CopyTotals {
  readonly copied: number;
  readonly willBeCopied: number;
  readonly cannotBeCopied: number;
  readonly unknown: number;
  /** Of the versions that will be copied, as is what follows: an upper bound, since equal assets are copied once. */
  readonly assets: number;
  readonly sizeBytes: number;
  /** Calls of CodeArtifact. */
  readonly calls: number;
  /** At the pace of the declarations. */
  readonly seconds: number;
  /** US dollars at the list prices of S3 in us-east-1, in the storage class that each asset gets. */
  readonly dollarsPerMonth: number;
  /** The day of these prices. */
  readonly priceDate: string;
}

export interface PlannedVersion {
  /** Null where only the deployment knows its name. */
  readonly version: string | null;
  readonly verdict: PlannedVerdict;
  /** Of a version that is refused: the code that the deployment would give. */
  readonly code?: string;
  readonly message?: string;
  readonly didYouMean?: string;
  /** True if the base does not declare it. */
  readonly added: boolean;
  readonly status?: string;
  readonly revision?: string;
  /** True if it is pinned, and whether the pin names the current revision. */
  readonly pin: 'none' | 'holds' | 'differs' | 'unknown';
  readonly pinnedRevision?: string;
  /** ISO 8601. The service falls back to the time of the last update where it knows none. */
  readonly publishedTime?: string;
  /** The size of its assets: an upper bound of the freed space, since assets are stored once a domain. */
  readonly sizeBytes?: number;
  readonly warnings: readonly Warning[];
  /** The rule that selected it, where that was recorded. */
  readonly rule?: string;
  /** Absent if its declaration copies nothing, or it does not change. */
  readonly copy?: PlannedCopy;
}

export type DeclarationOutcome =
  | 'will dispose'
  /** It disposes nothing, and archives some. */
  | 'will archive'
  | 'nothing to do'
  /** The deployment fails, and disposes none of its versions. */
  | 'refused'
  /** Something of it is not known, or could not be read. */
  | 'unknown';

export interface PlannedDeclaration {
  readonly stack: string;
  /** The path of the stack at top level, and the logical ids of the nested stacks below it. No two stacks share it. */
  readonly stackId: string;
  readonly account?: string;
  readonly region?: string;
  readonly constructPath: string;
  readonly logicalId: string;
  readonly outcome: DeclarationOutcome;
  /** The reason why no version of it can be reviewed, or the deployment's answer about all of them. */
  readonly problem?: ServiceError;
  /** As far as it is known. */
  readonly package: Partial<Package>;
  /** The package as people write it, and where it is. */
  readonly displayName: string;
  readonly location: string;
  readonly expectedStatus?: string;
  readonly allowMissing: boolean;
  readonly notes: readonly string[];
  /** The versions that CloudFormation disposes if it rolls the deployment back; absent if there are no more. */
  readonly rollback?: RollbackChange;
  /** The versions that CloudFormation archives if it rolls the deployment back; absent if there are no more. */
  readonly rollbackArchives?: RollbackChange;
  /** True if it is one package of a manifest, or a manifest without packages: the construct stands for many then. */
  readonly inManifest?: true;
  readonly versions: readonly PlannedVersion[];
  /**
   * Versions of the package that the repository lists with assets and that no declaration of the plan
   * disposes. Absent where they could not be read.
   */
  readonly remainingVersions?: number;
  /** True if package managers can install a release of the package now, and none after the plan. */
  readonly losesLastRelease?: true;
}

/** A manifest as a whole; its packages are among the declarations. */
export interface PlannedManifest {
  readonly stack: string;
  /** As of a declaration. */
  readonly stackId: string;
  readonly constructPath: string;
  readonly logicalId: string;
  /** Its SHA-256, as the custom resource names it. */
  readonly hash?: string;
  /** This and the next ones are absent if the manifest could not be read. */
  readonly packageCount?: number;
  readonly versionCount?: number;
  readonly outcome: DeclarationOutcome;
  /** Lines that the base does not have. */
  readonly addedLines?: number;
  /** Lines of the base that it does not have: what was disposed stays so. */
  readonly removedLines?: readonly ManifestLine[];
  /** The status that it gives back to versions of these lines that it archived. */
  readonly restoresTo?: string;
}

export interface Totals {
  /** Custom resources, whether they declare one package or a manifest. */
  readonly declarations: number;
  /** Declarations that are as in the base: a deployment does nothing for them. */
  readonly unchangedDeclarations: number;
  /** Packages and versions are counted once, however many declarations name them. */
  readonly packages: number;
  readonly packagesToDispose: number;
  readonly willBeDisposed: number;
  /** Of the versions that will be disposed: those without a pin to the reviewed content. */
  readonly notPinned: number;
  readonly alreadyDisposed: number;
  readonly willBeArchived: number;
  readonly alreadyArchived: number;
  readonly changedSince: number;
  readonly refused: number;
  readonly skipped: number;
  readonly missing: number;
  readonly deleted: number;
  readonly unknown: number;
  /** Of the versions that will be disposed: an upper bound of the freed space. Null if it was not requested. */
  readonly sizeBytes: number | null;
  /** Versions whose size the service does not give, which sizeBytes leaves out. */
  readonly sizeUnknown: number;
  /** Absent if nothing is copied. */
  readonly copies?: CopyTotals;
}

/** Where a stack is deployed. */
export interface Environment {
  readonly account: string;
  readonly region: string;
}

/** Options that were not on the command line. */
export interface SettingsInForce {
  readonly file: string;
  /** Each with its value, such as `stack Prod/**`. */
  readonly options: readonly string[];
}

/** The effect of a deployment, by the assembly and the registry. */
export interface Plan {
  readonly schemaVersion: typeof SCHEMA_VERSION;
  /** True if it shows only differences to a base. */
  readonly comparedToBase: boolean;
  /**
   * True if every template and package was read, every resource that can dispose was checked, and
   * nothing rests on an assumption; if not, nothing may be concluded from an absence.
   */
  readonly complete: boolean;
  /** The environment of the credentials, which was taken for environment-agnostic stacks; absent if none was taken. */
  readonly currentEnvironment?: Environment;
  /** The options of the settings file that were in force; absent if there were none. */
  readonly settings?: SettingsInForce;
  readonly totals: Totals;
  /** Facts that could not be read or are not known, a line each. */
  readonly problems: readonly string[];
  /** The same in parts. */
  readonly unresolved: readonly Problem[];
  /** Problems that were acknowledged to dispose nothing. */
  readonly acknowledged: readonly Problem[];
  readonly declarations: readonly PlannedDeclaration[];
  /** The manifests that the plan is about; default: none. */
  readonly manifests?: readonly PlannedManifest[];
  /** Declarations and versions of the base that the change does not have; default: none. */
  readonly removed?: readonly RemovedDeclaration[];
  /** Versions that one declaration restores and another one archives or disposes; default: none. */
  readonly contradictions?: readonly Contradiction[];
  /** The check against the guard of the base; absent without one. */
  readonly guard?: GuardReview;
  /** Guards of the base that the change takes away or weakens; default: none. */
  readonly loweredGuards?: readonly LoweredGuard[];
  /** Versions that the base declares and no deployment has disposed or archived yet; default: none. */
  readonly notDeployed?: readonly NotDeployed[];
  /** Package groups that the change adds, changes or removes; default: none. */
  readonly packageGroups?: readonly PlannedPackageGroup[];
}

/** The rules of the base's guard that the change breaks. */
export interface GuardReview {
  /** True if the change edits the guard. The rules of the base count all the same. */
  readonly isEdited: boolean;
  readonly violations: readonly GuardViolation[];
}

/** Makes the exit status other than 0, in addition to refusals and unread facts. */
export type FailOn = 'refusal' | 'disposal';

/**
 * 1: it is not complete; 2: something would be refused; 5: the guard of the base forbids the change; 3: something would be
 * disposed, and that was asked to fail.
 */
export function exitStatus(plan: Plan, failOn: FailOn): number {
  if (!plan.complete) {
    return 1;
  }
  if (plan.declarations.some(({ outcome }) => outcome === 'refused')) {
    return 2;
  }
  if ((plan.guard?.violations ?? []).length > 0) {
    return 5;
  }
  const disposes =
    plan.totals.willBeDisposed > 0 ||
    plan.declarations.some(({ rollback }) => rollback !== undefined) ||
    (plan.notDeployed ?? []).some(({ action, versions }) => action === 'dispose' && versions.length > 0);
  return failOn === 'disposal' && disposes ? 3 : 0;
}
