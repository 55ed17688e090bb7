import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ManifestEntry, parseManifest } from '../../declaration/manifest';
import { cleanUpCommand, type CleanUpOptions } from '../../review/command/clean-up-command';
import { captureStderr } from '../review/command/captured-stderr';
import { ManifestArchiveAccount } from './manifest-account';

const LEFT_PAD = { format: 'npm', package: 'left-pad' } as const;
const POLICY = `domain: my-domain
domainOwner: '111122223333'
repositories: my-repo
rules:
  - select: { match: '*', status: Published }
    keep: { latest: 1 }
`;

let account: ManifestArchiveAccount;
let directory: string;
let stderr: string[];

beforeEach(async () => {
  account = await ManifestArchiveAccount.open();
  directory = mkdtempSync(join(tmpdir(), 'stages-'));
  writeFileSync(join(directory, 'clean-up.yaml'), POLICY);
  stderr = captureStderr();
});

afterEach(async () => {
  jest.restoreAllMocks();
  rmSync(directory, { recursive: true, force: true });
  await account.close();
});

/** What `declare` writes into the manifest. */
async function declare(options: Partial<CleanUpOptions> = {}): Promise<ManifestEntry[]> {
  await account.review(() =>
    cleanUpCommand(join(directory, 'clean-up.yaml'), {
      output: directory,
      region: 'us-east-1',
      concurrency: 4,
      maxListsPerSecond: 1_000,
      maxReadsPerSecond: 1_000,
      ...options,
    }),
  );
  const manifest = parseManifest(readFileSync(join(directory, 'my-repo.disposals')));
  return [...manifest.packages()].flatMap(({ format, package: name, versionRevisions }) =>
    [...versionRevisions].map(([version, revision]) => ({ format, package: name, version, revision })),
  );
}

const declareDisposal = () => declare({ stage: 'dispose', record: [account.recordLocation] });
const versionsOf = (entries: readonly ManifestEntry[]) => entries.map(({ version }) => version);

test('A policy is carried out in two steps: each week archives more, and disposes what has been archived for long enough', async () => {
  await account.publish(LEFT_PAD, '1.0.0', '1.1.0', '2.0.0');
  const first = await declare({ stage: 'archive' });
  expect(versionsOf(first)).toEqual(['1.0.0', '1.1.0']);
  await account.deploy({ archived: first });

  account.pass(20);
  await account.publish(LEFT_PAD, '3.0.0');
  const second = await declare({ stage: 'archive' });
  expect(versionsOf(second)).toEqual(['1.0.0', '1.1.0', '2.0.0']);
  expect(second).toEqual(expect.arrayContaining(first));
  expect(await declareDisposal()).toEqual([]);
  await account.deploy({ archived: second, disposed: [] });

  account.pass(10);
  const disposed = await declareDisposal();
  expect(disposed).toEqual(first);
  expect(stderr.join('')).toContain('kept: 1 archived for less than 30 days');
  expect((await account.deploy({ archived: second, disposed })).status).toBe('UPDATE_COMPLETE');
  expect(versionsOf(await declare({ stage: 'archive' }))).toEqual(['2.0.0']);
});

test('A version that somebody restored, or that no deployment has found archived, is not selected for its disposal', async () => {
  const all = await account.publish(LEFT_PAD, '1.0.0', '1.1.0', '1.2.0', '1.3.0', '2.0.0');
  const withoutOne = (await declare({ stage: 'archive' })).filter(({ version }) => version !== '1.2.0');
  await account.deploy({ archived: withoutOne });
  await account.setStatus(all[2]!, 'Archived');
  account.pass(10);
  await account.setStatus(all[0]!, 'Published');
  await account.setStatus(all[1]!, 'Unlisted');
  await account.setStatus(all[1]!, 'Archived');
  account.pass(30);
  expect(versionsOf(await declareDisposal())).toEqual(['1.3.0']);
  expect(stderr.join('')).toContain('kept: 1 restored since it was archived');
  expect(stderr.join('')).toContain('kept: 1 archived at a time that no deployment has recorded');
});

test.each<[string, Partial<CleanUpOptions>, string]>([
  ['a disposal without a record', { stage: 'dispose' }, '--stage dispose must be given with --record'],
  ['a record that is no URI', { stage: 'dispose', record: ['my-bucket'] }, 'got my-bucket.'],
  ['a record without a disposal', { stage: 'archive', record: ['s3://my-bucket/key'] }, 'got --stage archive.'],
  ['a waiting time without a stage', { waitingTime: 3 }, 'got no stage.'],
])('The command refuses %s', async (_, options, message) => {
  await expect(declare(options)).rejects.toThrow(message);
});

test('The command refuses a disposal by a policy that does not name the owner of the domain', async () => {
  writeFileSync(join(directory, 'clean-up.yaml'), POLICY.replace(/domainOwner.*\n/, ''));
  await expect(declare({ stage: 'dispose', record: ['s3://my-bucket/key'] })).rejects.toThrow(
    'domainOwner must be given',
  );
});
