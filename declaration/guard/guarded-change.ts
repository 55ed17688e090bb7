import type { Action } from '../declaration';
import { displayName } from '../package-format';
import type { PackageName } from '../package-name';

/** A version that a change archives or disposes. */
export interface GuardedVersion {
  readonly action: Action;
  /** The repository and the Region, as a message names them. */
  readonly location: string;
  readonly package: PackageName;
  /** Absent if only the deployment knows it. */
  readonly version?: string;
  readonly isPinned: boolean;
  /** Seconds that the declaration waits after archiving; absent if it does not wait. */
  readonly waitingTime?: number;
  /** True if the declaration disposes versions also if no deployment has seen since when they are archived. */
  readonly allowsUnknownArchiveTime: boolean;
  /** True if the declaration copies a version before it changes it, and refuses it without a complete copy. */
  readonly hasColdCopies: boolean;
  /** Bytes of its assets; absent if they are not known. */
  readonly bytes?: number;
}

/** A package of the change, by its repository. */
export interface GuardedPackage {
  readonly location: string;
  readonly package: PackageName;
  /** Versions that the repository lists with assets; absent if they are not known. */
  readonly versionCount?: number;
}

/** Everything that a change archives or disposes. */
export interface GuardedChange {
  readonly versions: readonly GuardedVersion[];
  readonly packages: readonly GuardedPackage[];
}

/** A package with its format, as a key and in messages. */
export function describeGuardedName({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}

/** A package of one repository, as a key and in messages. */
export function describeGuardedPackage({ location, package: name }: Pick<GuardedPackage, 'location' | 'package'>) {
  return `${describeGuardedName(name)} in ${location}`;
}
