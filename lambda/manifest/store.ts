import { GetObjectCommand, PutObjectCommand, S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { environmentCredentials } from '../../codeartifact/codeartifact';

/** An object, and the tag that tells its contents from any other. */
export interface StoredObject {
  readonly body: Buffer;
  readonly tag: string;
}

/** Somebody else wrote the object since it was read. */
class ObjectChanged extends Error {
  constructor(key: string) {
    super(`${key} was written by another run meanwhile; the run is repeated from there`);
    this.name = 'ObjectChanged';
  }
}

/** S3, as far as a deployment needs it: objects by key, and writes that never overwrite what they have not seen. */
export class Store {
  private readonly client: S3Client;

  constructor(config: S3ClientConfig = {}) {
    this.client = new S3Client({
      credentials: environmentCredentials,
      retryMode: 'standard',
      maxAttempts: 5,
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
      ...config,
    });
  }

  /** Undefined if there is no such object, as far as the caller may know. */
  async get(bucket: string, key: string): Promise<StoredObject | undefined> {
    try {
      const { Body, ContentLength, ETag } = await this.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
      return { body: await readBody(Body as AsyncIterable<Uint8Array>, ContentLength ?? 0), tag: ETag ?? '' };
    } catch (error) {
      if (isNamed(error, 'NoSuchKey')) {
        return undefined;
      }
      throw error;
    }
  }

  /** @returns the tag of the object */
  async put(bucket: string, key: string, body: string | Buffer): Promise<string> {
    const { ETag } = await this.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    return ETag ?? '';
  }

  /**
   * Writes an object only if it is still the one with the tag.
   *
   * @returns the tag of the object
   * @throws ObjectChanged
   */
  async replace(
    bucket: string,
    key: string,
    { body, tag }: { readonly body: string | Buffer; readonly tag: string },
  ): Promise<string> {
    const command = new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfMatch: tag });
    return (await this.conditional(command)) ?? fail(new ObjectChanged(key));
  }

  /**
   * Writes an object unless there is one.
   *
   * @returns the tag of the object, undefined if there was one before
   */
  async create(bucket: string, key: string, body: string | Buffer): Promise<string | undefined> {
    return this.conditional(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body, IfNoneMatch: '*' }));
  }

  private async conditional(command: PutObjectCommand): Promise<string | undefined> {
    try {
      return (await this.client.send(command)).ETag ?? '';
    } catch (error) {
      if (isNamed(error, 'PreconditionFailed') || isNamed(error, 'ConditionalRequestConflict')) {
        return undefined;
      }
      throw error;
    }
  }
}

/** Reads a body into one buffer of its length: of a manifest of a hundred megabytes there is no memory for a second copy. */
async function readBody(body: AsyncIterable<Uint8Array>, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let end = 0;
  for await (const chunk of body) {
    bytes.set(chunk, end);
    end += chunk.length;
  }
  return bytes.subarray(0, end);
}

function isNamed(error: unknown, name: string): boolean {
  return error instanceof Error && error.name === name;
}

function fail(error: Error): never {
  throw error;
}
