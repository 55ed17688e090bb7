import type { IncomingMessage, ServerResponse } from 'node:http';
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
 * Sends the answer in the form of rest-json.
 *
 * @param cutAfter the number of bytes of the body after which the connection is cut
 */
export function send(
  response: ServerResponse,
  {
    answer,
    requestId,
    cutAfter,
  }: { readonly answer: RawAnswer; readonly requestId: string; readonly cutAfter?: number },
): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': 'application/json',
    'content-length': String(body.length),
    'x-amzn-requestid': requestId,
    ...answer.headers,
  });
  if (cutAfter === undefined) {
    response.end(body);
  } else {
    response.write(body.subarray(0, cutAfter), () => response.destroy());
  }
}
