import { PackageURL } from 'packageurl-js';
import { FIELDS } from '../../../declaration/fields';
import { writeManifest } from '../../../declaration/manifest';
import type { Format } from '../../../declaration/package-format';
import { packageName, type PackageName, packageOfParts } from '../../../declaration/package-name';

/** A version that a list names. */
export interface NamedVersion {
  readonly pkg: PackageName;
  readonly version: string;
}

/** A package URL, whose version may stand elsewhere. */
export interface NamedPackageVersion {
  readonly pkg: PackageName;
  readonly version?: string;
}

/** What advisories and package URLs call the formats of CodeArtifact. */
const FORMATS_BY_ECOSYSTEM: ReadonlyMap<string, Format> = new Map([
  ['npm', 'npm'],
  ['pypi', 'pypi'],
  ['pip', 'pypi'],
  ['maven', 'maven'],
  ['nuget', 'nuget'],
  ['generic', 'generic'],
  ['ruby', 'ruby'],
  ['gem', 'ruby'],
  ['rubygems', 'ruby'],
  ['swift', 'swift'],
  ['cargo', 'cargo'],
  ['crates.io', 'cargo'],
]);

/** Qualifiers that name a part of a version, which is disposed as a whole. */
const NARROWING_QUALIFIERS = ['classifier', 'file_name'];
/** What a range has and no version: a list that says `>=1.0` or `1.x || 2.x` does not name versions. */
const RANGE_TEXT = /[<>*|\s]|^[~^]|^[[(].*[\])]$/;
const FORM = 'a package URL, such as pkg:npm/%40scope/name@1.0.0, or name@version';

/** The format of what a list calls an ecosystem. */
export function formatOfEcosystem(ecosystem: string): Format {
  const format = FORMATS_BY_ECOSYSTEM.get(ecosystem.toLowerCase());
  if (format === undefined) {
    throw new RangeError(
      `CodeArtifact has packages of ${[...FORMATS_BY_ECOSYSTEM.keys()].join(', ')}; got ${ecosystem}. Remove the line`,
    );
  }
  return format;
}

/**
 * Reads a line of a list: a package URL, or `name@version`.
 *
 * @param format the format of lines that do not say it
 * @throws RangeError
 */
export function readLine(line: string, format: Format | undefined): NamedVersion {
  if (isPackageUrl(line)) {
    const { pkg, version } = readPackageUrl(line);
    if (version === undefined) {
      throw new RangeError(`a package URL must name a version, as in pkg:npm/name@1.0.0; got none in ${line}`);
    }
    return checkVersion({ pkg, version });
  }
  const at = line.lastIndexOf('@');
  if (at < 1 || at === line.length - 1) {
    throw new RangeError(`a line must be ${FORM}; got ${line}`);
  }
  return checkVersion({ pkg: readPackage(line.slice(0, at), format), version: line.slice(at + 1) });
}

/** A package as people write it, in the format that the list or the command line names. */
export function readPackage(written: string, format: Format | undefined): PackageName {
  if (format === undefined) {
    throw new RangeError(
      `${written} must come with its format: pass it, as in "take-down list.txt npm", or write a package URL`,
    );
  }
  return packageName(format, written);
}

/** Whether a text is meant as a package URL. */
export function isPackageUrl(text: string): boolean {
  return /^pkg:/i.test(text);
}

/**
 * Reads a package URL. Its parts are taken as they are: the library would write names of npm in lower case, and
 * `JSONStream` is another package than `jsonstream`.
 *
 * @throws RangeError
 */
export function readPackageUrl(text: string): NamedPackageVersion {
  const [type = '', namespace, name = '', version, qualifiers, subpath] = parsePackageUrl(text);
  const format = formatOfEcosystem(type);
  // The type says it is an object of qualifiers, and the library gives the parameters of the URL.
  const parameters = qualifiers instanceof URLSearchParams ? qualifiers : new URLSearchParams();
  const narrowing = NARROWING_QUALIFIERS.find((key) => parameters.has(key));
  if (narrowing !== undefined || subpath) {
    throw new RangeError(
      `a package URL must name a whole version, since all its assets are disposed; got ${text}. ` +
        `Remove ${narrowing === undefined ? `#${subpath}` : `the qualifier ${narrowing}`}`,
    );
  }
  const scope = format === 'npm' ? namespace?.replace(/^@/, '') : namespace;
  const pkg = packageOfParts(format, scope || undefined, name);
  // RubyGems names a version for a platform so: 1.15.4-x86_64-linux.
  const platform = format === 'ruby' ? parameters.get('platform') : null;
  const suffix = platform === null || platform === 'ruby' ? '' : `-${platform}`;
  return { pkg, ...(version ? { version: version + suffix } : {}) };
}

function parsePackageUrl(text: string): ReturnType<typeof PackageURL.parseString> {
  try {
    // The parser of URLs drops tabs, and would join what they separate.
    if (/\s/.test(text)) {
      throw new RangeError('it has white space');
    }
    return PackageURL.parseString(text);
  } catch (error) {
    throw new RangeError(
      `a package URL must be as in pkg:npm/%40scope/name@1.0.0; got ${text}: ${(error as Error).message}`,
      { cause: error },
    );
  }
}

/**
 * Checks that a version is one, and that a manifest can carry it.
 *
 * @throws RangeError
 */
export function checkVersion({ pkg, version }: NamedVersion): NamedVersion {
  if (!FIELDS.version.pattern.test(version) || RANGE_TEXT.test(version)) {
    throw new RangeError(
      `a version must be named in full, with ${FIELDS.version.rule}; got ${version}. For ranges, use clean-up`,
    );
  }
  try {
    writeManifest([{ ...pkg, version, revision: '1' }]);
  } catch (error) {
    throw new RangeError((error as Error).message.replace(/^line \d+: /, ''), { cause: error });
  }
  return { pkg, version };
}
