import {
  type CodeartifactClient,
  DisposePackageVersionsCommand,
  ListPackageVersionsCommand,
  type DisposePackageVersionsCommandInput,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact, type StartedCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;
let vary: StartedCodeArtifact['vary'];

beforeEach(async () => {
  ({ service, client, vary } = await startCodeArtifact(['1.0.0', '2.0.0', '3.0.0']));
});

async function dispose(versions: string[], input: Partial<DisposePackageVersionsCommandInput> = {}) {
  const answer = await client.send(new DisposePackageVersionsCommand({ ...leftPad, versions, ...input }));
  return { successful: answer.successfulVersions, failed: answer.failedVersions };
}

const status = (version: string) => service.registry.version(leftPad, version)?.status;
const revision = (version: string) => service.registry.version(leftPad, version)!.revision;

describe('DisposePackageVersions', () => {
  test('DisposePackageVersions deletes the assets, keeps the record and its revision, and answers with both maps', async () => {
    const before = revision('1.0.0');
    expect(await dispose(['1.0.0'])).toEqual({
      successful: { '1.0.0': { revision: before, status: 'Disposed' } },
      failed: {},
    });
    expect(service.registry.version(leftPad, '1.0.0')).toMatchObject({ status: 'Disposed', assets: [] });
    expect(status('2.0.0')).toBe('Published');
  });

  test.each(['Published', 'Unlisted', 'Archived', 'Unfinished'] as const)(
    'DisposePackageVersions disposes a version that is %s',
    async (was) => {
      service.registry.setStatus(leftPad, '1.0.0', was);
      expect((await dispose(['1.0.0'])).failed).toEqual({});
      expect(status('1.0.0')).toBe('Disposed');
    },
  );

  test('DisposePackageVersions disposes all or nothing: a version that did not fail itself is SKIPPED', async () => {
    const before = service.registry.snapshot();
    expect(await dispose(['1.0.0', '9.9.9', '2.0.0'])).toEqual({
      successful: {},
      failed: {
        '1.0.0': { errorCode: 'SKIPPED', errorMessage: 'version 1.0.0 is skipped' },
        '9.9.9': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 9.9.9' },
        '2.0.0': { errorCode: 'SKIPPED', errorMessage: 'version 2.0.0 is skipped' },
      },
    });
    expect(service.registry.snapshot()).toEqual(before);
  });

  test('DisposePackageVersions disposes the versions that it can where batches are partial', async () => {
    vary({ batch: 'partial' });
    const { successful, failed } = await dispose(['1.0.0', '9.9.9', '2.0.0']);
    expect(Object.keys(successful ?? {})).toEqual(['1.0.0', '2.0.0']);
    expect(Object.keys(failed ?? {})).toEqual(['9.9.9']);
    expect([status('1.0.0'), status('2.0.0'), status('3.0.0')]).toEqual(['Disposed', 'Disposed', 'Published']);
  });

  test('DisposePackageVersions refuses another revision than expected, in the words of the service', async () => {
    const { failed } = await dispose(['1.0.0'], { versionRevisions: { '1.0.0': 'stale' } });
    expect(failed).toEqual({
      '1.0.0': {
        errorCode: 'MISMATCHED_REVISION',
        errorMessage: `current revision: ${revision('1.0.0')}, expected revision: stale`,
      },
    });
    expect(status('1.0.0')).toBe('Published');
  });

  test('DisposePackageVersions refuses the revision of a version that was republished since', async () => {
    const seen = revision('1.0.0');
    service.registry.republish(leftPad, '1.0.0');
    const { failed } = await dispose(['1.0.0'], { versionRevisions: { '1.0.0': seen } });
    expect(failed).toMatchObject({ '1.0.0': { errorCode: 'MISMATCHED_REVISION' } });
  });

  test('DisposePackageVersions disposes a version of the expected revision and status', async () => {
    const versionRevisions = { '1.0.0': revision('1.0.0') };
    expect((await dispose(['1.0.0'], { versionRevisions, expectedStatus: 'Published' })).failed).toEqual({});
    expect(status('1.0.0')).toBe('Disposed');
  });

  test('DisposePackageVersions refuses another status than expected, in the words of the service', async () => {
    const { failed } = await dispose(['1.0.0'], { expectedStatus: 'Archived' });
    expect(failed).toEqual({
      '1.0.0': {
        errorCode: 'MISMATCHED_STATUS',
        errorMessage: 'current status: Published, expected status: Archived',
      },
    });
  });

  test('DisposePackageVersions finds no version that has been deleted', async () => {
    service.registry.delete(leftPad, '1.0.0');
    expect((await dispose(['1.0.0'])).failed).toMatchObject({ '1.0.0': { errorCode: 'NOT_FOUND' } });
    service.registry.setStatus(leftPad, '2.0.0', 'Deleted');
    expect((await dispose(['2.0.0'])).failed).toMatchObject({ '2.0.0': { errorCode: 'NOT_FOUND' } });
  });

  test('DisposePackageVersions finds no version under a name that is not normalised, not even where a missing package is no error', async () => {
    service.registry.publish({ ...leftPad, format: 'pypi' }, '1.0.0');
    vary({ missingPackage: 'empty' });
    const { failed } = await dispose(['1.0.0'], { format: 'pypi', package: 'Left_Pad' });
    expect(failed).toMatchObject({ '1.0.0': { errorCode: 'NOT_FOUND' } });
  });

  test('DisposePackageVersions takes an empty list, for which the model has no minimum', async () => {
    expect(await dispose([])).toEqual({ successful: {}, failed: {} });
  });

  test('DisposePackageVersions answers a version called __proto__ with its own entry', async () => {
    const name = '__proto__';
    service.registry.publish(leftPad, name);
    const answers: unknown[] = [];
    service.faults.inject({ fault: 'rewrite', rewrite: (answer) => (answers.push(answer), answer) });
    await dispose([name]);
    expect(Object.keys((answers[0] as { successfulVersions: object }).successfulVersions)).toEqual([name]);
  });
});

describe('A question that the documentation leaves open', () => {
  test.each([
    ['success', {}, ['1.0.0', '2.0.0']],
    ['absent', {}, ['2.0.0']],
    ['NOT_ALLOWED', { '1.0.0': 'NOT_ALLOWED', '2.0.0': 'SKIPPED' }, []],
    ['MISMATCHED_STATUS', { '1.0.0': 'MISMATCHED_STATUS', '2.0.0': 'SKIPPED' }, []],
  ] as const)(
    'A version that is already Disposed is answered as the variant says: %s',
    async (disposedAgain, codes, disposed) => {
      service.registry.dispose(leftPad, '1.0.0');
      vary({ disposedAgain });
      const { successful, failed } = await dispose(['1.0.0', '2.0.0']);
      const failures = Object.entries(failed ?? {}).map(([version, { errorCode }]) => [version, errorCode]);
      expect(Object.fromEntries(failures)).toEqual(codes);
      expect(Object.keys(successful ?? {})).toEqual(disposed);
    },
  );

  test('A Disposed version that was expected to be Published mismatches, whatever the variant', async () => {
    service.registry.dispose(leftPad, '1.0.0');
    vary({ disposedAgain: 'success' });
    const { failed } = await dispose(['1.0.0'], { expectedStatus: 'Published' });
    expect(failed).toMatchObject({ '1.0.0': { errorCode: 'MISMATCHED_STATUS' } });
  });

  test('An Unfinished version is refused where the variant says so', async () => {
    service.registry.setStatus(leftPad, '1.0.0', 'Unfinished');
    vary({ unfinished: 'NOT_ALLOWED' });
    expect((await dispose(['1.0.0'])).failed).toMatchObject({ '1.0.0': { errorCode: 'NOT_ALLOWED' } });
    expect(status('1.0.0')).toBe('Unfinished');
  });

  test('A disposal changes the revision where the variant says so', async () => {
    const before = revision('1.0.0');
    vary({ revisionAfterDisposal: 'changed' });
    const { successful } = await dispose(['1.0.0'], { versionRevisions: { '1.0.0': before } });
    expect(successful?.['1.0.0']?.revision).toBe(revision('1.0.0'));
    expect(revision('1.0.0')).not.toBe(before);
  });

  test.each(['MISMATCHED_REVISION', 'MISMATCHED_STATUS'] as const)(
    'A mismatch of both is answered as %s where the variant says so',
    async (precedence) => {
      vary({ precedence });
      const input = { versionRevisions: { '1.0.0': 'stale' }, expectedStatus: 'Archived' } as const;
      expect((await dispose(['1.0.0'], input)).failed).toMatchObject({ '1.0.0': { errorCode: precedence } });
    },
  );

  test.each([
    ['a version has no revision', ['1.0.0', '2.0.0']],
    ['a revision has no version', []],
  ])('The map versionRevisions must match versions exactly, unless lenient: %s', async (_, versions) => {
    const input = { versionRevisions: { '1.0.0': revision('1.0.0') } };
    await expect(dispose(versions, input)).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
    });
    vary({ versionRevisions: 'lenient' });
    expect(Object.keys((await dispose(versions, input)).successful ?? {})).toEqual(versions);
  });

  test('A version named twice is answered once, or is a ValidationException', async () => {
    vary({ duplicateVersions: 'ValidationException' });
    await expect(dispose(['1.0.0', '1.0.0'])).rejects.toMatchObject({ name: 'ValidationException' });
    vary({ duplicateVersions: 'once' });
    expect(Object.keys((await dispose(['1.0.0', '1.0.0'])).successful ?? {})).toEqual(['1.0.0']);
  });

  test('An expected status of Deleted mismatches, or is a ValidationException', async () => {
    const deleted = () => dispose(['1.0.0'], { expectedStatus: 'Deleted' });
    expect((await deleted()).failed).toMatchObject({ '1.0.0': { errorCode: 'MISMATCHED_STATUS' } });
    vary({ expectedStatusDeleted: 'ValidationException' });
    await expect(deleted()).rejects.toMatchObject({ name: 'ValidationException' });
  });

  test('Empty maps are absent where the variant says so', async () => {
    vary({ emptyMaps: 'absent' });
    expect((await dispose(['1.0.0'])).failed).toBeUndefined();
    expect((await dispose(['9.9.9'])).successful).toBeUndefined();
  });

  test('Optional members are left out where the variant says so', async () => {
    vary({
      omit: [
        'SuccessfulPackageVersionInfo.revision',
        'SuccessfulPackageVersionInfo.status',
        'PackageVersionError.errorMessage',
        'PackageVersionSummary.revision',
        'ResourceNotFoundException.resourceType',
      ],
    });
    expect((await dispose(['1.0.0'])).successful).toEqual({ '1.0.0': {} });
    expect((await dispose(['9.9.9'])).failed).toEqual({ '9.9.9': { errorCode: 'NOT_FOUND' } });
    const { versions } = await client.send(new ListPackageVersionsCommand({ ...leftPad, status: 'Disposed' }));
    expect(versions).toMatchObject([{ version: '1.0.0', status: 'Disposed' }]);
    expect(versions?.[0]).not.toHaveProperty('revision');
    await expect(dispose(['1.0.0'], { package: 'other' })).rejects.toMatchObject({ resourceType: undefined });
  });

  test('Members without a value are null where the variant says so, and the client shows them as missing', async () => {
    const bodies: string[] = [];
    client.middlewareStack.add(
      (next) => async (args) => {
        const result = await next(args);
        const { body } = result.response as { body: AsyncIterable<Buffer> & { pipe?: unknown } };
        const chunks: Buffer[] = [];
        for await (const chunk of body) {
          chunks.push(chunk);
        }
        bodies.push(Buffer.concat(chunks).toString());
        return result;
      },
      { step: 'deserialize', priority: 'low' },
    );
    vary({ nullMembers: true });
    await client.send(new ListPackageVersionsCommand(leftPad)).catch(() => undefined);
    expect(JSON.parse(bodies[0]!)).toMatchObject({ namespace: null, nextToken: null });
  });
});
