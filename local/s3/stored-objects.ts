import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Above this size, bytes are hashed and counted while they arrive, and not kept. */
const MAX_KEPT_BYTES = 256 * 1024 ** 2;

/** The most bytes of one PutObject. */
const MAX_PUT_BYTES = 5 * 1024 ** 3;

/** An object with its metadata. */
export interface StoredObject {
  /** Absent of an object that is too large to be kept here. */
  readonly body?: Buffer;
  readonly size: number;
  readonly tag: string;
  /** In base64; only of an object that was written with it. */
  readonly sha256?: string;
  readonly storageClass: string;
  readonly lastModified: Date;
}

/** The bytes of a request, with their hashes. */
export interface ReceivedBody {
  readonly body?: Buffer;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** The reason why S3 takes no object. */
export interface Rejection {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** Reads a request to its end; and keeps the part that fits. */
export async function receiveBody(request: IncomingMessage): Promise<ReceivedBody> {
  const hash = createHash('sha256');
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    hash.update(chunk);
    if (size <= MAX_KEPT_BYTES) {
      chunks.push(chunk);
    } else {
      chunks.length = 0;
    }
  }
  return { body: size <= MAX_KEPT_BYTES ? Buffer.concat(chunks) : undefined, size, sha256: hash.digest('hex') };
}

const KNOWN_STORAGE_CLASSES = [
  'STANDARD',
  'STANDARD_IA',
  'ONEZONE_IA',
  'INTELLIGENT_TIERING',
  'GLACIER_IR',
  'GLACIER',
  'DEEP_ARCHIVE',
];

/** Storage classes whose objects must be restored before they can be read. */
const COLD_CLASSES = ['GLACIER', 'DEEP_ARCHIVE'];

/**
 * The reason why a PutObject is refused: its checksums, its size or its storage class; undefined if it is not.
 *
 * @param isLocked whether the bucket has Object Lock, which demands a checksum
 */
export function rejectBody(
  { body, size, sha256 }: ReceivedBody,
  headers: IncomingMessage['headers'],
  isLocked: boolean,
): Rejection | undefined {
  const { 'x-amz-content-sha256': signed = '' } = headers;
  const checksums = [
    [headers['content-md5'], () => createHash('md5').update(body!).digest('base64')],
    [headers['x-amz-checksum-sha256'], () => Buffer.from(sha256, 'hex').toString('base64')],
  ] as const;
  const expectations = checksums.filter(([value]) => value !== undefined);
  if (isLocked && expectations.length === 0) {
    const message =
      'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters';
    return { status: 400, code: 'InvalidRequest', message };
  }
  if (expectations.some(([value, compute]) => value !== compute())) {
    const message = 'The checksum you specified did not match the calculated checksum.';
    return { status: 400, code: 'BadDigest', message };
  }
  if (/^[0-9a-f]{64}$/.test(String(signed)) && signed !== sha256) {
    const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
    return { status: 400, code: 'XAmzContentSHA256Mismatch', message };
  }
  if (size > MAX_PUT_BYTES) {
    const message = 'Your proposed upload exceeds the maximum allowed size';
    return { status: 400, code: 'EntityTooLarge', message };
  }
  return KNOWN_STORAGE_CLASSES.includes(readStorageClass(headers))
    ? undefined
    : { status: 400, code: 'InvalidStorageClass', message: 'The storage class you specified is not valid' };
}

/** The object that a PutObject makes. */
export function storedObject(
  { body, size, sha256 }: ReceivedBody,
  headers: IncomingMessage['headers'],
  lastModified: Date,
): StoredObject {
  const checksum = headers['x-amz-checksum-sha256'];
  return {
    body,
    size,
    tag: body === undefined ? `"${sha256.slice(0, 32)}"` : `"${createHash('md5').update(body).digest('hex')}"`,
    sha256: checksum === undefined ? undefined : String(checksum),
    storageClass: readStorageClass(headers),
    lastModified,
  };
}

function readStorageClass(headers: IncomingMessage['headers']): string {
  return String(headers['x-amz-storage-class'] ?? 'STANDARD');
}

/** The reason why an object cannot be read; undefined if it can. */
export function rejectRead({ body, storageClass }: StoredObject): Rejection | undefined {
  if (COLD_CLASSES.includes(storageClass)) {
    const message = "The operation is not valid for the object's storage class";
    return { status: 403, code: 'InvalidObjectState', message };
  }
  return body === undefined
    ? { status: 501, code: 'NotImplemented', message: 'The embedded S3 keeps no object of this size.' }
    : undefined;
}

/** The headers of GetObject and HeadObject. */
export function describeObject(
  { size, tag, sha256, storageClass, lastModified }: StoredObject,
  request: IncomingMessage['headers'],
): Record<string, string> {
  return {
    etag: tag,
    'last-modified': lastModified.toUTCString(),
    'content-type': 'binary/octet-stream',
    'content-length': String(size),
    ...(storageClass === 'STANDARD' ? {} : { 'x-amz-storage-class': storageClass }),
    ...(sha256 !== undefined && request['x-amz-checksum-mode'] === 'ENABLED'
      ? { 'x-amz-checksum-sha256': sha256 }
      : {}),
  };
}
