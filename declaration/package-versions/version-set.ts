import picomatch from 'picomatch';
import type { Format } from '../package-format';
import { type VersionRange, versionScheme, type VersionScheme } from '../version-schemes';
import { excerpt } from '../visible-text';
import { isEmptyRange } from './empty-range';

/** The versions that a text protects. It means the same in hold lists, in `keep.versions` and in `--except`. */
export interface VersionSet {
  readonly kind: 'name' | 'every' | 'range' | 'glob';
  readonly range?: VersionRange;
  /** True if it protects a version. It errs on the side of keeping. */
  keeps(version: string): boolean;
}

/** Characters of versions and of nothing else. */
const PLAIN = /^[0-9A-Za-z._+!-]+$/;
/** `1.x` of npm and Cargo, and `..<` and `...` of Swift, which have plain characters only. */
const PLAIN_RANGE = /(?:^|\.)[xX](?:\.|$)|\.\./;
/** Texts that are hardly versions, also where versions are free text. */
const LOOKS_LIKE_RANGE = /^[<>=~^!]|[<>|*?\s]/;
/** Formats whose registries have no version that the rules of the format do not define. */
const STRICT_FORMATS: readonly Format[] = ['npm', 'cargo', 'nuget', 'swift'];
/** Formats whose registries have few such versions, from early years; quotes name them. */
const MOSTLY_STRICT_FORMATS: readonly Format[] = [...STRICT_FORMATS, 'pypi', 'ruby'];

/**
 * Reads the name of a version, `"` before and after a version whose text looks like a range, `*` for every version, a range
 * in the notation of the format, or a glob. A version alone is a name, also where the ecosystem gives it another meaning:
 * `1.2` is never every version from 1.2.
 *
 * @throws RangeError if it is none of these, or no version can be in it
 */
export function readVersionSet(format: Format, text: string): VersionSet {
  const scheme = versionScheme(format);
  checkPlaceholder(format, text);
  const literal = readLiteral(text);
  if (literal !== undefined) {
    checkVersionText(format, literal, STRICT_FORMATS);
    return nameSet(scheme, literal);
  }
  if (text === '*') {
    return { kind: 'every', keeps: () => true };
  }
  // npm takes `1` for `1.x`. Read so, it protects more than an error would.
  const isOpenVersion = scheme.parse(text) === undefined && scheme.parseRange(text) !== undefined;
  if (isVersionName(scheme, text) && !isOpenVersion) {
    checkVersionText(format, text, MOSTLY_STRICT_FORMATS);
    checkPrerelease(format, text);
    return nameSet(scheme, text);
  }
  const set = rangeSet(scheme, text) ?? globSet(scheme, text);
  if (set === undefined) {
    throw new RangeError(`${describeNotation(format)}; got ${excerpt(text)}${adviseVersionSet(scheme, text)}`);
  }
  return set;
}

/** True if a text is meant as the name of a version. */
export function isVersionName(scheme: VersionScheme, text: string): boolean {
  return scheme.notation === undefined
    ? !isGlob(text) && !LOOKS_LIKE_RANGE.test(text)
    : PLAIN.test(text) && !PLAIN_RANGE.test(text);
}

/** The version in quotes, which is literal; undefined if the text is not in quotes. */
export function readLiteral(text: string): string | undefined {
  if (!/^".*"$/s.test(text)) {
    return undefined;
  }
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}

/** A name protects every flavour, platform file, local version and SNAPSHOT build of its release. */
export function nameSet(scheme: VersionScheme, ...names: readonly string[]): VersionSet {
  const versions = names.map((name) => scheme.parse(name));
  const texts = new Set([...names, ...versions.flatMap((version) => (version ? [version.canonical] : []))]);
  const releases = new Set(versions.flatMap((version) => (version ? [version.release] : [])));
  return {
    kind: 'name',
    keeps: (other) => {
      const version = scheme.parse(other);
      return (
        texts.has(other) || (version !== undefined && (texts.has(version.canonical) || releases.has(version.release)))
      );
    },
  };
}

