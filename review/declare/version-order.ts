import { compareBuild, parse, type SemVer } from 'semver';
import type { Format } from '../../declaration/package-format';

/** A version as semver; undefined where it is none. Leading zeros and `v` are let pass. */
export function semverOf(version: string): SemVer | undefined {
  return parse(version, { loose: true }) ?? undefined;
}

/** Versions from the latest to the earliest by semver; those that are none are left out. */
export function latestBySemver(versions: readonly string[]): string[] {
  return versions
    .map((version) => ({ version, semver: semverOf(version) }))
    .filter((item): item is { version: string; semver: SemVer } => item.semver !== undefined)
    .sort((a, b) => compareBuild(b.semver, a.semver))
    .map(({ version }) => version);
}

/** Whether a version is a pre-release by the rules of its format; what cannot be told is none. */
export function isPrerelease(format: Format, version: string): boolean {
  switch (format) {
    case 'pypi':
      // PEP 440: a, b, rc and their other spellings, and .dev
      return (
        /^v?(\d+!)?\d+(\.\d+)*([-_.]?(a|b|c|rc|alpha|beta|pre|preview)([-_.]?\d+)?|[-_.]?dev\d*)/i.test(version) ||
        /[-_.]dev\d*/i.test(version)
      );
    case 'ruby':
      // RubyGems: any letter makes it one
      return /[a-z]/i.test(version);
    case 'maven':
      return isSnapshot(version) || /[-.](alpha|beta|a|b|m|milestone|rc|cr|ea|preview)[-.]?\d*$/i.test(version);
    default:
      return (semverOf(version)?.prerelease.length ?? 0) > 0;
  }
}

function isSnapshot(version: string): boolean {
  return /-SNAPSHOT$/i.test(version) || snapshotBuild(version) !== undefined;
}

/** The version and time of a Maven SNAPSHOT's build, such as `1.0-20260131.235959-12`. */
export function snapshotBuild(version: string): { readonly base: string; readonly order: string } | undefined {
  const match = /^(.+)-(\d{8}\.\d{6})-(\d+)$/.exec(version);
  return match ? { base: match[1]!, order: `${match[2]}-${match[3]!.padStart(12, '0')}` } : undefined;
}
