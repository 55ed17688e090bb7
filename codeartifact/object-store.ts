import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { HttpResponse } from '@smithy/core/transport';
import { type ListPage, parseListPage } from './list-objects';
import {
  readErrorCode,
  noAnswer,
  type ObjectLocation,
  ObjectRequests,
  ObjectStoreError,
  readBody,
  requireSuccess,
} from './object-requests';
import type { RequestParts, ServiceConnection } from './signed-requests';
import type { ObjectDescription, StreamedObject } from './streamed-object';

export { type ObjectLocation, ObjectStoreError, s3Host } from './object-requests';
export type { ObjectDescription, StreamedObject } from './streamed-object';

/** Milliseconds before each repetition of a request that S3 could not serve. */
const PAUSES = [200, 500, 1_000, 2_000];

/** Milliseconds in which a stream of five gigabytes is sent, or the function that sends it ends. */
const STREAM_MILLISECONDS = 900_000;

/** The code of S3 for two conditional writes at once. */
const CONFLICT = 'ConditionalRequestConflict';

/** The bytes of an object, and the tag that tells them from any others. */
export interface ObjectContent {
  readonly body: Buffer;
  readonly tag: string;
}

/** The answer of S3 to a read. */
export interface ReadObject {
  /** Absent if there is no such object. */
  readonly content?: ObjectContent;
  /** The time of the answer by the clock of S3, in whole seconds. */
  readonly now: Date;
}

/** True if an object was changed by another writer since it was read. */
export function isChangedObject(error: unknown): boolean {
  return ['PreconditionFailed', CONFLICT].includes((error as Error).name);
}

/**
 * S3: reads, lists, and writes that never overwrite unseen content. The requests are signed by the signer of the SDK, whose
 * S3 client would more than double the code that a function loads. Each write has a checksum, which Object Lock demands.
 */
export class ObjectStore {
  private readonly requests: ObjectRequests;
  /** Methods and buckets that were allowed once: a refusal of these is soon final. */
  private readonly allowed = new Set<string>();

  constructor(private readonly config: ServiceConnection) {
    this.requests = new ObjectRequests(config);
  }

  async read(object: ObjectLocation, signal?: AbortSignal): Promise<ReadObject> {
    const { response, body } = await this.send(object, { method: 'GET' }, signal);
    const now = readDate(response);
    if (response.statusCode === 404 && readErrorCode(body) === 'NoSuchKey') {
      return { now };
    }
    requireSuccess(response, body);
    return { content: { body, tag: response.headers['etag'] ?? '' }, now };
  }

  /**
   * Writes an object if it is still the one that was read.
   *
   * @param content the bytes, and the tag of the object that was read; undefined if there was none
   * @returns the tag of the new object
   * @throws ObjectStoreError PreconditionFailed if another writer changed the object first: see isChangedObject
   */
  async replace(
    object: ObjectLocation,
    { body, tag }: { readonly body: string | Buffer; readonly tag: string | undefined },
    signal?: AbortSignal,
  ): Promise<string> {
    const condition: Record<string, string> = tag === undefined ? { 'if-none-match': '*' } : { 'if-match': tag };
    try {
      return await this.put(object, { body, headers: condition }, signal);
    } catch (error) {
      // A request is repeated if its answer was lost: then the object is this one already.
      if (!isChangedObject(error)) {
        throw error;
      }
      const { content } = await this.read(object, signal);
      if (!content?.body.equals(Buffer.from(body))) {
        throw new ObjectStoreError((error as Error).name, `${object.key} was written by another run meanwhile`, 412);
      }
      return content.tag;
    }
  }

  /**
   * Writes an object, whatever was there.
   *
   * @returns the tag of the new object
   */
  write(object: ObjectLocation, body: string | Buffer, signal?: AbortSignal): Promise<string> {
    return this.put(object, { body, headers: {} }, signal);
  }

  /** Describes an object without reading it; undefined if there is none. */
  async describe(object: ObjectLocation, signal?: AbortSignal): Promise<ObjectDescription | undefined> {
    const headers = { 'x-amz-checksum-mode': 'ENABLED' };
    const { response, body } = await this.send(object, { method: 'HEAD', headers }, signal);
    if (response.statusCode === 404) {
      return undefined;
    }
    requireSuccess(response, body);
    const { etag = '', 'content-length': size, 'x-amz-checksum-sha256': sha256 } = response.headers;
    const lastModified = new Date(response.headers['last-modified'] ?? 0);
    return {
      size: Number(size),
      tag: etag,
      lastModified,
      sha256: sha256 && Buffer.from(sha256, 'base64').toString('hex'),
    };
  }

  /**
   * Writes an object from a stream. S3 refuses any other bytes than those of the hash. A stream cannot be sent twice, so a
   * request that fails is not repeated.
   *
   * @param content the bytes and their hash; the tag of the object that they replace, undefined if there is none
   * @throws ObjectStoreError PreconditionFailed if there is another object: see isChangedObject
   */
  async writeStream(
    object: ObjectLocation,
    { body, size, sha256, storageClass, tag }: StreamedObject,
    signal?: AbortSignal,
  ): Promise<void> {
    const headers: Record<string, string> = {
      'content-length': String(size),
      'x-amz-content-sha256': sha256,
      'x-amz-checksum-sha256': Buffer.from(sha256, 'hex').toString('base64'),
      ...(storageClass === undefined ? {} : { 'x-amz-storage-class': storageClass }),
      ...(tag === undefined ? { 'if-none-match': '*' } : { 'if-match': tag }),
    };
    const parts = { method: 'PUT', headers, body, timeout: STREAM_MILLISECONDS } as const;
    try {
      const response = await this.requests.send(object, parts, signal);
      requireSuccess(response, await readBody(response));
    } catch (error) {
      throw error instanceof ObjectStoreError ? error : noAnswer(error);
    }
  }

