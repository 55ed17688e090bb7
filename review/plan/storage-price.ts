/** The day on which the prices were last compared with public lists of them. */
export const PRICE_DATE = '2026-12-01';

/** List prices of S3 in us-east-1 for the first 50 TB, in US dollars for a gigabyte and a month. */
const PRICES: Readonly<Record<string, number>> = {
  STANDARD: 0.023,
  // Before the first 30 days without a read.
  INTELLIGENT_TIERING: 0.023,
  STANDARD_IA: 0.0125,
  ONEZONE_IA: 0.01,
  GLACIER_IR: 0.004,
};

/** Bytes of an object that S3 bills at least, in the classes for objects that are seldom read. */
const LEAST_BILLED_BYTES = 128 * 1024;
const SELDOM_READ = ['STANDARD_IA', 'ONEZONE_IA', 'GLACIER_IR'];

const GIGABYTE = 1024 ** 3;

/** The storage class of large assets, and from which size an asset is large. */
export interface LargeAssetClass {
  readonly storageClass: string;
  readonly minBytes: number;
}

/** What assets cost in a month, each in its storage class: US dollars. A class without a list price counts as the standard one. */
export function priceMonth(
  assets: readonly { readonly size?: number }[],
  largeAssets: LargeAssetClass | undefined,
): number {
  const dollars = assets.map(({ size = 0 }) => {
    const isLarge = largeAssets !== undefined && size >= largeAssets.minBytes;
    const storageClass = isLarge ? largeAssets.storageClass : 'STANDARD';
    const bytes = SELDOM_READ.includes(storageClass) ? Math.max(size, LEAST_BILLED_BYTES) : size;
    return (bytes / GIGABYTE) * (PRICES[storageClass] ?? PRICES['STANDARD'] ?? 0);
  });
  return dollars.reduce((sum, each) => sum + each, 0);
}
