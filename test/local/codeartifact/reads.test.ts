import {
  type CodeartifactClient,
  DescribePackageVersionCommand,
  DescribeRepositoryCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
  ListRepositoriesInDomainCommand,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact, type StartedCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;
let vary: StartedCodeArtifact['vary'];
let publish: StartedCodeArtifact['publish'];

beforeEach(async () => {
  ({ service, client, vary, publish } = await startCodeArtifact());
});

describe('A read', () => {
  test('DescribePackageVersion adds the time of publication, of a Disposed version too', async () => {
    const publishedTime = new Date('2020-10-14T11:06:10.370Z');
    const name = { ...leftPad, namespace: 'my-scope' };
    service.registry.publish(name, '1.0.0', { publishedTime });
    service.registry.dispose(name, '1.0.0');
    const { packageVersion } = await client.send(
      new DescribePackageVersionCommand({ ...name, packageVersion: '1.0.0' }),
    );
    expect(packageVersion).toMatchObject({
      displayName: '@my-scope/left-pad',
      packageName: 'left-pad',
      version: '1.0.0',
      status: 'Disposed',
      publishedTime,
    });
  });

  test('ListPackageVersionAssets shows sizes in bytes, in pages', async () => {
    service.registry.publish(leftPad, '1.0.0', {
      assets: [
        { name: 'b', size: 2 },
        { name: 'a', size: 1 },
      ],
    });
    const command = { ...leftPad, packageVersion: '1.0.0', maxResults: 1 };
    const first = await client.send(new ListPackageVersionAssetsCommand(command));
    expect(first.assets).toMatchObject([{ name: 'a', size: 1, hashes: { 'SHA-256': expect.any(String) as string } }]);
    const { nextToken } = first;
    const second = await client.send(new ListPackageVersionAssetsCommand({ ...command, nextToken }));
    expect(second.assets).toMatchObject([{ name: 'b', size: 2 }]);
    expect(second.nextToken).toBeUndefined();
  });

  test('ListPackageVersionAssets of a Disposed version is empty, or an exception where the variant says so', async () => {
    publish('1.0.0');
    service.registry.dispose(leftPad, '1.0.0');
    const assets = () => client.send(new ListPackageVersionAssetsCommand({ ...leftPad, packageVersion: '1.0.0' }));
    expect((await assets()).assets).toEqual([]);
    vary({ assetsOfDisposed: 'ResourceNotFoundException' });
    await expect(assets()).rejects.toMatchObject({ resourceType: 'asset' });
  });

  test('ListPackages filters by format and by prefixes of namespace and name', async () => {
    publish('1.0.0');
    service.registry.publish({ ...leftPad, namespace: 'my-scope', package: 'right-pad' }, '1.0.0');
    service.registry.publish({ ...leftPad, format: 'pypi', package: 'left' }, '1.0.0');
    const names = async (filter: object) => {
      const { packages } = await client.send(new ListPackagesCommand({ ...leftPad, format: undefined, ...filter }));
      return packages?.map((pkg) => [pkg.format, pkg.namespace, pkg.package]);
    };
    const [pad, scoped, python] = [
      ['npm', undefined, 'left-pad'],
      ['npm', 'my-scope', 'right-pad'],
      ['pypi', undefined, 'left'],
    ];
    expect(await names({})).toEqual([pad, scoped, python]);
    expect(await names({ format: 'npm' })).toEqual([pad, scoped]);
    expect(await names({ namespace: 'my' })).toEqual([scoped]);
    expect(await names({ packagePrefix: 'left' })).toEqual([pad, python]);
    expect(await names({ maxResults: 2 })).toEqual([pad, scoped]);
  });

  test('DescribeRepository shows upstreams in order, and the external connection with its format', async () => {
    service.registry.createRepository('my-domain', 'npm-store', { externalConnections: ['public:npmjs'] });
    service.registry.createRepository('my-domain', 'shared');
    service.registry.createRepository('my-domain', 'my-repo', { upstreams: ['shared', 'npm-store'] });
    const describe = async (repository: string) =>
      (await client.send(new DescribeRepositoryCommand({ domain: 'my-domain', repository }))).repository;
    expect(await describe('my-repo')).toMatchObject({
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:repository/my-domain/my-repo',
      upstreams: [{ repositoryName: 'shared' }, { repositoryName: 'npm-store' }],
      externalConnections: [],
    });
    expect(await describe('npm-store')).toMatchObject({
      externalConnections: [{ externalConnectionName: 'public:npmjs', packageFormat: 'npm', status: 'Available' }],
    });
  });

  test('ListRepositoriesInDomain shows the repositories by name, in pages, by prefix and by administrator', async () => {
    ['npm-store', 'my-repo', 'shared'].forEach((name) => service.registry.createRepository('my-domain', name));
    service.registry.createRepository('my-domain', 'theirs', { administratorAccount: '444455556666' });
    const list = (filter: object) =>
      client.send(new ListRepositoriesInDomainCommand({ domain: 'my-domain', ...filter }));
    const names = async (filter: object) => (await list(filter)).repositories?.map(({ name }) => name);
    expect(await names({})).toEqual(['my-repo', 'npm-store', 'shared', 'theirs']);
    expect(await names({ repositoryPrefix: 'npm' })).toEqual(['npm-store']);
    expect(await names({ administratorAccount: '444455556666' })).toEqual(['theirs']);
    const { repositories, nextToken } = await list({ maxResults: 3 });
    expect(repositories?.[0]).toMatchObject({
      arn: 'arn:aws:codeartifact:us-east-1:111122223333:repository/my-domain/my-repo',
      domainOwner: '111122223333',
    });
    expect(await names({ maxResults: 3, nextToken })).toEqual(['theirs']);
    await expect(list({ domain: 'absent' })).rejects.toMatchObject({ resourceType: 'domain' });
  });

  test('ListPackages shows and filters by origin controls', async () => {
    publish('1.0.0');
    service.registry.publish({ ...leftPad, package: 'right-pad' }, '1.0.0');
    service.registry.restrict(leftPad, { publish: 'ALLOW', upstream: 'BLOCK' });
    const list = async (filter: object) => {
      const command = new ListPackagesCommand({ domain: 'my-domain', repository: leftPad.repository, ...filter });
      return (await client.send(command)).packages;
    };
    expect(await list({ upstream: 'BLOCK' })).toMatchObject([
      { package: 'left-pad', originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } } },
    ]);
    expect(await list({ upstream: 'ALLOW' })).toMatchObject([{ package: 'right-pad' }]);
  });

  test('Reads show no package of an upstream', async () => {
    service.registry.publish({ ...leftPad, repository: 'shared' }, '1.0.0');
    service.registry.createRepository('my-domain', 'my-repo', { upstreams: ['shared'] });
    const list = client.send(new ListPackageVersionsCommand(leftPad));
    await expect(list).rejects.toMatchObject({ resourceType: 'package' });
  });
});
