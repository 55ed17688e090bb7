import { ArchiveDeployment, NOON } from './archive-deployment';
import { LEFT_PAD } from '../../fixtures/packages';

let stack: ArchiveDeployment;

beforeEach(async () => {
  stack = await ArchiveDeployment.start();
  stack.deployment.publish('1.0.0', '1.0.1', '2.0.0');
});

afterEach(() => stack.stop());

describe('A declaration that archives', () => {
  test('A declaration archives its versions and no other, each pinned to the listed revision', async () => {
    const answer = await stack.archive(['1.0.0', '1.0.1']);

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { ArchivedCount: '2', ArchivedAt: NOON.toISOString() } });
    expect(stack.statuses('1.0.0', '1.0.1', '2.0.0')).toEqual(['Archived', 'Archived', 'Published']);
    expect(stack.calls.map(({ body }) => body)).toEqual([
      {
        versions: ['1.0.0', '1.0.1'],
        versionRevisions: {
          '1.0.0': stack.deployment.revision('1.0.0'),
          '1.0.1': stack.deployment.revision('1.0.1'),
        },
        targetStatus: 'Archived',
      },
    ]);
    expect(stack.deployment.disposeCalls).toEqual([]);
  });

  test('Nothing is archived if one version does not exist', async () => {
    const { Status, Reason } = await stack.archive(['1.0.0', '9.9.9']);

    expect(Status).toBe('FAILED');
    expect(Reason).toContain('Nothing was archived: 1 of 2 versions');
    expect(Reason).toContain('9.9.9 NOT_FOUND');
    expect(stack.calls).toEqual([]);
  });

  test('Nothing is archived if one version has another revision than pinned', async () => {
    const { Reason } = await stack.archive(['1.0.0', '1.0.1'], { versionRevisions: { '1.0.1': 'reviewed' } });
    expect(Reason).toContain('1.0.1 MISMATCHED_REVISION');
    expect(stack.calls).toEqual([]);
  });

  test('A version that is disposed cannot be archived', async () => {
    stack.deployment.registry.dispose(LEFT_PAD, '1.0.0');
    const { Reason } = await stack.archive(['1.0.0', '1.0.1']);
    expect(Reason).toContain('1.0.0 NOT_ALLOWED: it is disposed, and a disposed version cannot be archived');
    expect(stack.statuses('1.0.1')).toEqual(['Published']);
  });

  test('A version that does not have the expected status refuses the declaration', async () => {
    const { Reason } = await stack.archive(['1.0.0'], { expectedStatus: 'Unlisted' });
    expect(Reason).toContain('1.0.0 MISMATCHED_STATUS: current status: Published, expected status: Unlisted');
  });

  test('A version that was archived by somebody else is left as it is, and its time begins with the first deployment that finds it so', async () => {
    stack.archiveByHand('1.0.0');
    stack.pass(3);
    const { Data } = await stack.archive(['1.0.0'], { archiveTimeAttributes: ['1.0.0'] });
    expect(Data).toEqual({ ArchivedCount: '1', ArchivedAt: stack.now, 'ArchivedAt.1.0.0': stack.now });
    expect(stack.calls).toEqual([]);
  });

  test('A version that was published again with other content than pinned leaves the declaration without a time', async () => {
    const pin = { versionRevisions: { '1.0.0': stack.deployment.revision('1.0.0') } };
    await stack.archive(['1.0.0', '1.0.1'], pin);
    stack.deployment.registry.republish(LEFT_PAD, '1.0.0');
    const { Data } = await stack.archive(['1.0.0', '1.0.1'], pin);
    expect(Data).toMatchObject({ ArchivedCount: '1', ArchivedAt: '' });
  });

  test('More than a hundred versions are several calls', async () => {
    const versions = Array.from({ length: 201 }, (_, n) => `3.0.${n}`);
    stack.deployment.publish(...versions);
    expect((await stack.archive(versions)).Data).toMatchObject({ ArchivedCount: '201' });
    expect(stack.calls).toHaveLength(3);
  });

  test('A failed version fails the resource, which says how many are archived', async () => {
    stack.deployment.codeArtifact.faults.inject({
      fault: 'concurrent-change',
      operation: 'UpdatePackageVersionsStatus',
      change: (registry) => registry.republish(LEFT_PAD, '1.0.1'),
    });
    stack.deployment.codeArtifact.variants = { ...stack.deployment.codeArtifact.variants, batch: 'partial' };
    const { Status, Reason } = await stack.archive(['1.0.0', '1.0.1']);
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('1 of 2 versions');
    expect(Reason).toContain('were not archived, 1 are archived');
    expect(Reason).toContain('1.0.1 MISMATCHED_REVISION');
  });
});

