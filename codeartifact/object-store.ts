import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { HttpRequest, type HttpResponse } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import { elementOf, parseListPage } from './list-objects';

/** Milliseconds before each repetition of a request that S3 could not serve. */
const PAUSES = [200, 500, 1_000, 2_000];

/** How S3 says that two conditional writes met. */
const CONFLICT = 'ConditionalRequestConflict';

/** Where S3 is, and who asks. */
export interface ObjectStoreConfig {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** Default: that of the environment, as the SDK reads it, or of S3 in the Region. */
  readonly endpoint?: string;
  /** Milliseconds before each repetition of a request that failed. */
  readonly pauses?: readonly number[];
  /** Milliseconds before each repetition of a request that is not allowed; default: none is repeated. */
  readonly propagationPauses?: readonly number[];
}

/** The place of an object. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
}

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

/** S3 refused a request. The name is the code of S3. */
export class ObjectStoreError extends Error {
  constructor(
    code: string,
    message: string,
    /** The status of the HTTP answer; absent if the answer itself is not usable. */
    readonly status?: number,
  ) {
    super(message);
    this.name = code;
  }
}

/** Whether an object was changed by another writer since it was read. */
export function isChangedObject(error: unknown): boolean {
  return ['PreconditionFailed', CONFLICT].includes((error as Error).name);
}

/**
 * S3: reads, lists, and writes that never overwrite unseen content. The requests are signed by the signer of the SDK, whose
 * S3 client would more than double the code that a function loads. Each write has a checksum, which Object Lock demands.
 */
export class ObjectStore {
  private readonly signer: SignatureV4;
  private readonly http = new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
  });
  /** Methods and buckets that were allowed once: a refusal of these is final. */
  private readonly allowed = new Set<string>();

  constructor(private readonly config: ObjectStoreConfig) {
    this.signer = new SignatureV4({
      service: 's3',
      region: config.region,
      credentials: config.credentials,
      sha256: Hash.bind(null, 'sha256'),
      uriEscapePath: false,
    });
  }

  async read(object: ObjectLocation, signal?: AbortSignal): Promise<ReadObject> {
    const { response, body } = await this.send(object, { method: 'GET' }, signal);
    const now = timeOf(response);
    if (response.statusCode === 404 && codeOf(body) === 'NoSuchKey') {
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
   * @throws ObjectStoreError PreconditionFailed if the object was changed meanwhile: see isChangedObject
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

  /** The times at which objects were written, by key, for all keys that begin with a text. */
  async writeTimes({ bucket, key: prefix }: ObjectLocation, signal?: AbortSignal): Promise<ReadonlyMap<string, Date>> {
    const times = new Map<string, Date>();
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
      page.times.forEach(([key, time]) => times.set(key, time));
      token = page.next;
    } while (token !== undefined);
    return times;
  }

  /** Closes the connections. */
  close(): void {
    this.http.destroy();
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

  private async send(object: ObjectLocation, parts: RequestParts, signal?: AbortSignal): Promise<Answer> {
    const { pauses = PAUSES, propagationPauses = [] } = this.config;
    const permission = `${parts.method} ${object.bucket}`;
    let failures = 0;
    let refusals = 0;
    for (;;) {
      let pause: number | undefined;
      try {
        const answer = await this.sendOnce(object, parts, signal);
        const isRefused = answer.response.statusCode === 403 && !this.allowed.has(permission);
        pause = isRefused ? propagationPauses[refusals++] : isRepeatable(answer) ? pauses[failures++] : undefined;
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

  private async sendOnce(object: ObjectLocation, parts: RequestParts, signal?: AbortSignal): Promise<Answer> {
    const { method, query = {}, headers = {}, body } = parts;
    const url = new URL(this.endpointOf(object));
    const request = new HttpRequest({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port === '' ? undefined : Number(url.port),
      path: `${url.pathname.replace(/\/$/, '')}/${object.key.split('/').map(escapePart).join('/')}`,
      query,
      headers: { host: url.host, ...headers },
      body,
    });
    const signed = (await this.signer.sign(request)) as HttpRequest;
    const { response } = await this.http.handle(signed, { abortSignal: signal });
    return { response, body: await readBody(response) };
  }

  /** A name with dots does not match the certificate of S3 as a part of the host. */
  private endpointOf({ bucket }: ObjectLocation): string {
    const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
    const endpoint = this.config.endpoint ?? (AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || undefined);
    if (endpoint !== undefined) {
      return `${endpoint.replace(/\/$/, '')}/${bucket}`;
    }
    const host = s3Host(this.config.region);
    return bucket.includes('.') ? `https://${host}/${bucket}` : `https://${bucket}.${host}`;
  }
}

/** The host of S3 in a Region, by the SDK's own table of partitions. */
export function s3Host(region: string): string {
  const { AWS_USE_FIPS_ENDPOINT, AWS_USE_DUALSTACK_ENDPOINT } = process.env;
  const service = AWS_USE_FIPS_ENDPOINT === 'true' ? 's3-fips' : 's3';
  const stack = AWS_USE_DUALSTACK_ENDPOINT === 'true' ? '.dualstack' : '';
  return `${service}${stack}.${region}.${partition(region).dnsSuffix}`;
}

interface RequestParts {
  readonly method: 'GET' | 'PUT';
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: Buffer;
}

interface Answer {
  readonly response: HttpResponse;
  readonly body: Buffer;
}

function isRepeatable({ response: { statusCode }, body }: Answer): boolean {
  return statusCode >= 500 || statusCode === 429 || (statusCode === 409 && codeOf(body) === CONFLICT);
}

function requireSuccess({ statusCode }: HttpResponse, body: Buffer): void {
  if (statusCode < 200 || statusCode > 299) {
    const message = elementOf(String(body), 'Message') ?? `S3 answered with HTTP ${statusCode}`;
    throw new ObjectStoreError(codeOf(body) ?? `HTTP ${statusCode}`, message, statusCode);
  }
}

/** Names S3 in an error of the connection, which does not. */
function noAnswer(error: unknown): unknown {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === 'AbortError' ? error : new ObjectStoreError(code ?? name, `S3 did not answer (${message})`);
}

function timeOf({ headers }: HttpResponse): Date {
  const time = new Date(headers['date'] ?? '');
  if (Number.isNaN(time.getTime())) {
    throw new ObjectStoreError('NoDate', 'S3 did not say what time it is');
  }
  return time;
}

function codeOf(body: Buffer): string | undefined {
  return elementOf(String(body), 'Code');
}

function escapePart(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Reads a body into one buffer of its length: the memory does not hold a second copy of a manifest of a hundred megabytes. */
async function readBody({ headers, body }: HttpResponse): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(Number(headers['content-length'] ?? 0));
  let end = 0;
  const rest: Uint8Array[] = [];
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    if (end + chunk.length <= bytes.length) {
      bytes.set(chunk, end);
      end += chunk.length;
    } else {
      rest.push(chunk);
    }
  }
  const read = bytes.subarray(0, end);
  return rest.length === 0 ? read : Buffer.concat([read, ...rest]);
}
