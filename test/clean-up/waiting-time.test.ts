import type { ManifestEntry } from '../../declaration/manifest';
import { packageKeys, restoredKey } from '../../declaration/record-keys';
import { CleanUpFunction, type DeploymentOptions, RECORD_BUCKET } from './clean-up-function';

const DAY = 24 * 3_600;
const RECORD = { recordBucket: RECORD_BUCKET, recordKey: 'archived/Stack/Archived' };
const OWNER = '111122223333';

let cleanUp: CleanUpFunction;
let now: Date;

beforeEach(async () => {
  now = new Date('2026-01-01T12:00:00Z');
  cleanUp = await CleanUpFunction.start({}, () => now);
});

afterEach(() => cleanUp.stop());

function pass(days: number) {
  now = new Date(now.getTime() + days * DAY * 1_000);
}

const archive = (entries: readonly ManifestEntry[], options: DeploymentOptions = {}) =>
  cleanUp.deploy(entries, { action: 'archive', ...options, properties: { ...RECORD, ...options.properties } });
const dispose = (entries: readonly ManifestEntry[], options: DeploymentOptions = {}) =>
  cleanUp.deploy(entries, {
    ...options,
    properties: { ...RECORD, expectedStatus: 'Archived', waitingTime: String(30 * DAY) },
  });

/** Somebody restores a version and archives it again by hand; EventBridge has reported it already. */
function restoreAndArchive(name: string, version: string) {
  const coordinates = cleanUp.coordinates(name);
  cleanUp.codeArtifact.registry.setStatus(coordinates, version, 'Published');
  cleanUp.codeArtifact.registry.archive(coordinates, version);
  const keys = packageKeys({ ...coordinates, domainOwner: OWNER });
  cleanUp.s3.put(RECORD_BUCKET, restoredKey(keys, version), Buffer.from(''));
}

function statuses(...names: string[]) {
  return cleanUp.codeArtifact.registry
    .snapshot()
    .filter(({ package: name }) => names.includes(name))
    .map(({ status }) => status);
}

describe('A manifest with a waiting time', () => {
  test('A manifest with a waiting time disposes nothing if one version has to wait, and says until when', async () => {
    const first = cleanUp.publish('a', '1.0.0');
    const second = cleanUp.publish('b', '1.0.0');
    await archive(first);
    pass(20);
    await archive([...first, ...second]);
    pass(10);
    const { Reason } = await dispose([...first, ...second]);
    expect(Reason).toContain('1 of 2 versions');
    expect(Reason).toContain('npm b 1.0.0 WAITING_TIME: it was archived at 2026-01-21T12:00:00Z');
    expect(Reason).toContain('can be disposed from 2026-02-20T12:00:00Z on');
    expect(cleanUp.disposeCalls).toEqual([]);
  });

  test('A manifest with a waiting time does not dispose a version that was restored, and archived again, since the check', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    expect((await archive(entries)).Status).toBe('SUCCESS');
    pass(40);
    cleanUp.codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'ListPackageVersions',
      afterExecution: true,
      change: () => {
        // The check of the record follows the list: the check sees nothing of what comes after both.
        cleanUp.s3.observe = ({ operation }, when) => {
          if (operation === 'PutObject' && when === 'after') {
            cleanUp.s3.observe = undefined;
            pass(1);
            restoreAndArchive('a', '1.0.0');
          }
        };
      },
    });
    const { Reason } = await dispose(entries);
    expect(Reason).toContain('1.0.0 RESTORED');
    expect(statuses('a')).toEqual(['Archived']);
  });

  test('A manifest with a waiting time does not dispose a version that was restored, and archived again, between two runs', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    await archive(entries);
    pass(30);
    cleanUp.codeArtifact.faults.inject({ fault: 'no-answer', operation: 'DisposePackageVersions', times: 1 });
    let runs = 0;
    const beforeRun = () => {
      // The start, and the run whose call has no answer, come first.
      if (++runs === 3) {
        restoreAndArchive('a', '1.0.0');
      }
    };

    const { Reason } = await dispose(entries, { time: 2_000, beforeRun });

    expect(Reason).toContain('npm a 1.0.0 RESTORED');
    expect(statuses('a')).toEqual(['Archived']);
  });

  test('A manifest with a waiting time disposes nothing if the record cannot be read', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    await archive(entries);
    pass(40);
    cleanUp.s3.faults.inject({ fault: 'internal-error', key: /\/by\//, times: 20 });
    const { Reason } = await dispose(entries);
    expect(Reason).toContain(
      'the record of when versions of npm a in my-domain/my-repo were archived could not be read',
    );
    expect(cleanUp.disposeCalls).toEqual([]);
  });

  test('The function of a manifest that archives serves no resource that disposes', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    const { Reason } = await archive(entries, { resourceType: 'Custom::CodeArtifactDisposedPackages' });
    expect(Reason).toContain('ResourceType must be Custom::CodeArtifactArchivedPackages');
    expect(statuses('a')).toEqual(['Published']);
  });
});

describe('The time of a manifest that archives', () => {
  test('The time of a manifest that archives in two runs is known', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    cleanUp.codeArtifact.faults.inject({ fault: 'no-answer', operation: 'UpdatePackageVersionsStatus', times: 1 });
    const { Status, Data } = await archive(entries, { requestType: 'Create', time: 2_000 });
    expect([Status, Data?.['ArchivedAt']]).toEqual(['SUCCESS', now.toISOString()]);
  });

  test('The time of a manifest that archives is not known if that of one version is not', async () => {
    const entries = [...cleanUp.publish('a', '1.0.0'), ...cleanUp.publish('b', '1.0.0')];
    cleanUp.codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'UpdatePackageVersionsStatus',
      when: ({ query }) => query.package === 'a',
      afterExecution: true,
      change: () => restoreAndArchive('a', '1.0.0'),
    });
    // Four packages are worked on at once, and those of a slow call end last.
    cleanUp.codeArtifact.faults.inject({
      fault: 'slow',
      operation: 'UpdatePackageVersionsStatus',
      when: ({ query }) => query.package === 'b',
      delay: 300,
    });
    const { Status, Data } = await archive(entries, { requestType: 'Create' });
    expect([Status, Data?.['ArchivedAt']]).toEqual(['SUCCESS', '']);
  });

  test('The time of a manifest that was removed counts for no disposal', async () => {
    const entries = cleanUp.publish('a', '1.0.0');
    await archive(entries, { requestType: 'Create' });
    await archive(entries, { requestType: 'Delete' });
    pass(30);
    expect((await dispose(entries)).Reason).toContain('npm a 1.0.0 UNKNOWN_ARCHIVE_TIME');
    expect(statuses('a')).toEqual(['Archived']);
  });
});
