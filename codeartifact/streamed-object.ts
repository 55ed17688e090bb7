import type { Readable } from 'node:stream';

/** An object as S3 describes it. */
export interface ObjectDescription {
  readonly size: number;
  readonly tag: string;
  readonly lastModified: Date;
  /** In hexadecimal digits; absent if the object was written without it. */
  readonly sha256?: string;
}

/** Bytes to be written, which are known by their hash before they are read. */
export interface StreamedObject {
  readonly body: Readable;
  readonly size: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
  /** Default: that of the bucket. */
  readonly storageClass?: string;
  /** The tag of the object to replace; default: there must be none. */
  readonly tag?: string;
}
