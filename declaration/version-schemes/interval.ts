import type { Version } from './version-scheme';

/** The versions between two bounds; without a bound it is open to that side. */
export interface Interval<V> {
  readonly lower?: Bound<V>;
  readonly upper?: Bound<V>;
}

export interface Bound<V> {
  readonly version: V;
  readonly inclusive: boolean;
}

/** True if the version lies between the bounds. */
export function isWithin<V>({ lower, upper }: Interval<V>, version: V, compare: (a: V, b: V) => number): boolean {
  return (
    (lower === undefined || compare(version, lower.version) >= (lower.inclusive ? 0 : 1)) &&
    (upper === undefined || compare(version, upper.version) <= (upper.inclusive ? 0 : -1))
  );
}

/** The interval in words: `>=1.5 and <2`. */
export function describeInterval({ lower, upper }: Interval<Version>): string {
  if (lower?.inclusive && upper?.inclusive && lower.version.text === upper.version.text) {
    return `=${lower.version.text}`;
  }
  const bounds = [
    ...(lower ? [`${lower.inclusive ? '>=' : '>'}${lower.version.text}`] : []),
    ...(upper ? [`${upper.inclusive ? '<=' : '<'}${upper.version.text}`] : []),
  ];
  return bounds.join(' and ') || 'every version';
}

const NOTATION = /^([[(])([^[\](),]*)(?:(,)([^[\](),]*))?([\])])$/;

/** Reads the notation of NuGet and Maven: `[1.0,2.0)`, `(,1.0]`, `[1.0]`. */
export function parseInterval<V>(
  text: string,
  { parse, compare }: { parse: (text: string) => V | undefined; compare: (a: V, b: V) => number },
): Interval<V> | undefined {
  const [, open, first = '', comma, second = first, close] = NOTATION.exec(text) ?? [];
  if (open === undefined || (comma === undefined && (open + close! !== '[]' || first.trim() === ''))) {
    return undefined;
  }
  const lower = parseBound(first.trim(), open === '[', parse);
  const upper = parseBound(second.trim(), close === ']', parse);
  if (!lower || !upper) {
    return undefined;
  }
  const inverted = lower.bound && upper.bound && compare(lower.bound.version, upper.bound.version) > 0;
  return inverted ? undefined : { lower: lower.bound, upper: upper.bound };
}

/** Without a text there is no bound; undefined if the text cannot be read. */
function parseBound<V>(
  text: string,
  inclusive: boolean,
  parse: (text: string) => V | undefined,
): { readonly bound?: Bound<V> } | undefined {
  if (text === '') {
    return {};
  }
  const version = parse(text);
  return version && { bound: { version, inclusive } };
}
