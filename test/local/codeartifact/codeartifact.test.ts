import {
  type CodeartifactClient,
  DescribePackageVersionCommand,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
  paginateListPackageVersions,
  type ListPackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService, packageArn, type PackageCoordinates } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact, type StartedCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;
let vary: StartedCodeArtifact['vary'];
let publish: StartedCodeArtifact['publish'];

beforeEach(async () => {
  ({ service, client, vary, publish } = await startCodeArtifact());
});

const list = (input: Partial<ListPackageVersionsCommandInput> = {}) =>
  client.send(new ListPackageVersionsCommand({ ...leftPad, ...input }));

async function pages(input: Partial<ListPackageVersionsCommandInput> = {}): Promise<(string | undefined)[][]> {
  const all: (string | undefined)[][] = [];
  for await (const page of paginateListPackageVersions({ client }, { ...leftPad, ...input })) {
    all.push((page.versions ?? []).map(({ version }) => version));
  }
  return all;
}

describe('ListPackageVersions', () => {
  test('ListPackageVersions names the package and shows version, revision, status and origin of each version, and no more', async () => {
    const { revision } = service.registry.publish({ ...leftPad, namespace: 'my-scope' }, '1.0.0');
    const { $metadata, ...answer } = await list({ namespace: 'my-scope' });
    expect(answer).toEqual({
      defaultDisplayVersion: '1.0.0',
      format: 'npm',
      namespace: 'my-scope',
      package: 'left-pad',
      versions: [
        {
          version: '1.0.0',
          revision,
          status: 'Published',
          origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'my-repo' } },
        },
      ],
    });
    expect($metadata.httpStatusCode).toBe(200);
    expect($metadata.requestId).toBe(service.calls[0]?.requestId);
  });

  test('ListPackageVersions returns versions of every status unless it is filtered', async () => {
    publish('1.0.0', '2.0.0', '3.0.0');
    service.registry.archive(leftPad, '2.0.0');
    service.registry.dispose(leftPad, '3.0.0');
    expect((await list()).versions?.map(({ status }) => status)).toEqual(['Published', 'Archived', 'Disposed']);
    expect((await list({ status: 'Disposed' })).versions?.map(({ version }) => version)).toEqual(['3.0.0']);
  });

  test('ListPackageVersions leaves archived versions out of the unfiltered list where the variant says so', async () => {
    publish('1.0.0', '2.0.0');
    service.registry.archive(leftPad, '2.0.0');
    vary({ unfilteredList: 'without-archived' });
    expect(await pages()).toEqual([['1.0.0']]);
    expect(await pages({ status: 'Archived' })).toEqual([['2.0.0']]);
  });

  test('ListPackageVersions filters by origin type', async () => {
    service.registry.publish(leftPad, '1.0.0', { origin: { originType: 'EXTERNAL' } });
    publish('2.0.0');
    expect(await pages({ originType: 'EXTERNAL' })).toEqual([['1.0.0']]);
  });

  test('ListPackageVersions shows a record of the status Deleted as such, where there is one', async () => {
    publish('1.0.0');
    service.registry.setStatus(leftPad, '1.0.0', 'Deleted');
    expect((await list()).versions?.[0]?.status).toBe('Deleted');
  });

  test('ListPackageVersions no longer shows a version that was deleted', async () => {
    publish('1.0.0', '2.0.0');
    service.registry.delete(leftPad, '1.0.0');
    expect(await pages()).toEqual([['2.0.0']]);
  });

  test.each([
    ['version-ascending', undefined, ['10.0.0', '9.0.0', 'a']],
    ['version-descending', undefined, ['a', '9.0.0', '10.0.0']],
    ['publication', undefined, ['9.0.0', '10.0.0', 'a']],
    ['version-ascending', 'PUBLISHED_TIME', ['a', '10.0.0', '9.0.0']],
  ] as const)('ListPackageVersions lists in the order %s, sortBy %s', async (listOrder, sortBy, expected) => {
    publish('9.0.0', '10.0.0', 'a');
    vary({ listOrder });
    expect(await pages({ sortBy })).toEqual([expected]);
    expect(await pages({ sortBy, maxResults: 1 })).toEqual(expected.map((version) => [version]));
  });

  test('ListPackageVersions lists versions that were published at the same time once each, the later publication first', async () => {
    for (const version of ['b', 'a', 'c']) {
      service.registry.publish(leftPad, version, { publishedTime: new Date(0) });
    }
    expect(await pages({ sortBy: 'PUBLISHED_TIME', maxResults: 1 })).toEqual([['c'], ['a'], ['b']]);
  });

  test('ListPackageVersions shows a version that was published after the last list', async () => {
    publish('1.0.0');
    expect(await pages()).toEqual([['1.0.0']]);
    publish('2.0.0');
    expect(await pages()).toEqual([['1.0.0', '2.0.0']]);
  });

  test('ListPackageVersions returns pages of 50 versions by default', async () => {
    publish(...Array.from({ length: 101 }, (_, index) => `1.0.${index}`));
    expect((await pages()).map((page) => page.length)).toEqual([50, 50, 1]);
  });

  test('ListPackageVersions sends no token with a last page that is exactly full', async () => {
    publish('1', '2', '3', '4');
    expect((await pages({ maxResults: 2 })).map((page) => page.length)).toEqual([2, 2]);
  });

  test('ListPackageVersions lists 10,000 versions once each, 1000 a page', async () => {
    const versions = Array.from({ length: 10_000 }, (_, index) => `1.0.${index}`);
    publish(...versions);
    const listed = await pages({ maxResults: 1000 });
    expect(listed.map((page) => page.length)).toEqual(Array.from({ length: 10 }, () => 1000));
    expect(new Set(listed.flat())).toEqual(new Set(versions));
  });

  test('ListPackageVersions goes on after the last version of a page even if that version was deleted meanwhile', async () => {
    publish('1', '2', '3', '4');
    const first = await list({ maxResults: 2 });
    service.registry.delete(leftPad, '2');
    const second = await list({ maxResults: 2, nextToken: first.nextToken });
    expect(second.versions?.map(({ version }) => version)).toEqual(['3', '4']);
  });

  test('ListPackageVersions sends shorter pages than asked for, or empty ones with a token, where the variant says so', async () => {
    publish('1', '2', '3', '4');
    vary({ pages: 'short' });
    expect(await pages({ maxResults: 3 })).toEqual([['1'], ['2'], ['3'], ['4']]);
    vary({ pages: 'empty' });
    expect(await pages({ maxResults: 2 })).toEqual([[], ['1', '2'], [], ['3', '4']]);
  });

  test('ListPackageVersions rejects a token that was made up, or made for another list', async () => {
    publish('1', '2');
    const { nextToken } = await list({ maxResults: 1 });
    await expect(list({ nextToken: 'bWFkZSB1cA' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ nextToken, status: 'Disposed' })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ nextToken })).resolves.toMatchObject({ versions: [{ version: '2' }] });
  });

  test('ListPackageVersions displays the npm version tagged latest, otherwise the newest Published one', async () => {
    publish('1.0.0', '2.0.0', '3.0.0');
    service.registry.archive(leftPad, '3.0.0');
    expect((await list()).defaultDisplayVersion).toBe('2.0.0');
    service.registry.tag(leftPad, 'latest', '1.0.0');
    expect((await list()).defaultDisplayVersion).toBe('1.0.0');
    service.registry.delete(leftPad, '1.0.0');
    expect((await list()).defaultDisplayVersion).toBe('2.0.0');
  });

  test('ListPackageVersions shows a change only after the time that stale reads last', async () => {
    publish('1.0.0');
    const before = (await list()).versions;
    vary({ staleReads: 60_000, revisionAfterDisposal: 'changed' });
    await client.send(new DisposePackageVersionsCommand({ ...leftPad, versions: ['1.0.0'] }));
    expect((await list()).versions).toEqual(before);
    vary({ staleReads: 0 });
    expect((await list()).versions?.[0]).toMatchObject({ status: 'Disposed' });
    expect((await list()).versions?.[0]?.revision).not.toBe(before?.[0]?.revision);
  });
});

