import type { ServiceError } from '../../codeartifact/describe-service-error';
import type { Action, Package } from '../../declaration/declaration';
import type { GroupModes } from '../find/package-groups';

/** Guards that a declaration can have. */
export type DeclarationGuardId =
  'waiting-time' | 'record' | 'unknown-archive-time' | 'expected-status' | 'pin' | 'allow-missing' | 'owner';

/** Guards of a clean-up policy: holds, rules that keep, limits, and files of versions in use. Constructs have holds too. */
export type PolicyGuardId = 'hold' | 'keep' | 'limit' | 'in-use';

export type GuardId = DeclarationGuardId | PolicyGuardId;

/** A guard that the base has, and the change has not or has weaker. */
export interface LoweredGuard {
  readonly guard: GuardId;
  /** Absent for a policy. */
  readonly stack?: string;
  /** The construct, or the file of the policy. */
  readonly constructPath: string;
  readonly message: string;
  /** The versions that it concerns; absent if it concerns every version of the construct. */
  readonly versions?: readonly string[];
}

/**
 * Versions that the base declares and that are not disposed or archived yet, such as one that was published since. A
 * rollback carries out the base once more, and so changes them. Those that the deployment changes itself are not among them.
 */
export interface RollbackChange {
  /** Of the base, which may be about another package. */
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly versions: readonly string[];
}

/** A version as a line of a manifest names it. */
export interface ManifestLine {
  readonly format: string;
  /** As people write it. */
  readonly package: string;
  readonly version: string;
  readonly revision: string;
}

/** A declaration that archives or disposes a version which another one restores. */
export interface Contradiction {
  readonly displayName: string;
  readonly location: string;
  readonly version: string;
  /** The construct that no longer declares the version, and so restores it. */
  readonly restoredBy: string;
  /** The construct that declares it. */
  readonly constructPath: string;
  readonly action: Action;
}

/**
 * What a declaration of the base declares and the change does not. It disposes nothing: what was disposed stays so. Only a
 * declaration that archives brings something back, if it restores.
 */
export interface RemovedDeclaration {
  readonly stack: string;
  /** As of a declaration. */
  readonly stackId: string;
  readonly account?: string;
  readonly region?: string;
  readonly constructPath: string;
  readonly logicalId: string;
  /** True if the construct is still there, with fewer versions or for another package. */
  readonly declarationStays: boolean;
  /** As far as it is known; of a manifest, its repository. */
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  /** The versions that are not declared any more, as far as they are known; absent for a manifest. */
  readonly versions?: readonly string[];
  /** The status that it gives back to versions that it archived. */
  readonly restoresTo?: string;
  /** True if its DeletionPolicy keeps what it did: CloudFormation does not call the function, which restores nothing. */
  readonly retained?: true;
  /** True if it declared a manifest. The lines that a changed manifest lost are among its own. */
  readonly inManifest?: true;
  /** Of a manifest; absent where they are not known. */
  readonly packageCount?: number;
  readonly versionCount?: number;
}

/** Versions of one unchanged declaration on which the base has had no effect yet. A deployment may have that effect. */
export interface NotDeployed {
  readonly stack: string;
  readonly constructPath: string;
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly action: Action;
  readonly versions: readonly string[];
  /** The reason why it is not known; the versions are empty then. */
  readonly problem?: ServiceError;
}

/** A package group of the change: from where the repositories of a domain take versions that they do not have. */
export interface PlannedPackageGroup {
  readonly stack: string;
  readonly region?: string;
  readonly constructPath: string;
  /** Null if only the deployment knows it. */
  readonly domain: string | null;
  /** Such as `/npm/my-scope/left-pad$`; null if only the deployment knows it. */
  readonly pattern: string | null;
  /** The difference to the base; `declared` without one. */
  readonly change: 'declared' | 'added' | 'changed' | 'removed';
  /** Those of the base, if it is removed. */
  readonly modes: GroupModes;
  /** Those of the base; absent if it has no such group. */
  readonly modesBefore?: GroupModes;
}
