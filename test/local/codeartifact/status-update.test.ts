import {
  type CodeartifactClient,
  UpdatePackageVersionsStatusCommand,
  type UpdatePackageVersionsStatusCommandInput,
} from '@aws-sdk/client-codeartifact';
import { type CodeArtifactService } from '../../../local/codeartifact';
import { leftPad, startCodeArtifact, type StartedCodeArtifact } from '../fixtures/codeartifact';

let service: CodeArtifactService;
let client: CodeartifactClient;
let vary: StartedCodeArtifact['vary'];

beforeEach(async () => {
  ({ service, client, vary } = await startCodeArtifact(['1.0.0', '2.0.0', '3.0.0']));
});

async function update(versions: string[], input: Partial<UpdatePackageVersionsStatusCommandInput> = {}) {
  const command = new UpdatePackageVersionsStatusCommand({ ...leftPad, versions, targetStatus: 'Archived', ...input });
  const { successfulVersions, failedVersions } = await client.send(command);
  return { successful: successfulVersions, failed: failedVersions };
}

const status = (version: string) => service.registry.version(leftPad, version)?.status;
const revision = (version: string) => service.registry.version(leftPad, version)!.revision;

test.each(['Published', 'Unlisted', 'Unfinished'] as const)(
  'UpdatePackageVersionsStatus archives a version that is %s, and keeps its assets and its revision',
  async (was) => {
    service.registry.setStatus(leftPad, '1.0.0', was);
    const before = service.registry.version(leftPad, '1.0.0')!;
    expect(await update(['1.0.0'])).toEqual({
      successful: { '1.0.0': { revision: before.revision, status: 'Archived' } },
      failed: {},
    });
    const { revision: after, assets } = service.registry.version(leftPad, '1.0.0')!;
    expect({ after, assets }).toEqual({ after: before.revision, assets: before.assets });
  },
);

test('UpdatePackageVersionsStatus publishes an archived version again', async () => {
  service.registry.archive(leftPad, '1.0.0');
  await update(['1.0.0'], { targetStatus: 'Published' });
  expect(status('1.0.0')).toBe('Published');
});

test.each([
  ['all-or-nothing', 'SKIPPED', 'Published'],
  ['partial', undefined, 'Archived'],
] as const)(
  'A version that cannot change affects the others of its call as batches do: %s',
  async (batch, code, is) => {
    vary({ batch });
    const { failed } = await update(['1.0.0', '9.9.9']);
    expect(failed).toMatchObject({ '9.9.9': { errorCode: 'NOT_FOUND' } });
    expect(failed?.['1.0.0']?.errorCode).toBe(code);
    expect(status('1.0.0')).toBe(is);
  },
);

test('UpdatePackageVersionsStatus refuses another revision or status than expected', async () => {
  const { failed } = await update(['1.0.0'], { versionRevisions: { '1.0.0': 'stale' } });
  expect(failed).toMatchObject({ '1.0.0': { errorCode: 'MISMATCHED_REVISION' } });
  const other = await update(['1.0.0'], {
    versionRevisions: { '1.0.0': revision('1.0.0') },
    expectedStatus: 'Unlisted',
  });
  expect(other.failed).toMatchObject({ '1.0.0': { errorCode: 'MISMATCHED_STATUS' } });
  expect(status('1.0.0')).toBe('Published');
});

test('UpdatePackageVersionsStatus does not allow another status for a disposed version', async () => {
  service.registry.dispose(leftPad, '1.0.0');
  expect((await update(['1.0.0'])).failed).toMatchObject({ '1.0.0': { errorCode: 'NOT_ALLOWED' } });
  expect(status('1.0.0')).toBe('Disposed');
});

test.each([
  ['success', ['1.0.0'], []],
  ['absent', [], []],
  ['NOT_ALLOWED', [], ['1.0.0']],
] as const)(
  'A version that has the target status already is answered as the variant says: %s',
  async (sameStatus, successful, failed) => {
    service.registry.archive(leftPad, '1.0.0');
    vary({ sameStatus });
    const answer = await update(['1.0.0']);
    expect(Object.keys(answer.successful ?? {})).toEqual(successful);
    expect(Object.keys(answer.failed ?? {})).toEqual(failed);
  },
);

test('An Unfinished version is refused where the variant says so', async () => {
  service.registry.setStatus(leftPad, '1.0.0', 'Unfinished');
  vary({ unfinished: 'NOT_ALLOWED' });
  expect((await update(['1.0.0'])).failed).toMatchObject({ '1.0.0': { errorCode: 'NOT_ALLOWED' } });
});

test.each(['Disposed', 'Deleted', 'Unfinished', 'Other'] as const)(
  'UpdatePackageVersionsStatus takes no target status %s',
  async (targetStatus) => {
    await expect(update(['1.0.0'], { targetStatus: targetStatus as 'Disposed' })).rejects.toMatchObject({
      name: 'ValidationException',
    });
    expect(status('1.0.0')).toBe('Published');
  },
);

test('UpdatePackageVersionsStatus takes at most 100 versions, and needs a target status', async () => {
  const versions = Array.from({ length: 101 }, (_, n) => `1.0.${n}`);
  await expect(update(versions)).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(update(['1.0.0'], { targetStatus: undefined })).rejects.toMatchObject({ name: 'ValidationException' });
});