describe('A resource that does not exist', () => {
  test.each<[string, Partial<PackageCoordinates> & { domainOwner?: string }]>([
    ['domain', { domain: 'other-domain' }],
    ['domain', { domainOwner: '999999999999' }],
    ['repository', { repository: 'other-repo' }],
    ['package', { package: 'other' }],
    ['package', { package: 'LEFT-PAD' }],
    ['package', { namespace: 'my-scope' }],
    ['package', { format: 'ruby' }],
  ])(
    'A resource that does not exist is a ResourceNotFoundException of the type %s for %j',
    async (resourceType, input) => {
      publish('1.0.0');
      const expected = { name: 'ResourceNotFoundException', resourceType, $metadata: { httpStatusCode: 404 } };
      await expect(list(input)).rejects.toMatchObject(expected);
      const dispose = client.send(new DisposePackageVersionsCommand({ ...leftPad, ...input, versions: ['1.0.0'] }));
      await expect(dispose).rejects.toMatchObject(expected);
    },
  );

  test('A version that does not exist is a package-version for describe, with the ARN of the package in front', async () => {
    publish('1.0.0');
    const describe = client.send(new DescribePackageVersionCommand({ ...leftPad, packageVersion: '2.0.0' }));
    await expect(describe).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'package-version',
      resourceId: `${packageArn(service, leftPad)}/2.0.0`,
    });
  });

  test('A package that does not exist is an empty list, and NOT_FOUND on disposal, where the variant says so', async () => {
    service.registry.createRepository('my-domain', 'my-repo');
    vary({ missingPackage: 'empty' });
    expect((await list()).versions).toEqual([]);
    const answer = await client.send(new DisposePackageVersionsCommand({ ...leftPad, versions: ['1.0.0'] }));
    expect(answer.failedVersions).toMatchObject({ '1.0.0': { errorCode: 'NOT_FOUND' } });
  });

  test('A package whose last version was deleted does not exist, unless packages are kept', async () => {
    publish('1.0.0');
    service.registry.delete(leftPad, '1.0.0');
    await expect(list()).rejects.toMatchObject({ resourceType: 'package' });
    vary({ packageWithoutVersions: 'kept' });
    expect((await list()).versions).toEqual([]);
  });
});

