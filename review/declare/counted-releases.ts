import type { Format } from '../../declaration/package-format';
import { type Version, versionScheme } from '../../declaration/version-schemes';
import { readCapturePattern } from './capture-pattern';

/** A version that counts towards the latest. */
export interface CountedVersion {
  readonly version: string;
  readonly status?: string;
  /** Undefined if the format's rules do not define it. */
  readonly parsed?: Version;
}

/** One item of a count: a release with its flavours and platform files, or a SNAPSHOT, with the builds of it. */
export interface CountedRelease {
  readonly kind: 'release' | 'prerelease' | 'snapshot' | 'unread';
  /** True if package managers find any of it in their lists. */
  readonly isListed: boolean;
  /** Versions that are no builds. */
  readonly files: readonly string[];
  /** The newest first; the versions of one date or commit are one build. */
  readonly builds: readonly (readonly string[])[];
}

/** The part of a package that is counted apart: a major, a minor, or the text that a pattern captures. */
export type CountedPart = 'major' | 'minor' | (string & {});

/**
 * Groups versions into the items of a count.
 *
 * @param versions the newest first
 * @param per counts each part of the package apart; default: the package as a whole
 * @returns a list for each kind and part, the newest first; none of them is empty
 */
export function groupByRelease(
  format: Format,
  versions: readonly CountedVersion[],
  per?: CountedPart,
): readonly (readonly CountedRelease[])[] {
  const readPart = per === undefined ? () => '' : partReader(format, per);
  const groups = new Map<string, Map<string, CountedVersion[]>>();
  for (const version of versions) {
    const key = `${findKind(version)} ${readPart(version) ?? ''}`;
    const releases = groups.get(key) ?? new Map<string, CountedVersion[]>();
    groups.set(key, releases);
    const { snapshot, release } = version.parsed ?? {};
    const name = snapshot ?? release ?? version.version;
    releases.set(name, [...(releases.get(name) ?? []), version]);
  }
  return [...groups.values()].map((releases) => [...releases.values()].map(toRelease));
}

function findKind({ parsed }: CountedVersion): CountedRelease['kind'] {
  return parsed === undefined
    ? 'unread'
    : parsed.snapshot !== undefined
      ? 'snapshot'
      : parsed.prerelease
        ? 'prerelease'
        : 'release';
}

function toRelease(versions: readonly CountedVersion[]): CountedRelease {
  const builds = new Map<string, string[]>();
  for (const { version, parsed } of versions) {
    const id = parsed?.snapshotBuild?.order ?? parsed?.buildId;
    if (id !== undefined) {
      builds.set(id, [...(builds.get(id) ?? []), version]);
    }
  }
  const isSnapshot = versions[0]?.parsed?.snapshot !== undefined;
  const ids = isSnapshot ? [...builds.keys()].sort().reverse() : [...builds.keys()];
  return {
    kind: findKind(versions[0]!),
    isListed: versions.some(({ status }) => status === 'Published'),
    files: versions
      .filter(({ parsed }) => !parsed?.snapshotBuild && parsed?.buildId === undefined)
      .map(({ version }) => version),
    builds: ids.map((id) => builds.get(id) ?? []),
  };
}

/** Versions that have no such part are counted together. */
function partReader(format: Format, per: CountedPart): (version: CountedVersion) => string | undefined {
  if (per !== 'major' && per !== 'minor') {
    const captureReader = readCapturePattern(per);
    return ({ version, parsed }) =>
      captureReader(version) ?? (parsed?.snapshot === undefined ? undefined : captureReader(parsed.snapshot));
  }
  const scheme = versionScheme(format);
  return ({ parsed }) => {
    const [major, minor = '0'] = parsed ? scheme.series(parsed) : [];
    return per === 'major' ? major : major && `${major}.${minor}`;
  };
}
