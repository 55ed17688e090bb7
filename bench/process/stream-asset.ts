import { once } from 'node:events';
import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { ColdCopies } from '../../codeartifact/cold-copies';
import { environmentCredentials } from '../../codeartifact/codeartifact';
import { ObjectStore } from '../../codeartifact/object-store';
import { PackageVersionContents } from '../../codeartifact/package-version-contents';
import type { Package } from '../../declaration/declaration';
import { copyAsset } from '../../lambda/versions/copy-asset';

/** One asset to copy, and how. */
export interface StreamJob {
  readonly mode: 'plain' | 'library';
  readonly package: Package;
  readonly version: string;
  readonly revision: string;
  readonly asset: { readonly name: string; readonly size: number; readonly sha256: string };
  readonly bucket: string;
}

/** Seconds by the clock, and by the processor. */
export interface StreamResult {
  readonly seconds: number;
  readonly cpu: number;
}

/** Enough of a signature for services that do not verify any. */
const AUTHORIZATION = 'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/codeartifact/aws4_request';

const COPIES: Readonly<Record<StreamJob['mode'], (job: StreamJob) => Promise<unknown>>> = {
  library: async ({ package: pkg, version, revision, asset, bucket }) => {
    const contents = new PackageVersionContents();
    const store = new ObjectStore({ region: 'us-east-1', credentials: environmentCredentials });
    const copies = new ColdCopies(store, { bucket, prefix: '' });
    const open = (signal: AbortSignal) =>
      contents.openAsset({ package: pkg, version }, { asset: asset.name, revision }, signal);
    return copyAsset({ asset, copies, store, open }, new AbortController().signal);
  },
  plain: async ({ package: { domain, repository, format, namespace = '', package: name }, version, asset, bucket }) => {
    const names = { domain, repository, format, namespace, package: name, version, asset: asset.name };
    const source = await answerOf(
      request(
        `${process.env['AWS_ENDPOINT_URL_CODEARTIFACT']}/v1/package/version/asset?${new URLSearchParams(names).toString()}`,
        {
          headers: { authorization: AUTHORIZATION },
        },
      ).end(),
    );
    const target = request(`${process.env['AWS_ENDPOINT_URL_S3']}/${bucket}/${asset.name}`, {
      method: 'PUT',
      headers: { 'content-length': asset.size },
    });
    const answer = answerOf(target);
    await pipeline(source, target);
    (await answer).resume();
  },
};

/** @throws Error if the service refuses the request */
async function answerOf(sent: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  if (answer.statusCode !== 200) {
    throw new Error(`${sent.method} ${sent.path} must be answered with 200; got ${answer.statusCode}.`);
  }
  return answer;
}

async function main(): Promise<void> {
  const job = JSON.parse(process.argv[2] ?? '') as StreamJob;
  const cpu = process.cpuUsage();
  const started = performance.now();
  await COPIES[job.mode](job);
  const { user, system } = process.cpuUsage(cpu);
  const result: StreamResult = { seconds: (performance.now() - started) / 1000, cpu: (user + system) / 1_000_000 };
  process.stdout.write(JSON.stringify(result), () => process.exit(0));
}

void main();
