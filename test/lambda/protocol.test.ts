import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});

afterEach(() => deployment.stop());

describe('An update', () => {
  test('An update disposes the added versions and leaves the others alone', async () => {
    deployment.publish('1.0.0', '1.0.1');
    await deployment.create({ versions: ['1.0.0'] });

    const answer = await deployment.update({ versions: ['1.0.0', '1.0.1'] }, { versions: ['1.0.0'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '2' } });
    expect(deployment.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Disposed']);
  });

  test('An update counts a version as done that the list before had and that was deleted outright', async () => {
    deployment.publish('1.0.1');

    const answer = await deployment.update({ versions: ['1.0.0', '1.0.1'] }, { versions: ['1.0.0'] });

    expect(answer.Status).toBe('SUCCESS');
    expect(deployment.status('1.0.1')).toBe('Disposed');
  });

  test('An update counts versions as done whose whole package is gone by now', async () => {
    deployment.publish('1.0.0');
    deployment.registry.delete(LEFT_PAD, '1.0.0');

    const answer = await deployment.update(
      { versions: ['1.0.0'] },
      { versions: ['1.0.0'], expectedStatus: 'Archived' },
    );

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '0' } });
  });

  test.each([
    ['package', { package: 'right-pad' }],
    ['repository', { repository: 'other-repo' }],
    ['format', { format: 'cargo', namespace: undefined }],
    ['domain owner', { domainOwner: '999999999999' }],
  ])('An update does not take a version of another %s for one that was declared', async (_what, other) => {
    deployment.publish('1.0.1');

    const answer = await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0'], ...other });

    expect(answer.Reason).toContain('1.0.0 NOT_FOUND');
  });

  test('An update does not fail over old properties that it cannot read', async () => {
    deployment.publish('1.0.0');

    const answer = await deployment.update({ versions: ['1.0.0'] }, { versions: 'from another time' });

    expect(answer.Status).toBe('SUCCESS');
  });

  test('An update keeps the physical id, whatever it declares', async () => {
    deployment.registry.publish({ ...LEFT_PAD, package: 'right-pad' }, '1.0.0');

    const answer = await deployment.update({ package: 'right-pad', versions: ['1.0.0'] }, { versions: ['1.0.0'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'LeftPad' });
  });
});

describe('A rollback to the former list', () => {
  test('A rollback to the former list succeeds, and brings nothing back', async () => {
    deployment.publish('1.0.0', '1.0.1');
    await deployment.create({ versions: ['1.0.0'] });
    await deployment.update({ versions: ['1.0.0', '1.0.1'] }, { versions: ['1.0.0'] });

    const answer = await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0', '1.0.1'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1' } });
    expect(deployment.statuses('1.0.0', '1.0.1')).toEqual(['Disposed', 'Disposed']);
  });

  test('A rollback to the former list succeeds where the disposed version carries another revision than the old pin', async () => {
    deployment.publish('1.0.0');
    deployment.registry.dispose(LEFT_PAD, '1.0.0');

    const answer = await deployment.update(
      { versions: ['1.0.0'], versionRevisions: { '1.0.0': 'of-another-time' }, expectedStatus: 'Archived' },
      { versions: ['1.0.0'] },
    );

    expect(answer.Status).toBe('SUCCESS');
  });
});

describe('The same event delivered twice', () => {
  test('The same event delivered twice disposes once and answers the same', async () => {
    deployment.publish('1.0.0');
    const properties = { versions: ['1.0.0'], revisionAttributes: ['1.0.0'] };

    const first = await deployment.create(properties);
    const second = await deployment.create(properties);

    expect(second).toEqual({ ...first, RequestId: second.RequestId });
    expect(deployment.disposeCalls).toHaveLength(1);
  });

  test('The same event delivered twice succeeds twice where both are in progress at once', async () => {
    deployment.publish('1.0.0');
    deployment.codeArtifact.latency = 20;

    const answers = await Promise.all([
      deployment.create({ versions: ['1.0.0'] }),
      deployment.create({ versions: ['1.0.0'] }),
    ]);

    expect(answers.map(({ Status }) => Status)).toEqual(['SUCCESS', 'SUCCESS']);
    expect(deployment.status('1.0.0')).toBe('Disposed');
  });
});

