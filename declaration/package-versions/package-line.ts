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
  const [, format = '', written, rest] = /^(\S+)\s+(\S+)(?:\s+(.+))?$/.exec(line) ?? [];
  if (written === undefined) {
    throw new RangeError(
      'a line must have a format and a package, and may have a version or a range; or it must be a package URL; got ' +
        `${excerpt(line)}${adviseFormat(line)}`,
    );
  }
  if (!isFormat(format)) {
    throw new RangeError(`the format must be one of ${FORMATS.join(', ')}; got ${excerpt(format)}`);
  }
  const { name, version } = splitName(format, written);
  if (version !== undefined && rest !== undefined && format !== 'generic') {
    throw new RangeError(
      `a line must name versions once; got ${excerpt(`${version} ${rest}`)}. Write one version on each line`,
    );
  }
  const [named, text] = rest === undefined ? [name, version] : [written, rest];
  const pkg = readName(format, named);
  return text === undefined ? { pkg, versions: EVERY } : { pkg, text, versions: readVersionSet(format, text) };
}

/** Splits `name@version`, as package managers print it, and the specifiers of pip, `name==1.0`. */
function splitName(format: Format, written: string): { readonly name: string; readonly version?: string } {
  const at = written.indexOf('@', 1);
  if (at > 0) {
    const version = written.slice(at + 1);
    if (version === '') {
      throw new RangeError(`behind "@" there must be a version; got ${excerpt(written)}`);
    }
    return { name: written.slice(0, at), version };
  }
  const [, name, specifiers] = /^([^=<>!~]+)((?:===?|!=|~=|<=?|>=?).+)$/.exec(written) ?? [];
  return format === 'pypi' && name !== undefined && specifiers !== undefined
    ? { name, version: specifiers }
    : { name: written };
}

function readName(format: Format, written: string): PackageName {
  const pkg = packageName(format, written);
  const [, separator] = /(==|[=<>~^|"',;()[\]{}\\])/.exec(written) ?? [];
  const parts = format === 'maven' ? written.split(':') : [];
  if (separator !== undefined || parts.length > 2) {
    const advice =
      parts.length === 3
        ? `. Write ${format} ${parts[0]}:${parts[1]} ${parts[2]}`
        : '. Write a space before the version';
    throw new RangeError(
      `a package of ${format} must be written ${displayName(format, pkg.namespace && 'namespace', 'name')}; got ` +
        `${excerpt(written)}${advice}`,
    );
  }
  return pkg;
}

function adviseFormat(line: string): string {
  return /^@?[^\s@]+@[^\s@]+$/.test(line) ? `. Write its format before it, such as npm ${line}` : '';
}
