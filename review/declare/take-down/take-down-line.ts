import { FIELDS } from '../../../declaration/fields';
import { writeManifest } from '../../../declaration/manifest';
import type { Format } from '../../../declaration/package-format';
import { packageName, type PackageName } from '../../../declaration/package-name';
import {
  isPackageUrl,
  type NamedPackageVersion,
  readPackageUrl,
} from '../../../declaration/package-versions/package-url';

/** A version that a list names. */
export interface NamedVersion {
  readonly pkg: PackageName;
  readonly version: string;
}

/** What a range has and no version: a list that says `>=1.0` or `1.x || 2.x` does not name versions. */
const RANGE_TEXT = /[<>*|\s]|^[~^]|^[[(].*[\])]$/;
const FORM = 'a package URL, such as pkg:npm/%40scope/name@1.0.0, or name@version';

/**
 * Reads a line of a list: a package URL, or `name@version`.
 *
 * @param format the format of lines that do not say it
 * @throws RangeError
 */
export function readLine(line: string, format: Format | undefined): NamedVersion {
  if (isPackageUrl(line)) {
    const { pkg, version } = readWholePackageUrl(line);
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

/** A disposal takes all assets of a version. */
export function readWholePackageUrl(text: string): NamedPackageVersion {
  const url = readPackageUrl(text);
  if (url.part !== undefined) {
    throw new RangeError(
      `a package URL must name a whole version, since all its assets are disposed; got ${text}. ` +
        `Remove ${url.part.startsWith('#') ? url.part : `the qualifier ${url.part}`}`,
    );
  }
  return url;
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