describe('A name', () => {
  test('Names of npm packages are told apart by scope and by case', async () => {
    service.registry.publish({ ...leftPad, namespace: 'a' }, '1.0.0');
    service.registry.publish({ ...leftPad, namespace: 'b' }, '2.0.0');
    service.registry.publish({ ...leftPad, package: 'Left-Pad' }, '3.0.0');
    expect(await pages({ namespace: 'b' })).toEqual([['2.0.0']]);
    expect(await pages({ package: 'Left-Pad' })).toEqual([['3.0.0']]);
  });

  test('Names are stored normalised, and a call must use the normalised name', async () => {
    service.registry.publish({ ...leftPad, format: 'pypi', package: 'My_Package.x' }, '1.0');
    service.registry.publish({ ...leftPad, format: 'nuget', package: 'Newtonsoft.Json' }, '12.0.03.0+build');
    expect(await pages({ format: 'pypi', package: 'my-package-x' })).toEqual([['1.0']]);
    expect(await pages({ format: 'nuget', package: 'newtonsoft.json' })).toEqual([['12.0.3']]);
    await expect(pages({ format: 'pypi', package: 'My_Package.x' })).rejects.toThrow('Package not found');
    await expect(pages({ format: 'nuget', package: 'Newtonsoft.Json' })).rejects.toThrow('Package not found');
  });

  test('Names of nuget are normalised by the service too where the variant says so, those of pypi never', async () => {
    service.registry.publish({ ...leftPad, format: 'pypi', package: 'my-package' }, '1.0');
    service.registry.publish({ ...leftPad, format: 'nuget', package: 'newtonsoft.json' }, '1.0.0');
    vary({ names: 'normalized' });
    expect(await pages({ format: 'nuget', package: 'Newtonsoft.Json' })).toEqual([['1.0.0']]);
    await expect(pages({ format: 'pypi', package: 'My_Package' })).rejects.toThrow('Package not found');
  });

  test.each(['__proto__', 'constructor', 'toString', 'ü&=+%', '1.0.0+build.5'])(
    'Names such as %s are stored like any other',
    async (hostile) => {
      const name = { ...leftPad, package: hostile };
      await expect(pages({ package: hostile })).rejects.toMatchObject({ resourceType: 'domain' });
      publish('1.0.0');
      await expect(pages({ package: hostile })).rejects.toMatchObject({ resourceType: 'package' });
      service.registry.publish(name, hostile);
      expect(await pages({ package: hostile })).toEqual([[hostile]]);
      await client.send(new DisposePackageVersionsCommand({ ...name, versions: [hostile] }));
      expect(service.registry.version(name, hostile)?.status).toBe('Disposed');
    },
  );
});
