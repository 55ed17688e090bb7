import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ColdCopies } from '../../codeartifact/cold-copies';
import { isChangedObject, ObjectStoreError, type ObjectStore } from '../../codeartifact/object-store';
import type { CopiedAsset } from '../../declaration/cold-copy';

/** Milliseconds before each repetition of an asset that was not copied whole. */
const COPY_PAUSES = [500, 2_000, 4_000];

/** Milliseconds without a byte after which a source has stopped. */
const IDLE_MILLISECONDS = 60_000;

/** Bytes that one stream holds, so that a pause of one side does not stop the other at once. */
const BUFFERED_BYTES = 256 * 1024;

/** The code of S3 for bytes that do not fit the hash. */
const OTHER_BYTES = ['BadDigest', 'XAmzContentSHA256Mismatch', 'InvalidDigest'];

/** An asset that CodeArtifact does not serve as it lists it. */
export class AssetNotCopied extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'AssetNotCopied';
  }
}

/** Assets of at least this size get another storage class. */
export interface LargeAssets {
  readonly minBytes: number;
  readonly storageClass: string;
}

/** The source and the target of an asset. */
export interface AssetCopy {
  readonly asset: CopiedAsset;
  readonly copies: ColdCopies;
  readonly store: ObjectStore;
  /** Default: no storage class is named. */
  readonly largeAssets?: LargeAssets;
  /** Opens the asset at CodeArtifact; throws the service's exception. */
  readonly open: (signal: AbortSignal) => Promise<Readable>;
}

/**
 * Streams an asset from CodeArtifact to S3, unless its bytes are there. S3 compares the bytes with the hash that
 * CodeArtifact lists, and refuses any other.
 *
 * @returns the bytes that were read
 * @throws AssetNotCopied if CodeArtifact serves other bytes than it lists
 * @throws ObjectStoreError if S3 fails
 */
export async function copyAsset(copy: AssetCopy, signal: AbortSignal): Promise<number> {
  const { asset, copies } = copy;
  for (let attempt = 0; ; attempt++) {
    const object = await copies.describe(asset, signal);
    if (copies.canShare(object, asset)) {
      return 0;
    }
    try {
      await sendAsset(copy, object?.tag, signal);
      return asset.size;
    } catch (error) {
      const pause = COPY_PAUSES[attempt];
      if (pause === undefined || signal.aborted || !isRepeatableCopy(error)) {
        throw error instanceof ObjectStoreError && OTHER_BYTES.includes(error.name) ? otherBytes(asset) : error;
      }
      await sleep(pause, undefined, { signal });
    }
  }
}

/** Another deployment may have written the object, a connection may break, and S3 may be busy. */
function isRepeatableCopy(error: unknown): boolean {
  return (
    error instanceof AssetNotCopied ||
    (error instanceof ObjectStoreError &&
      (isChangedObject(error) || OTHER_BYTES.includes(error.name) || (error.status ?? 500) >= 429))
  );
}

function otherBytes({ name, sha256 }: CopiedAsset): AssetNotCopied {
  return new AssetNotCopied(
    `CodeArtifact serves the asset ${name} with other bytes than those of its SHA-256 ${sha256}`,
  );
}

async function sendAsset(
  { asset, copies, store, largeAssets, open }: AssetCopy,
  tag: string | undefined,
  signal: AbortSignal,
): Promise<void> {
  const source = await open(signal);
  const stop = new AbortController();
  const body = Readable.from(countBytes(source, asset), { objectMode: false, highWaterMark: BUFFERED_BYTES });
  let failure: unknown;
  // S3 would wait for the bytes that do not come.
  body.on('error', (error) => {
    failure = error;
    stop.abort();
  });
  const isLarge = largeAssets !== undefined && asset.size >= largeAssets.minBytes;
  try {
    await store.writeStream(
      copies.locateAsset(asset),
      {
        body,
        tag,
        size: asset.size,
        sha256: asset.sha256,
        storageClass: isLarge ? largeAssets.storageClass : undefined,
      },
      AbortSignal.any([signal, stop.signal]),
    );
  } catch (error) {
    throw failure ?? error;
  } finally {
    body.destroy();
    source.destroy();
  }
}

/** The bytes of a source, if they are as many as the service lists, and come without a long pause. */
async function* countBytes(source: Readable, { name, size }: CopiedAsset): AsyncGenerator<Uint8Array> {
  let count = 0;
  const chunks = (source as AsyncIterable<Uint8Array>)[Symbol.asyncIterator]();
  for (;;) {
    const next = await nextChunk(source, chunks, name);
    if (next.done) {
      break;
    }
    count += next.value.length;
    if (count > size) {
      throw new AssetNotCopied(`CodeArtifact serves more bytes of the asset ${name} than the ${size} that it lists`);
    }
    yield next.value;
  }
  if (count < size) {
    throw new AssetNotCopied(`CodeArtifact served ${count} of the ${size} bytes of the asset ${name}`);
  }
}

async function nextChunk(
  source: Readable,
  chunks: AsyncIterator<Uint8Array>,
  name: string,
): Promise<IteratorResult<Uint8Array>> {
  const timer = setTimeout(() => source.destroy(new Error('no byte for a minute')), IDLE_MILLISECONDS);
  try {
    return await chunks.next();
  } catch (error) {
    throw new AssetNotCopied(
      `the connection to CodeArtifact broke within the asset ${name} (${(error as Error).message})`,
    );
  } finally {
    clearTimeout(timer);
  }
}
