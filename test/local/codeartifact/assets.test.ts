import { createHash } from 'node:crypto';
import {
  type CodeartifactClient,
  GetPackageVersionAssetCommand,
  GetPackageVersionReadmeCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionDependenciesCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import type { CodeArtifactService } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact, type StartedCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;
let vary: StartedCodeArtifact['vary'];

beforeEach(async () => {
  ({ service, client, vary } = await startCodeArtifact());
});

const version = { ...leftPad, packageVersion: '1.0.0' };
const read = async (asset: string, packageVersionRevision?: string) => {
  const answer = await client.send(new GetPackageVersionAssetCommand({ ...version, asset, packageVersionRevision }));
  return { ...answer, bytes: await answer.asset!.transformToByteArray() };
};
const list = async (name: typeof version | typeof tool = version) =>
  (await client.send(new ListPackageVersionAssetsCommand(name))).assets ?? [];
const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

describe('Assets', () => {
  test('An asset has the bytes whose four hashes the list shows', async () => {
    service.registry.publish(leftPad, '1.0.0', { assets: [{ name: 'package.tgz', size: 700_000 }] });
    const [asset] = await list();
    const { bytes, assetName, packageVersion, packageVersionRevision } = await read('package.tgz');
    expect(bytes).toHaveLength(700_000);
    expect(asset).toEqual({
      name: 'package.tgz',
      size: 700_000,
      hashes: {
        MD5: hash('md5', bytes),
        'SHA-1': hash('sha1', bytes),
        'SHA-256': hash('sha256', bytes),
        'SHA-512': hash('sha512', bytes),
      },
    });
    const { revision } = service.registry.version(leftPad, '1.0.0')!;
    expect([assetName, packageVersion, packageVersionRevision]).toEqual(['package.tgz', '1.0.0', revision]);
  });

  test('An asset is read by a call that names the revision it belongs to, and by no other', async () => {
    const { revision } = service.registry.publish(leftPad, '1.0.0');
    expect((await read('package.tgz', revision)).bytes).toHaveLength(1_024);
    service.registry.republish(leftPad, '1.0.0');
    await expect(read('package.tgz', revision)).rejects.toThrow('has the revision');
  });

  test.each([
    ['ResourceNotFoundException', 'ResourceNotFoundException'],
    ['ConflictException', 'ConflictException'],
  ] as const)(
    'An asset cannot be read if the version is Archived and the variant says %s',
    async (archivedAssets, name) => {
      service.registry.publish(leftPad, '1.0.0', { status: 'Archived' });
      vary({ archivedAssets });
      await expect(read('package.tgz')).rejects.toMatchObject({ name });
    },
  );

  test('An asset can be read if the version is Archived and the variant says so', async () => {
    service.registry.publish(leftPad, '1.0.0', { status: 'Archived' });
    vary({ archivedAssets: 'readable' });
    expect((await read('package.tgz')).bytes).toHaveLength(1_024);
  });

  test('An asset of a seed has the same bytes in each version', async () => {
    const assets = [
      { name: 'a', size: 10, seed: 'same' },
      { name: 'b', size: 10, seed: 'same' },
    ];
    service.registry.publish(leftPad, '1.0.0', { assets });
    const [a, b] = await list();
    expect(a!.hashes).toEqual(b!.hashes);
  });

  test('An asset is sent shorter, or cut off, where a fault says so', async () => {
    service.registry.publish(leftPad, '1.0.0');
    service.faults.inject({ fault: 'content', rewrite: (bytes) => bytes.subarray(1) });
    expect((await read('package.tgz')).bytes).toHaveLength(1_023);
    service.faults.inject({ fault: 'truncated', operation: 'GetPackageVersionAsset' });
    await expect(read('package.tgz')).rejects.toThrow('aborted');
  });
});

describe('Metadata', () => {
  test('GetPackageVersionReadme and ListPackageVersionDependencies answer what was published', async () => {
    const dependencies = [{ package: 'dep', dependencyType: 'regular', versionRequirement: '^1.0.0' }];
    service.registry.publish(leftPad, '1.0.0', { metadata: { readme: '# left-pad', dependencies } });
    const { readme } = await client.send(new GetPackageVersionReadmeCommand(version));
    expect(readme).toBe('# left-pad');
    const answer = await client.send(new ListPackageVersionDependenciesCommand(version));
    expect(answer.dependencies).toEqual(dependencies);
  });

  test('GetPackageVersionReadme of a version without one is an exception, or empty where the variant says so', async () => {
    service.registry.publish(leftPad, '1.0.0');
    const readme = () => client.send(new GetPackageVersionReadmeCommand(version));
    await expect(readme()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    vary({ missingReadme: 'empty' });
    expect((await readme()).readme).toBe('');
  });
});

const tool = {
  domain: 'my-domain',
  repository: 'my-repo',
  format: 'generic',
  namespace: 'tools',
  package: 'tool',
  packageVersion: '1.0.0',
} as const;
const publish = (assetName: string, text: string, { unfinished = false, assetSHA256 = '' } = {}) =>
  client.send(
    new PublishPackageVersionCommand({
      ...tool,
      assetName,
      assetContent: Buffer.from(text),
      assetSHA256: assetSHA256 || hash('sha256', Buffer.from(text)),
      unfinished,
    }),
  );

describe('Publishing', () => {
  beforeEach(() => service.registry.createRepository('my-domain', 'my-repo'));

  test('PublishPackageVersion leaves a version Unfinished until a call says that it is complete', async () => {
    expect((await publish('a.bin', 'a', { unfinished: true })).status).toBe('Unfinished');
    expect((await publish('b.bin', 'b')).status).toBe('Published');
    expect((await list(tool)).map(({ name, size }) => [name, size])).toEqual([
      ['a.bin', 1],
      ['b.bin', 1],
    ]);
  });

  test('PublishPackageVersion refuses bytes of another SHA-256 than the call names', async () => {
    await expect(publish('a.bin', 'a', { assetSHA256: '0'.repeat(64) })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(service.registry.version(tool, '1.0.0')).toBeUndefined();
  });

  test('PublishPackageVersion refuses a version that is published, and a package whose origin controls block it', async () => {
    await publish('a.bin', 'a');
    await expect(publish('b.bin', 'b')).rejects.toMatchObject({ name: 'ConflictException' });
    service.registry.delete(tool, '1.0.0');
    service.registry.restrict(tool, { publish: 'BLOCK', upstream: 'ALLOW' });
    await expect(publish('a.bin', 'a')).rejects.toMatchObject({ name: 'ConflictException' });
  });

  test.each([
    ['publishOverDisposed', 'refused', 'dispose'],
    ['publishOverDeleted', 'refused', 'delete'],
  ] as const)('PublishPackageVersion follows the variant %s', async (variant, refused, change) => {
    await publish('a.bin', 'a');
    service.registry[change](tool, '1.0.0');
    vary({ [variant]: refused });
    await expect(publish('a.bin', 'a')).rejects.toMatchObject({ name: 'ConflictException' });
    vary({ [variant]: 'accepted' });
    expect((await publish('a.bin', 'a')).status).toBe('Published');
  });

  test.each(['changed', 'unchanged'] as const)(
    'PublishPackageVersion gives a restored version a revision that is %s',
    async (answer) => {
      vary({ revisionAfterRestore: answer });
      const { versionRevision: before } = await publish('a.bin', 'a');
      service.registry.delete(tool, '1.0.0');
      const { versionRevision: after } = await publish('a.bin', 'a');
      expect(after === before).toBe(answer === 'unchanged');
    },
  );
});
