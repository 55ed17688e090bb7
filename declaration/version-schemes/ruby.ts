import { createRange, hasMistypedDigit } from './range';
import { compareRubyVersions, finalSegments, parseRubyVersion, type RubyVersion } from './ruby-version';
import type { VersionRange, VersionScheme } from './version-scheme';

/** RubyGems: Gem::Version and Gem::Requirement. */
export const rubyVersions: VersionScheme<RubyVersion> = {
  name: 'Gem::Version',
  notation: 'a requirement of RubyGems, such as ">= 1.5, < 2", "~> 1.4" or "!= 1.4.3"',
  parse: parseRubyVersion,
  compare: compareRubyVersions,
  parseRange: parseRubyRange,
  series: (version) => finalSegments(version).map(String),
};

interface Requirement {
  readonly description: string;
  readonly contains: (version: RubyVersion) => boolean;
}

const REQUIREMENT = /^(=|!=|>=|<=|>|<|~>)?\s*([0-9A-Za-z.-]+)$/;

function parseRubyRange(text: string): VersionRange | undefined {
  const requirements = text.split(',').map((part) => parseRequirement(part.trim()));
  if (!requirements.every((requirement) => requirement !== undefined)) {
    return undefined;
  }
  return createRange({
    description: requirements.map(({ description }) => description).join(' and '),
    parse: parseRubyVersion,
    contains: (version) => requirements.every(({ contains }) => contains(version)),
    finalVersion: (version) => finalSegments(version).join('.'),
  });
}

function parseRequirement(text: string): Requirement | undefined {
  const [, operator = '=', operand] = REQUIREMENT.exec(text) ?? [];
  const bound = operand === undefined || hasMistypedDigit(operand) ? undefined : parseRubyVersion(operand);
  if (!bound || bound.platform !== undefined) {
    return undefined;
  }
  if (operator === '~>') {
    return pessimisticRequirement(bound);
  }
  return {
    description: `${operator}${bound.text}`,
    contains: (version) => isSatisfied(operator, compareRubyVersions(version, bound)),
  };
}

function isSatisfied(operator: string, order: number): boolean {
  switch (operator) {
    case '!=':
      return order !== 0;
    case '>=':
      return order >= 0;
    case '<=':
      return order <= 0;
    case '>':
      return order > 0;
    case '<':
      return order < 0;
    default:
      return order === 0;
  }
}

/** `~> 1.4.2` is at least 1.4.2 and before 1.5, without the pre-releases of 1.5. */
function pessimisticRequirement(lower: RubyVersion): Requirement {
  const numbers = finalSegments(lower);
  const prefix = numbers.length > 1 ? numbers.slice(0, -1) : numbers;
  const upper = [...prefix.slice(0, -1), prefix.at(-1)! + 1n].join('.');
  const bound = parseRubyVersion(upper)!;
  return {
    description: `>=${lower.text} and <${upper}`,
    contains: (version) =>
      compareRubyVersions(version, lower) >= 0 &&
      compareRubyVersions(parseRubyVersion(finalSegments(version).join('.'))!, bound) < 0,
  };
}