describe('An update of a declaration that archives', () => {
  test('Each version keeps its own time when others are added', async () => {
    await stack.archive(['1.0.0']);
    stack.pass(3);
    const { Data } = await stack.archive(['1.0.0', '1.0.1'], { archiveTimeAttributes: ['1.0.0', '1.0.1'] });
    expect(Data).toEqual({
      ArchivedCount: '2',
      ArchivedAt: stack.now,
      'ArchivedAt.1.0.0': NOON.toISOString(),
      'ArchivedAt.1.0.1': stack.now,
    });
  });

  test('A version that somebody restored is archived again, and has a new time', async () => {
    await stack.archive(['1.0.0']);
    stack.pass(3);
    await stack.restore('1.0.0');
    stack.pass(1);
    const { Data } = await stack.archive(['1.0.0', '1.0.1'], { archiveTimeAttributes: ['1.0.0'] });
    expect(Data).toMatchObject({ 'ArchivedAt.1.0.0': stack.now });
    expect(stack.statuses('1.0.0')).toEqual(['Archived']);
  });

  test('A version that somebody restored and archived again has a new time', async () => {
    await stack.archive(['1.0.0']);
    stack.pass(3);
    await stack.restore('1.0.0');
    stack.archiveByHand('1.0.0');
    stack.pass(1);
    const { Data } = await stack.archive(['1.0.0', '1.0.1'], { archiveTimeAttributes: ['1.0.0'] });
    expect(Data).toMatchObject({ 'ArchivedAt.1.0.0': stack.now });
  });

  test('A version that somebody disposed is left as it is', async () => {
    await stack.archive(['1.0.0']);
    stack.deployment.registry.dispose(LEFT_PAD, '1.0.0');
    expect(await stack.archive(['1.0.0', '1.0.1'])).toMatchObject({ Status: 'SUCCESS', Data: { ArchivedCount: '1' } });
    expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Archived']);
  });

  test('A version that was published again with other content than pinned is left as it is, and the log names it', async () => {
    const pin = { versionRevisions: { '1.0.0': stack.deployment.revision('1.0.0') } };
    await stack.archive(['1.0.0'], pin);
    stack.deployment.registry.republish(LEFT_PAD, '1.0.0');
    expect((await stack.archive(['1.0.0', '1.0.1'], pin)).Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Published', 'Archived']);
    expect(stack.deployment.logLines.join('\n')).toContain('declared before, changed since, and left as it is');
  });

  test('A version that leaves the list stays archived', async () => {
    await stack.archive(['1.0.0', '1.0.1']);
    expect((await stack.archive(['1.0.0'])).Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0', '1.0.1')).toEqual(['Archived', 'Archived']);
  });

  test('A version that leaves the list and comes back keeps its time, as in a rollback', async () => {
    await stack.archive(['1.0.0', '1.0.1']);
    stack.pass(1);
    await stack.archive(['1.0.0']);
    const { Data } = await stack.archive(['1.0.0', '1.0.1']);
    expect(Data).toMatchObject({ ArchivedAt: NOON.toISOString() });
  });
});

describe('A declaration that restores', () => {
  test('A version that leaves the list is restored, and no other', async () => {
    await stack.archive(['1.0.0', '1.0.1'], { restoreTo: 'Unlisted' });
    await stack.archive(['1.0.1'], { restoreTo: 'Unlisted' });
    expect(stack.statuses('1.0.0', '1.0.1', '2.0.0')).toEqual(['Unlisted', 'Archived', 'Published']);
    expect(stack.calls.at(-1)!.body).toMatchObject({ versions: ['1.0.0'], expectedStatus: 'Archived' });
  });

  test('The deletion of the resource restores what it archived', async () => {
    stack.archiveByHand('2.0.0');
    await stack.archive(['1.0.0', '2.0.0'], { restoreTo: 'Published' });
    expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0', '2.0.0')).toEqual(['Published', 'Archived']);
  });

  test('The deletion of the resource restores nothing by default', async () => {
    await stack.archive(['1.0.0']);
    expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0')).toEqual(['Archived']);
  });

  test('What somebody disposed or published again is left as it is', async () => {
    await stack.archive(['1.0.0', '1.0.1', '2.0.0'], { restoreTo: 'Published' });
    stack.deployment.registry.dispose(LEFT_PAD, '1.0.0');
    stack.deployment.registry.republish(LEFT_PAD, '1.0.1', { status: 'Archived' });
    stack.deployment.registry.setStatus(LEFT_PAD, '2.0.0', 'Unlisted');
    const calls = stack.calls.length;
    expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0', '1.0.1', '2.0.0')).toEqual(['Disposed', 'Archived', 'Unlisted']);
    expect(stack.calls).toHaveLength(calls);
  });

  test('A version that cannot be restored fails the deletion, which can be repeated', async () => {
    await stack.archive(['1.0.0'], { restoreTo: 'Published' });
    stack.deployment.codeArtifact.faults.inject({ fault: 'access-denied', operation: 'UpdatePackageVersionsStatus' });
    const properties = { versions: ['1.0.0'], restoreTo: 'Published' };
    const { Status, Reason } = await stack.deleteArchive();
    expect(Status).toBe('FAILED');
    expect(Reason).toContain(
      '1 of 1 versions of npm @my-scope/left-pad in my-domain/my-repo that are no longer declared',
    );
    expect(Reason).toContain('were not restored to Published: 1.0.0 AccessDeniedException');
    const again = await stack.send('Delete', { ...properties, ...RECORD_OF_STACK });
    expect(again.Status).toBe('SUCCESS');
    expect(stack.statuses('1.0.0')).toEqual(['Published']);
  });

  test.each(['package', 'repository'])('The deletion succeeds if the %s does not exist any more', async (level) => {
    await stack.archive(['1.0.0'], { restoreTo: 'Published' });
    if (level === 'package') {
      stack.deployment.registry.deletePackage(LEFT_PAD);
    } else {
      stack.deployment.registry.deleteRepository(LEFT_PAD.domain, LEFT_PAD.repository);
    }
    expect((await stack.deleteArchive()).Status).toBe('SUCCESS');
  });

  test('The deletion of a resource that could not be created succeeds', async () => {
    expect((await stack.send('Delete', { versions: [], nonsense: 'x' })).Status).toBe('SUCCESS');
  });
});

describe('A function that ends before it knows how a call ended', () => {
  test('The next deployment knows that the resource archived the version, and gives it a time', async () => {
    stack.deployment.codeArtifact.faults.inject({
      fault: 'answer-lost',
      operation: 'UpdatePackageVersionsStatus',
      times: Infinity,
    });
    stack.deployment.codeArtifact.faults.inject({
      fault: 'access-denied',
      operation: 'ListPackageVersions',
      after: 1,
    });
    stack.deployment.client = { maxAttempts: 1 };
    expect((await stack.archive(['1.0.0'])).Status).toBe('FAILED');
    expect(stack.statuses('1.0.0')).toEqual(['Archived']);
    stack.deployment.codeArtifact.faults.clear();
    stack.pass(1);
    const { Data } = await stack.archive(['1.0.0']);
    expect(Data).toEqual({ ArchivedCount: '1', ArchivedAt: stack.now });
  });

  test('Nothing is archived if the record cannot be written', async () => {
    stack.deployment.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', times: 10 });
    const { Reason } = await stack.archive(['1.0.0']);
    expect(Reason).toContain('Nothing was archived: the record of when versions of npm @my-scope/left-pad');
    expect(Reason).toContain('(s3://records/archived/Stack/LeftPad)');
    expect(stack.statuses('1.0.0')).toEqual(['Published']);
  });

  test('An archived version is not called unchanged if its time cannot be written down, and the next deployment does so', async () => {
    stack.deployment.s3.faults.inject({ fault: 'internal-error', operation: 'PutObject', after: 2, times: 10 });
    const { Reason } = await stack.archive(['1.0.0']);
    expect(Reason).toContain('1 of 1 versions were archived: the record of when versions of npm @my-scope/left-pad');
    expect(stack.statuses('1.0.0')).toEqual(['Archived']);
    stack.deployment.s3.faults.clear();
    stack.pass(1);
    expect((await stack.archive(['1.0.0'])).Data).toEqual({ ArchivedCount: '1', ArchivedAt: stack.now });
  });

  test('A deletion that cannot read its record says that nothing was restored', async () => {
    await stack.archive(['1.0.0'], { restoreTo: 'Published' });
    stack.deployment.s3.faults.inject({ fault: 'internal-error', operation: 'GetObject', times: 10 });
    const { Status, Reason } = await stack.deleteArchive();
    expect(Status).toBe('FAILED');
    expect(Reason).toContain('Nothing was restored: the record of when versions of npm @my-scope/left-pad');
  });
});

const RECORD_OF_STACK = { recordBucket: 'records', recordKey: 'archived/Stack/LeftPad' };
