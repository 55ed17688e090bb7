import { partition } from '@aws-sdk/core/client';
import { Hash } from '@smithy/core/serde';
import { HttpRequest } from '@smithy/core/transport';
import { SignatureV4 } from '@smithy/signature-v4';
import { CommandError } from '../text/command-error';

/** Milliseconds for one call. */
const TIMEOUT = 10_000;

/** The Region and the credentials of the calls. */
interface Connection {
  readonly region: string;
  readonly credentials: () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string }>;
}

/**
 * Asks the Security Token Service for the account of the credentials. The call needs no permission. It is signed by the
 * signer of the SDK, whose client for this service would add as many bytes as that of CodeArtifact.
 *
 * @throws CommandError
 */
export async function readAccount({ region, credentials }: Connection): Promise<string> {
  try {
    const signer = new SignatureV4({ service: 'sts', region, credentials, sha256: Hash.bind(null, 'sha256') });
    const url = new URL(process.env['AWS_ENDPOINT_URL_STS'] ?? `https://sts.${region}.${partition(region).dnsSuffix}`);
    const body = 'Action=GetCallerIdentity&Version=2011-06-15';
    const headers = { host: url.host, 'content-type': 'application/x-www-form-urlencoded' };
    const request = new HttpRequest({ method: 'POST', hostname: url.hostname, path: '/', headers, body });
    const signed = await signer.sign(request);
    const answer = await fetch(url, {
      method: 'POST',
      headers: signed.headers,
      body,
      signal: AbortSignal.timeout(TIMEOUT),
    });
    const text = await answer.text();
    const account = /<Account>([0-9]{12})<\/Account>/.exec(text)?.[1];
    if (!answer.ok || account === undefined) {
      throw new Error(/<Message>([^<]*)<\/Message>/.exec(text)?.[1] ?? `the status of the answer is ${answer.status}`);
    }
    return account;
  } catch (error) {
    const { cause, message } = error as Error;
    const reason = cause instanceof Error ? `${message}: ${cause.message}` : message;
    throw new CommandError(
      `--current-env takes the account of the credentials, which could not be read: ${reason}. Pass --account and --region instead.`,
    );
  }
}
