import picomatch from 'picomatch';
import { type Format, normalizeName } from '../../../declaration/package-format';
import type { CountedPart } from '../counted-releases';
import type { PackageName } from '../../../declaration/package-name';

/** The rules of a clean-up of one or several repositories. */
export interface Policy {
  readonly domain: string;
  /** Default: the account of the credentials owns the domain. */
  readonly domainOwner?: string;
  readonly repositories: readonly string[];
  /** Hold lists, relative to the file of the policy. */
  readonly holds: readonly string[];
  /** Files of versions that are known to be in use, relative to the file of the policy. */
  readonly inUse: readonly string[];
  /** The folder of files of use, relative to the file of the policy. */
  readonly use: string;
  readonly limits: PolicyLimits;
  readonly rules: readonly PolicyRule[];
}

/** The most that one run may select. */
export interface PolicyLimits {
  /** Versions of all repositories together; default: any number. */
  readonly versions?: number;
  /** Percent of the versions of a package; default: all of them. */
  readonly share?: number;
}

/** A rule for every package that it matches. */
export interface PolicyRule {
  /** The number of its first line, from 1. */
  readonly line: number;
  /** Its name in manifests and plans. */
  readonly name?: string;
  /** True if a rule that only keeps may match no package. */
  readonly optional: boolean;
  /** Empty: every format. */
  readonly format: readonly Format[];
  /** Globs; empty: every namespace, and packages without one. */
  readonly namespace: readonly string[];
  /** Globs of names without their namespace; empty: every name. */
  readonly package: readonly string[];
  /** Selects versions that fit all of this; the rule selects nothing without it. */
  readonly select?: {
    readonly match: readonly string[];
    /** `90d`, or a date. */
    readonly olderThan?: string;
    /** `180d`. */
    readonly notRequestedFor?: string;
    readonly status: readonly string[];
    readonly origin: readonly string[];
    readonly prerelease: boolean;
    readonly snapshotBuilds: boolean;
  };
  /** Keeps versions that fit any of this, whatever this rule or another one selects. */
  readonly keep: {
    readonly latest?: number;
    readonly latestPrereleases?: number;
    readonly latestBy: 'published' | 'version';
    /** The part of a package that is counted apart; default: the whole package. */
    readonly per?: CountedPart;
    readonly versions: readonly string[];
  };
}

/** True if a rule is about a package. */
export function matchesPackage(rule: PolicyRule, pkg: PackageName): boolean {
  return (
    (rule.format.length === 0 || rule.format.includes(pkg.format)) &&
    matchesAny(rule.namespace, pkg.namespace ?? '', pkg.format) &&
    matchesAny(rule.package, pkg.package, pkg.format)
  );
}

/** The service stores normalized names: `My_Package*` of PyPI is `my-package*`. */
function matchesAny(globs: readonly string[], name: string, format: Format): boolean {
  return (
    globs.length === 0 ||
    globs.some((glob) => [glob, normalizeName(format, glob)].some((each) => packageGlob(each)(name)))
  );
}

const GLOBS = new Map<string, (name: string) => boolean>();

function packageGlob(glob: string): (name: string) => boolean {
  // A dot is no hidden file here. No glob, "*" included, matches the empty name of a package without a namespace.
  const matches = GLOBS.get(glob) ?? picomatch(glob, { dot: true, nonegate: true });
  GLOBS.set(glob, matches);
  return matches;
}
