import {
  type CodeartifactClient,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
  type DisposePackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;

beforeEach(async () => {
  ({ service, client } = await startCodeArtifact(['1.0.0']));
});

// The compiler would not let most of these through.
const list = (input: object) => client.send(new ListPackageVersionsCommand({ ...leftPad, ...input }));
const dispose = (input: object) =>
  client.send(new DisposePackageVersionsCommand({ ...leftPad, ...input } as DisposePackageVersionsCommandInput));

const long = (length: number) => 'a'.repeat(length);
const manyVersions = (count: number) => Array.from({ length: count }, (_, index) => `1.0.${index}`);

describe('The rules of the service model', () => {
  test.each([
    ['domain', { domain: undefined }, 'Member must not be null'],
    ['domain', { domain: 'a' }, 'length greater than or equal to 2'],
    ['domain', { domain: long(51) }, 'length less than or equal to 50'],
    ['domain', { domain: 'my_domain' }, 'regular expression pattern: [a-z][a-z0-9-]{0,48}[a-z0-9]'],
    ['domainOwner', { domainOwner: '1234' }, 'length greater than or equal to 12'],
    ['domainOwner', { domainOwner: '11112222333x' }, 'regular expression pattern: [0-9]{12}'],
    ['repository', { repository: 'a' }, 'length greater than or equal to 2'],
    ['repository', { repository: long(101) }, 'length less than or equal to 100'],
    ['repository', { repository: '-repo' }, 'regular expression pattern'],
    ['format', { format: undefined }, 'Member must not be null'],
    ['format', { format: 'cpan' }, 'enum value set: [npm, pypi'],
    ['namespace', { namespace: 'a b' }, 'regular expression pattern: [^#/\\s]+'],
    ['namespace', { namespace: '' }, 'length greater than or equal to 1'],
    ['package', { package: undefined }, 'Member must not be null'],
    ['package', { package: '@scope/name' }, 'regular expression pattern'],
    ['package', { package: long(256) }, 'length less than or equal to 255'],
    ['status', { status: 'published' }, 'enum value set: [Published'],
    ['sortBy', { sortBy: 'VERSION' }, 'enum value set: [PUBLISHED_TIME]'],
    ['originType', { originType: 'internal' }, 'enum value set: [INTERNAL'],
    ['maxResults', { maxResults: 0 }, 'value greater than or equal to 1'],
    ['maxResults', { maxResults: 1001 }, 'value less than or equal to 1000'],
    ['nextToken', { nextToken: 'a b' }, 'regular expression pattern'],
  ])('A rule of the service model holds for %s of ListPackageVersions: %j', async (member, input, constraint) => {
    const answer = list(input);
    await expect(answer).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      $metadata: { httpStatusCode: 400 },
    });
    await expect(answer).rejects.toThrow(`at '${member}' failed to satisfy constraint: Member must`);
    await expect(answer).rejects.toThrow(constraint);
  });

  test.each([
    ['versions', { versions: undefined }, 'Member must not be null'],
    ['versions', { versions: manyVersions(101) }, 'length less than or equal to 100'],
    ['versions.2.member', { versions: ['1.0.0', '1/0'] }, 'regular expression pattern'],
    ['versions.1.member', { versions: [long(256)] }, 'length less than or equal to 255'],
    ['versions.1.member', { versions: [''] }, 'length greater than or equal to 1'],
    ['versionRevisions.1.0.0.member', { versionRevisions: { '1.0.0': long(51) } }, 'length less than or equal to 50'],
    ['versionRevisions.1.0.0.member', { versionRevisions: { '1.0.0': 'a b' } }, 'regular expression pattern: \\S+'],
    ['expectedStatus', { expectedStatus: 'archived' }, 'enum value set: [Published'],
  ])('A rule of the service model holds for %s of DisposePackageVersions', async (member, input, constraint) => {
    const answer = dispose({ versions: ['1.0.0'], ...input });
    await expect(answer).rejects.toMatchObject({ name: 'ValidationException', reason: 'FIELD_VALIDATION_FAILED' });
    await expect(answer).rejects.toThrow(`at '${member}' failed to satisfy constraint: Member must`);
    await expect(answer).rejects.toThrow(constraint);
    expect(service.registry.version(leftPad, '1.0.0')?.status).toBe('Published');
  });

  test('The service reports all broken rules at once', async () => {
    await expect(list({ format: 'cpan' })).rejects.toThrow(/^1 validation error detected: Value 'cpan' at 'format'/);
    await expect(list({ domain: 'a', maxResults: 0 })).rejects.toThrow(
      /^3 validation errors detected: .*'domain'.*; .*'domain'.*; .*'maxResults'/,
    );
  });

  test('The rules of the service model let the outermost values through', async () => {
    await expect(list({ maxResults: 1 })).resolves.toBeDefined();
    await expect(list({ maxResults: 1000 })).resolves.toBeDefined();
    await expect(list({ package: long(255), namespace: long(255) })).rejects.toThrow('Package not found');
    await expect(list({ domain: long(50) })).rejects.toThrow('Domain not found');
    await expect(list({ repository: long(100) })).rejects.toThrow('Repository not found');
    await expect(dispose({ versions: manyVersions(100) })).resolves.toHaveProperty('failedVersions');
  });

  test.each(['maven', 'generic', 'swift'])('The service model requires a namespace for %s', async (format) => {
    await expect(list({ format })).rejects.toMatchObject({ name: 'ValidationException' });
    await expect(list({ format, namespace: 'org.example' })).rejects.toThrow('Package not found');
  });

  test.each(['npm', 'pypi', 'nuget', 'ruby', 'cargo'])(
    'The service model requires no namespace for %s',
    async (format) => {
      await expect(list({ format, package: 'other' })).rejects.toThrow('Package not found');
    },
  );
});
