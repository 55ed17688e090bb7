import type { OptionalMember, Variants } from '../../local/codeartifact';
import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

afterEach(() => deployment.stop());

/** What the documentation leaves open, one answer each. */
const OPEN: Partial<Variants>[] = [
  { disposedAgain: 'success' },
  { disposedAgain: 'NOT_ALLOWED' },
  { disposedAgain: 'MISMATCHED_STATUS' },
  { disposedAgain: 'absent' },
  { batch: 'partial' },
  { revisionAfterDisposal: 'changed' },
  { precedence: 'MISMATCHED_STATUS' },
  { versionRevisions: 'lenient' },
  { missingPackage: 'empty' },
  { listOrder: 'publication' },
  { emptyMaps: 'absent' },
  { nullMembers: true },
  { omit: ['SuccessfulPackageVersionInfo.revision'] },
  { omit: ['SuccessfulPackageVersionInfo.status'] },
  { omit: ['PackageVersionError.errorCode', 'PackageVersionError.errorMessage'] },
];

describe.each(OPEN.map((variants) => [JSON.stringify(variants), variants] as const))(
  'Where it is %s',
  (_name, variants) => {
    beforeEach(async () => {
      deployment = await Deployment.start({ variants });
      deployment.publish('1.0.0', '1.0.1', '1.0.2');
      deployment.registry.dispose(LEFT_PAD, '1.0.2');
    });

    test('Declared versions are disposed, and disposed ones stay', async () => {
      const answer = await deployment.create({ versions: ['1.0.0', '1.0.1', '1.0.2'], revisionAttributes: ['1.0.0'] });

      expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '3' } });
      expect(answer.Data!['Revision.1.0.0']).toMatch(/^\S{1,50}$/);
      expect(deployment.statuses('1.0.0', '1.0.1', '1.0.2')).toEqual(['Disposed', 'Disposed', 'Disposed']);
    });

    test('A second deployment finds nothing to do', async () => {
      const properties = { versions: ['1.0.0', '1.0.1', '1.0.2'] };
      await deployment.create(properties);

      expect(await deployment.update(properties, properties)).toMatchObject({ Status: 'SUCCESS' });
      expect(deployment.disposeCalls).toHaveLength(1);
    });

    test('A version that does not exist refuses all', async () => {
      const answer = await deployment.create({ versions: ['1.0.0', '9.9.9'] });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain('9.9.9 NOT_FOUND');
      expect(deployment.status('1.0.0')).toBe('Published');
    });

    test('A version of a package that does not exist is refused', async () => {
      expect(await deployment.create({ package: 'right-pad', versions: ['1.0.0'] })).toMatchObject({
        Status: 'FAILED',
      });
    });

    test('A version that fails in the call fails the resource, by name, and is not destroyed', async () => {
      deployment.codeArtifact.faults.inject({
        operation: 'DisposePackageVersions',
        fault: 'concurrent-change',
        change: (registry) => registry.republish(LEFT_PAD, '1.0.0'),
      });

      const answer = await deployment.create({ versions: ['1.0.0', '1.0.1'] });

      expect(answer.Status).toBe('FAILED');
      expect(answer.Reason).toContain('1.0.0 ');
      expect(deployment.status('1.0.0')).toBe('Published');
    });

    test('One event after the other brings the rest, once the cause is gone', async () => {
      deployment.codeArtifact.faults.inject({
        operation: 'DisposePackageVersions',
        fault: 'concurrent-change',
        change: (registry) => registry.republish(LEFT_PAD, '1.0.0'),
      });
      await deployment.create({ versions: ['1.0.0', '1.0.1'] });

      expect(await deployment.create({ versions: ['1.0.0', '1.0.1'] })).toMatchObject({ Status: 'SUCCESS' });
      expect(deployment.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Disposed']);
    });
  },
);

describe('Unfinished versions', () => {
  test.each([
    ['success', 'SUCCESS', 'Disposed'],
    ['NOT_ALLOWED', 'FAILED', 'Unfinished'],
  ] as const)('Unfinished versions, where the service says %s, answer %s', async (unfinished, status, after) => {
    deployment = await Deployment.start({ variants: { unfinished } });
    deployment.registry.publish(LEFT_PAD, '1.0.0', { status: 'Unfinished' });

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: status });
    expect(deployment.status('1.0.0')).toBe(after);
  });
});

