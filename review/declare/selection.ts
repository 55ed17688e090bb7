import type { Format } from '../../declaration/package-format';
import { isPrerelease, latestBySemver, snapshotBuild } from './version-order';
import type { VersionPattern } from './version-pattern';

/** A version that may be selected. */
export interface Candidate {
  readonly version: string;
  readonly status?: string;
  readonly revision?: string;
  readonly origin?: string;
  /** Absent where it was not asked for, or the service knows none. */
  readonly publishedTime?: Date;
}

/** What a clean-up asks for: selected is what every rule selects, less what is kept. */
export interface SelectionRules {
  readonly match: readonly VersionPattern[];
  readonly publishedBefore?: Date;
  readonly status: readonly string[];
  readonly origin: readonly string[];
  readonly prerelease: boolean;
  readonly snapshotBuilds: boolean;
  readonly keepLatest?: number;
  readonly latestBy: 'published' | 'semver';
  readonly except: readonly VersionPattern[];
}

export interface PackageVersions {
  readonly format: Format;
  readonly versions: readonly Candidate[];
  readonly defaultVersion?: string;
  /** The latest first, by the service's order of publication; asked for only where a rule needs it. */
  readonly byPublishedTime?: readonly string[];
}

export interface Selection {
  readonly versions: readonly { readonly version: string; readonly revision: string }[];
  /** What the reader has to know of the selection, a sentence each. */
  readonly notes: readonly string[];
}

/** Statuses whose versions are left alone unless --status names them: nothing is left of them, or an upload is under way. */
const LEFT_ALONE = ['Unfinished'];
const GONE = ['Disposed', 'Deleted'];

/** Versions that the rules before age and keeping leave, so that only their time of publication is asked for. */
export function candidates({ format, versions }: PackageVersions, rules: SelectionRules): Candidate[] {
  return versions.filter(
    ({ version, status, origin }) =>
      status !== undefined &&
      !GONE.includes(status) &&
      (rules.status.length === 0 ? !LEFT_ALONE.includes(status) : rules.status.includes(status)) &&
      (rules.match.length === 0 || rules.match.some((pattern) => pattern.matches(version))) &&
      (rules.origin.length === 0 || (origin !== undefined && rules.origin.includes(origin))) &&
      (!rules.prerelease || isPrerelease(format, version)) &&
      (!rules.snapshotBuilds || snapshotBuild(version) !== undefined),
  );
}

/** Selects versions. Pure; whatever is in doubt is kept. */
export function select(all: PackageVersions, rules: SelectionRules): Selection {
  const notes: string[] = [];
  const matching = candidates(all, rules);
  const oldEnough = matching.filter(({ publishedTime }) => isOldEnough(publishedTime, rules.publishedBefore));
  if (rules.publishedBefore) {
    notes.push(
      'Published times are those the service gives: where it captured none, it gives the time of the last update, ' +
        'so that a version may be older than it seems, and is kept then.',
    );
    const timeless = matching.filter(({ publishedTime }) => publishedTime === undefined).length;
    if (timeless > 0) {
      notes.push(`${timeless} without a published time are kept.`);
    }
  }
  const kept = new Set([
    ...keptLatest(all, rules, notes),
    ...keptBuilds(all, rules),
    ...keptDefault(all, rules, notes),
  ]);
  const selected = oldEnough.filter(
    ({ version }) => !kept.has(version) && !rules.except.some((pattern) => pattern.matches(version)),
  );
  const unpinnable = selected.filter(({ revision }) => revision === undefined);
  if (unpinnable.length > 0) {
    notes.push(`${unpinnable.length} whose revision the service does not give cannot be pinned, and are kept.`);
  }
  return {
    versions: selected
      .filter((candidate): candidate is Candidate & { revision: string } => candidate.revision !== undefined)
      .map(({ version, revision }) => ({ version, revision }))
      .sort((a, b) => (a.version < b.version ? -1 : 1)),
    notes,
  };
}

function isOldEnough(publishedTime: Date | undefined, before: Date | undefined): boolean {
  return before === undefined || (publishedTime !== undefined && publishedTime < before);
}

/** The latest versions that can still be installed or brought back; builds of a SNAPSHOT count each for their own. */
function keptLatest(
  { versions, byPublishedTime = [] }: PackageVersions,
  rules: SelectionRules,
  notes: string[],
): string[] {
  const { keepLatest } = rules;
  if (keepLatest === undefined) {
    return [];
  }
  const alive = new Set(versions.filter(({ status }) => !GONE.includes(status ?? '')).map(({ version }) => version));
  const counted = [...alive].filter((version) => !rules.snapshotBuilds || snapshotBuild(version) === undefined);
  if (rules.latestBy === 'semver') {
    const ordered = latestBySemver(counted);
    const others = counted.filter((version) => !ordered.includes(version));
    if (others.length > 0) {
      notes.push(`${others.length} that are no semver versions are kept, since --latest-by semver cannot order them.`);
    }
    return [...ordered.slice(0, keepLatest), ...others];
  }
  notes.push(
    `The ${keepLatest} latest are those of the service's order of publication, which takes the time of the last update ` +
      'where no published time was captured.',
  );
  const known = new Set(byPublishedTime);
  const unordered = counted.filter((version) => !known.has(version));
  const ordered = byPublishedTime.filter((version) => counted.includes(version));
  return [...ordered.slice(0, keepLatest), ...unordered];
}

/** Of every SNAPSHOT the newest build, which it resolves to, and as many as --keep-latest says. */
function keptBuilds({ versions }: PackageVersions, rules: SelectionRules): string[] {
  if (!rules.snapshotBuilds) {
    return [];
  }
  const builds = new Map<string, { version: string; order: string }[]>();
  for (const { version } of versions) {
    const build = snapshotBuild(version);
    if (build) {
      builds.set(build.base, [...(builds.get(build.base) ?? []), { version, order: build.order }]);
    }
  }
  return [...builds.values()].flatMap((all) =>
    all
      .sort((a, b) => (a.order < b.order ? 1 : -1))
      .slice(0, rules.keepLatest ?? 1)
      .map(({ version }) => version),
  );
}

function keptDefault({ defaultVersion }: PackageVersions, rules: SelectionRules, notes: string[]): string[] {
  if (defaultVersion === undefined || rules.match.some(({ names }) => names === defaultVersion)) {
    return [];
  }
  notes.push(
    `${defaultVersion} is the default version of the package, and kept: name it in full with --match to select it.`,
  );
  return [defaultVersion];
}
