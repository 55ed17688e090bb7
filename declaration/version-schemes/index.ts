import type { Format } from '../package-format';
import { cargoVersions } from './cargo';
import { genericVersions } from './generic';
import { mavenVersions } from './maven';
import { npmVersions } from './npm';
import { nugetVersions } from './nuget';
import { pypiVersions } from './pypi';
import { rubyVersions } from './ruby';
import { swiftVersions } from './swift';
import type { VersionScheme } from './version-scheme';

export type { Version, VersionRange, VersionScheme } from './version-scheme';

const SCHEMES: Record<Format, VersionScheme> = {
  npm: npmVersions,
  swift: swiftVersions,
  cargo: cargoVersions,
  pypi: pypiVersions,
  ruby: rubyVersions,
  nuget: nugetVersions,
  maven: mavenVersions,
  generic: genericVersions,
};

/** The version scheme of a package format. */
export function versionScheme(format: Format): VersionScheme {
  return SCHEMES[format];
}
