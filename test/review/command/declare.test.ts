import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runInNewContext } from 'node:vm';
import type { App } from 'aws-cdk-lib';
import { Stack } from 'aws-cdk-lib';
import { DisposedPackageVersions, PackageFormat } from '../../../lib';
import { exitStatus } from '../../../review/plan/plan-model';
import { ENV, LEFT_PAD, ReviewedRegistry } from '../review-of-app';

const COMMAND = join(__dirname, '..', '..', '..', 'dist', 'bin', 'cdk-codeartifact-disposal.js');
const HERE = ['--domain', 'my-domain', '--repository', 'my-repo'];

let reviewedRegistry: ReviewedRegistry;

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
});
afterEach(() => reviewedRegistry.stop());

interface Declared {
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

async function declareJson(...args: string[]): Promise<Declared> {
  const { status, stdout, stderr } = await declare([...args, '--format', 'json']);
  expect([status, stderr]).toEqual([0, expect.stringContaining('Nothing was changed.')]);
  return JSON.parse(stdout) as Declared;
}

describe('declare', () => {
  test('writes the versions with their revisions pinned, and changes nothing', async () => {
    reviewedRegistry.publish('1.0.0', '1.1.0', '2.0.0');
    const before = reviewedRegistry.registry.snapshot();
    expect(await declareJson('--match', '<2')).toMatchObject({
      versions: ['1.0.0', '1.1.0'],
      versionRevisions: { '1.0.0': reviewedRegistry.revision('1.0.0'), '1.1.0': reviewedRegistry.revision('1.1.0') },
    });
    expect(reviewedRegistry.registry.snapshot()).toEqual(before);
    expect(new Set(reviewedRegistry.service.calls.map(({ operation }) => operation))).toEqual(
      new Set(['ListPackageVersions']),
    );
  });

  test('writes TypeScript that declares what it says', async () => {
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

  test('keeps the latest by the order of publication, or by semver', async () => {
    reviewedRegistry.publish('2.0.0', '1.0.0', '1.1.0');
    reviewedRegistry.registry.tag(LEFT_PAD, 'latest', '1.1.0');
    const byPublishedTime = await declareJson('--keep-latest', '2');
    expect(byPublishedTime.versions).toEqual(['2.0.0']);
    expect(byPublishedTime.notes[0]).toContain(
      'takes the time of the last update where no published time was captured',
    );
    expect((await declareJson('--keep-latest', '2', '--latest-by', 'semver')).versions).toEqual(['1.0.0']);
  });

  test('asks for the time of publication only of what the other rules select', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '1.0.0', { publishedTime: new Date('2020-01-01') });
    reviewedRegistry.registry.publish(LEFT_PAD, '1.1.0', { publishedTime: new Date() });
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date('2020-01-01') });
    const declared = await declareJson('--older-than', '90d', '--match', '1.*');
    expect(declared.versions).toEqual(['1.0.0']);
    expect(declared.notes[0]).toContain('where it captured none, it gives the time of the last update');
    expect(reviewedRegistry.service.callsOf('DescribePackageVersion')).toHaveLength(2);
  });

  test('keeps the default version, and says so', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.tag(LEFT_PAD, 'latest', '2.0.0');
    const { versions, notes } = await declareJson('--match', '*');
    expect(versions).toEqual(['1.0.0']);
    expect(notes).toEqual([expect.stringContaining('2.0.0 is the default version')]);
  });

  test('sees archived versions that a list without a filter leaves out', async () => {
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, unfilteredList: 'without-archived' };
    reviewedRegistry.publish('1.0.0', '2.0.0');
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    expect((await declareJson('--status', 'Archived')).versions).toEqual(['1.0.0']);
  });

  test('writes a comment where nothing is selected', async () => {
    reviewedRegistry.publish('1.0.0');
    const { status, stdout } = await declare(['--match', '9.*']);
    expect(status).toBe(0);
    expect(stdout).toContain('// No version is selected.');
  });

  test.each([
    [[], 'At least one option must say what to select'],
    [['--status', 'published'], '--status must be one of Published'],
    [['--origin', 'upstream'], '--origin must be one of INTERNAL'],
    [['--older-than', 'yesterday'], '--older-than must be a number of days'],
    [['--match', '>=one'], 'must be a semver range'],
    [['--snapshot-builds'], '--snapshot-builds is about Maven packages'],
  ])('is refused with %j', async (args, message) => {
    reviewedRegistry.publish('1.0.0');
    const { status, stdout, stderr } = await declare(args);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain(message);
  });

  test('fails where anything could not be read, since a keep rule may rest on it', async () => {
    reviewedRegistry.publish('1.0.0');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      operation: 'DescribePackageVersion',
      times: Infinity,
    });
    const { status, stdout, stderr } = await declare(['--older-than', '1d']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toContain('codeartifact:DescribePackageVersion');
  });

  test('fails where the package does not exist', async () => {
    reviewedRegistry.publish('1.0.0');
    const { status, stderr } = await declare(['--match', '*'], ['npm', 'left-pad']);
    expect(status).toBe(1);
    expect(stderr).toContain('The repository my-domain/my-repo has no npm package left-pad');
  });

  test('writes JSON that can be loaded as properties', async () => {
    reviewedRegistry.publish('1.0.0', '2.0.0');
    const { stdout } = await declare(['--match', '1.*', '--format', 'json']);
    const file = join(reviewedRegistry.directory(), 'left-pad.json');
    writeFileSync(file, stdout);
    const loaded = JSON.parse(stdout) as ConstructorParameters<typeof DisposedPackageVersions>[2];
    const plan = await reviewedRegistry.plan(reviewedRegistry.synthOne({ ...loaded, format: PackageFormat.NPM }));
    expect(plan.declarations[0]).toMatchObject({ outcome: 'will dispose', displayName: '@my-scope/left-pad' });
  });
});
