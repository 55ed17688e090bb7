import { createCipheriv, createHash } from 'node:crypto';
import type { Asset } from './package-version';

/** The bytes of an asset, which are made or copied while they are read, so that a large one takes no memory. */
export interface AssetContent {
  readonly size: number;
  chunks(): Iterable<Buffer>;
}

const CHUNK = 256 * 1024;

/** Above this size an asset has the hash that clients verify, and no other: four hashes of gigabytes take minutes. */
const MAX_SIZE_OF_ALL_HASHES = 1024 ** 3;

/** Bytes as they are. */
export function contentFromBytes(bytes: Buffer): AssetContent {
  return { size: bytes.length, chunks: () => [bytes] };
}

/** Bytes that a seed determines: the key stream of a cipher. */
function contentFromSeed(seed: string, size: number): AssetContent {
  return {
    size,
    *chunks() {
      const key = createHash('sha256').update(seed).digest();
      const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
      const zeros = Buffer.alloc(Math.min(CHUNK, size));
      for (let offset = 0; offset < size; offset += CHUNK) {
        yield cipher.update(zeros.subarray(0, Math.min(CHUNK, size - offset)));
      }
    },
  };
}

/** @param seed of an asset that has neither bytes nor a seed */
export function contentOfAsset({ bytes, seed, name, size }: Asset, defaultSeed: string): AssetContent {
  return bytes === undefined
    ? contentFromSeed(seed ?? `${defaultSeed}\n${name}`, size)
    : contentFromBytes(Buffer.from(bytes));
}

const ALGORITHMS = { MD5: 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;

type Hashes = Partial<Record<keyof typeof ALGORITHMS, string>>;

/** The hashes of the service, in hexadecimal digits. */
export function hashContent(content: AssetContent): Hashes {
  const algorithms = Object.entries(ALGORITHMS).filter(
    ([name]) => name === 'SHA-256' || content.size <= MAX_SIZE_OF_ALL_HASHES,
  );
  const hashes = algorithms.map(([name, algorithm]) => [name, createHash(algorithm)] as const);
  for (const chunk of content.chunks()) {
    hashes.forEach(([, hash]) => hash.update(chunk));
  }
  return Object.fromEntries(hashes.map(([name, hash]) => [name, hash.digest('hex')]));
}
