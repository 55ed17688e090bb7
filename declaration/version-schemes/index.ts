import type { Format } from '../../properties/package-format';
import { genericVersions } from './generic';
import type { VersionScheme } from './version-scheme';

export type { ContainsOptions, SnapshotBuild, Version, VersionRange, VersionScheme } from './version-scheme';

const SCHEMES: Record<Format, VersionScheme> = {
  npm: genericVersions,
  swift: genericVersions,
  cargo: genericVersions,
  pypi: genericVersions,
  ruby: genericVersions,
  nuget: genericVersions,
  maven: genericVersions,
  generic: genericVersions,
};

/** The version scheme of a package format. */
export function versionScheme(format: Format): VersionScheme {
  return SCHEMES[format];
}
