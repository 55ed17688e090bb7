import { compareLists, compareValues } from './order';
import { createRange } from './range';
import {
  comparePrereleases,
  compareSemanticVersions,
  finalSemanticVersion,
  parseSemanticVersion,
  semanticSeries,
  type SemanticVersion,
} from './semantic-version';
import type { VersionRange, VersionScheme } from './version-scheme';

/** `u64` of Rust. */
const LIMITS = { maximum: 2n ** 64n - 1n };
/** Cargo reads no more comparators in one requirement. */
const MAXIMUM_COMPARATORS = 32;

/** Cargo: SemVer 2.0.0, and version requirements. */
export const cargoVersions: VersionScheme<SemanticVersion> = {
  name: 'SemVer 2.0.0',
  notation: 'a version requirement of Cargo, such as ">=1.5, <2", "^1.4" or "1.2.*"',
  parse: parseCargoVersion,
  compare: (a, b) => compareSemanticVersions(a, b) || compareBuilds(a.build, b.build),
  parseRange: parseCargoRange,
  series: semanticSeries,
};

type Operator = '=' | '>' | '>=' | '<' | '<=' | '~' | '^';

/** A comparator; `1.4` leaves the third number open. */
interface Comparator {
  readonly operator: Operator;
  /** One to three numbers; none is the wildcard alone. */
  readonly numbers: readonly bigint[];
  readonly identifiers: SemanticVersion['identifiers'];
}

const COMPARATOR = /^(=|>=|>|<=|<|~|\^)? *(\d+(?:\.(?:\d+|[*xX])){0,2}|[*xX])(-[^+]*)?(\+.*)?$/;

function parseCargoVersion(text: string): SemanticVersion | undefined {
  return parseSemanticVersion(text, LIMITS);
}

/** Unlike SemVer, Cargo puts versions that differ in build metadata alone in an order, too; its requirements do not. */
function compareBuilds(a: string, b: string): number {
  return compareLists(a.split('.'), b.split('.'), (left, right) => {
    const numbers = [left, right].map((part) => (/^\d*$/.test(part) ? BigInt(part) : undefined));
    const [leftNumber, rightNumber] = numbers;
    if (leftNumber === undefined || rightNumber === undefined) {
      return leftNumber === rightNumber ? compareValues(left, right) : leftNumber === undefined ? 1 : -1;
    }
    // 0 < 00 < 1 < 01
    return compareValues(leftNumber, rightNumber) || left.length - right.length;
  });
}

function parseCargoRange(text: string): VersionRange | undefined {
  const parts = text.split(',').map((part) => part.replace(/^ +| +$/g, ''));
  const comparators = parts.map(parseComparator);
  const complete = comparators.every((comparator) => comparator !== undefined);
  const wildcardAmongOthers = parts.length > 1 && parts.some((part) => /^[*xX]$/.test(part));
  if (!complete || wildcardAmongOthers || parts.length > MAXIMUM_COMPARATORS) {
    return undefined;
  }
  return createRange({
    description: comparators.map(describe).join(' and '),
    parse: parseCargoVersion,
    contains: (version, includePrereleases) => matchesAll(comparators, version, includePrereleases),
    finalVersion: finalSemanticVersion,
  });
}

function parseComparator(text: string): Comparator | undefined {
  const [, operator, core = '', prerelease = '', build = ''] = COMPARATOR.exec(text) ?? [];
  const parts = core.split('.');
  const wildcard = parts.findIndex((part) => /^[*xX]$/.test(part));
  const literals = wildcard < 0 ? parts : parts.slice(0, wildcard);
  if (
    core === '' ||
    parts.slice(literals.length).some((part) => /\d/.test(part)) ||
    (operator && literals.length === 0)
  ) {
    return undefined;
  }
  // Only a whole version has a pre-release or build metadata; the version's own reader checks them and the numbers.
  const padded = [...literals, '0', '0', '0'].slice(0, 3).join('.');
  const version = parseCargoVersion(padded + prerelease + build);
  if (!version || (literals.length < 3 && prerelease + build !== '')) {
    return undefined;
  }
  return {
    operator: (operator as Operator | undefined) ?? (wildcard < 0 ? '^' : '='),
    numbers: version.numbers.slice(0, literals.length),
    identifiers: version.identifiers,
  };
}

function describe({ operator, numbers, identifiers }: Comparator): string {
  if (numbers.length === 0) {
    return 'every version';
  }
  const wildcard = operator === '=' && numbers.length < 3 ? '.*' : '';
  return `${operator}${numbers.join('.')}${wildcard}${identifiers.length > 0 ? `-${identifiers.join('.')}` : ''}`;
}

/** A pre-release is taken in only if a comparator names a pre-release of the very same release. */
function matchesAll(
  comparators: readonly Comparator[],
  version: SemanticVersion,
  includePrereleases: boolean,
): boolean {
  if (includePrereleases) {
    return comparators.every((comparator) => matchesPrerelease(comparator, version));
  }
  return (
    comparators.every((comparator) => fitsComparator(comparator, version)) &&
    (!version.prerelease ||
      comparators.some(
        (comparator) => comparator.identifiers.length > 0 && compareNumbers(comparator.numbers, version) === 0,
      ))
  );
}

/** A pre-release counts as the release that it leads to, except against a bound that is this release. */
function matchesPrerelease(comparator: Comparator, version: SemanticVersion): boolean {
  const { numbers } = comparator;
  const boundIsRelease = numbers.length === 3 && compareNumbers(numbers, version) === 0;
  return (
    fitsComparator(comparator, version) ||
    (!boundIsRelease && fitsComparator(comparator, { ...version, identifiers: [] }))
  );
}

/** Cargo's rules for each operator. Numbers that the comparator leaves open count as equal. */
function fitsComparator({ operator, numbers, identifiers }: Comparator, version: SemanticVersion): boolean {
  const byNumbers = compareNumbers(numbers, version);
  const byPrerelease = comparePrereleases(version.identifiers, identifiers);
  const greater = byNumbers > 0 || (byNumbers === 0 && numbers.length === 3 && byPrerelease > 0);
  const less = byNumbers < 0 || (byNumbers === 0 && numbers.length === 3 && byPrerelease < 0);
  const exact = byNumbers === 0 && byPrerelease === 0;
  switch (operator) {
    case '=':
      return exact;
    case '>':
      return greater;
    case '>=':
      return exact || greater;
    case '<':
      return less;
    case '<=':
      return exact || less;
    case '~':
      return sameUpTo(Math.min(numbers.length, 2)) && (byNumbers > 0 || (byNumbers === 0 && byPrerelease >= 0));
    case '^':
      return sameUpTo(fixedByCaret(numbers)) && (byNumbers > 0 || (byNumbers === 0 && openOrNotBefore()));
  }

  function sameUpTo(count: number): boolean {
    return numbers.slice(0, count).every((number, index) => number === version.numbers[index]);
  }

  /** `^1.4` takes every version of 1.4. */
  function openOrNotBefore(): boolean {
    return numbers.length < 3 || byPrerelease >= 0;
  }
}

/** The count of numbers that a caret fixes: up to the first that is not 0. */
function fixedByCaret(numbers: readonly bigint[]): number {
  const significant = numbers.findIndex((number) => number > 0n);
  return significant < 0 ? numbers.length : significant + 1;
}

function compareNumbers(numbers: readonly bigint[], version: SemanticVersion): number {
  for (const [index, number] of numbers.entries()) {
    const order = compareValues(version.numbers[index]!, number);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}
