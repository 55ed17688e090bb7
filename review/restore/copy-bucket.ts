import type { ObjectStore } from '../../codeartifact/object-store';
import {
  assetKey,
  type ColdCopy,
  copiesPrefix,
  type CopyLocation,
  InvalidColdCopy,
  parseColdCopy,
} from '../../declaration/cold-copy';
import type { PackageName } from '../../declaration/package-name';
import { CommandError } from '../text/command-error';

/** Documents that are read at once. */
const COPY_READS_AT_ONCE = 8;

/**
 * Reads where copies lie: `s3://bucket/` or `s3://bucket/prefix/`.
 *
 * @throws CommandError
 */
export function parseCopyLocation(text: string): CopyLocation {
  const [, bucket, prefix = ''] = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text) ?? [];
  if (bucket === undefined) {
    throw new CommandError(
      `--from must be the location of a ColdCopies, s3://bucket/ or s3://bucket/prefix/; got ${text}.`,
    );
  }
  return { bucket, prefix: prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/` };
}

/** A document in the bucket: a copy, or why it is none. */
export type FoundCopy =
  | { readonly key: string; readonly copy: ColdCopy }
  | { readonly key: string; readonly copy?: undefined; readonly problem: string };

/** The copies in a bucket, for whoever restores. */
export class CopyBucket {
  constructor(
    private readonly store: ObjectStore,
    private readonly location: CopyLocation,
  ) {}

  /** The copies of one version, of all repositories and revisions. @throws ObjectStoreError */
  findVersion(name: PackageName, version: string): Promise<FoundCopy[]> {
    return this.find(copiesPrefix(this.location, name, version));
  }

  /** The copies of all versions of a package. @throws ObjectStoreError */
  async findPackage(name: PackageName): Promise<FoundCopy[]> {
    // The keys of a package end with its version and the hash.
    const prefix = copiesPrefix(this.location, name, '_').replace(/_\/$/, '');
    return this.find(prefix);
  }

  /** The place of an asset. */
  locate(sha256: string): { readonly bucket: string; readonly key: string } {
    return { bucket: this.location.bucket, key: assetKey(this.location, sha256) };
  }

  private async find(prefix: string): Promise<FoundCopy[]> {
    const { bucket } = this.location;
    const keys = [...(await this.store.writeTimes({ bucket, key: prefix })).keys()].sort();
    const found: FoundCopy[] = [];
    for (let index = 0; index < keys.length; index += COPY_READS_AT_ONCE) {
      found.push(...(await Promise.all(keys.slice(index, index + COPY_READS_AT_ONCE).map((key) => this.read(key)))));
    }
    return found;
  }

  private async read(key: string): Promise<FoundCopy> {
    const { bucket } = this.location;
    const { content } = await this.store.read({ bucket, key });
    try {
      return { key, copy: parseColdCopy(content?.body.toString('utf8') ?? '') };
    } catch (error) {
      if (error instanceof InvalidColdCopy) {
        return { key, problem: `s3://${bucket}/${key}: ${error.message}` };
      }
      throw error;
    }
  }
}
