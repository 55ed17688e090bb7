import { compareLists, compareValues, padWithZeros, withoutTrailingZeros } from './order';
import type { Version } from './version-scheme';

/** A version of Gem::Version. */
export interface RubyVersion extends Version {
  /** Numbers and letters as they were written; a dash reads as `.pre.`. */
  readonly segments: readonly Segment[];
  /** The segments that the order knows: without zeros before the first letters and at the end. */
  readonly significant: readonly Segment[];
  /** Absent for a gem that runs on every platform. */
  readonly platform?: string;
}

type Segment = bigint | string;

const RUBY_VERSION = /^\d+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?$/;

/** The platforms of RubyGems: a system alone, or a processor, a system and its version. */
const PLATFORM = new RegExp(
  '^(?:ruby|java|jruby|dalvik|dotnet|macruby|mswin(?:32|64)?|mingw(?:32|64)?|' +
    '(?:x86|x64|x86_64|amd64|i[3-6]86|arm|armv\\d\\w*|arm64|aarch64|universal|powerpc|ppc|ppc64|ppc64le|' +
    'riscv64|s390x|sparc|loongarch64|wasm32)-' +
    '(?:linux|darwin|macosx|mswin(?:32|64)?|mingw(?:32|64)?|mingw-ucrt|cygwin|freebsd|openbsd|netbsd|dragonfly|' +
    'solaris|aix|java|dotnet|wasi)\\d*(?:-[0-9A-Za-z_.]+)*)$',
);

/** Reads a version, and the platform that a registry lists with it. */
export function parseRubyVersion(text: string): RubyVersion | undefined {
  const dash = text.indexOf('-');
  const platform = dash > 0 && PLATFORM.test(text.slice(dash + 1)) ? text.slice(dash + 1) : undefined;
  const version = platform === undefined ? text : text.slice(0, dash);
  if (!RUBY_VERSION.test(version)) {
    return undefined;
  }
  const segments = version
    .replaceAll('-', '.pre.')
    .match(/\d+|[a-zA-Z]+/g)!
    .map((segment) => (/^\d/.test(segment) ? BigInt(segment) : segment));
  const significant = significantSegments(segments);
  const release = significant.join('.') || '0';
  return {
    text,
    canonical: platform === undefined ? release : `${release}-${platform}`,
    release,
    prerelease: segments.some((segment) => typeof segment === 'string'),
    segments,
    significant,
    platform,
  };
}

function significantSegments(segments: readonly Segment[]): Segment[] {
  const firstText = segments.findIndex((segment) => typeof segment === 'string');
  const split = firstText < 0 ? segments.length : firstText;
  return [segments.slice(0, split), segments.slice(split)].flatMap(withoutTrailingZeros);
}

/** The order of Gem::Version; letters come before numbers, so that `1.0.rc1` comes before `1.0`. */
export function compareRubyVersions(a: RubyVersion, b: RubyVersion): number {
  return compareLists<Segment>(...padWithZeros(a.significant, b.significant), compareSegments);
}

function compareSegments(a: Segment, b: Segment): number {
  if (typeof a !== typeof b) {
    return typeof a === 'string' ? -1 : 1;
  }
  return compareValues(a, b);
}

/** The numbers before the first letters. */
export function finalSegments({ segments }: RubyVersion): bigint[] {
  const firstText = segments.findIndex((segment) => typeof segment === 'string');
  return segments.slice(0, firstText < 0 ? segments.length : firstText) as bigint[];
}
