import { type CopiedVersion, type CopyLocation, isSha256, MAX_ASSET_BYTES } from '../../declaration/cold-copy';
import type { Verdict } from '../../declaration/decide';
import type { ManifestDeclaration } from '../../declaration/manifest';
import type { ListedAsset } from '../../codeartifact/package-version-contents';
import type { FoundDeclaration } from '../find/declarations';
import type { ReadResult } from '../read/codeartifact-reader';
import type { ReviewReader } from './archive-review';
import { findBucketName } from './deployed-bucket';
import type { PlannedCopy } from './plan-model';
import { type LargeAssetClass, priceMonth } from './storage-price';
import type { ValidatedDeclaration } from './validate';

/** The copies of the versions that change, by version. */
export type CopyReviews = ReadonlyMap<string, PlannedCopy>;

/** Reads which versions have a complete copy, and what the others take; undefined if the declaration copies nothing. */
export async function reviewCopies(
  { source, declaration }: ValidatedDeclaration,
  verdicts: readonly Verdict[],
  reader: ReviewReader,
): Promise<CopyReviews | undefined> {
  const properties = source.manifest?.properties;
  if (declaration === undefined || properties?.copyBucket === undefined) {
    return undefined;
  }
  const location = await findCopyLocation(properties, source, reader);
  const reviews = verdicts.map(async (verdict) => {
    if (verdict.verdict !== 'to dispose' && verdict.verdict !== 'to archive') {
      return [];
    }
    const { version, revision, status } = verdict;
    const copied: CopiedVersion = { ...toNames(declaration.package), version, revision };
    const copy = await reviewCopy(
      { copied, status, location, region: source.stack.region, largeAssets: toLargeAssets(properties) },
      reader,
    );
    return [[version, copy] as const];
  });
  return new Map((await Promise.all(reviews)).flat());
}

function toLargeAssets({ copyStorageClass, copyLargeSize }: ManifestDeclaration): LargeAssetClass | undefined {
  return copyStorageClass === undefined
    ? undefined
    : { storageClass: copyStorageClass, minBytes: Number(copyLargeSize ?? 0) };
}

function toNames({
  domain,
  domainOwner,
  repository,
  format,
  namespace,
  package: name,
}: Omit<CopiedVersion, 'version' | 'revision'>) {
  return { domain, domainOwner, repository, format, namespace, package: name };
}

async function findCopyLocation(
  { copyBucket = '', copyPrefix = '' }: ManifestDeclaration,
  { copyBucketUnknown, copyBucketResource: resource }: FoundDeclaration,
  { reads, registry }: ReviewReader,
): Promise<ReadResult<CopyLocation>> {
  if (!copyBucketUnknown) {
    return { value: { bucket: copyBucket, prefix: copyPrefix } };
  }
  const bucketToFind = { name: reads.copyBucket, resource, content: 'the copies are', option: '--copy-bucket' };
  const { value: bucket, problem } = await findBucketName(bucketToFind, registry);
  return problem === undefined ? { value: { bucket, prefix: copyPrefix } } : { problem, repositoryMissing: false };
}

interface VersionToCopy {
  readonly copied: CopiedVersion;
  readonly status: string;
  /** A problem if only the deployment knows the bucket. */
  readonly location: ReadResult<CopyLocation>;
  readonly region: string | undefined;
  readonly largeAssets: LargeAssetClass | undefined;
}

async function reviewCopy(
  { copied, status, location, region, largeAssets }: VersionToCopy,
  { registry }: ReviewReader,
): Promise<PlannedCopy> {
  const existing = location.value && (await registry.hasCopy(location.value, copied, region));
  if (existing?.problem) {
    return { state: 'unknown', message: existing.problem.message };
  }
  if (existing?.value === true) {
    return { state: 'copied' };
  }
  if (status === 'Archived') {
    return location.problem !== undefined
      ? { state: 'unknown', message: `archived assets cannot be read, and ${location.problem.message}` }
      : {
          state: 'cannot be copied',
          message: 'it is Archived without a complete copy of its revision, and archived assets cannot be read',
        };
  }
  const { version } = copied;
  const assets = await registry.assets(toNames(copied), version, region);
  if (assets.problem) {
    return { state: 'unknown', message: assets.problem.message };
  }
  const problem = findCopyProblem(assets.value);
  return problem === undefined
    ? {
        state: 'will be copied',
        assets: assets.value.length,
        sizeBytes: assets.value.reduce((sum, { size = 0 }) => sum + size, 0),
        dollarsPerMonth: priceMonth(assets.value, largeAssets),
      }
    : { state: 'cannot be copied', message: problem };
}

/** The reason why the function would refuse to copy these assets; undefined if it would not. */
function findCopyProblem(assets: readonly ListedAsset[]): string | undefined {
  if (assets.length === 0) {
    return 'CodeArtifact lists no asset of it';
  }
  const broken = assets.find(({ size, sha256 }) => size === undefined || !isSha256(sha256?.toLowerCase()));
  if (broken !== undefined) {
    return `CodeArtifact lists no SHA-256 or no size of the asset ${broken.name}`;
  }
  const large = assets.find(({ size = 0 }) => size > MAX_ASSET_BYTES);
  return large && `the asset ${large.name} has ${large.size} bytes, more than S3 takes in one write`;
}

/** Refuses versions that cannot be copied, unless the declaration accepts that of archived ones. */
export function refuseNotCopied(
  verdicts: readonly Verdict[],
  { source }: ValidatedDeclaration,
  copies: CopyReviews | undefined,
): readonly Verdict[] {
  const isAccepted = source.manifest?.properties?.allowArchivedWithoutCopy === true;
  return verdicts.map((verdict): Verdict => {
    const copy = copies?.get(verdict.version);
    const isArchived = 'status' in verdict && verdict.status === 'Archived';
    return copy?.state !== 'cannot be copied' || (isArchived && isAccepted)
      ? verdict
      : { verdict: 'refused', version: verdict.version, code: 'NOT_COPIED', message: copy.message ?? '' };
  });
}
