import type { ContainsOptions, Version, VersionRange } from './version-scheme';

/** The facts that a scheme has about one of its ranges. */
export interface RangeRules<V extends Version> {
  readonly description: string;
  readonly parse: (text: string) => V | undefined;
  readonly contains: (version: V, includePrereleases: boolean) => boolean;
  /** The version without its pre-release and its flavour: `2.0.0` of `2.0.0-rc.1`. */
  readonly finalVersion: (version: V) => string;
}

/** Makes a range from the facts of its scheme. Only this function decides about versions that cannot be read. */
export function createRange<V extends Version>(rules: RangeRules<V>): VersionRange {
  const { description, parse, contains, finalVersion } = rules;
  return {
    description,
    contains: (text: string, { includePrereleases = false }: ContainsOptions = {}) => {
      const version = parse(text);
      return version && contains(version, includePrereleases);
    },
    keeps: (text: string) => {
      const version = parse(text);
      if (version === undefined || contains(version, true)) {
        return true;
      }
      const final = parse(finalVersion(version));
      return final !== undefined && contains(final, true);
    },
  };
}

/**
 * True if a bound has a letter in the place of a digit, as `2.O` has. Where letters are versions, too, it would be a
 * bound other than the one that was meant.
 */
export function hasMistypedDigit(bound: string): boolean {
  return /(?:^|[._-])[OoIl](?:$|[._-])/.test(bound);
}
