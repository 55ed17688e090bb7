import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { CopyProperties } from '../../declaration/manifest';

/** A quarter of the default quota of GetPackageVersionAsset. */
const COPIES_PER_SECOND = 12;

/** What a declaration says about copies. */
interface CopyConditions {
  readonly coldCopies?: {
    readonly bucket: IBucket;
    readonly prefix: string;
    readonly _largeAssets?: { readonly minBytes: number; readonly storageClass: string };
  };
  readonly maxCopiesPerSecond?: number;
  readonly allowArchivedWithoutCopy?: boolean;
}

/**
 * The properties of a declaration's custom resource that are about copies.
 *
 * @throws if a prop is given that means something with `coldCopies` only
 */
export function copyProperties(
  scope: Construct,
  { coldCopies, maxCopiesPerSecond, allowArchivedWithoutCopy }: CopyConditions,
): CopyProperties & { readonly maxCopiesPerSecond?: number } {
  if (coldCopies === undefined) {
    if (maxCopiesPerSecond !== undefined || allowArchivedWithoutCopy !== undefined) {
      throw new Error(
        `${scope.node.path}: maxCopiesPerSecond and allowArchivedWithoutCopy must be given with coldCopies; got none.`,
      );
    }
    return {};
  }
  return {
    copyBucket: coldCopies.bucket.bucketName,
    ...(coldCopies.prefix !== '' && { copyPrefix: coldCopies.prefix }),
    ...(coldCopies._largeAssets && {
      copyStorageClass: coldCopies._largeAssets.storageClass,
      copyLargeSize: coldCopies._largeAssets.minBytes,
    }),
    maxCopiesPerSecond: maxCopiesPerSecond ?? COPIES_PER_SECOND,
    ...(allowArchivedWithoutCopy && { allowArchivedWithoutCopy }),
  };
}
