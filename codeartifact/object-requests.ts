import { partition } from '@aws-sdk/core/client';
import type { HttpResponse } from '@smithy/core/transport';
import { readElement } from './list-objects';
import { type RequestParts, type ServiceConnection, SignedRequests } from './signed-requests';

/** The place of an object. */
export interface ObjectLocation {
  readonly bucket: string;
  readonly key: string;
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

/** Signs requests to S3, and sends them once. */
export class ObjectRequests {
  private readonly requests: SignedRequests;

  constructor(private readonly connection: ServiceConnection) {
    this.requests = new SignedRequests('s3', connection);
  }

  /** @returns the answer, whose body is not read yet */
  send(object: ObjectLocation, parts: RequestParts, signal?: AbortSignal): Promise<HttpResponse> {
    const url = new URL(this.findEndpoint(object));
    const path = `${url.pathname.replace(/\/$/, '')}/${object.key.split('/').map(escapePart).join('/')}`;
    return this.requests.send({ url, path }, parts, signal);
  }

  /** Closes the connections. */
  close(): void {
    this.requests.close();
  }

  /** A name with dots does not match the certificate of S3 as a part of the host. */
  private findEndpoint({ bucket }: ObjectLocation): string {
    const { AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL } = process.env;
    const endpoint = this.connection.endpoint ?? (AWS_ENDPOINT_URL_S3 || AWS_ENDPOINT_URL || undefined);
    if (endpoint !== undefined) {
      return `${endpoint.replace(/\/$/, '')}/${bucket}`;
    }
    const host = s3Host(this.connection.region);
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

/** @throws ObjectStoreError with the code and the message of S3 */
export function requireSuccess({ statusCode }: HttpResponse, body: Buffer): void {
  if (statusCode < 200 || statusCode > 299) {
    const message = readElement(String(body), 'Message') ?? `S3 answered with HTTP ${statusCode}`;
    throw new ObjectStoreError(readErrorCode(body) ?? `HTTP ${statusCode}`, message, statusCode);
  }
}

/** Names S3 in an error of the connection, which does not. */
export function noAnswer(error: unknown): unknown {
  const { name, code, message } = error as NodeJS.ErrnoException;
  return name === 'AbortError' ? error : new ObjectStoreError(code ?? name, `S3 did not answer (${message})`);
}

/** The code of an error of S3; undefined of any other body. */
export function readErrorCode(body: Buffer): string | undefined {
  return readElement(String(body), 'Code');
}

function escapePart(part: string): string {
  return encodeURIComponent(part).replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

/** Reads a body into one buffer of its length: the memory does not hold a second copy of a manifest of a hundred megabytes. */
export async function readBody({ headers, body }: HttpResponse): Promise<Buffer> {
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
  const text = bytes.subarray(0, end);
  return rest.length === 0 ? text : Buffer.concat([text, ...rest]);
}
