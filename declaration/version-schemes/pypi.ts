import {
  comparePublicVersions,
  comparePypiVersions,
  parsePypiVersion,
  publicVersion,
  type PypiVersion,
} from './pypi-version';
import { createRange } from './range';
import type { VersionRange, VersionScheme } from './version-scheme';

/** PyPI: the versions and the version specifiers of PEP 440. */
export const pypiVersions: VersionScheme<PypiVersion> = {
  name: 'PEP 440',
  notation: 'version specifiers of PEP 440, such as ">=1.5, <2", "~=1.4.2" or "==1.4.*, !=1.4.3"',
  parse: parsePypiVersion,
  compare: comparePypiVersions,
  parseRange: parsePyPiRange,
  series: ({ epoch, numbers }) =>
    numbers.map((number, n) => (n === 0 && epoch > 0n ? `${epoch}!${number}` : `${number}`)),
};

/** One specifier. */
interface Specifier {
  readonly description: string;
  readonly contains: (version: PypiVersion) => boolean;
}

const SPECIFIER = /^(===|~=|==|!=|<=|>=|<|>)\s*(\S+)$/;

function parsePyPiRange(text: string): VersionRange | undefined {
  const specifiers = text.split(',').map((part) => parseSpecifier(part.trim()));
  if (!specifiers.every((specifier) => specifier !== undefined)) {
    return undefined;
  }
  return createRange({
    description: specifiers.map(({ description }) => description).join(' and '),
    parse: parsePypiVersion,
    contains: (version, includePrereleases) =>
      (includePrereleases || !version.prerelease) && specifiers.every(({ contains }) => contains(version)),
    finalVersion: (version) => publicVersion({ ...version, pre: undefined, dev: undefined }),
  });
}

function parseSpecifier(text: string): Specifier | undefined {
  const [, operator, operand = ''] = SPECIFIER.exec(text) ?? [];
  const description = `${operator}${operand}`;
  switch (operator) {
    case '===':
      // "Arbitrary equality" compares texts.
      return { description, contains: (version) => version.text.toLowerCase() === operand.toLowerCase() };
    case '==':
    case '!=': {
      const equal = equality(operand);
      return equal && { description, contains: (version) => equal(version) === (operator === '==') };
    }
    case '~=':
      return compatibleRelease(operand);
    case undefined:
      return undefined;
    default: {
      const bound = parsePypiVersion(operand);
      return bound && bound.local === undefined
        ? { description, contains: (version) => isBeyond(version, operator as '<' | '<=' | '>' | '>=', bound) }
        : undefined;
    }
  }
}

/** `1.4` is this version, with any local label; `1.4.*` is every version of 1.4, its pre-releases too. */
function equality(operand: string): ((version: PypiVersion) => boolean) | undefined {
  if (operand.endsWith('.*')) {
    const prefix = parsePypiVersion(operand.slice(0, -2));
    return prefix && isRelease(prefix) ? (version) => hasPrefix(version, prefix) : undefined;
  }
  const other = parsePypiVersion(operand);
  const compare = other?.local === undefined ? comparePublicVersions : comparePypiVersions;
  return other && ((version) => compare(version, other) === 0);
}

/** `~=1.4.2` is at least 1.4.2 and 1.4.*. */
function compatibleRelease(operand: string): Specifier | undefined {
  const lower = parsePypiVersion(operand);
  if (!lower || lower.local !== undefined || lower.numbers.length < 2) {
    return undefined;
  }
  const prefix = { ...lower, numbers: lower.numbers.slice(0, -1) };
  const { epoch, numbers } = prefix;
  return {
    description: `>=${operand} and ==${publicVersion({ epoch, numbers })}.*`,
    contains: (version) => comparePublicVersions(version, lower) >= 0 && hasPrefix(version, prefix),
  };
}

function isBeyond(version: PypiVersion, operator: '<' | '<=' | '>' | '>=', bound: PypiVersion): boolean {
  const order = comparePublicVersions(version, bound);
  switch (operator) {
    case '<=':
      return order <= 0;
    case '>=':
      return order >= 0;
    case '<':
      return order < 0 && (bound.prerelease || !isSamePrerelease(version, bound));
    case '>':
      // Local versions of the bound compare as equal here.
      return order > 0 && (bound.post !== undefined || !isPostRelease(version, bound));
  }
}

/** `1.0.dev0` is the first pre-release of 1.0, `1.0.post1.dev0` the only kind that 1.0.post1 has. */
function isSamePrerelease(version: PypiVersion, bound: PypiVersion): boolean {
  return version.prerelease && comparePublicVersions(version, { ...bound, dev: 0n }) >= 0;
}

function isPostRelease(version: PypiVersion, bound: PypiVersion): boolean {
  return (
    version.post !== undefined && comparePublicVersions({ ...version, post: undefined, dev: undefined }, bound) === 0
  );
}

function hasPrefix(version: PypiVersion, { epoch, numbers }: Pick<PypiVersion, 'epoch' | 'numbers'>): boolean {
  return version.epoch === epoch && numbers.every((number, index) => number === (version.numbers[index] ?? 0n));
}

function isRelease({ pre, post, dev, local }: PypiVersion): boolean {
  return [pre, post, dev, local].every((part) => part === undefined);
}
