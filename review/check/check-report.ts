import type { Action, Package } from '../../declaration/declaration';

/** Raised with every change that a reader of the JSON has to know. */
export const CHECK_SCHEMA_VERSION = 1;

/** The state of a declared version in the repository. */
export type DeclaredState =
  | 'as declared'
  /** It is declared as disposed, and exists again. */
  | 'back'
  /** It is declared as disposed, and exists with the declared revision: no deployment disposed it, or it came back alike. */
  | 'not disposed'
  /** It is declared as archived, and can be installed. */
  | 'restored'
  /** It is declared as archived, and has another content now. */
  | 'published again'
  /** Its record was deleted outright. A version that is declared as disposed has lost nothing by it. */
  | 'record deleted'
  /** It is declared as archived, and was disposed, though no declaration disposes it. */
  | 'disposed by others'
  /** The repository could not be read, or only the deployment knows the version. */
  | 'unknown';

/** The state of a version that no declaration names. */
export type UndeclaredState = 'disposed' | 'archived';

export interface CheckedVersion {
  /** Null if only the deployment knows its name. */
  readonly version: string | null;
  readonly state: DeclaredState;
  readonly status?: string;
  readonly revision?: string;
  readonly pinnedRevision?: string;
  /** The facts behind a state other than `as declared`, and the way out; a sentence or two. */
  readonly message?: string;
}

/** One package of one declaration. */
export interface PackageCheck {
  readonly stack: string;
  readonly region?: string;
  readonly constructPath: string;
  readonly action: Action;
  /** The parts that are known. */
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly versions: readonly CheckedVersion[];
  /** The reason why the versions could not be checked. */
  readonly problem?: string;
}

/** Versions of one package that are disposed or archived, and that no declaration names. */
export interface UndeclaredPackage {
  readonly package: Partial<Package>;
  readonly displayName: string;
  readonly location: string;
  readonly region?: string;
  readonly versions: readonly { readonly version: string; readonly state: UndeclaredState }[];
}

export interface CheckReport {
  readonly schemaVersion: typeof CHECK_SCHEMA_VERSION;
  /** False if something could not be read: nothing may be concluded from its absence. */
  readonly complete: boolean;
  /** The reasons why the check is not complete, a line each. */
  readonly problems: readonly string[];
  readonly packages: readonly PackageCheck[];
  /** Absent unless it was asked for. */
  readonly undeclared?: readonly UndeclaredPackage[];
}

/** States that differ from the declaration. */
const DRIFT: readonly DeclaredState[] = ['back', 'not disposed', 'restored', 'published again', 'disposed by others'];

/** True if a version is not as its declaration says. A deleted record of a disposed version is none: its assets are gone. */
export function hasDrifted({ action }: Pick<PackageCheck, 'action'>, { state }: CheckedVersion): boolean {
  return DRIFT.includes(state) || (state === 'record deleted' && action === 'archive');
}

/** 4: a version is not as declared, or is disposed or archived and not declared; 1: the check is not complete. */
export function checkExitStatus({ complete, packages, undeclared = [] }: CheckReport): number {
  const drifted = packages.some((pkg) => pkg.versions.some((version) => hasDrifted(pkg, version)));
  if (drifted || undeclared.length > 0) {
    return 4;
  }
  return complete ? 0 : 1;
}
