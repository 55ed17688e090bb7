import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ObjectStore } from '../../codeartifact/object-store';
import type { ColdCopy, CopiedAsset } from '../../declaration/cold-copy';
import { displayName } from '../../declaration/package-format';
import type { CopyBucket } from './copy-bucket';
import { RestoreRefusal } from './restore-refusal';

/** The file beside the assets that has the document of their copy. */
export const DOCUMENT_NAME = 'cold-copy.json';

/** An asset of a copy, and the file that has its bytes. */
export interface RestoredFile {
  readonly asset: CopiedAsset;
  readonly path: string;
}

/** The folder of one version below the output. */
export function versionFolder(output: string, { format, namespace, package: name, version }: ColdCopy): string {
  const parts = [format, ...displayName(format, namespace, name).split('/'), version];
  return join(output, ...parts.map(fileName));
}

/**
 * Writes the assets of a copy as files, each verified against its hash. A file that has the bytes already is left as it is.
 *
 * @throws RestoreRefusal if an asset is missing or has other bytes
 * @throws ObjectStoreError if the bucket cannot be read
 */
export async function writeAssets(
  copy: ColdCopy,
  { store, bucket, folder }: { readonly store: ObjectStore; readonly bucket: CopyBucket; readonly folder: string },
): Promise<RestoredFile[]> {
  mkdirSync(folder, { recursive: true });
  const files: RestoredFile[] = [];
  for (const asset of copy.assets) {
    const path = join(folder, fileName(asset.name));
    if (!(await hasBytes(path, asset))) {
      await download(asset, path, { store, bucket });
    }
    files.push({ asset, path });
  }
  return files;
}

async function download(
  asset: CopiedAsset,
  path: string,
  { store, bucket }: { readonly store: ObjectStore; readonly bucket: CopyBucket },
): Promise<void> {
  const location = bucket.locate(asset.sha256);
  const place = `s3://${location.bucket}/${location.key}`;
  const source = await openObject(store, location, place);
  if (source === undefined) {
    throw new RestoreRefusal(
      `its asset ${asset.name} is missing: there is no ${place}. See whether it has a delete marker.`,
    );
  }
  const part = `${path}.${process.pid}.part`;
  try {
    const actual = await writeHashed(source, part);
    if (actual.size !== asset.size || actual.sha256 !== asset.sha256) {
      throw new RestoreRefusal(
        `its asset ${asset.name} was altered: ${place} must have ${asset.size} bytes with the SHA-256 ${asset.sha256}; got ` +
          `${actual.size} bytes with ${actual.sha256}. Restore the version of the object that the function wrote.`,
      );
    }
    renameSync(part, path);
  } finally {
    rmSync(part, { force: true });
  }
}

async function openObject(
  store: ObjectStore,
  location: { readonly bucket: string; readonly key: string },
  place: string,
): Promise<Readable | undefined> {
  try {
    return await store.openStream(location);
  } catch (error) {
    if ((error as Error).name === 'InvalidObjectState') {
      throw new RestoreRefusal(
        `${place} is in a storage class that cannot be read at once. Restore it in S3 first: aws s3api restore-object ` +
          `--bucket ${location.bucket} --key ${location.key} --restore-request Days=7`,
      );
    }
    throw error;
  }
}

async function writeHashed(source: Readable, path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    source,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        size += chunk.length;
        yield chunk;
      }
    },
    createWriteStream(path),
  );
  return { size, sha256: hash.digest('hex') };
}

async function hasBytes(path: string, { size, sha256 }: CopiedAsset): Promise<boolean> {
  if (!existsSync(path) || statSync(path).size !== size) {
    return false;
  }
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
  }
  return hash.digest('hex') === sha256;
}

/** The most characters of a name that is not shortened: a file system takes 255 bytes, and a download needs some more. */
const MAX_NAME = 200;

/** A name that stays in its folder, whatever a package calls its files, and is that of no other file. */
function fileName(name: string): string {
  const isPlain =
    /^[\w@+=,()~-][\w@+=,()~. -]*$/.test(name) && !/[. ]$/.test(name) && name.toLowerCase() !== DOCUMENT_NAME;
  const escaped = isPlain ? name : escapeName(name);
  const hash = createHash('sha256').update(name).digest('hex');
  return escaped.length > MAX_NAME ? `${escaped.slice(0, MAX_NAME - hash.length)}${hash}` : escaped;
}

function escapeName(name: string): string {
  const escaped = encodeURIComponent(name)
    .replace(/\*/g, '%2A')
    .replace(/^\.+|\.+$/g, (dots) => dots.replace(/\./g, '%2E'));
  return escaped.toLowerCase() === DOCUMENT_NAME ? escaped.replace('-', '%2D') : escaped;
}
