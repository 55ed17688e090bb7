import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type AssetContent, contentFromBytes } from './asset-content';
import type { RawAnswer } from './faults';

/** The credential scope of a request that was signed with Signature Version 4. */
export interface CredentialScope {
  readonly region: string;
  readonly service: string;
}

/** Reads the scope from the Authorization header, without verifying the signature; undefined if there is none. */
export function credentialScope({ headers }: IncomingMessage): CredentialScope | undefined {
  const signed = /^AWS4-HMAC-SHA256 .*Credential=[^/]+\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
  const [, region, service] = signed.exec(headers.authorization ?? '') ?? [];
  return region !== undefined && service !== undefined ? { region, service } : undefined;
}

/** The value of a JSON text; undefined if the text is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Sends the answer in the form of rest-json, or the bytes of an asset as fast as the client reads them.
 *
 * @param cutAfter the number of bytes of the body after which the connection is cut
 */
export async function send(
  response: ServerResponse,
  {
    answer,
    requestId,
    cutAfter,
  }: { readonly answer: RawAnswer; readonly requestId: string; readonly cutAfter?: number },
): Promise<void> {
  const content = answer.content ?? contentFromBytes(Buffer.from(answer.body));
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': String(content.size),
    'x-amzn-requestid': requestId,
    ...answer.headers,
  });
  const source = Readable.from(cutAfter === undefined ? content.chunks() : firstBytes(content, cutAfter), {
    objectMode: false,
  });
  if (cutAfter === undefined) {
    await pipeline(source, response);
  } else {
    await pipeline(source, response, { end: false });
    await new Promise<void>((resolve) => response.write('', () => resolve()));
    response.destroy();
  }
}

function* firstBytes(content: AssetContent, count: number): Iterable<Buffer> {
  let left = count;
  for (const chunk of content.chunks()) {
    if (left <= 0) {
      return;
    }
    yield chunk.subarray(0, left);
    left -= chunk.length;
  }
}
