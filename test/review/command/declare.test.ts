import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat } from '../../../lib';
import { exitStatus } from '../../../review/plan/plan-model';
import { ENV, ReviewedRegistry } from '../review-of-app';
import { LEFT_PAD } from '../../fixtures/packages';

const COMMAND = join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');
const HERE = ['--domain', 'my-domain', '--repository', 'my-repo'];

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

interface WrittenDeclaration {
  readonly versions: string[];
  readonly versionRevisions: Record<string, string>;
  readonly notes: string[];
}

function declare(args: readonly string[], written = ['npm', '@my-scope/left-pad']) {
  return new Promise<{ status: number; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      [COMMAND, 'declare', ...written, ...HERE, ...args],
      { env: reviewedRegistry.environment },
      (_error, stdout, stderr) => resolve({ status: child.exitCode ?? -1, stdout, stderr }),
    );
  });
}

async function declareJson(...args: string[]): Promise<WrittenDeclaration> {
  const { status, stdout, stderr } = await declare([...args, '--format', 'json']);
  expect([status, stderr]).toEqual([0, expect.stringContaining('No repository was changed.')]);
  return JSON.parse(stdout) as WrittenDeclaration;
}

describe('declare', () => {
  test('declare writes the versions with their revisions pinned, and changes nothing', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0', '2.0.0');
    const before = reviewedRegistry.registry.snapshot();
    expect(await declareJson('--match', '<2')).toMatchObject({
      versions: ['1.0.0', '1.1.0'],
      versionRevisions: { '1.0.0': reviewedRegistry.revision('1.0.0'), '1.1.0': reviewedRegistry.revision('1.1.0') },
    });
    expect(reviewedRegistry.registry.snapshot()).toEqual(before);
    expect(new Set(reviewedRegistry.service.calls.map(({ operation }) => operation))).toEqual(
      new Set(['ListPackageVersions', 'DescribePackageVersion']),
    );
  });

  test('declare keeps the latest of each major', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0', '2.0.0', '2.1.0', '3.0.0');
    const { versions } = await declareJson('--keep-latest', '1', '--keep-latest-per', 'major');
    expect(versions).toEqual(['1.0.0', '2.0.0']);
  });

  test('declare writes TypeScript that declares what it says', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0', '2.0.0');
    const { stdout } = await declare(['--match', '<2', '--domain-owner', '111122223333']);
    const source = stdout.replace(/^new DisposedPackageVersions\(this, /m, 'declare(');
    const declare_ = (id: string, props: object) => JSON.stringify({ id, props });
    const declared = JSON.parse(runInNewContext(source, { declare: declare_, PackageFormat }) as string) as {
      id: string;
      props: ConstructorParameters<typeof DisposedPackageVersions>[2];
    };
    expect(declared.id).toBe('MyScopeLeftPad');
    const assembly = reviewedRegistry.synth((app: App) => {
      new DisposedPackageVersions(new Stack(app, 'Disposal', { env: ENV }), declared.id, declared.props);
    });
    const plan = await reviewedRegistry.plan(assembly);
    expect(exitStatus(plan, 'refusal')).toBe(0);
    expect(plan.declarations[0]!.versions.map(({ version, pin }) => [version, pin])).toEqual([
      ['1.0.0', 'holds'],
      ['1.1.0', 'holds'],
    ]);
  });

  test('declare keeps the latest by the order of publication, or by that of the format', async () => {
    reviewedRegistry.publish('2.0.0', '1.0.0', '1.1.0');
    reviewedRegistry.registry.tag(LEFT_PAD, 'latest', '1.1.0');
    const byPublishedTime = await declareJson('--keep-latest', '2');
    expect(byPublishedTime.versions).toEqual(['2.0.0']);
    expect(byPublishedTime.notes).toContain('The package loses the last release of major 2.');
    expect(byPublishedTime.notes.join(' ')).toContain(
      'takes the time of the last update where no published time was captured',
    );
    for (const order of ['version', 'semver']) {
      expect((await declareJson('--keep-latest', '2', '--latest-by', order)).versions).toEqual(['1.0.0']);
    }
  });

  test('declare asks for the time of publication only of what the other rules select', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '1.1.0', { publishedTime: new Date() });
    const declared = await declareJson('--older-than', '90d', '--match', '1.*');
    expect(declared.versions).toEqual(['1.0.0']);
    expect(declared.notes.join(' ')).toContain('where it captured none, it gives the time of the last update');
    const asked = reviewedRegistry.service.callsOf('DescribePackageVersion').map(({ query }) => query['version']);
    expect(asked).toEqual(['1.0.0']);
  });

  test('declare lists each status once, and asks for the time of what it writes and of a handful of others', async () => {
    const day = 24 * 60 * 60 * 1000;
    for (let age = 300; age > 0; age -= 1) {
      const publishedTime = new Date(Date.now() - age * day);
      reviewedRegistry.registry.publish(LEFT_PAD, `1.0.${300 - age}`, { publishedTime });
      if (age % 3 === 0) {
        reviewedRegistry.registry.archive(LEFT_PAD, `1.0.${300 - age}`);
      }
    }
    const { versions } = await declareJson('--older-than', '250d', '--keep-latest', '5');
    expect(versions).toHaveLength(51);
    expect(reviewedRegistry.service.callsOf('ListPackageVersions')).toHaveLength(3);
    // One bisection of the archived versions, and one of the others.
    const handful = 2 * (Math.ceil(Math.log2(300)) + 1);
    expect(reviewedRegistry.service.callsOf('DescribePackageVersion').length).toBeLessThanOrEqual(50 + handful);
  });

  test('declare trusts the own time of a version more than its place in the order of publication', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '1.1.0', { publishedTime: new Date('2020-01-02') });
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date('2020-01-03') });
    reviewedRegistry.service.faults.inject({
      fault: 'rewrite',
      operation: 'DescribePackageVersion',
      when: ({ query }) => query['version'] === '1.0.0',
      rewrite: (answer) => ({
        ...answer,
        packageVersion: { ...(answer['packageVersion'] as object), publishedTime: Date.now() / 1000 },
      }),
      times: Infinity,
    });
    expect((await declareJson('--older-than', '90d')).versions).toEqual(['1.1.0']);
  });

  test('declare needs no permission to read times that decide nothing', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'DescribePackageVersion',
      times: Infinity,
    });
    expect((await declareJson('--match', '<2')).versions).toEqual(['1.0.0']);
    const before = reviewedRegistry.service.callsOf('DescribePackageVersion').length;
    expect((await declareJson('--match', '<2', '--no-published-times')).versions).toEqual(['1.0.0']);
    expect(reviewedRegistry.service.callsOf('DescribePackageVersion')).toHaveLength(before);
  });

  test('--no-published-times reads the times that --older-than needs, and no other', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date() });
    expect((await declareJson('--older-than', '90d', '--no-published-times')).versions).toEqual(['1.0.0']);
  });

  test('declare keeps the default version, and says so', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.tag(LEFT_PAD, 'latest', '2.0.0');
    const { versions, notes } = await declareJson('--match', '*');
    expect(versions).toEqual(['1.0.0']);
    expect(notes).toContainEqual(expect.stringContaining('2.0.0 is the default version'));
  });

  test('declare guards what was archived, so that the deployment refuses a version that somebody restored', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    const { stdout } = await declare(['--status', 'Archived']);
    expect(stdout).toContain('expectedStatus: PackageVersionStatus.ARCHIVED');
    const declared = await declareJson('--status', 'Archived');
    expect(declared).toMatchObject({ versions: ['1.0.0'], expectedStatus: 'Archived' });
    const props = declared as unknown as ConstructorParameters<typeof DisposedPackageVersions>[2];
    const assembly = reviewedRegistry.synthOne({ ...props, format: PackageFormat.NPM });
    expect(exitStatus(await reviewedRegistry.plan(assembly), 'refusal')).toBe(0);
    reviewedRegistry.registry.setStatus(LEFT_PAD, '1.0.0', 'Published');
    expect(exitStatus(await reviewedRegistry.plan(assembly), 'refusal')).toBe(2);
  });

  test('declare shows what was selected and what was kept, with status, date and the rule that decided it', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '1.1.0', { publishedTime: new Date('2021-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date('2022-01-01') });
    const { stdout, stderr } = await declare(['--match', '<2', '--except', '1.1.0']);
    for (const [text, prefix] of [
      [stderr, ''],
      [stdout, '// '],
    ] as const) {
      expect(text).toContain(`${prefix}--match "<2" is the range <2.0.0 (SemVer 2.0.0).`);
      expect(text).toContain(`${prefix}Kept (1):`);
      expect(text).toContain(`${prefix}  1.1.0  Published  -  --except "1.1.0"`);
      expect(text).toContain(`${prefix}Not selected: 1 not in --match.`);
    }
    expect(stderr).toContain('  1.0.0  Published  2020-01-01  --match "<2"');
    expect(stdout).toContain('    \'1.0.0\', // Published 2020-01-01: --match "<2"');
  });

  test('declare sees archived versions that a list without a filter leaves out', async () => {
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, unfilteredList: 'without-archived' };
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    expect((await declareJson('--status', 'Archived')).versions).toEqual(['1.0.0']);
  });

  test('declare writes a comment or an empty list where nothing is selected, which a loop over files can take', async () => {
    reviewedRegistry.publish('1.0.0');
    const { status, stdout } = await declare(['--match', '9.*']);
    expect(status).toBe(0);
    expect(stdout).toContain('// No version is selected.');
    expect(stdout).not.toContain('new DisposedPackageVersions');
    const json = await declare(['--match', '9.*', '--format', 'json']);
    expect([json.status, JSON.parse(json.stdout)]).toEqual([0, []]);
  });

  test('declare refuses an exception that keeps nothing, and writes nothing', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    const { status, stdout, stderr } = await declare(['--match', '*', '--except', '>=9']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('--except ">=9" keeps none of the 2 versions of the package');
  });

  test.each([
    [[], 'At least one option must say what to select'],
    [['--status', 'published'], '--status must be one of Published'],
    [['--origin', 'upstream'], '--origin must be one of INTERNAL'],
    [['--older-than', 'yesterday'], '--older-than must be a number of days'],
    [['--older-than', '0'], '--older-than must be a number of days, such as 90d and not 0d'],
    [['--older-than', '3000-01-01'], '--older-than must be a date in the past'],
    [['--older-than', '2026-02-30'], '--older-than must be a date that exists'],
    [['--match', '>=one'], 'must be a range of npm'],
    [['--except', 'latest', '--match', '*'], 'must be a range of npm'],
    [['--match', '*', '--keep-latest-per', 'major'], 'must be given with --keep-latest'],
    [
      ['--match', '*', '--keep-latest', '1', '--keep-latest-per', 'patch'],
      '--keep-latest-per must be major, minor, or',
    ],
    [['--keep-latest-prereleases', '3'], 'At least one option must say what to select'],
    [['--snapshot-builds'], '--snapshot-builds is about Maven packages'],
  ])('declare is refused with %j', async (args, message) => {
    reviewedRegistry.publish('1.0.0');
    const { status, stdout, stderr } = await declare(args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test('declare fails where anything could not be read, since a keep rule may rest on it', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'DescribePackageVersion',
      times: Infinity,
    });
    const { status, stdout, stderr } = await declare(['--older-than', '1d']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('codeartifact:DescribePackageVersion');
  });

  test('declare fails where the package does not exist', async () => {
    reviewedRegistry.publish('1.0.0');
    const { status, stderr } = await declare(['--match', '*'], ['npm', 'left-pad']);
    expect(status).toBe(1);
    expect(stderr).toContain('The repository my-domain/my-repo has no npm package left-pad');
  });

  test('declare writes JSON that can be loaded as properties', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    const { stdout } = await declare(['--match', '1.*', '--format', 'json']);
    const file = join(reviewedRegistry.directory(), 'left-pad.json');
    writeFileSync(file, stdout);
    const loaded = JSON.parse(stdout) as ConstructorParameters<typeof DisposedPackageVersions>[2];
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne({ ...loaded, format: PackageFormat.NPM }));
    expect(plan.declarations[0]).toMatchObject({ outcome: 'will dispose', displayName: '@my-scope/left-pad' });
  });
});
