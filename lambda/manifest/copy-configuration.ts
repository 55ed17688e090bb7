import type { CopyLocation } from '../../declaration/cold-copy';
import type { LargeAssets } from '../versions/copy-asset';

/** Options of the copies of a manifest's versions. */
export interface CopyConfiguration extends CopyLocation {
  /** Assets that are read from CodeArtifact a second. */
  readonly maxCopiesPerSecond: number;
  readonly largeAssets?: LargeAssets;
  /** Days after which the bucket deletes copies; default: it keeps them. */
  readonly expirationDays?: number;
  /** True if archived versions are disposed that have no complete copy, since their assets can be read no more. */
  readonly allowArchivedWithoutCopy: boolean;
}

/**
 * Reads the part of the function's configuration that is about copies; undefined if it makes none.
 *
 * @throws an error if the construct and the function's code do not belong to the same version of the library
 */
export function readCopyConfiguration(value: unknown): CopyConfiguration | undefined {
  if (value === undefined) {
    return undefined;
  }
  const { bucket, prefix, maxCopiesPerSecond, largeAssets, expirationDays, allowArchivedWithoutCopy } = Object(
    value,
  ) as Readonly<Record<string, unknown>>;
  const { minBytes, storageClass } = Object(largeAssets) as Readonly<Record<string, unknown>>;
  const isValid =
    typeof bucket === 'string' &&
    bucket !== '' &&
    typeof prefix === 'string' &&
    Number(maxCopiesPerSecond) > 0 &&
    (largeAssets === undefined || (Number(minBytes) >= 0 && typeof storageClass === 'string')) &&
    (expirationDays === undefined || Number(expirationDays) > 0);
  if (!isValid) {
    throw new Error(`coldCopies must name a bucket, a prefix and a pace; got ${JSON.stringify(value)}.`);
  }
  return {
    ...{ bucket, prefix, maxCopiesPerSecond: Number(maxCopiesPerSecond) },
    ...(largeAssets !== undefined && {
      largeAssets: { minBytes: Number(minBytes), storageClass: String(storageClass) },
    }),
    ...(expirationDays !== undefined && { expirationDays: Number(expirationDays) }),
    allowArchivedWithoutCopy: allowArchivedWithoutCopy === true,
  };
}
