import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});

afterEach(() => deployment.stop());

describe('A deployment of a declaration', () => {
  test('A deployment of a declaration disposes the declared versions and no other', async () => {
    deployment.publish('1.0.0', '1.0.1', '1.1.0');

    const answer = await deployment.create({ versions: ['1.0.0', '1.0.1'] });

    expect(answer.Status).toBe('SUCCESS');
    expect(deployment.statuses('1.0.0', '1.0.1', '1.1.0')).toEqual(['Disposed', 'Disposed', 'Published']);
  });

  test('A deployment of a declaration answers how many versions are disposed, and only the revisions that were asked for', async () => {
    deployment.publish('1.0.0', '1.0.1-beta');
    const revision = deployment.revision('1.0.1-beta');

    const answer = await deployment.create({
      versions: ['1.0.0', '1.0.1-beta'],
      revisionAttributes: ['1.0.1-beta'],
    });

    expect(answer.Data).toEqual({ DisposedCount: '2', 'Revision.1.0.1Z2dZbeta': revision });
  });

  test('A deployment of a declaration pins every version to the revision that it listed', async () => {
    deployment.publish('1.0.0', '1.0.1');

    await deployment.create({ versions: ['1.0.0', '1.0.1'] });

    expect(deployment.disposeCalls.map(({ body }) => body)).toEqual([
      {
        versions: ['1.0.0', '1.0.1'],
        versionRevisions: { '1.0.0': deployment.revision('1.0.0'), '1.0.1': deployment.revision('1.0.1') },
      },
    ]);
  });

  test('A deployment of a declaration refuses a version that was republished between the list and the call', async () => {
    deployment.publish('1.0.0');
    deployment.codeArtifact.faults.inject({
      operation: 'DisposePackageVersions',
      fault: 'concurrent-change',
      change: (registry) => registry.republish(LEFT_PAD, '1.0.0'),
    });

    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain('1.0.0 MISMATCHED_REVISION');
    expect(deployment.status('1.0.0')).toBe('Published');
  });

  test('A deployment of a declaration never sends a version that is disposed already', async () => {
    deployment.publish('1.0.0', '1.0.1');
    deployment.registry.dispose(LEFT_PAD, '1.0.0');

    const answer = await deployment.create({ versions: ['1.0.0', '1.0.1'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
    expect(deployment.disposeCalls.map(({ body }) => (body as { versions: string[] }).versions)).toEqual([['1.0.1']]);
  });

  test('A deployment of a declaration costs the list alone when there is nothing left to do', async () => {
    deployment.publish('1.0.0');
    deployment.registry.dispose(LEFT_PAD, '1.0.0');

    await deployment.create({ versions: ['1.0.0'] });

    expect(deployment.codeArtifact.calls.map(({ operation }) => operation)).toEqual(['ListPackageVersions']);
  });

  test('A deployment of a declaration sends the guard with the call, so that a status that changed in between is refused', async () => {
    deployment.publish('1.0.0');
    deployment.registry.archive(LEFT_PAD, '1.0.0');
    deployment.codeArtifact.faults.inject({
      operation: 'DisposePackageVersions',
      fault: 'concurrent-change',
      change: (registry) => registry.setStatus(LEFT_PAD, '1.0.0', 'Published'),
    });

    const answer = await deployment.create({ versions: ['1.0.0'], expectedStatus: 'Archived' });

    expect(answer.Reason).toContain('1.0.0 MISMATCHED_STATUS');
    expect(deployment.status('1.0.0')).toBe('Published');
  });
});

describe('A declaration of which one version is refused', () => {
  test.each([
    ['that does not exist', { versions: ['1.0.0', '9.9.9'] }, '9.9.9 NOT_FOUND'],
    [
      'with another revision than pinned',
      { versions: ['1.0.0', '1.0.1'], versionRevisions: { '1.0.1': 'stale' } },
      '1.0.1 MISMATCHED_REVISION',
    ],
    ['with another status than expected', { versions: ['1.0.0'], expectedStatus: 'Archived' }, 'MISMATCHED_STATUS'],
  ])('A declaration with a version %s disposes nothing', async (_case, properties, reason) => {
    deployment.publish('1.0.0', '1.0.1');

    const answer = await deployment.create(properties);

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toContain(reason);
    expect(answer.Reason).toMatch(/^Nothing was disposed: /);
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('A declaration of which one version is refused disposes nothing of many batches either', async () => {
    const versions = Array.from({ length: 250 }, (_, n) => `1.0.${n}`);
    deployment.publish(...versions);

    const answer = await deployment.create({ versions: [...versions, '2.0.0'] });

    expect(answer.Reason).toContain('1 of 251 versions');
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('A declaration of which one version is refused says which version was probably meant', async () => {
    deployment.publish('12.0.3');

    const answer = await deployment.create({ versions: ['12.0.03.0'] });

    expect(answer.Reason).toContain('did you mean 12.0.3?');
  });

  test('A declaration is refused with a reason that names every refused version and the log', async () => {
    deployment.publish('1.0.0');

    const answer = await deployment.create({ versions: ['1.0.0', '8.0.0', '9.0.0'] });

    expect(answer.Reason).toBe(
      'Nothing was disposed: 2 of 3 versions of npm @my-scope/left-pad in my-domain/my-repo are refused: ' +
        '8.0.0 NOT_FOUND: the repository has no such version; 9.0.0 NOT_FOUND: the repository has no such version. ' +
        'Correct the declaration, or the repository, and deploy again. ' +
        'Log: Disposal-LogGroup 2026/01/01/[$LATEST]0123456789abcdef',
    );
  });

  test('A declaration with allowMissing can name versions that do not exist', async () => {
    deployment.publish('1.0.0');

    const answer = await deployment.create({
      versions: ['1.0.0', '9.9.9'],
      allowMissing: 'true',
      revisionAttributes: ['9.9.9'],
    });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1', 'Revision.9.9.9': '' } });
  });
});

describe('expectedStatus Disposed', () => {
  test('expectedStatus Disposed refuses a version that is not disposed, and disposes nothing', async () => {
    deployment.publish('1.0.0');

    const answer = await deployment.create({ versions: ['1.0.0'], expectedStatus: 'Disposed' });

    expect(answer.Reason).toContain('current status: Published, expected status: Disposed');
    expect(deployment.disposeCalls).toEqual([]);
  });

  test('expectedStatus Disposed accepts versions that are disposed', async () => {
    deployment.publish('1.0.0');
    deployment.registry.dispose(LEFT_PAD, '1.0.0');

    expect(await deployment.create({ versions: ['1.0.0'], expectedStatus: 'Disposed' })).toMatchObject({
      Status: 'SUCCESS',
    });
  });
});