  /** Opens an object to read its bytes as they come; undefined if there is none. */
  async openStream(object: ObjectLocation, signal?: AbortSignal): Promise<Readable | undefined> {
    const response = await this.requests.send(object, { method: 'GET', timeout: STREAM_MILLISECONDS }, signal);
    if (response.statusCode < 300) {
      return response.body as Readable;
    }
    const body = await readBody(response);
    const isAbsent = response.statusCode === 404 && readErrorCode(body) === 'NoSuchKey';
    if (isAbsent || (await this.isHidden(object, { parts: { method: 'GET' }, response }, signal))) {
      return undefined;
    }
    requireSuccess(response, body);
    throw new ObjectStoreError('NoObject', 'S3 sent no object', response.statusCode);
  }

  /** The times at which objects were written, by key, for all keys that begin with a text. */
  async writeTimes(location: ObjectLocation, signal?: AbortSignal): Promise<ReadonlyMap<string, Date>> {
    const times = new Map<string, Date>();
    for await (const page of this.listWriteTimes(location, signal)) {
      page.forEach(([key, time]) => times.set(key, time));
    }
    return times;
  }

  /** The same page by page, for lists that are too large to be kept. */
  async *listWriteTimes(
    { bucket, key: prefix }: ObjectLocation,
    signal?: AbortSignal,
  ): AsyncGenerator<ListPage['times']> {
    let token: string | undefined;
    do {
      const query = {
        'list-type': '2',
        'encoding-type': 'url',
        prefix,
        ...(token === undefined ? {} : { 'continuation-token': token }),
      };
      const { response, body } = await this.send({ bucket, key: '' }, { method: 'GET', query }, signal);
      requireSuccess(response, body);
      const page = parseListPage(String(body));
      yield page.times;
      token = page.next;
    } while (token !== undefined);
  }

  /** Closes the connections. */
  close(): void {
    this.requests.close();
  }

  private async put(
    object: ObjectLocation,
    { body, headers }: { readonly body: string | Buffer; readonly headers: Record<string, string> },
    signal?: AbortSignal,
  ): Promise<string> {
    const bytes = Buffer.from(body as Buffer);
    const hash = createHash('sha256').update(bytes).digest();
    const checksums = {
      'x-amz-content-sha256': hash.toString('hex'),
      'x-amz-checksum-sha256': hash.toString('base64'),
    };
    const parts = { method: 'PUT', headers: { ...headers, ...checksums }, body: bytes } as const;
    const { response, body: answer } = await this.send(object, parts, signal);
    requireSuccess(response, answer);
    return response.headers['etag'] ?? '';
  }

  /** True if a read was refused because the object is not there, which S3 may tell only to callers who may list all keys. */
  private async isHidden(
    { bucket, key }: ObjectLocation,
    { parts, response }: { readonly parts: RequestParts; readonly response: HttpResponse },
    signal?: AbortSignal,
  ): Promise<boolean> {
    if (response.statusCode !== 403 || parts.method === 'PUT' || key === '') {
      return false;
    }
    const query = { 'list-type': '2', 'encoding-type': 'url', 'max-keys': '1', prefix: key };
    const list = await this.requests.send({ bucket, key: '' }, { method: 'GET', query }, signal);
    const body = await readBody(list);
    return list.statusCode < 300 && parseListPage(String(body)).times.every(([first]) => first !== key);
  }

  private async send(object: ObjectLocation, parts: RequestParts, signal?: AbortSignal): Promise<Answer> {
    const { pauses = PAUSES, propagationPauses = [] } = this.config;
    const permission = `${parts.method} ${object.bucket}`;
    let failures = 0;
    let refusals = 0;
    for (;;) {
      let pause: number | undefined;
      try {
        const response = await this.requests.send(object, parts, signal);
        const answer = { response, body: parts.method === 'HEAD' ? skipBody(response) : await readBody(response) };
        if (await this.isHidden(object, { parts, response }, signal)) {
          return { response: { ...response, statusCode: 404 }, body: NO_SUCH_KEY };
        }
        const isNew = !this.allowed.has(permission);
        const isRefused = answer.response.statusCode === 403 && propagationPauses.length > 0;
        pause =
          isRefused && isNew
            ? propagationPauses[refusals++]
            : isRefused || isRepeatable(answer)
              ? pauses[failures++]
              : undefined;
        if (pause === undefined) {
          if (answer.response.statusCode < 400) {
            this.allowed.add(permission);
          }
          return answer;
        }
      } catch (error) {
        pause = pauses[failures++];
        if (pause === undefined || signal?.aborted) {
          throw noAnswer(error);
        }
      }
      await sleep(pause, undefined, { signal });
    }
  }
}

/** The answer of S3 about an object that is not there. */
const NO_SUCH_KEY = Buffer.from('<Error><Code>NoSuchKey</Code></Error>');

interface Answer {
  readonly response: HttpResponse;
  readonly body: Buffer;
}

function isRepeatable({ response: { statusCode }, body }: Answer): boolean {
  return statusCode >= 500 || statusCode === 429 || (statusCode === 409 && readErrorCode(body) === CONFLICT);
}

function readDate({ headers }: HttpResponse): Date {
  const time = new Date(headers['date'] ?? '');
  if (Number.isNaN(time.getTime())) {
    throw new ObjectStoreError('NoDate', 'S3 did not say what time it is');
  }
  return time;
}

/** The answer to a HEAD names the length of an object that it does not send. Read to its end, it frees the connection. */
function skipBody({ body }: HttpResponse): Buffer {
  (body as Readable).resume();
  return Buffer.alloc(0);
}
