import { createHash, createHmac } from 'node:crypto';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';

/** As much of an event as it takes. */
interface Event {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly ResourceProperties: Readonly<Record<string, string>> & { readonly versions: readonly string[] };
}

interface PackageVersionList {
  readonly versions: readonly { readonly version: string; readonly revision: string }[];
}

/**
 * The lower bound of a cold start: the two calls of an event with one page and one batch, signed by hand. It checks nothing,
 * retries nothing and explains nothing, so it is no handler to deploy.
 */
export async function handler(event: Event): Promise<void> {
  const { versions, domain, domainOwner, repository, format, namespace, package: name } = event.ResourceProperties;
  const query = { domain, 'domain-owner': domainOwner, repository, format, namespace, package: name };
  const listed = (await call('/v1/package/versions', { ...query, 'max-results': '1000' })) as PackageVersionList;
  const revisions = new Map(listed.versions.map(({ version, revision }) => [version, revision]));
  const versionRevisions = Object.fromEntries(versions.map((version) => [version, revisions.get(version)]));
  await call('/v1/package/versions/dispose', query, JSON.stringify({ versions, versionRevisions }));
  const { StackId, RequestId, LogicalResourceId } = event;
  const answer = { Status: 'SUCCESS', PhysicalResourceId: LogicalResourceId, StackId, RequestId, LogicalResourceId };
  await send(event.ResponseURL, { method: 'PUT', headers: { 'content-type': '' }, body: JSON.stringify(answer) });
}

async function call(path: string, query: Readonly<Record<string, string | undefined>>, body = ''): Promise<unknown> {
  const { AWS_REGION: region = '', AWS_SESSION_TOKEN: token = '' } = process.env;
  const endpoint = process.env.AWS_ENDPOINT_URL_CODEARTIFACT ?? `https://codeartifact.${region}.amazonaws.com`;
  const canonicalQuery = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(value!)}`)
    .sort()
    .join('&');
  const time = new Date().toISOString().replace(/[:-]|\.\d{3}/g, '');
  const headers: Record<string, string> = {
    'content-type': 'application/json',
    host: new URL(endpoint).host,
    'x-amz-date': time,
    'x-amz-security-token': token,
  };
  const names = Object.keys(headers).sort();
  const canonical = [
    ...['POST', path, canonicalQuery],
    ...names.map((key) => `${key}:${headers[key]}`),
    ...['', names.join(';'), sha256(body)],
  ].join('\n');
  const scope = `${time.slice(0, 8)}/${region}/codeartifact/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', time, scope, sha256(canonical)].join('\n');
  const signature = hmac(
    scope.split('/').reduce<string | Buffer>(hmac, `AWS4${process.env.AWS_SECRET_ACCESS_KEY}`),
    text,
  );
  const authorization =
    `AWS4-HMAC-SHA256 Credential=${process.env.AWS_ACCESS_KEY_ID}/${scope}, ` +
    `SignedHeaders=${names.join(';')}, Signature=${signature.toString('hex')}`;
  return JSON.parse(
    await send(`${endpoint}${path}?${canonicalQuery}`, {
      method: 'POST',
      headers: { ...headers, authorization },
      body,
    }),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

interface Message {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

function send(url: string, { method, headers, body }: Message): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } };
    const request = (url.startsWith('https:') ? httpsRequest : httpRequest)(url, options, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => (response.statusCode === 200 ? resolve(text) : reject(new Error(text))));
    });
    request.on('error', reject).end(body);
  });
}
