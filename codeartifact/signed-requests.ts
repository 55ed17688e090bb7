import { Hash } from '@smithy/core/serde';
import { HttpRequest, type HttpResponse } from '@smithy/core/transport';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { SignatureV4 } from '@smithy/signature-v4';
import type { Readable } from 'node:stream';
import { CONNECTIONS } from './connections';

/** A service of AWS in a Region, and who asks. */
export interface ServiceConnection {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
  /** Default: that of the environment, as the SDK reads it, or of the service in the Region. */
  readonly endpoint?: string;
  /** Milliseconds before each repetition of a request that failed. */
  readonly pauses?: readonly number[];
  /** Milliseconds before each repetition of a request that is not allowed; default: none is repeated. */
  readonly propagationPauses?: readonly number[];
}

/** The place of a request. */
interface RequestPlace {
  readonly url: URL;
  readonly path: string;
}

/** A request, but for its place. */
export interface RequestParts {
  readonly method: 'GET' | 'HEAD' | 'PUT' | 'POST';
  readonly query?: Record<string, string>;
  readonly headers?: Record<string, string>;
  readonly body?: string | Buffer | Readable;
  /** Milliseconds until the answer begins; default: one minute. */
  readonly timeout?: number;
}

/** Signs requests by the signer of the SDK, and sends each once. The client of a service would enlarge the code that a function loads. */
export class SignedRequests {
  private readonly signer: SignatureV4;
  private readonly http = new NodeHttpHandler({
    connectionTimeout: 5_000,
    requestTimeout: 60_000,
    throwOnRequestTimeout: true,
    httpAgent: CONNECTIONS,
    httpsAgent: CONNECTIONS,
  });

  constructor(service: 's3' | 'sqs', { region, credentials }: ServiceConnection) {
    const sha256 = Hash.bind(null, 'sha256');
    // S3 alone takes the path as it is sent.
    this.signer = new SignatureV4({ service, region, credentials, sha256, uriEscapePath: service !== 's3' });
  }

  /**
   * @param path is sent as it is: a URL would shorten the key `a/../b`
   * @returns the answer, whose body is not read yet
   */
  async send({ url, path }: RequestPlace, parts: RequestParts, signal?: AbortSignal): Promise<HttpResponse> {
    const { method, query = {}, headers = {}, body, timeout } = parts;
    const request = new HttpRequest({
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      port: url.port === '' ? undefined : Number(url.port),
      path,
      query,
      headers: { host: url.host, ...headers },
      body,
    });
    const signed = (await this.signer.sign(request)) as HttpRequest;
    const { response } = await this.http.handle(signed, { abortSignal: signal, requestTimeout: timeout });
    return response;
  }

  /** Closes the connections. */
  close(): void {
    this.http.destroy();
  }
}
