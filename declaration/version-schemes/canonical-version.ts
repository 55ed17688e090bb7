import type { Format } from '../package-format';
import { canonicalMavenVersion, parseMavenText } from './maven-text';
import { parseNuGetVersion } from './nuget-version';
import { parsePypiVersion } from './pypi-version';
import { parseRubyVersion } from './ruby-version';

/**
 * The same text for every spelling of a version: `1.0` and `1.0.0` of PyPI, RubyGems, NuGet and Maven. It stands apart
 * from the schemes, so that the function, which compares nothing and reads no ranges, stays small.
 */
export function canonicalVersion(format: Format, version: string): string {
  return readCanonical(format, version) ?? version;
}

function readCanonical(format: Format, version: string): string | undefined {
  switch (format) {
    case 'pypi':
      return parsePypiVersion(version)?.canonical;
    case 'ruby':
      return parseRubyVersion(version)?.canonical;
    case 'nuget':
      return parseNuGetVersion(version)?.canonical;
    case 'maven': {
      const text = parseMavenText(version);
      return text && canonicalMavenVersion(text);
    }
    default:
      // A version of SemVer has one spelling; a generic one has none.
      return undefined;
  }
}
