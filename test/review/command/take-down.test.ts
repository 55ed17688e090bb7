import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../../../declaration/manifest';
import { takeDownCommand, type TakeDownOptions } from '../../../review/command/take-down-command';
import { ReviewedRegistry } from '../review-of-app';
import { captureStderr } from './captured-stderr';
import { LEFT_PAD } from '../../fixtures/packages';

let reviewedRegistry: ReviewedRegistry;
let directory: string;
let stderr: string[];

beforeEach(async () => {
  reviewedRegistry = await ReviewedRegistry.start();
  directory = reviewedRegistry.directory();
  process.env['XDG_STATE_HOME'] = join(reviewedRegistry.directory(), 'state');
  stderr = captureStderr();
  reviewedRegistry.registry.createRepository('my-domain', 'store', { externalConnections: ['public:npmjs'] });
  reviewedRegistry.registry.createRepository('my-domain', 'my-repo', { upstreams: ['store'] });
  reviewedRegistry.registry.createRepository('my-domain', 'tools');
  publish({}, '1.0.0', '1.1.0');
  publish({ repository: 'store' }, '1.0.0');
  publish({ repository: 'tools', format: 'pypi', namespace: undefined, package: 'my-tool' }, '1.0.0', '2.0');
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

const LIST = ['pkg:npm/%40my-scope/left-pad@1.0.0', 'pkg:npm/%40my-scope/left-pad@9.0.0', 'pkg:npm/absent@1.0.0'];

function publish(pkg: Partial<typeof LEFT_PAD>, ...versions: string[]) {
  versions.forEach((version) => reviewedRegistry.registry.publish({ ...LEFT_PAD, ...pkg }, version));
}

function run(lines: readonly string[] = LIST, options: Partial<TakeDownOptions> = {}, format?: string) {
  const list = join(directory, 'list.txt');
  writeFileSync(list, `${lines.join('\n')}\n`);
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  return takeDownCommand(list, format, {
    domain: 'my-domain',
    output: directory,
    concurrency: 4,
    ...paces,
    ...options,
  });
}

function manifest(repository = 'my-repo'): string[] {
  const bytes = readFileSync(join(directory, `${repository}.disposals`));
  parseManifest(bytes);
  return bytes.toString().split('\n').slice(1, -1);
}

function versionsOf(repository?: string): string[] {
  return manifest(repository).map((line) => line.split('\t').slice(0, 3).join(' '));
}

const read = (name: string) => readFileSync(join(directory, name), 'utf8');
const commands = () =>
  read('list.txt.block-upstreams.sh')
    .split('\n')
    .filter((line) => /^(# )?aws /.test(line));

describe('take-down', () => {
  test('take-down writes a manifest of each repository that has any version of the list, each pinned, and changes nothing', async () => {
    const before = reviewedRegistry.registry.snapshot();
    expect(await run()).toBe(0);
    expect(manifest()).toEqual([`npm\t@my-scope/left-pad\t1.0.0\t${reviewedRegistry.revision('1.0.0')}`]);
    expect(manifest('store')).toHaveLength(1);
    expect(readdirSync(directory).sort()).toEqual([
      'list.txt',
      'list.txt.block-upstreams.sh',
      'list.txt.package-groups.template.json',
      'list.txt.report.tsv',
      'my-repo.disposals',
      'store.disposals',
    ]);
    expect(reviewedRegistry.registry.snapshot()).toEqual(before);
  });

  test('take-down lists versions of those packages alone that a repository has', async () => {
    await run(['pkg:npm/%40my-scope/left-pad@1.0.0', ...LIST.slice(2)]);
    expect(reviewedRegistry.service.callsOf('ListRepositoriesInDomain')).toHaveLength(1);
    expect(reviewedRegistry.service.callsOf('ListPackages')).toHaveLength(3);
    expect(reviewedRegistry.service.callsOf('ListPackageVersions')).toHaveLength(2);
  });

  test('take-down says of every version of the list in every repository what became of it', async () => {
    reviewedRegistry.registry.dispose({ ...LEFT_PAD, repository: 'store' }, '1.0.0');
    await run();
    expect(read('list.txt.report.tsv').split('\n')).toEqual([
      'repository\tformat\tpackage\tversion\toutcome',
      'my-repo\tnpm\t@my-scope/left-pad\t1.0.0\tto dispose',
      'my-repo\tnpm\t@my-scope/left-pad\t9.0.0\tdoes not exist',
      'my-repo\tnpm\tabsent\t1.0.0\tdoes not exist',
      'store\tnpm\t@my-scope/left-pad\t1.0.0\tdisposed already',
      'store\tnpm\t@my-scope/left-pad\t9.0.0\tdoes not exist',
      'store\tnpm\tabsent\t1.0.0\tdoes not exist',
      'tools\tnpm\t@my-scope/left-pad\t1.0.0\tdoes not exist',
      'tools\tnpm\t@my-scope/left-pad\t9.0.0\tdoes not exist',
      'tools\tnpm\tabsent\t1.0.0\tdoes not exist',
      '',
    ]);
    const summary = stderr.join('');
    expect(summary).toContain(
      'The list names 3 versions of 2 packages. 1 of them exist in the repositories, 3 in all.',
    );
    expect(summary).toContain('in no repository: npm @my-scope/left-pad 9.0.0, npm absent 1.0.0');
    expect(summary).toContain('store: 0 versions to dispose. 1 disposed already, 2 not there.');
  });

  test('take-down says through which upstreams and connections a version could come back, and how to block them', async () => {
    await run();
    const summary = stderr.join('');
    expect(summary).toContain('npm versions could come back through the upstream store, which reaches public:npmjs.');
    expect(summary).toContain('npm versions could come back through the external connection public:npmjs.');
    const options = (repository: string) =>
      `--domain my-domain --repository ${repository} --format npm --namespace my-scope --package left-pad`;
    expect(commands()).toEqual([
      `aws codeartifact put-package-origin-configuration ${options('my-repo')} --restrictions publish=ALLOW,upstream=BLOCK`,
      `aws codeartifact put-package-origin-configuration ${options('store')} --restrictions publish=ALLOW,upstream=BLOCK`,
    ]);
  });

  test('take-down repeats the restriction about publishing, and names no package that is blocked already', async () => {
    reviewedRegistry.registry.restrict(LEFT_PAD, { publish: 'BLOCK', upstream: 'ALLOW' });
    reviewedRegistry.registry.restrict({ ...LEFT_PAD, repository: 'store' }, { publish: 'ALLOW', upstream: 'BLOCK' });
    await run();
    expect(commands()).toEqual([expect.stringMatching(/--repository my-repo .* publish=BLOCK,upstream=BLOCK$/)]);
    expect(stderr.join('')).toContain('upstreams of 1 package are blocked already');
  });

  test('take-down leaves the decision open where the restriction about publishing is not known', async () => {
    reviewedRegistry.service.faults.inject({
      fault: 'rewrite',
      when: ({ operation, query }) => operation === 'ListPackages' && query.repository === 'my-repo',
      rewrite: (answer) => ({ ...answer, packages: [{ format: 'npm', namespace: 'my-scope', package: 'left-pad' }] }),
    });
    await run();
    expect(commands()[0]).toMatch(/^# aws .*--restrictions 'publish=ALLOW or BLOCK,upstream=BLOCK'$/);
  });

  test('take-down takes a repository whose upstreams cannot be read for one that versions come back into', async () => {
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      times: Infinity,
      when: ({ operation }) => operation === 'DescribeRepository',
    });
    await run();
    expect(stderr.join('')).toContain('through an unknown source, since its upstreams could not be read (AccessDenied');
    expect(commands()).toHaveLength(2);
  });

  test('take-down writes commands in which a shell takes no name for anything else', async () => {
    const name = `$(touch x)';-a`.replace(/ /g, '_');
    publish({ namespace: undefined, package: name }, '1.0.0');
    await run([`${name}@1.0.0`], {}, 'npm');
    expect(commands()[0]).toContain(` --package '$(touch_x)'\\'';-a' `);
  });

  test('take-down finds a version in the spelling of the repository', async () => {
    await run(['pkg:pypi/my-tool@1.0', 'pkg:pypi/My.Tool@1.0.0', 'pkg:pypi/my-tool@2.0.0']);
    expect(manifest('tools').map((line) => line.split('\t').slice(0, 3).join(' '))).toEqual([
      'pypi my-tool 1.0.0',
      'pypi my-tool 2.0',
    ]);
    expect(stderr.join('')).toContain('2 versions to dispose');
    expect(stderr.join('')).toContain('0 disposed already, 0 not there');
  });

  test('take-down finds archived versions, also where a list without a filter leaves them out', async () => {
    reviewedRegistry.registry.archive(LEFT_PAD, '1.0.0');
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, unfilteredList: 'without-archived' };
    await run();
    expect(manifest()).toHaveLength(1);
  });

  test('take-down keeps what cannot be pinned, and says so', async () => {
    reviewedRegistry.service.variants = {
      ...reviewedRegistry.service.variants,
      omit: ['PackageVersionSummary.revision'],
    };
    await run();
    expect(existsSync(join(directory, 'my-repo.disposals'))).toBe(false);
    expect(read('list.txt.report.tsv')).toContain('kept: no revision to pin');
    expect(stderr.join('')).toContain('1 that cannot be pinned, compared or written');
  });

  test('take-down empties a manifest of an earlier run that has nothing left', async () => {
    await run();
    reviewedRegistry.registry.dispose(LEFT_PAD, '1.0.0');
    await run();
    expect(manifest()).toEqual([]);
  });

  test('take-down reads every page of repositories', async () => {
    Array.from({ length: 30 }, (_, n) => reviewedRegistry.registry.createRepository('my-domain', `repo-${n}`));
    publish({ repository: 'repo-29' }, '1.0.0');
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, pages: 'empty' };
    await run();
    expect(manifest('repo-29')).toHaveLength(1);
  });

  test('take-down looks again only where an earlier run could not look', async () => {
    const injectOnce = () =>
      reviewedRegistry.service.faults.inject({
        fault: 'access-denied',
        when: ({ operation, query }) => operation === 'ListPackageVersions' && query.repository === 'store',
      });
    injectOnce();
    expect(await run(LIST.slice(0, 1), { concurrency: 1 })).toBe(1);
    expect(existsSync(join(directory, 'store.disposals'))).toBe(false);
    expect(manifest()).toHaveLength(1);
    reviewedRegistry.service.calls.length = 0;
    expect(await run(LIST.slice(0, 1))).toBe(0);
    const lists = reviewedRegistry.service.callsOf('ListPackageVersions');
    expect(lists.map(({ query }) => query.repository)).toEqual(['store']);
    expect([manifest(), manifest('store')].flat()).toHaveLength(2);
  });

  test('take-down takes the latest version if a range covers it', async () => {
    await run(['@my-scope/left-pad@>=1.0.0'], {}, 'npm');
    expect(versionsOf()).toEqual(['npm @my-scope/left-pad 1.0.0', 'npm @my-scope/left-pad 1.1.0']);
  });

  test('take-down finds a crate and a version in every spelling that their registry takes for the same', async () => {
    publish({ format: 'cargo', namespace: undefined, package: 'append-only-vec' }, '0.1.9');
    publish({ format: 'cargo', namespace: undefined, package: 'mysten_metrics' }, '9.0.3');
    await run(['cargo append_only_vec 0.1.9', 'pkg:cargo/mysten-metrics@9.0.3', 'npm @my-scope/left-pad v1.0.0']);
    expect(versionsOf()).toEqual([
      'cargo append-only-vec 0.1.9',
      'cargo mysten_metrics 9.0.3',
      'npm @my-scope/left-pad 1.0.0',
    ]);
    expect(stderr.join('')).toContain(
      'the same package in another spelling: cargo append-only-vec, cargo mysten_metrics',
    );
  });

  test('take-down names what is near and not the same, and leaves it', async () => {
    publish({ namespace: undefined, package: 'Absent' }, '1.0.0');
    await run(['npm absent 1.0.0', 'npm @my-scope/left-pad 1.0']);
    expect(existsSync(join(directory, 'my-repo.disposals'))).toBe(false);
    expect(stderr.join('')).toContain('near, and not the same, so it stays: npm Absent (list: absent)');
    expect(stderr.join('')).toContain('npm @my-scope/left-pad 1.0.0 (list: 1.0)');
    expect(read('list.txt.report.tsv')).toContain('near, and not the same');
  });

  test('take-down looks only in the repositories that are named, and does not list the domain', async () => {
    expect(await run(LIST, { repository: ['my-repo'] })).toBe(0);
    expect(manifest()).toHaveLength(1);
    expect(existsSync(join(directory, 'store.disposals'))).toBe(false);
    expect(reviewedRegistry.service.callsOf('ListRepositoriesInDomain')).toEqual([]);
  });

  test('take-down writes the manifests of the repositories that it can read, and says where it did not look', async () => {
    writeFileSync(join(directory, 'store.disposals'), 'of an earlier run\n');
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      times: Infinity,
      when: ({ operation, query }) => operation === 'ListPackages' && query.repository === 'store',
    });
    expect(await run()).toBe(1);
    expect(manifest()).toHaveLength(1);
    expect(read('store.disposals')).toBe('of an earlier run\n');
    const summary = stderr.join('');
    expect(summary).toMatch(/store: NOT LOOKED AT: AccessDeniedException: allow codeartifact:ListPackages/);
    expect(summary).toContain('Versions may be in store, where this command did not look.');
    expect(read('list.txt.report.tsv')).toContain('store\tnpm\tabsent\t1.0.0\tnot looked at');
  });

  test('take-down writes nothing if it can read no repository', async () => {
    reviewedRegistry.service.faults.inject({ fault: 'access-denied', times: Infinity, operation: 'ListPackages' });
    await expect(run()).rejects.toThrow(/No repository could be read:\n {2}my-repo: Access/);
    expect(readdirSync(directory)).toEqual(['list.txt']);
  });

  test('take-down leaves foreign entries out if it may, and names them', async () => {
    const list = ['pkg:npm/%40my-scope/left-pad@1.0.0', 'pkg:golang/github.com/x/y@v1', 'pkg:docker/z@1'];
    await expect(run(list)).rejects.toThrow('got golang. Remove the line, or pass --skip-foreign');
    expect(await run(list, { skipForeign: true })).toBe(0);
    expect(manifest()).toHaveLength(1);
    expect(stderr.join('')).toContain('left out, since CodeArtifact has no such packages: 1 of golang, 1 of docker');
  });

  test.each<[string, readonly string[], { domain?: string }, RegExp]>([
    [
      'a broken list',
      ['pkg:npm/a@1.0.0', 'broken'],
      {},
      /list\.txt cannot be read, 1 problem:\n {2}line 2: a line must be .*Nothing was written/s,
    ],
    ['a domain that does not exist', LIST, { domain: 'absent' }, /domain absent does not exist/],
    ['a domain that is no name', LIST, { domain: 'X' }, /--domain must be 2 to 50 characters/],
  ])('take-down writes nothing for %s', async (...[, lines, options, message]) => {
    await expect(run(lines, options)).rejects.toThrow(message);
    expect(readdirSync(directory).filter((name) => name.endsWith('.disposals'))).toEqual([]);
  });

  test('take-down says what permission is missing to list the repositories', async () => {
    reviewedRegistry.service.faults.inject({
      fault: 'access-denied',
      when: ({ operation }) => operation === 'ListRepositoriesInDomain',
    });
    await expect(run()).rejects.toThrow(
      /allow codeartifact:ListRepositoriesInDomain on arn:aws:codeartifact:us-east-1:\*:domain\/my-domain/,
    );
  });
});
