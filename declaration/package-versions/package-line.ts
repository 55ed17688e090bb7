import { suggestNearest } from '../nearest-name';
import { FORMATS, type Format, isFormat, displayName } from '../package-format';
import { packageName, type PackageName } from '../package-name';
import { excerpt } from '../visible-text';
import { isPackageUrl, readPackageUrl } from './package-url';
import { readVersionSet, type VersionSet } from './version-set';

/** A package, and which of its versions are meant. */
export interface PackageVersions {
  readonly pkg: PackageName;
  /** As it is written; absent if every version is meant. */
  readonly text?: string;
  readonly versions: VersionSet;
}

/** Formats whose registries have names of ASCII alone, without ":". */
const PLAIN_NAMES: readonly Format[] = ['npm', 'pypi', 'ruby', 'swift', 'cargo'];
/** The names of files and folders have the version behind the name: `left-pad-1.0.0`, `Newtonsoft.Json.12.0.3`. */
const NAME_WITH_VERSION = /[-.]v?\d+\.\d+(?:\.\d+)*$/;

const EVERY: VersionSet = { kind: 'every', keeps: () => true };

/**
 * Reads a package and which of its versions are meant: `format name`, `format name version`, `format name range`,
 * `format name@version`, or a package URL.
 *
 * @throws RangeError
 */
export function readPackageVersions(line: string): PackageVersions {
  if (isPackageUrl(line)) {
    const { pkg, version } = readPackageUrl(line);
    // A version of a URL is one version, whatever it looks like.
    return version === undefined
      ? { pkg, versions: EVERY }
      : { pkg, text: version, versions: readVersionSet(pkg.format, JSON.stringify(version)) };
  }
  const [, format = '', nameText, rest] = /^(\S+)\s+(\S+)(?:\s+(.+))?$/.exec(line) ?? [];
  if (nameText === undefined) {
    throw new RangeError(
      'a line must have a format and a package, and may have a version or a range; or it must be a package URL; got ' +
        `${excerpt(line)}${adviseFormat(line)}`,
    );
  }
  if (!isFormat(format)) {
    throw new RangeError(
      `the format must be one of ${FORMATS.join(', ')}; got ${excerpt(format)}${suggestNearest(format, FORMATS)}`,
    );
  }
  const { name, version } = splitName(format, nameText);
  if (version !== undefined && rest !== undefined && format !== 'generic') {
    throw new RangeError(
      `a line must name versions once; got ${excerpt(`${version} ${rest}`)}. Write one version on each line`,
    );
  }
  const [nameAndVersion, text] = rest === undefined ? [name, version] : [nameText, rest];
  const pkg = readName(format, nameAndVersion);
  if (text === undefined && format !== 'generic' && NAME_WITH_VERSION.test(pkg.package)) {
    throw new RangeError(
      `a line must name the version behind a space; got ${excerpt(nameText)}. If the package has this name, write * behind it`,
    );
  }
  return text === undefined ? { pkg, versions: EVERY } : { pkg, text, versions: readVersionSet(format, text) };
}

/** Splits `name@version`, as package managers print it, and the specifiers of pip, `name==1.0`. */
function splitName(format: Format, nameText: string): { readonly name: string; readonly version?: string } {
  const at = nameText.indexOf('@', 1);
  if (at > 0) {
    const version = nameText.slice(at + 1);
    if (version === '') {
      throw new RangeError(`behind "@" there must be a version; got ${excerpt(nameText)}`);
    }
    return { name: nameText.slice(0, at), version };
  }
  const [, name, specifiers] = /^([^=<>!~]+)((?:===?|!=|~=|<=?|>=?).+)$/.exec(nameText) ?? [];
  return format === 'pypi' && name !== undefined && specifiers !== undefined
    ? { name, version: specifiers }
    : { name: nameText };
}

function readName(format: Format, nameText: string): PackageName {
  const pkg = packageName(format, nameText);
  const [, separator] = /(==|[=<>~^|"',;()[\]{}\\])/.exec(nameText) ?? [];
  const isForeign =
    (PLAIN_NAMES.includes(format) && /[^!-~]/.test(nameText)) ||
    ([...PLAIN_NAMES, 'nuget'].includes(format) && nameText.includes(':'));
  const parts = format === 'maven' ? nameText.split(':') : [];
  if (separator !== undefined || isForeign || parts.length > 2) {
    const advice =
      parts.length === 3
        ? `. Write ${format} ${parts[0]}:${parts[1]} ${parts[2]}`
        : /[^!-~]/.test(nameText)
          ? ', which has letters that look like others'
          : '. Write a space before the version';
    throw new RangeError(
      `a package of ${format} must be written ${displayName(format, pkg.namespace && 'namespace', 'name')}; got ` +
        `${excerpt(nameText)}${advice}`,
    );
  }
  return pkg;
}

function adviseFormat(line: string): string {
  return /^@?[^\s@]+@[^\s@]+$/.test(line) ? `. Write its format before it, such as npm ${line}` : '';
}
