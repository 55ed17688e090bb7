import { request } from 'node:http';
import {
  CodeartifactClient,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService, type CodeArtifactServiceOptions } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;

async function start(options: CodeArtifactServiceOptions = {}): Promise<void> {
  ({ service, client } = await startCodeArtifact(['1.0.0'], options));
}

const list = (input = {}) => client.send(new ListPackageVersionsCommand({ ...leftPad, ...input }));
const status = () => service.registry.version(leftPad, '1.0.0')?.status;

describe('The record of calls', () => {
  test('The record of calls has query, body, IAM action and package ARN of a call', async () => {
    await start({ account: '999999999999', region: 'eu-central-1' });
    const versionRevisions = { '1.0.0': 'stale' };
    const namespace = 'my-scope';
    service.registry.publish({ ...leftPad, namespace }, '1.0.0');
    await client.send(
      new DisposePackageVersionsCommand({ ...leftPad, namespace, versions: ['1.0.0'], versionRevisions }),
    );
    expect(service.callsOf('DisposePackageVersions')).toMatchObject([
      {
        query: { ...leftPad, namespace },
        body: { versions: ['1.0.0'], versionRevisions },
        action: 'codeartifact:DisposePackageVersions',
        resource: 'arn:aws:codeartifact:eu-central-1:999999999999:package/my-domain/my-repo/npm/my-scope/left-pad',
        region: 'eu-central-1',
        status: 200,
        executed: true,
      },
    ]);
    expect(service.callsOf('ListPackageVersions')).toEqual([]);
  });

  test('The record of calls has the ARN in the account of the domain owner that the call names', async () => {
    await start();
    await expect(list({ domainOwner: '999999999999' })).rejects.toThrow('Domain not found');
    expect(service.calls[0]?.resource).toContain(':999999999999:package/');
  });
});

describe('The protocol', () => {
  beforeEach(() => start());

  async function post(path: string, headers: Record<string, string>, body = '') {
    const [code, error] = await exchange(path, headers, body);
    return [code, error];
  }

  async function exchange(
    path: string,
    headers: Record<string, string>,
    body: string,
  ): Promise<[number, string, string]> {
    return new Promise((resolve, reject) => {
      const sent = request(service.endpoint + path, { method: 'POST', headers }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve([response.statusCode!, String(response.headers['x-amzn-errortype']), text]));
      });
      sent.on('error', reject).end(body);
    });
  }

  const signed = (serviceName: string) => ({
    authorization: `AWS4-HMAC-SHA256 Credential=local/20240101/us-east-1/${serviceName}/aws4_request, SignedHeaders=host, Signature=0`,
  });
  const path = `/v1/package/versions/dispose?${new URLSearchParams(leftPad).toString()}`;
  const body = JSON.stringify({ versions: ['1.0.0'] });

  test('A request that is unsigned, or signed for another service, is refused, and does nothing', async () => {
    expect(await post(path, {}, body)).toEqual([403, 'MissingAuthenticationTokenException']);
    expect(await post(path, signed('s3'), body)).toEqual([403, 'InvalidSignatureException']);
    expect(status()).toBe('Published');
    expect(await post(path, signed('codeartifact'), body)).toEqual([200, 'undefined']);
    expect(status()).toBe('Disposed');
  });

  test('An operation of another name is not known', async () => {
    expect(await post('/v1/domains', signed('codeartifact'))).toEqual([404, 'UnknownOperationException']);
  });

  test.each(['', '{', '[]', '{"versions":"1.0.0"}', '{"versions":[1]}', '{"versions":[],"versionRevisions":{"a":1}}'])(
    'The body %s cannot be parsed',
    async (malformed) => {
      const [code, error, text] = await exchange(path, signed('codeartifact'), malformed);
      expect([code, error, (JSON.parse(text) as { reason: string }).reason]).toEqual([
        400,
        'ValidationException',
        'CANNOT_PARSE',
      ]);
    },
  );

  test('The client finds the service through the environment variables', async () => {
    const before = { ...process.env };
    Object.assign(process.env, service.environment);
    const plain = new CodeartifactClient({});
    await plain.send(new ListPackageVersionsCommand(leftPad));
    plain.destroy();
    process.env = before;
    expect(service.calls).toHaveLength(1);
  });
});