describe('A deletion', () => {
  test.each(['LeftPad', 'an-id-that-CloudFormation-made-up', ''])(
    'A deletion succeeds for the id %j and calls nobody',
    async (id) => {
      deployment.publish('1.0.0');

      const answer = await deployment.send({
        RequestType: 'Delete',
        PhysicalResourceId: id,
        ResourceProperties: deployment.properties({ versions: ['1.0.0'] }),
      });

      expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: id || 'LeftPad' });
      expect(deployment.codeArtifact.calls).toEqual([]);
      expect(deployment.status('1.0.0')).toBe('Published');
    },
  );

  test('A deletion succeeds with properties that are not valid', async () => {
    const answer = await deployment.send({
      RequestType: 'Delete',
      PhysicalResourceId: 'LeftPad',
      ResourceProperties: { domain: 7 },
    });

    expect(answer.Status).toBe('SUCCESS');
  });
});

describe('An answer', () => {
  test('An answer echoes the ids of its event', async () => {
    const answer = await deployment.create({ versions: ['1.0.0'] });

    expect(answer).toMatchObject({
      StackId: expect.stringContaining(':stack/Disposal/') as string,
      LogicalResourceId: 'LeftPad',
      PhysicalResourceId: 'LeftPad',
    });
  });

  test('An answer has the same physical id in success and in failure', async () => {
    deployment.publish('1.0.0');

    const failure = await deployment.create({ versions: ['9.9.9'] });
    const success = await deployment.create({ versions: ['1.0.0'] });

    expect(failure.Status).toBe('FAILED');
    expect(success.PhysicalResourceId).toBe(failure.PhysicalResourceId);
  });

  test('An answer names the property, the rule and the value of properties that are not valid', async () => {
    const answer = await deployment.create({ format: 'docker', versions: ['1.0.0'], surprise: 'yes' });

    expect(answer.Reason).toContain(
      'format must be one of npm, pypi, maven, nuget, generic, ruby, swift, cargo; got "docker"',
    );
    expect(answer.Reason).toContain('surprise must be absent');
    expect(deployment.codeArtifact.calls).toEqual([]);
  });

  test('An answer is a failure for a type of request that CloudFormation does not have', async () => {
    deployment.publish('1.0.0');

    const answer = await deployment.send({
      RequestType: 'Replace',
      ResourceProperties: deployment.properties({ versions: ['1.0.0'] }),
    });

    expect(answer.Status).toBe('FAILED');
    expect(deployment.status('1.0.0')).toBe('Published');
  });

  test('An answer leaves the presigned URL out of every log line', async () => {
    deployment.publish('1.0.0');
    await deployment.create({ versions: ['1.0.0'] });
    await deployment.create({ versions: ['2.0.0'] });

    expect(deployment.logLines.length).toBeGreaterThan(0);
    expect(deployment.logLines.join('\n')).not.toMatch(/X-Amz-|127\.0\.0\.1/);
  });

  test('An answer is logged with what was listed, decided and called, one JSON object a line', async () => {
    deployment.publish('1.0.0');
    await deployment.create({ versions: ['1.0.0'] });

    const lines = deployment.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);

    expect(lines.map(({ message }) => message)).toEqual([
      'listed package versions',
      'listed declared versions',
      'decided',
      'disposing',
      'answered',
      'answering',
    ]);
    expect(lines.every(({ logicalId }) => logicalId === 'LeftPad')).toBe(true);
  });

  test('An answer leaves to the log what does not fit', async () => {
    const versions = Array.from({ length: 2_500 }, (_, n) => `9.9.${n}`);
    deployment.publish(...versions);
    const versionRevisions = Object.fromEntries(versions.map((version) => [version, `stale-${version}`]));

    const answer = await deployment.create({ versions, versionRevisions });

    const entries = deployment.logLines.flatMap((line) => (JSON.parse(line) as { entries?: string[] }).entries ?? []);
    expect(answer.Reason).toMatch(/; and \d+ more\. /);
    expect(entries.map((entry) => entry.split(' ')[0])).toEqual(versions);
    expect(Math.max(...deployment.logLines.map((line) => line.length))).toBeLessThan(256_000);
  });
});