function rangeSet(scheme: VersionScheme, text: string): VersionSet | undefined {
  const range = scheme.parseRange(text);
  if (range !== undefined && isEmptyRange(scheme, range, text)) {
    const words = text.split(/[\s,]+/);
    const advice = words.every((word) => scheme.parse(word)) ? '. Write one version on each line' : '';
    throw new RangeError(`no version can be in the range ${excerpt(text)}${advice}`);
  }
  return range && { kind: 'range', range, keeps: (version) => range.keeps(version) };
}

/** A glob such as `1.4.*` protects 1.4 as well, if the format takes it for 1.4.0, and the builds of a SNAPSHOT. */
function globSet(scheme: VersionScheme, text: string): VersionSet | undefined {
  if (!isGlob(text)) {
    return undefined;
  }
  const matches = matchGlob(scheme, text);
  const isSpelledShort = (version: string) => {
    const canonical = scheme.parse(version)?.canonical;
    return canonical !== undefined && canonical === scheme.parse(`${version}.0`)?.canonical;
  };
  return {
    kind: 'glob',
    keeps: (version) => version === text || matches(version) || (matches(`${version}.0`) && isSpelledShort(version)),
  };
}

/** The test of a glob, which takes the builds of a SNAPSHOT for the SNAPSHOT. */
export function matchGlob(scheme: VersionScheme, glob: string): (version: string) => boolean {
  // A dot is no hidden file here.
  const isMatch = picomatch(glob, { dot: true, nonegate: true });
  return (version) => isMatch(version) || isMatch(scheme.parse(version)?.snapshot ?? version);
}

/** `*`, `?`, `[0-9]`, `{a,b}` and `!(a|b)`, closed each; an operator or a comma outside of them is a range gone wrong. */
export function isGlob(text: string): boolean {
  const outside = text
    .replace(/[@!+*?]\([^()]*\)/g, '*')
    .replace(/\[[^[\](),]+\]/g, '?')
    .replace(/\{[^{}]*\}/g, '?');
  return /[*?]/.test(outside) && !/[<>=~^|,!()[\]{}\s]/.test(outside);
}

/** `LATEST` and `RELEASE` of Maven, and properties such as `${revision}`, stand for other versions from day to day. */
function checkPlaceholder(format: Format, text: string) {
  if (
    (text.includes('${') && readLiteral(text) === undefined) ||
    (format === 'maven' && /^(?:latest|release)$/i.test(text))
  ) {
    throw new RangeError(
      `a version must be written out, since ${excerpt(text)} stands for others; write it in quotes if it is a name`,
    );
  }
}

function checkVersionText(format: Format, text: string, strictFormats: readonly Format[]) {
  const scheme = versionScheme(format);
  if (/[#/\s]/.test(text) || text === '' || (strictFormats.includes(format) && scheme.parse(text) === undefined)) {
    throw new RangeError(`${describeNotation(format)}; got ${excerpt(text)}${adviseVersionSet(scheme, text)}`);
  }
}

/** `1.0.0-1.5.0` is a pre-release to SemVer, and two bounds to most people. */
function checkPrerelease(format: Format, text: string) {
  if (MOSTLY_STRICT_FORMATS.includes(format) && /^\d+(?:\.\d+){1,3}-\d+(?:\.\d+){1,3}$/.test(text)) {
    throw new RangeError(`${excerpt(text)} looks like a range. Write it in quotes if it is one version`);
  }
}

function describeNotation(format: Format): string {
  const { notation } = versionScheme(format);
  return notation === undefined
    ? `which versions are meant must be a version of ${format}, in quotes if it looks like a range, or a glob, since ${format} has no ranges`
    : `which versions are meant must be a version of ${format}, ${notation}, or a glob`;
}

/** The text that was probably meant. */
function adviseVersionSet(scheme: VersionScheme, text: string): string {
  const plain = text.replace(/^[v=]+|[;,]+$/g, '');
  if (plain !== text && scheme.parse(plain) !== undefined) {
    return `. Write ${plain}`;
  }
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  return words.length > 1 && words.every((word) => scheme.parse(word) !== undefined)
    ? '. Write one version on each line'
    : '';
}
