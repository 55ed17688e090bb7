import { Deployment } from './deployment';
import { LEFT_PAD } from '../fixtures/packages';

let deployment: Deployment;

beforeEach(async () => {
  deployment = await Deployment.start();
});

afterEach(() => deployment.stop());

interface Line {
  readonly level: string;
  readonly message: string;
  readonly versions?: readonly string[];
}

const warnings = () =>
  deployment.logLines.map((line) => JSON.parse(line) as Line).filter(({ level }) => level === 'WARN');

describe('A version that was declared before and does not exist now', () => {
  test('A version that was declared before and does not exist now is done, and the log says that nothing proves its disposal', async () => {
    deployment.publish('1.0.1');

    const answer = await deployment.update({ versions: ['1.0.0', '1.0.1'] }, { versions: ['1.0.0'] });

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '1' } });
    expect(warnings()).toMatchObject([
      { message: 'declared before, and not in the repository now', versions: ['1.0.0'] },
    ]);
  });

  test('A version that was declared before leaves no warning where it exists', async () => {
    deployment.publish('1.0.0');

    await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0'] });

    expect(warnings()).toEqual([]);
  });

  test.each(['true', true, 'TRUE', 'yes', null, {}])(
    'A version that does not exist is refused if the declaration before accepted any name: allowMissing %j',
    async (allowMissing) => {
      deployment.publish('1.0.1');

      const answer = await deployment.update(
        { versions: ['1.0.O', '1.0.1'] },
        { versions: ['1.0.O', '1.0.1'], allowMissing },
      );

      expect(answer.Reason).toContain(
        '1.0.O NOT_FOUND: the repository has no such version, and it may never have had it: it was declared with allowMissing before',
      );
      expect(deployment.status('1.0.1')).toBe('Published');
    },
  );

  test('A version that does not exist is missing, as allowed, where both declarations accept any name', async () => {
    const properties = { versions: ['1.0.O'], allowMissing: 'true' };

    expect(await deployment.update(properties, properties)).toMatchObject({
      Status: 'SUCCESS',
      Data: { DisposedCount: '0' },
    });
    expect(warnings()).toEqual([]);
  });
});

describe('The old properties', () => {
  test.each([
    ['a key that this release does not know', { surprise: 'yes' }],
    ['a status that this release does not know', { expectedStatus: 'Quarantined' }],
    ['pins that break a rule', { versionRevisions: ['r'] }],
    ['more versions than one declaration may have', { versions: ['1.0.0', ...Array(10_001).keys()].map(String) }],
    ['a version twice', { versions: ['1.0.0', '1.0.0'] }],
    ['a version that is no text', { versions: ['1.0.0', { a: 1 }, 7] }],
    ['the Region of the function', { region: 'us-east-1' }],
  ])('The old properties are read for what was declared, though they have %s', async (_what, old) => {
    expect(await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0'], ...old })).toMatchObject({
      Status: 'SUCCESS',
    });
  });

  test.each([
    ['name another Region', { region: 'us-west-2' }],
    ['have a list as a name', { domain: ['my-domain'] }],
    ['have a Region that is no text', { region: ['us-east-1'] }],
    ['have no list of versions', { versions: '1.0.0' }],
    ['have the version in another one', { versions: ['1.0.0-rc.1', ['1.0.0']] }],
    ['have no domain', { domain: undefined }],
  ])('The old properties show nothing if they %s', async (_what, old) => {
    deployment.publish('1.0.1');

    const answer = await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0'], ...old });

    expect(answer.Reason).toContain('1.0.0 NOT_FOUND: the repository has no such version.');
  });
});

