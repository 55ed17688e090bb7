import { createHash, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../loopback-server';
import { type S3Call, type S3Fault, S3Faults } from './faults';
import {
  describeObject,
  receiveBody,
  type ReceivedBody,
  rejectBody,
  rejectRead,
  type Rejection,
  type StoredObject,
  storedObject,
} from './stored-objects';

export interface S3ServiceOptions {
  /**
   * True if IAM allows an action on a resource; default: everything. What it refuses is answered with 403. The resource of a
   * list is the bucket and the prefix, such as `arn:aws:s3:::my-bucket?prefix=folder/`.
   */
  readonly authorize?: (action: string, resource: string) => boolean;
  /** The clock of the service; default: that of the machine. */
  readonly now?: () => Date;
  /**
   * True if a caller who may list keys with a prefix only does not learn that an object is absent, though its key has the
   * prefix. AWS does not say so; default: the caller learns it.
   */
  readonly hidesAbsentObjects?: boolean;
}

/** Keys of one page of a list, at most. */
const MAX_KEYS = 1_000;

/** The bucket, and the prefix that the condition key `s3:prefix` has; without a prefix, the condition key is absent. */
function listResource(bucket: string, prefix: string | undefined): string {
  return `arn:aws:s3:::${bucket}${prefix === undefined ? '' : `?prefix=${prefix}`}`;
}

/** The action that IAM authorizes. */
const S3_ACTIONS = {
  GetObject: 's3:GetObject',
  HeadObject: 's3:GetObject',
  PutObject: 's3:PutObject',
  ListObjectsV2: 's3:ListBucket',
} as const;

interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** S3 on loopback: objects by key, conditional writes, and the answers that a client can tell apart. */
export class S3Service {
  /** Starts the service on a free port of 127.0.0.1. */
  static async start(options: S3ServiceOptions = {}): Promise<S3Service> {
    const service = new S3Service(options);
    await service.server.start();
    return service;
  }

  readonly faults = new S3Faults();
  /** Every call, in order of arrival. */
  readonly calls: S3Call[] = [];
  /** Called with every call before its work, and after it; what it throws is answered with 500. */
  observe?: (call: S3Call, moment: 'before' | 'after') => void | Promise<void>;

  private readonly buckets = new Map<string, Map<string, StoredObject>>();
  private readonly keyArns = new Map<string, string>();
  private readonly lockedBuckets = new Set<string>();
  private readonly server = new LoopbackServer((request, response) => this.serve(request, response));

  private constructor(private readonly options: S3ServiceOptions) {}

  /** `http://127.0.0.1:PORT`, as the client's `endpoint` or `AWS_ENDPOINT_URL_S3`. */
  get endpoint(): string {
    return this.server.endpoint;
  }

  /**
   * Makes a bucket; one that is there keeps its objects.
   *
   * @param keyArn the key of KMS that encrypts its objects, which readers and writers must be allowed to use
   */
  createBucket(name: string, keyArn?: string): void {
    if (keyArn !== undefined) {
      this.keyArns.set(name, keyArn);
    }
    if (!this.buckets.has(name)) {
      this.buckets.set(name, new Map());
    }
  }

  /** Locks the objects of a bucket, which then takes none without a checksum. */
  lockBucket(name: string): void {
    this.createBucket(name);
    this.lockedBuckets.add(name);
  }

  /** Puts an object into a bucket, which is made if need be. */
  put(bucket: string, key: string, body: Buffer | string): void {
    this.createBucket(bucket);
    const bytes = Buffer.from(body);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    this.store(bucket, key, { body: bytes, size: bytes.length, sha256 }, {});
  }

  /** Undefined if there is none. */
  get(bucket: string, key: string): Buffer | undefined {
    return this.buckets.get(bucket)?.get(key)?.body;
  }

  /** The metadata of an object; undefined if there is none. */
  describe(bucket: string, key: string): Omit<StoredObject, 'body'> | undefined {
    return this.buckets.get(bucket)?.get(key);
  }

  // eslint-disable-next-line max-params -- where, and what
  private store(bucket: string, key: string, received: ReceivedBody, headers: IncomingMessage['headers']): string {
    const object = storedObject(received, headers, this.now());
    this.buckets.get(bucket)!.set(key, object);
    return object.tag;
  }

  private now(): Date {
    return this.options.now?.() ?? new Date();
  }

  /** Removes an object, as a garbage collection does. */
  delete(bucket: string, key: string): void {
    this.buckets.get(bucket)?.delete(key);
  }

  /** The keys of a bucket in their order. */
  keys(bucket: string): string[] {
    return [...(this.buckets.get(bucket)?.keys() ?? [])].sort();
  }

  /** The names of all buckets. */
  get bucketNames(): string[] {
    return [...this.buckets.keys()];
  }

  /** Stops listening and cuts every open connection. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receiveBody(request);
    const { pathname, searchParams } = new URL(request.url ?? '/', this.endpoint);
    const [, bucket = '', ...path] = pathname.split('/').map(decodeURIComponent);
    const isList = request.method === 'GET' && searchParams.get('list-type') === '2' && path.join('/') === '';
    const key = isList ? (searchParams.get('prefix') ?? '') : path.join('/');
    const operation = isList
      ? 'ListObjectsV2'
      : ({ GET: 'GetObject', HEAD: 'HeadObject', PUT: 'PutObject' } as const)[request.method ?? ''];
    if (operation === undefined || (key === '' && !isList)) {
      this.send(response, failure(501, 'NotImplemented', `${request.method} ${pathname} is not embedded.`));
      return;
    }
    const call: S3Call = isList
      ? { operation, bucket, key, action: S3_ACTIONS.ListObjectsV2, resource: listResource(bucket, key) }
      : { operation, bucket, key, action: S3_ACTIONS[operation], resource: `arn:aws:s3:::${bucket}/${key}` };
    this.calls.push(call);
    const fault = this.faults.next(call);
    await this.observe?.(call, 'before');
    if (fault?.fault === 'reset') {
      request.socket.resetAndDestroy();
      return;
    }
    const answer = faultAnswer(fault) ?? this.answer(call, { received, headers: request.headers, query: searchParams });
    await this.observe?.(call, 'after');
    if (fault?.fault === 'answer-lost') {
      request.socket.resetAndDestroy();
      return;
    }
    call.status = answer.status;
    this.send(response, answer);
  }

  private send(response: ServerResponse, { status, headers, body = Buffer.alloc(0) }: S3Answer): void {
    const date = this.now().toUTCString();
    response.writeHead(status, { date, 'content-length': body.length, ...headers, 'x-amz-request-id': randomUUID() });
    response.end(body);
  }

  private findKeyUses({ bucket, operation }: S3Call): [action: string, resource: string][] {
    const keyArn = this.keyArns.get(bucket);
    return keyArn && operation !== 'ListObjectsV2'
      ? [[operation === 'PutObject' ? 'kms:GenerateDataKey' : 'kms:Decrypt', keyArn]]
      : [];
  }

  private answer(call: S3Call, { received, headers, query }: S3Request): S3Answer {
    const { bucket, key } = call;
    const authorize = this.options.authorize ?? (() => true);
    const denied = [[call.action, call.resource] as const, ...this.findKeyUses(call)].find(
      ([...use]) => !authorize(...use),
    );
    if (denied) {
      return failure(403, 'AccessDenied', `not authorized to perform: ${denied[0]} on resource: ${denied[1]}`);
    }
    const objects = this.buckets.get(bucket);
    if (objects === undefined) {
      return failure(404, 'NoSuchBucket', 'The specified bucket does not exist');
    }
    if (call.operation === 'ListObjectsV2') {
      return renderList(objects, key, query.get('continuation-token') ?? '');
    }
    const found = objects.get(key);
    if (call.operation !== 'PutObject') {
      if (found !== undefined) {
        const isHead = call.operation === 'HeadObject';
        const rejection = isHead ? undefined : rejectRead(found);
        return rejection
          ? refuse(rejection)
          : { status: 200, headers: describeObject(found, headers), body: isHead ? undefined : found.body };
      }
      // A caller who may not list a bucket does not learn that an object is absent.
      const prefix = this.options.hidesAbsentObjects ? undefined : key;
      return authorize('s3:ListBucket', listResource(bucket, prefix))
        ? failure(404, 'NoSuchKey', 'The specified key does not exist.')
        : failure(403, 'AccessDenied', 'Access Denied');
    }
    const rejection = rejectBody(received, headers, this.lockedBuckets.has(bucket));
    if (rejection) {
      return refuse(rejection);
    }
    const { 'if-match': ifMatch, 'if-none-match': ifNoneMatch } = headers;
    const isRefused =
      (ifNoneMatch === '*' && found !== undefined) ||
      (ifMatch !== undefined && (found === undefined || found.tag !== ifMatch));
    if (isRefused) {
      return failure(412, 'PreconditionFailed', 'At least one of the pre-conditions you specified did not hold');
    }
    return { status: 200, headers: { etag: this.store(bucket, key, received, headers) } };
  }
}

interface S3Request {
  readonly received: ReceivedBody;
  readonly headers: IncomingMessage['headers'];
  readonly query: URLSearchParams;
}

/** A page of the keys with a prefix, in their order, by the rules of `encoding-type=url`. */
function renderList(objects: ReadonlyMap<string, StoredObject>, prefix: string, after: string): S3Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
  const page = keys.slice(0, MAX_KEYS);
  const contents = page.map((key) => {
    // S3 shows whole seconds.
    const time = `${objects.get(key)!.lastModified.toISOString().slice(0, 19)}.000Z`;
    return `<Contents><Key>${encodeURIComponent(key)}</Key><LastModified>${time}</LastModified></Contents>`;
  });
  const next =
    page.length < keys.length ? `<NextContinuationToken>${page[page.length - 1]}</NextContinuationToken>` : '';
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult><IsTruncated>${next !== ''}</IsTruncated>` +
    `${contents.join('')}${next}</ListBucketResult>`;
  return { status: 200, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

function faultAnswer(fault: S3Fault | undefined): S3Answer | undefined {
  switch (fault?.fault) {
    case 'internal-error':
      return failure(500, 'InternalError', 'We encountered an internal error. Please try again.');
    case 'slow-down':
      return failure(503, 'SlowDown', 'Please reduce your request rate.');
    case 'access-denied':
      return failure(403, 'AccessDenied', 'Access Denied');
    default:
      return undefined;
  }
}

function failure(status: number, code: string, message: string): S3Answer {
  const escaped = message.replace(/[<>&]/g, (character) => `&#${character.charCodeAt(0)};`);
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escaped}</Message></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body: Buffer.from(body) };
}

function refuse({ status, code, message }: Rejection): S3Answer {
  return failure(status, code, message);
}
