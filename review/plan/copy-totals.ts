import type { CopyTotals, PlannedVersion } from './plan-model';
import { PRICE_DATE } from './storage-price';

/** Calls of CodeArtifact for each version, besides one for each asset: its description, assets, README and dependencies. */
const CALLS_OF_VERSION = 4;

/** A version that its declaration copies, at the pace of that. */
export interface VersionToCopy {
  readonly version: PlannedVersion;
  /** Assets a second. */
  readonly pace: number;
}

/** What the copies of all versions take; undefined if nothing is copied. */
export function totalCopies(versions: readonly VersionToCopy[]): CopyTotals | undefined {
  const copies = versions.flatMap(({ version: { copy }, pace }) => (copy === undefined ? [] : [{ ...copy, pace }]));
  if (copies.length === 0) {
    return undefined;
  }
  const toCopy = copies.filter(({ state }) => state === 'will be copied');
  const sum = (count: (copy: (typeof toCopy)[number]) => number) => toCopy.reduce((all, copy) => all + count(copy), 0);
  const sizeBytes = sum((copy) => copy.sizeBytes ?? 0);
  const assets = sum((copy) => copy.assets ?? 0);
  return {
    copied: copies.filter(({ state }) => state === 'copied').length,
    willBeCopied: toCopy.length,
    cannotBeCopied: copies.filter(({ state }) => state === 'cannot be copied').length,
    unknown: copies.filter(({ state }) => state === 'unknown').length,
    assets,
    sizeBytes,
    calls: assets + CALLS_OF_VERSION * toCopy.length,
    seconds: Math.ceil(sum(({ assets: count = 0, pace }) => count / pace)),
    dollarsPerMonth: Math.round(sum(({ dollarsPerMonth = 0 }) => dollarsPerMonth) * 10_000) / 10_000,
    priceDate: PRICE_DATE,
  };
}
