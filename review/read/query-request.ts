import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';

/** Milliseconds for one call. */
const ANSWER_TIMEOUT = 10_000;

/** The Region and the credentials of the calls. */
export interface Connection {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
}

/** A service that takes a form and answers XML: the name of its endpoint, and the variable that names another one. */
interface QueryService {
  readonly name: 'sts' | 'cloudformation';
  readonly endpointVariable: string;
}

const SERVICES = {
  sts: { name: 'sts', endpointVariable: 'AWS_ENDPOINT_URL_STS' },
  cloudformation: { name: 'cloudformation', endpointVariable: 'AWS_ENDPOINT_URL_CLOUDFORMATION' },
} as const satisfies Record<string, QueryService>;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  '#39': "'",
};

/** An error that the service answered. */
export class QueryError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/**
 * Calls a service with the signer of the SDK, whose clients would add as many bytes each as that of CodeArtifact.
 *
 * @returns the text of the answer, which is XML
 * @throws QueryError if the service answers an error; what the network throws if it does not answer
 */
export async function callService(
  service: keyof typeof SERVICES,
  parameters: Readonly<Record<string, string>>,
  { region, credentials }: Connection,
): Promise<string> {
  const { name, endpointVariable } = SERVICES[service];
  const signer = new SignatureV4({ service: name, region, credentials, sha256: Hash.bind(null, 'sha256') });
  const url = new URL(process.env[endpointVariable] ?? `https://${name}.${region}.${partition(region).dnsSuffix}`);
  const body = new URLSearchParams(parameters).toString();
  const headers = { host: url.host, 'content-type': 'application/x-www-form-urlencoded' };
  const request = new HttpRequest({ method: 'POST', hostname: url.hostname, path: '/', headers, body });
  const signed = await signer.sign(request);
  const answer = await fetch(url, {
    method: 'POST',
    headers: signed.headers,
    body,
    signal: AbortSignal.timeout(ANSWER_TIMEOUT),
  });
  const text = await answer.text();
  if (!answer.ok) {
    const message = readElement(text, 'Message') ?? `the status of the answer is ${answer.status}`;
    throw new QueryError(readElement(text, 'Code') ?? String(answer.status), message);
  }
  return text;
}

/** The text of the first element of a name; undefined if there is none. */
export function readElement(xml: string, name: string): string | undefined {
  const text = new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1];
  return text?.replace(/&(amp|lt|gt|quot|apos|#39);/g, (reference, entity: string) => ENTITIES[entity] ?? reference);
}

/** What a call failed by, with the cause that the network gives. */
export function describeCallError(error: unknown): string {
  const { cause, message } = error as Error;
  return cause instanceof Error ? `${message}: ${cause.message}` : message;
}
