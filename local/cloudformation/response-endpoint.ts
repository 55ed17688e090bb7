import { createHmac, randomBytes } from 'node:crypto';
import { channel } from 'node:diagnostics_channel';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { LoopbackServer } from '../loopback-server';

/** Every answer that reaches an endpoint, for whoever reads them all. */
const ANSWERS = channel('cdk-codeartifact-disposal:answer');

/** A fault of a delivery to a response URL. */
export type DeliveryFault =
  /** Answers with an error status and stores nothing. */
  | { readonly type: 'status'; readonly status: number }
  /** Answers only after a while. */
  | { readonly type: 'slow'; readonly delayMs: number }
  /** Cuts the connection before anything is stored. */
  | { readonly type: 'reset' }
  /** Stores the response, then cuts the connection: the sender cannot know. */
  | { readonly type: 'resetAfterStoring' }
  /** Sends the client elsewhere, as S3 does with a bucket that was just created. */
  | { readonly type: 'redirect'; readonly status: 301 | 307 }
  /** Answers that the presigned URL has expired. */
  | { readonly type: 'expired' };

/**
 * The signature of response URLs, which AWS does not document: the form seen today (Signature Version 4), the one of
 * before (Version 2, which tells when the URL expires and not when it was signed), and one without any time.
 */
export type UrlSignature = 'X-Amz-Date' | 'Expires' | 'without time';

/** One request that reached the endpoint. */
export interface Delivery {
  readonly time: Date;
  readonly requestId?: string;
  readonly method: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** The status answered; 0 where the connection was cut. */
  readonly status: number;
  /** True if the body was stored, and so can be read by CloudFormation. */
  readonly stored: boolean;
}

/** A response URL that was handed out, and the first response stored under it. */
export interface ResponseSlot {
  readonly url: string;
  readonly response: Promise<Buffer>;
}

interface OpenSlot {
  readonly target: string;
  readonly requestId: string;
  store(body: Buffer): void;
}

/**
 * The bucket that custom resources answer into: one presigned URL per request, accepting one thing only, a PUT of the
 * unaltered URL with an empty content-type and a content-length.
 */
export class ResponseEndpoint {
  /** Every request so far, refused ones included. */
  readonly deliveries: Delivery[] = [];
  private readonly faults: DeliveryFault[] = [];
  private readonly slots = new Map<string, OpenSlot>();
  private readonly secret = randomBytes(16);

  private readonly server = new LoopbackServer((request, response) => this.handle(request, response));

  private constructor(
    /** The signature of the URLs to come. */
    public signature: UrlSignature,
  ) {}

  /** Starts the endpoint on a free port of the loopback interface. */
  static async start(signature: UrlSignature = 'X-Amz-Date'): Promise<ResponseEndpoint> {
    const endpoint = new ResponseEndpoint(signature);
    await endpoint.server.start();
    return endpoint;
  }

  /** Stops listening and cuts the connections that are left. */
  async stop(): Promise<void> {
    await this.server.stop();
  }

  /** Makes the next deliveries go wrong, `times` of them; several calls queue up. */
  failNext(fault: DeliveryFault, times = 1): void {
    for (let i = 0; i < times; i++) {
      this.faults.push(fault);
    }
  }

  /** Hands out a response URL for one request to a custom resource, which is sent now or was sent at another time. */
  open(
    request: { readonly stackId: string; readonly logicalResourceId: string; readonly requestId: string },
    sent = new Date(),
  ): ResponseSlot {
    const region = (request.stackId.split(':')[3] ?? '').replaceAll('-', '');
    const key = encodeURIComponent([request.stackId, request.logicalResourceId, request.requestId].join('|'));
    const path = `/cloudformation-custom-resource-response-${region}/${key}`;
    // Base64 rather than S3's hexadecimal: percent-escapes that a client re-encodes must break the signature.
    const signature = encodeURIComponent(`${createHmac('sha256', this.secret).update(path).digest('base64')}+/=`);
    const target = `${path}?${signQuery(this.signature, sent, signature)}`;
    const response = new Promise<Buffer>((resolve) => {
      this.slots.set(target, { target, requestId: request.requestId, store: resolve });
    });
    return { url: `${this.server.endpoint}${target}`, response };
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    ANSWERS.publish(body.toString('utf8'));
    const slot = this.slots.get(request.url ?? '');
    const record = (status: number, stored: boolean): void => {
      this.deliveries.push({
        time: new Date(),
        requestId: slot?.requestId,
        method: request.method ?? '',
        headers: request.headers,
        body: body.toString('utf8'),
        status,
        stored,
      });
    };
    const refuse = (status: number, code: string, message: string): void => {
      record(status, false);
      const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
      response.writeHead(status, { 'content-type': 'application/xml' }).end(xml);
    };

    const fault = this.faults.shift();
    switch (fault?.type) {
      case 'status':
        return refuse(fault.status, 'InternalError', 'We encountered an internal error. Please try again.');
      case 'expired':
        return refuse(403, 'AccessDenied', 'Request has expired');
      case 'reset':
        record(0, false);
        response.destroy();
        return;
      case 'redirect':
        record(fault.status, false);
        response.writeHead(fault.status, { location: `${this.server.endpoint}${request.url}` }).end();
        return;
      case 'slow':
        await delay(fault.delayMs, undefined, { ref: false });
        break;
    }

    const refusal = findResponseRefusal(request, slot);
    if (refusal !== undefined) {
      return refuse(...refusal);
    }
    slot?.store(body);
    if (fault?.type === 'resetAfterStoring') {
      record(0, true);
      response.destroy();
      return;
    }
    record(200, true);
    response.writeHead(200, { etag: '"0"' }).end();
  }
}

/** The validity of a response URL, in seconds. */
const VALID_SECONDS = 7199;

function signQuery(form: UrlSignature, sent: Date, signature: string): string {
  const date = sent.toISOString().replace(/[-:]|\.\d+/g, '');
  const credential = encodeURIComponent(`ASIALOCALCLOUDFORM00/${date.slice(0, 8)}/us-east-1/s3/aws4_request`);
  switch (form) {
    case 'X-Amz-Date':
      return (
        `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=${date}&X-Amz-SignedHeaders=host` +
        `&X-Amz-Expires=${VALID_SECONDS}&X-Amz-Credential=${credential}&X-Amz-Signature=${signature}`
      );
    case 'Expires': {
      const expires = Math.floor(sent.getTime() / 1000) + VALID_SECONDS;
      return `AWSAccessKeyId=ASIALOCALCLOUDFORM00&Expires=${expires}&Signature=${signature}`;
    }
    case 'without time':
      return `X-Amz-Signature=${signature}`;
  }
}

function findResponseRefusal(
  request: IncomingMessage,
  slot: OpenSlot | undefined,
): [status: number, code: string, message: string] | undefined {
  const mismatch =
    'The request signature we calculated does not match the signature you provided. Check your key and signing method.';
  if (slot === undefined || request.method !== 'PUT' || (request.headers['content-type'] ?? '') !== '') {
    return [403, 'SignatureDoesNotMatch', mismatch];
  }
  if (request.headers['transfer-encoding'] !== undefined) {
    return [501, 'NotImplemented', 'A header you provided implies functionality that is not implemented'];
  }
  if (request.headers['content-length'] === undefined) {
    return [411, 'MissingContentLength', 'You must provide the Content-Length HTTP header.'];
  }
  return undefined;
}