describe.each([
  ['repository', { repository: 'gone' }],
  ['domain', { domain: 'gone' }],
])('A %s that is gone', (_level, gone) => {
  beforeEach(() => void deployment.registry.createRepository('my-domain', 'my-repo'));

  test('A resource that is gone is done if every version was declared before', async () => {
    const answer = await deployment.update(
      { versions: ['1.0.0', '1.0.1'], revisionAttributes: ['1.0.1'], ...gone },
      { versions: ['1.0.1', '1.0.0', '2.0.0'], ...gone },
    );

    expect(answer).toMatchObject({ Status: 'SUCCESS', Data: { DisposedCount: '0', 'Revision.1.0.1': '' } });
    expect(warnings()).toMatchObject([{ versions: ['1.0.0', '1.0.1'] }]);
  });

  test('A resource that is gone is done where the declaration accepts and accepted missing versions', async () => {
    const properties = { versions: ['1.0.0'], allowMissing: 'true', ...gone };

    expect(await deployment.update(properties, properties)).toMatchObject({ Status: 'SUCCESS' });
  });

  test.each([
    ['a version is new', { versions: ['1.0.0', '1.0.1'] }, { versions: ['1.0.0'] }],
    ['a new version may be missing', { versions: ['1.0.0', '1.0.1'], allowMissing: 'true' }, { versions: ['1.0.0'] }],
    ['another package was declared', { versions: ['1.0.0'] }, { versions: ['1.0.0'], package: 'right-pad' }],
    ['the versions were allowed to be missing', { versions: ['1.0.0'] }, { versions: ['1.0.0'], allowMissing: 'true' }],
  ])('A resource that is gone is a failure that names it where %s', async (_what, declared, old) => {
    const answer = await deployment.update({ ...declared, ...gone }, { ...old, ...gone });

    expect(answer.Status).toBe('FAILED');
    expect(answer.Reason).toMatch(/(repository gone in domain my-domain|domain gone of account \d+) does not exist/);
  });

  test('A resource that is gone is a failure of a creation', async () => {
    expect(await deployment.create({ versions: ['1.0.0'], ...gone })).toMatchObject({ Status: 'FAILED' });
  });
});

test('A level that is gone and that the service does not name is done if every version was declared before', async () => {
  await deployment.stop();
  deployment = await Deployment.start({ variants: { omit: ['ResourceNotFoundException.resourceType'] } });

  expect(await deployment.update({ versions: ['1.0.0'] }, { versions: ['1.0.0'] })).toMatchObject({
    Status: 'SUCCESS',
  });
  expect(await deployment.update({ versions: ['1.0.1'] }, { versions: ['1.0.0'] })).toMatchObject({
    Status: 'FAILED',
  });
});

describe('The log', () => {
  const listed = () =>
    deployment.logLines
      .map((line) => JSON.parse(line) as { message: string; versions: object[] })
      .filter(({ message }) => message === 'listed declared versions')
      .map(({ versions }) => versions);

  test('The log holds the status and the revision of each declared version before anything was done', async () => {
    deployment.publish('1.0.0', '1.0.1', '1.0.2');
    deployment.registry.archive(LEFT_PAD, '1.0.1');
    const [first, second] = ['1.0.0', '1.0.1'].map((version) => deployment.revision(version));

    await deployment.create({ versions: ['1.0.0', '1.0.1', '9.9.9'], allowMissing: 'true' });

    expect(listed()).toEqual([
      [
        { version: '1.0.0', status: 'Published', revision: first },
        { version: '1.0.1', status: 'Archived', revision: second },
        { version: '9.9.9', status: '(not in the repository)' },
      ],
    ]);
  });

  test('The log holds the declared versions in lines of a hundred, each shorter than CloudWatch takes, whatever the service says', async () => {
    const versions = Array.from({ length: 250 }, (_, n) => `${n}`.padEnd(255, '\u200b'));
    deployment.publish(...versions);
    deployment.codeArtifact.faults.inject({
      operation: 'ListPackageVersions',
      fault: 'rewrite',
      rewrite: (answer) => ({
        ...answer,
        versions: (answer.versions as object[]).map((version) => ({ ...version, status: 'x'.repeat(5_000) })),
      }),
      times: Infinity,
    });

    await deployment.create({ versions });

    expect(listed().map(({ length }) => length)).toEqual([100, 100, 50]);
    expect(Math.max(...deployment.logLines.map((line) => Buffer.byteLength(line)))).toBeLessThan(256_000);
  });
});
