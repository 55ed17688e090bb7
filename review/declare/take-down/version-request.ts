import { FIELDS } from '../../../declaration/fields';
import { writeManifest } from '../../../declaration/manifest';
import type { Format } from '../../../declaration/package-format';
import type { PackageName } from '../../../declaration/package-name';
import { isEmptyRange } from '../../../declaration/package-versions/empty-range';
import { versionScheme } from '../../../declaration/version-schemes';
import { NamedVersions } from '../named-versions';

/** Versions of a package that a list asks to take down. */
export interface VersionRequest {
  /** As the list writes it. */
  readonly text: string;
  /** True if the list names one version. */
  readonly isName: boolean;
  /** The versions of a package that are meant, and those that cannot be compared with the range that is. */
  find(format: Format, versions: readonly string[]): FoundRequest;
}

interface FoundRequest {
  readonly versions: readonly string[];
  readonly uncertain: readonly string[];
}

/** A package of a list, with versions of it. */
export interface RequestedVersions {
  readonly pkg: PackageName;
  readonly request: VersionRequest;
}

/** Words for every version; a version of such a name is hardly meant. */
const EVERY_WORDS = /^(?:all|any|every|all versions|any version|n\/a|none|unknown|-|latest)$/i;
/** The parts of a version that make it none: operators, wildcards, brackets and white space. */
const RANGE_TEXT = /[<>*|\s]|^[~^=!]|^[[(].*[\])]$|(?:^|\.)[xX](?:\.|$)|\.\.[.<]/;
/** The notation of Maven and NuGet, whose comma is no separator of names. */
const BRACKETS = /^[[(].*[\])]$/;
const OPERATOR = /^(<=?|>=?|={1,2})\s*(\S+)$/;

/** Every version of a package. */
const EVERY_VERSION: VersionRequest = {
  text: '*',
  isName: false,
  find: (_format, versions) => ({ versions, uncertain: [] }),
};

/**
 * Reads the versions that a cell names: one, several such as `1.0.0, 1.0.1` or `= 1.0.0 || = 1.0.1`, a range in the notation
 * of the format or of an advisory, such as `>= 1.0.0, < 1.2.0`, or `*`.
 *
 * @throws RangeError
 */
export function readRequests(pkg: PackageName, cell: string): readonly VersionRequest[] {
  const text = cell.trim();
  if (text === '*') {
    return [EVERY_VERSION];
  }
  if (EVERY_WORDS.test(text)) {
    throw new RangeError(`a version must be named in full; got ${text}. For every version, write *`);
  }
  const names = splitNames(text);
  const isNames = !BRACKETS.test(text) && names.every((name) => !RANGE_TEXT.test(name));
  const range = isNames ? undefined : readRange(pkg.format, text);
  if (range !== undefined) {
    return [range];
  }
  if (names.length > 1 && names.some((name) => RANGE_TEXT.test(name))) {
    return names.flatMap((name) => readRequests(pkg, name));
  }
  return names.map((name) => readName(pkg, name));
}

/** A list of names in a cell. The commas of a range do not come here. */
function splitNames(text: string): readonly string[] {
  const names = text
    .split(/\s*(?:\|\||[,;])\s*|\s+(?:and|or)\s+/)
    .map((name) => name.replace(/^={1,3}\s*/, '').trim())
    .filter((name) => name !== '');
  const words = names.length === 1 ? text.split(/\s+/).map((word) => word.replace(/^={1,3}(?=.)/, '')) : [];
  return words.length > 1 && words.every((word) => /^v?\d/i.test(word)) ? words : names;
}

/**
 * A version by its name, in any spelling that the registry of the format takes for the same: 1.0.0 for `1.0` of PyPI, and
 * `v1.0.0` for 1.0.0 of npm.
 *
 * @throws RangeError if a manifest cannot carry it
 */