describe('A list without revisions', () => {
  const omit: OptionalMember[] = ['PackageVersionSummary.revision'];

  test('Versions without a revision in the list and without a pin are refused, since no call could be pinned', async () => {
    deployment = await Deployment.start({ variants: { omit } });
    deployment.publish('1.0.0');

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('1.0.0 NOT_ALLOWED: the repository lists no revision of it');
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('Without revisions in the list, the call checks a pin', async () => {
    deployment = await Deployment.start({ variants: { omit } });
    deployment.publish('1.0.0', '1.0.1');
    const versionRevisions = { '1.0.0': deployment.revision('1.0.0') };

    expect(await deployment.create({ versions: ['1.0.0'], versionRevisions })).toMatchObject({ Status: 'SUCCESS' });
    expect(await deployment.create({ versions: ['1.0.1'], versionRevisions: { '1.0.1': 'stale' } })).toMatchObject({
      Status: 'FAILED',
    });
    expect(deployment.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Published']);
  });
});

describe('Where a list leaves archived versions out', () => {
  beforeEach(async () => {
    deployment = await Deployment.start({ variants: { unfilteredList: 'without-archived' } });
    deployment.publish('1.0.0', '1.0.1');
    deployment.registry.archive(LEFT_PAD, '1.0.0');
  });

  test('Where a list leaves archived versions out, they are asked for by their status', async () => {
    expect(await deployment.create({ versions: ['1.0.0'], expectedStatus: 'Archived' })).toMatchObject({
      Status: 'SUCCESS',
    });
    expect(deployment.status('1.0.0')).toBe('Disposed');
  });

  test('Where a list leaves archived versions out, one list is enough for versions that are on it', async () => {
    await deployment.create({ versions: ['1.0.1'] });

    expect(deployment.listCalls).toHaveLength(1);
  });
});

test('Where reads lag behind, a failure is told rather than success, and the next deployment settles it', async () => {
  deployment = await Deployment.start({ variants: { staleReads: Infinity } });
  deployment.publish('1.0.0');
  deployment.codeArtifact.faults.inject({
    operation: 'DisposePackageVersions',
    fault: 'conflict',
    afterExecution: true,
  });

  expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'FAILED' });
  deployment.codeArtifact.variants = { ...deployment.codeArtifact.variants, staleReads: 0 };
  expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
});

describe('A service that answers what it was not asked', () => {
  beforeEach(async () => {
    deployment = await Deployment.start();
    deployment.publish('1.0.0', '1.0.1');
  });

  const rewrite = (answer: Record<string, unknown>) =>
    deployment.codeArtifact.faults.inject({
      operation: 'DisposePackageVersions',
      fault: 'rewrite',
      rewrite: () => answer,
    });

  test('An answer about a version that no call named fails the resource', async () => {
    rewrite({
      successfulVersions: { '1.0.0': { status: 'Disposed' }, '1.0.1': { status: 'Disposed' } },
      failedVersions: {},
    });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Reason).toContain('1.0.1 NOT_REQUESTED');
  });

  test('An answer with a status other than Disposed is not believed without another list', async () => {
    rewrite({ successfulVersions: { '1.0.0': { status: 'Archived' } }, failedVersions: {} });

    expect(await deployment.create({ versions: ['1.0.0'] })).toMatchObject({ Status: 'SUCCESS' });
    expect(deployment.listCalls).toHaveLength(2);
  });

  test('After an answer with an invalid revision, the revision that was listed is given out', async () => {
    const revision = deployment.revision('1.0.0');
    rewrite({
      successfulVersions: { '1.0.0': { status: 'Disposed', revision: 'x'.repeat(5000) } },
      failedVersions: {},
    });

    const answer = await deployment.create({ versions: ['1.0.0'], revisionAttributes: ['1.0.0'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { 'Revision.1.0.0': revision } });
  });
});
