import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageCoordinates, PublishOptions } from '../../local/codeartifact';
import { Accounts, Example, EXAMPLES } from './example';
import { LEFT_PAD } from '../fixtures/packages';

const MY_REPO = { domain: 'my-domain', repository: 'my-repo' };

const FOLDERS = readdirSync(EXAMPLES, { withFileTypes: true })
  .filter((file) => file.isDirectory())
  .map(({ name }) => name);

let accounts: Accounts;

beforeEach(async () => {
  accounts = await Accounts.open();
});

afterEach(() => accounts.close());

function publish(pkg: PackageCoordinates, versions: Record<string, PublishOptions>) {
  Object.entries(versions).forEach(([version, options]) =>
    accounts.codeArtifact.registry.publish(pkg, version, options),
  );
}

describe('Every example', () => {
  test.each(FOLDERS)('The example %s says what it does and how it is run, as a user would write it', (name) => {
    const read = (file: string) => readFileSync(join(EXAMPLES, name, file), 'utf8');

    expect(read('README.md')).toContain('npx cdk synth');
    expect(readFileSync(join(EXAMPLES, 'README.md'), 'utf8')).toContain(`(${name})`);
    expect(read('README.md').split('\n').length).toBeLessThan(70);
    expect(read('app.ts')).toContain(`from 'cdk-codeartifact-disposal'`);
    expect(read('app.ts')).not.toContain(`from '../`);
  });
});

describe('The npm scope', () => {
  let example: Example;
  const revisions = {
    '1.0.0': 'b0aD1Y2vGkZq5mJrG4oYk7xVb3uXn0eSgT8cQwErTyU=',
    '1.0.1': 'pL4kN8hB2vC6xZ1mQ9wE5rT7yU3iO0aSdFgHjKlZxCv=',
  };

  beforeAll(async () => {
    example = await Example.synthesize('npm-scope');
  });
  afterAll(() => example.remove());

  beforeEach(() => {
    publish(LEFT_PAD, {
      '1.0.0': { status: 'Archived', revision: revisions['1.0.0'] },
      '1.0.1': { status: 'Archived', revision: revisions['1.0.1'] },
      '1.1.0': {},
    });
    publish(
      { ...LEFT_PAD, package: 'pad-stream' },
      { '2.0.0-beta.1': { status: 'Archived', revision: 'q1W2e3R4t5Y6u7I8o9P0aSdFgHjKlZxCvBnM1q2W3eR=' } },
    );
  });

  test('The npm scope disposes the archived versions of both packages', async () => {
    const { status, outputs } = await accounts.deploy(example, 'NpmScope');

    expect(status).toBe('CREATE_COMPLETE');
    expect(Object.values(outputs).sort()).toEqual(['1', '2']);
    expect(accounts.statuses(LEFT_PAD)).toEqual({ '1.0.0': 'Disposed', '1.0.1': 'Disposed', '1.1.0': 'Published' });
  });

  test('The npm scope disposes no version of a package if one of them was taken out of the archive', async () => {
    accounts.codeArtifact.registry.setStatus(LEFT_PAD, '1.0.1', 'Published');

    const { status, reason } = await accounts.deploy(example, 'NpmScope');

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toContain('1.0.1 MISMATCHED_STATUS');
    expect(accounts.statuses(LEFT_PAD)).toMatchObject({ '1.0.0': 'Archived', '1.0.1': 'Published' });
  });
});

describe('The Maven snapshots', () => {
  const billing: PackageCoordinates = {
    domain: 'my-domain',
    repository: 'my-snapshots',
    format: 'maven',
    namespace: 'com.example',
    package: 'billing',
  };
  const builds = ['1.0-20240311.093012-1', '1.0-20240312.101500-2', '1.0-20240313.114233-3', '1.0-20240314.080000-4'];

  test('The Maven snapshots lose their old builds, and keep the newest and the listed version', async () => {
    publish(billing, { '1.0-SNAPSHOT': {} });
    builds.forEach((build) => publish(billing, { [build]: { status: 'Unlisted' } }));
    const example = await Example.synthesize('maven-snapshots');

    const { status } = await accounts.deploy(example, 'MavenSnapshots');

    expect(status).toBe('CREATE_COMPLETE');
    expect(accounts.statuses(billing)).toEqual({
      '1.0-SNAPSHOT': 'Published',
      [builds[0]!]: 'Disposed',
      [builds[1]!]: 'Disposed',
      [builds[2]!]: 'Disposed',
      [builds[3]!]: 'Unlisted',
    });
    example.remove();
  });
});

describe('The Python package', () => {
  test('The Python package is found under its normalized name, and its versions as they were published', async () => {
    const dataTools: PackageCoordinates = { ...MY_REPO, format: 'pypi', package: 'data-tools' };
    publish(dataTools, { '0.9': {}, '1.0rc1': {}, '1.0': {} });
    const example = await Example.synthesize('pypi');

    const { status } = await accounts.deploy(example, 'PyPi');

    expect(status).toBe('CREATE_COMPLETE');
    expect(accounts.statuses(dataTools)).toEqual({ '0.9': 'Disposed', '1.0rc1': 'Disposed', '1.0': 'Published' });
    example.remove();
  });
});

describe('The repository of the same app', () => {
  test('The repository of the same app exists before its versions are disposed', async () => {
    const installer: PackageCoordinates = {
      ...MY_REPO,
      format: 'generic',
      namespace: 'desktop',
      package: 'installer',
    };
    publish(installer, { '3.1.0': {}, '3.1.1': {}, '3.2.0': {} });
    const example = await Example.synthesize('same-app-repository');

    const { status, events } = await accounts.deploy(example, 'PackageRegistry');

    const order = events
      .filter((stackEvent) => stackEvent.status === 'CREATE_COMPLETE')
      .map(({ resourceType }) => resourceType);
    expect(status).toBe('CREATE_COMPLETE');
    expect(order.indexOf('AWS::CodeArtifact::Repository')).toBeLessThan(
      order.indexOf('Custom::CodeArtifactDisposedPackageVersions'),
    );
    expect(accounts.statuses(installer)).toEqual({ '3.1.0': 'Disposed', '3.1.1': 'Disposed', '3.2.0': 'Published' });
    example.remove();
  });
});