export function readName(pkg: PackageName, text: string): VersionRequest {
  if (!FIELDS.version.pattern.test(text) || RANGE_TEXT.test(text)) {
    const notation = versionScheme(pkg.format).notation ?? '* for every version';
    throw new RangeError(
      `a version must be named in full, with ${FIELDS.version.rule}, or it must be ${notation}; got ${text}`,
    );
  }
  try {
    writeManifest([{ ...pkg, version: text, revision: '1' }]);
  } catch (error) {
    throw new RangeError((error as Error).message.replace(/^line \d+: /, ''), { cause: error });
  }
  return {
    text,
    isName: true,
    find: (format, versions) => {
      const versionNames = new NamedVersions(format, versions);
      const spellings = format === 'maven' || format === 'generic' ? [text] : [text, text.replace(/^[vV=]+/, '')];
      const names = spellings.map((spelling) => versionNames.find(spelling)).find((each) => each.length > 0);
      return { versions: names ?? [], uncertain: [] };
    },
  };
}

function readRange(format: Format, text: string): VersionRequest | undefined {
  const scheme = versionScheme(format);
  const range = scheme.parseRange(text);
  if (range === undefined) {
    return readComparators(format, text);
  }
  if (isEmptyRange(scheme, range, text)) {
    throw new RangeError(`no version can be in the range ${text}. Name one version in each line or cell`);
  }
  return rangeRequest(text, (version) => range.contains(version, { includePrereleases: true }));
}

/** The notation of advisories for every format: comparators that all hold, separated by commas. */
function readComparators(format: Format, text: string): VersionRequest | undefined {
  const scheme = versionScheme(format);
  const bounds = text.split(',').map((part) => {
    const [, operator = '', operand = ''] = OPERATOR.exec(part.trim()) ?? [];
    const version = scheme.parse(operand);
    return version && { operator, version };
  });
  if (!bounds.every((bound) => bound !== undefined)) {
    return undefined;
  }
  return rangeRequest(text, (each) => {
    const version = scheme.parse(each);
    return version && bounds.every((bound) => isAfter(bound.operator, scheme.compare(version, bound.version)));
  });
}

function isAfter(operator: string, order: number): boolean {
  switch (operator) {
    case '<':
      return order < 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '>=':
      return order >= 0;
    default:
      return order === 0;
  }
}

/** The versions between two events of an OSV advisory. */
export interface AdvisoryInterval {
  /** `0` is before every version. */
  readonly introduced: string;
  /** The first version that is not affected. */
  readonly fixed?: string;
  readonly lastAffected?: string;
}

/**
 * Reads an interval of an OSV advisory.
 *
 * @throws RangeError if the format has no order, or a bound is no version
 */
export function readInterval({ format }: PackageName, interval: AdvisoryInterval): VersionRequest {
  const { introduced, fixed, lastAffected } = interval;
  if (introduced === '0' && fixed === undefined && lastAffected === undefined) {
    return EVERY_VERSION;
  }
  const scheme = versionScheme(format);
  const bound = (text: string) => {
    const version = scheme.parse(text);
    if (version === undefined) {
      throw new RangeError(`a bound of an advisory must be a version of ${format}; got ${text}`);
    }
    return version;
  };
  const low = introduced === '0' ? undefined : bound(introduced);
  const high = fixed === undefined ? undefined : bound(fixed);
  const last = lastAffected === undefined ? undefined : bound(lastAffected);
  const end = fixed === undefined ? (lastAffected === undefined ? '' : `, <= ${lastAffected}`) : `, < ${fixed}`;
  return rangeRequest(`>= ${introduced}${end}`, (text) => {
    const version = scheme.parse(text);
    return (
      version &&
      (low === undefined || scheme.compare(version, low) >= 0) &&
      (high === undefined || scheme.compare(version, high) < 0) &&
      (last === undefined || scheme.compare(version, last) <= 0)
    );
  });
}

function rangeRequest(text: string, contains: (version: string) => boolean | undefined): VersionRequest {
  return {
    text,
    isName: false,
    find: (_format, versions) => ({
      versions: versions.filter((version) => contains(version) === true),
      uncertain: versions.filter((version) => contains(version) === undefined),
    }),
  };
}
