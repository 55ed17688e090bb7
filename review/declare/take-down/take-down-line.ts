import { type Format, isFormat } from '../../../declaration/package-format';
import { packageName, type PackageName } from '../../../declaration/package-name';
import { isPackageUrl, readPackageUrl } from '../../../declaration/package-versions/package-url';
import type { TakeDownCollector } from './take-down-list';
import { readName, readRequests, type RequestedVersions } from './version-request';

const FORM = 'a package URL, such as pkg:npm/%40scope/name@1.0.0, or name@version';

/** Reads entries of a list in one place: what they say of a package without a format, and what is counted. */
export interface TakeDownContext {
  readonly collector: TakeDownCollector;
  /** The format of what the list names without one. */
  readonly format: Format | undefined;
}

/**
 * Reads a line of a list: a package URL, `name@version`, `name@range`, `name@*`, or `format name version` as in a hold list.
 *
 * @throws RangeError
 */
export function readLine(line: string, context: TakeDownContext): readonly RequestedVersions[] {
  if (isPackageUrl(line)) {
    return readUrl(line, context);
  }
  const [, format = '', nameText = '', versions = ''] = /^(\S+)\s+(\S+)(?:\s+(.+))?$/.exec(line) ?? [];
  if (isFormat(format) && nameText !== '') {
    return versions === '' ? readNameAtVersion(nameText, format) : toRequested(packageName(format, nameText), versions);
  }
  return readNameAtVersion(line, context.format);
}

function readNameAtVersion(text: string, format: Format | undefined): readonly RequestedVersions[] {
  const [, pipName, pipVersions] = format === 'pypi' ? (/^([\w.-]+)\s*((?:[=<>!~]=|[<>]).+)$/.exec(text) ?? []) : [];
  if (pipName !== undefined && pipVersions !== undefined) {
    return toRequested(packageName('pypi', pipName), pipVersions.replace(/^==(?=[^*,]*$)/, ''));
  }
  const at = text.indexOf('@', 1);
  if (at < 1 || at === text.length - 1 || /\s/.test(text.slice(0, at))) {
    throw new RangeError(`a line must be ${FORM}; got ${text}`);
  }
  return toRequested(readListedPackage(text.slice(0, at), format), text.slice(at + 1));
}

/** The versions that a cell or the end of a line names, with their package. */
export function toRequested(pkg: PackageName, versions: string): readonly RequestedVersions[] {
  return readRequests(pkg, versions).map((request) => ({ pkg, request }));
}

/**
 * Reads a package URL, whose version is one version. A disposal takes all assets of a version, so that a URL of a part of it
 * is counted.
 *
 * @param versions that stand beside the URL
 * @throws RangeError
 */
export function readUrl(text: string, { collector }: TakeDownContext, versions = ''): readonly RequestedVersions[] {
  const { pkg, version, part } = readPackageUrl(text);
  collector.partCount += part === undefined ? 0 : 1;
  if (version !== undefined && versions !== '' && versions !== version) {
    throw new RangeError(`a version must stand in one place; got ${text} beside ${versions}`);
  }
  if (version === undefined && versions === '') {
    throw new RangeError(`a package URL must name a version, as in pkg:npm/name@1.0.0; got none in ${text}`);
  }
  return version === undefined ? toRequested(pkg, versions) : [{ pkg, request: readName(pkg, version) }];
}

/** A package as people write it, in the format that the list or the command line names. */
export function readListedPackage(nameText: string, format: Format | undefined): PackageName {
  if (format === undefined) {
    throw new RangeError(
      `${nameText} must come with its format: pass it, as in "take-down list.txt npm", or write a package URL`,
    );
  }
  return packageName(format, nameText);
}
