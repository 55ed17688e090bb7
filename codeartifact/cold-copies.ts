import {
  assetKey,
  type ColdCopy,
  type CopiedAsset,
  type CopiedVersion,
  copyKey,
  type CopyLocation,
  InvalidColdCopy,
  parseColdCopy,
  writeColdCopy,
} from '../declaration/cold-copy';
import { isChangedObject, type ObjectDescription, type ObjectStore } from './object-store';

/** Milliseconds in which copies may share an object where copies expire: a day. */
const SHARED_MILLISECONDS = 86_400_000;

/** The document of a version, and the tag by which it can be replaced. */
export interface StoredCopy {
  /** Absent if the document is not as it was written. */
  readonly copy?: ColdCopy;
  readonly tag: string;
}

/** The copies in a bucket: an object for each hash, and a document for each version and revision. */
export class ColdCopies {
  /** @param expires whether the bucket deletes copies after some time, so that a new copy needs objects of its own time */
  constructor(
    private readonly store: ObjectStore,
    private readonly location: CopyLocation,
    private readonly expires = false,
  ) {}

  /** The document of one version; undefined if there is none. @throws ObjectStoreError */
  async read(copied: CopiedVersion, signal?: AbortSignal): Promise<StoredCopy | undefined> {
    const { content } = await this.store.read(this.locate(copyKey(this.location, copied)), signal);
    if (content === undefined) {
      return undefined;
    }
    try {
      const copy = parseColdCopy(String(content.body));
      return matchesCopy(copy, copied) ? { copy, tag: content.tag } : { tag: content.tag };
    } catch (error) {
      if (error instanceof InvalidColdCopy) {
        return { tag: content.tag };
      }
      throw error;
    }
  }

  /** True if the document and every byte that it names are there. @throws ObjectStoreError */
  async isComplete(copied: CopiedVersion, signal?: AbortSignal): Promise<boolean> {
    const stored = await this.read(copied, signal);
    for (const asset of stored?.copy?.assets ?? []) {
      if (!(await this.has(asset, signal))) {
        return false;
      }
    }
    return stored?.copy !== undefined;
  }

  /** True if the object of an asset has exactly its bytes, by what S3 knows of it. @throws ObjectStoreError */
  async has(asset: CopiedAsset, signal?: AbortSignal): Promise<boolean> {
    return isIntact(await this.describe(asset, signal), asset);
  }

  /** True if a new copy can have an object: it has the bytes, and the bucket keeps it as long as the copy. */
  canShare(object: ObjectDescription | undefined, asset: CopiedAsset): boolean {
    const oldest = Date.now() - SHARED_MILLISECONDS;
    return isIntact(object, asset) && (!this.expires || (object?.lastModified.getTime() ?? 0) > oldest);
  }

  /** Undefined if there is no object. @throws ObjectStoreError */
  describe({ sha256 }: CopiedAsset, signal?: AbortSignal): Promise<ObjectDescription | undefined> {
    return this.store.describe(this.locate(assetKey(this.location, sha256)), signal);
  }

  /** Writes the document; it says that all assets are there. @throws ObjectStoreError */
  async write(copy: ColdCopy, tag: string | undefined, signal?: AbortSignal): Promise<void> {
    try {
      await this.store.replace(this.locate(copyKey(this.location, copy)), { body: writeColdCopy(copy), tag }, signal);
    } catch (error) {
      // Another deployment was faster. What it wrote is as good if it names the same bytes.
      const stored = isChangedObject(error) ? await this.read(copy, signal) : undefined;
      if (stored?.copy === undefined || JSON.stringify(stored.copy.assets) !== JSON.stringify(copy.assets)) {
        throw error;
      }
    }
  }

  /** The place of an object, for messages and for streams. */
  locate(key: string): { readonly bucket: string; readonly key: string } {
    return { bucket: this.location.bucket, key };
  }

  /** The place of an asset. */
  locateAsset({ sha256 }: CopiedAsset): { readonly bucket: string; readonly key: string } {
    return this.locate(assetKey(this.location, sha256));
  }
}

/** True if an object has exactly the bytes of an asset, by what S3 knows of it. */
function isIntact(object: ObjectDescription | undefined, { size, sha256 }: CopiedAsset): boolean {
  return object?.size === size && object.sha256 === sha256;
}

function matchesCopy(copy: ColdCopy, copied: CopiedVersion): boolean {
  const names = [
    'domain',
    'domainOwner',
    'repository',
    'format',
    'namespace',
    'package',
    'version',
    'revision',
  ] as const;
  return names.every((name) => copy[name] === copied[name]);
}
