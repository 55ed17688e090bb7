import { readBuildId } from './build-id';
import { compareLists, compareValues } from './order';
import type { Version } from './version-scheme';

/** A version of SemVer 2.0.0. */
export interface SemanticVersion extends Version {
  readonly numbers: readonly [bigint, bigint, bigint];
  /** Empty if it is no pre-release. */
  readonly identifiers: readonly Identifier[];
  /** The build metadata; empty without any. */
  readonly build: string;
}

/** An identifier of a pre-release; digits alone are a number. */
export type Identifier = bigint | string;

/** Differences between the ecosystems. */
export interface SemanticVersionLimits {
  /** The largest number that the ecosystem reads. */
  readonly maximum: bigint;
  /** True if identifiers may be empty or numbers with leading zeros, which SemVer 2.0.0 forbids. */
  readonly lenientIdentifiers?: boolean;
}

const CORE = /^(?:0|[1-9]\d*)$/;
const IDENTIFIERS = /^[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*$/;
const LENIENT_IDENTIFIERS = /^[0-9A-Za-z.-]*$/;

/** Reads a version strictly: three numbers, no `v`, no blanks. */
export function parseSemanticVersion(text: string, limits: SemanticVersionLimits): SemanticVersion | undefined {
  const { maximum, lenientIdentifiers = false } = limits;
  const [beforeBuild, build] = splitOnce(text, '+');
  const [core, prerelease] = splitOnce(beforeBuild, '-');
  const parts = core.split('.');
  const grammar = lenientIdentifiers ? LENIENT_IDENTIFIERS : IDENTIFIERS;
  if (parts.length !== 3 || !parts.every((part) => CORE.test(part))) {
    return undefined;
  }
  if (![prerelease, build].every((identifiers) => identifiers === undefined || grammar.test(identifiers))) {
    return undefined;
  }
  const labels = prerelease?.split('.') ?? [];
  if (!lenientIdentifiers && labels.some((label) => /^0\d+$/.test(label))) {
    return undefined;
  }
  const numbers = parts.map(BigInt) as [bigint, bigint, bigint];
  if (numbers.some((number) => number > maximum)) {
    return undefined;
  }
  const identifiers = labels.map((label) => (/^\d+$/.test(label) ? BigInt(label) : label));
  const release = numbers.join('.') + (prerelease === undefined ? '' : `-${identifiers.join('.')}`);
  return {
    text,
    canonical: release + (build === undefined ? '' : `+${build}`),
    release,
    prerelease: prerelease !== undefined,
    numbers,
    identifiers,
    build: build ?? '',
    ...(build === undefined ? {} : { buildId: readBuildId(build) }),
  };
}

/** The three numbers. */
export function semanticSeries({ numbers }: SemanticVersion): readonly string[] {
  return numbers.map(String);
}

/** The precedence of SemVer 2.0.0, which ignores build metadata. */
export function compareSemanticVersions(a: SemanticVersion, b: SemanticVersion): number {
  return compareLists(a.numbers, b.numbers, compareValues) || comparePrereleases(a.identifiers, b.identifiers);
}

/** A version without identifiers is a release, and later than all its pre-releases. */
export function comparePrereleases(a: readonly Identifier[], b: readonly Identifier[]): number {
  if (a.length === 0 || b.length === 0) {
    return b.length - a.length;
  }
  return compareLists(a, b, compareIdentifiers);
}

function compareIdentifiers(a: Identifier, b: Identifier): number {
  if (typeof a !== typeof b) {
    return typeof a === 'bigint' ? -1 : 1;
  }
  return compareValues(a, b);
}

/** The release that a pre-release leads to. */
export function finalSemanticVersion({ numbers }: SemanticVersion): string {
  return numbers.join('.');
}

function splitOnce(text: string, separator: string): [string, string?] {
  const index = text.indexOf(separator);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
