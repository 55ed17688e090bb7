import { setTimeout as sleep } from 'node:timers/promises';
import { Hash } from '@smithy/core/serde';
import { HttpRequest, type HttpResponse } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { RecordLocation } from '../declaration/declaration';

/** Milliseconds before each repetition of a request that S3 could not serve. */
const PAUSES = [200, 500, 1_000, 2_000];

/** Where S3 is, and who asks. */
export interface RecordStoreConfig {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** Default: that of S3 in the Region. */
  readonly endpoint?: string;
}

/** An object of the record. */
export interface StoredObject {
  /** Absent if there is no such object. */
  readonly content?: { readonly text: string; readonly tag: string };
  /** The time of the answer by the clock of S3, in whole seconds. */
  readonly now: Date;
}

/** S3 did not do what was asked. */
class RecordStoreError extends Error {
  constructor(code: string, message: string) {
    super(message);
    this.name = code;
  }
}

/**
 * S3, as far as the record of archive times needs it: three requests, signed by the SDK's own signer. The client of the SDK
 * would more than double the code that the function loads.
 */
export class RecordStore {
  private readonly signer: SignatureV4;
  private readonly http = new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: 30_000,
    throwOnRequestTimeout: true,
  });

  constructor(private readonly config: RecordStoreConfig) {
    this.signer = new SignatureV4({
      service: 's3',
      region: config.region,
      credentials: config.credentials,
      sha256: Hash.bind(null, 'sha256'),
      uriEscapePath: false,
    });
  }

  async read(object: RecordLocation, signal?: AbortSignal): Promise<StoredObject> {
    const { response, body } = await this.send(object, { method: 'GET' }, signal);
    const now = timeOf(response);
    if (response.statusCode === 404 && codeOf(body) === 'NoSuchKey') {
      return { now };
    }
    requireSuccess(response, body);
    return { content: { text: body, tag: response.headers['etag'] ?? '' }, now };
  }

  /**
   * Writes an object if it is still the one that was read.
   *
   * @param tag of the object that was read; undefined if there was none
   * @returns the tag of the new object
   * @throws RecordStoreError PreconditionFailed if somebody else wrote it meanwhile
   */
  async replace(
    object: RecordLocation,
    { text, tag }: { readonly text: string; readonly tag: string | undefined },
    signal?: AbortSignal,
  ): Promise<string> {
    const condition: Record<string, string> = tag === undefined ? { 'if-none-match': '*' } : { 'if-match': tag };
    try {
      return await this.put(object, { text, headers: condition }, signal);
    } catch (error) {
      // A request is repeated if its answer was lost: then the object is this one already.
      const { content } = (error as Error).name === 'PreconditionFailed' ? await this.read(object, signal) : {};
      if (content?.text !== text) {
        throw error;
      }
      return content.tag;
    }
  }

  /** Writes an object, whatever was there. */
  async write(object: RecordLocation, text: string): Promise<void> {
    await this.put(object, { text, headers: {} });
  }

  /** The times at which the objects were written whose keys begin with a text, by key. */
  async writeTimes({ bucket, key: prefix }: RecordLocation, signal?: AbortSignal): Promise<ReadonlyMap<string, Date>> {
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
      for (const [, contents = ''] of body.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
        const key = decodeURIComponent(elementOf(contents, 'Key')?.replaceAll('+', ' ') ?? '');
        const time = new Date(elementOf(contents, 'LastModified') ?? '');
        if (key === '' || Number.isNaN(time.getTime())) {
          throw new RecordStoreError('InvalidList', 'S3 listed an object without a key or a time');
        }
        times.set(key, time);
      }
      token = elementOf(body, 'IsTruncated') === 'true' ? elementOf(body, 'NextContinuationToken') : undefined;
    } while (token !== undefined);
    return times;
  }

  private async put(
    object: RecordLocation,
    { text, headers }: { readonly text: string; readonly headers: Record<string, string> },
    signal?: AbortSignal,
  ): Promise<string> {
    const { response, body } = await this.send(object, { method: 'PUT', headers, body: text }, signal);
    requireSuccess(response, body);
    return response.headers['etag'] ?? '';
  }

  private async send(object: RecordLocation, parts: RequestParts, signal?: AbortSignal): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const pause = PAUSES[attempt];
      try {
        const answer = await this.sendOnce(object, parts, signal);
        if (pause === undefined || (answer.response.statusCode < 500 && answer.response.statusCode !== 429)) {
          return answer;
        }
      } catch (error) {
        if (pause === undefined || signal?.aborted) {
          throw error;
        }
      }
      await sleep(pause, undefined, { signal });
    }
  }

  private async sendOnce(object: RecordLocation, parts: RequestParts, signal?: AbortSignal): Promise<Answer> {
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
    return { response, body: await textOf(response.body as AsyncIterable<Uint8Array>) };
  }

  /** A name with dots does not match the certificate of S3 as a part of the host. */
  private endpointOf({ bucket }: RecordLocation): string {
    const { region, endpoint } = this.config;
    const host = `s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
    return endpoint === undefined && !bucket.includes('.')
      ? `https://${bucket}.${host}`
      : `${endpoint ?? `https://${host}`}/${bucket}`;
  }
}

interface RequestParts {
  readonly method: 'GET' | 'PUT';
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

interface Answer {
  readonly response: HttpResponse;
  readonly body: string;
}

function requireSuccess({ statusCode }: HttpResponse, body: string): void {
  if (statusCode < 200 || statusCode > 299) {
    const message = elementOf(body, 'Message') ?? `S3 answered with HTTP ${statusCode}`;
    throw new RecordStoreError(codeOf(body) ?? `HTTP ${statusCode}`, message);
  }
}

function timeOf({ headers }: HttpResponse): Date {
  const time = new Date(headers['date'] ?? '');
  if (Number.isNaN(time.getTime())) {
    throw new RecordStoreError('NoDate', 'S3 did not say what time it is');
  }
  return time;
}

function codeOf(body: string): string | undefined {
  return elementOf(body, 'Code');
}

/** The text of the first element of a name; S3 escapes nothing in those that are read here. */
function elementOf(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
}

function escapePart(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) {
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
