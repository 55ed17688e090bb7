import type { ManifestEntry } from '../../declaration/manifest';
import { PackageVersionStatus } from '../../lib';
import { CleanUpAccount, REPOSITORY, STACK } from './account';

let account: CleanUpAccount;

beforeEach(async () => {
  account = await CleanUpAccount.open();
});

afterEach(() => account.close());

const LEFT_PAD = { format: 'npm', namespace: 'my-scope', package: 'left-pad' } as const;
const UNSCOPED = { format: 'npm', package: 'left-pad' } as const;
const DATA_TOOLS = { format: 'pypi', package: 'data-tools' } as const;
const BILLING = { format: 'maven', namespace: 'com.example', package: 'billing' } as const;

function publishAll(): ManifestEntry[] {
  return [
    ...account.publish(LEFT_PAD, '1.0.0', '1.0.1'),
    ...account.publish(UNSCOPED, '1.0.0'),
    ...account.publish(DATA_TOOLS, '0.9'),
    ...account.publish(BILLING, '1.0'),
  ];
}

describe('A stack that cleans up a repository', () => {
  test('A stack that cleans up a repository disposes what its manifest names, and nothing else, and reports one line a version', async () => {
    const entries = publishAll();
    account.publish(LEFT_PAD, '2.0.0');

    const { status, reason, outputs } = await account.deploy(entries);

    expect([status, reason]).toEqual(['CREATE_COMPLETE', undefined]);
    expect(outputs).toMatchObject({ Count: '5', Report: expect.stringMatching(/^s3:\/\//) as string });
    expect(account.statuses).toEqual({ Disposed: 5, Published: 1 });
    expect(account.report('versions').map((line) => line.split('\t').slice(0, 5).join(' '))).toEqual(
      [...entries].sort(byLine).map(({ revision, ...entry }) => `${nameOf(entry)} ${revision} disposed`),
    );
  });

  test('A stack that cleans up a repository makes one list and one disposal of each package, and lists every package before it disposes any', async () => {
    await account.deploy(publishAll());

    const operations = account.codeArtifact.calls.map(({ operation }) => operation);
    expect(operations).toEqual([
      ...Array<string>(4).fill('ListPackageVersions'),
      ...Array<string>(4).fill('DisposePackageVersions'),
    ]);
  });

  test('A stack that cleans up a repository shows neither versions nor the response URL to anybody who may not read its bucket', async () => {
    const [refused, ...entries] = account.publish(LEFT_PAD, '11.22.33', '11.22.34');
    await account.deploy([{ ...refused!, revision: 'stale-revision' }, ...entries]);
    await account.deploy([refused!, ...entries]);

    expect(account.cloudFormation.logs.length).toBeGreaterThan(5);
    expect(account.visible).not.toMatch(/11\.22\.3|stale-revision|left-pad|my-scope/);
    expect(account.visible).not.toMatch(/X-Amz-Signature|custom-resource-response/i);
    expect(account.visible).not.toContain(entries[0]!.revision);
  });

  test('A stack that cleans up a repository disposes nothing if anything is refused, and the report names all of it', async () => {
    const entries = publishAll();
    const stale = entries.map((entry, n) => (n < 3 ? { ...entry, revision: `stale${n}` } : entry));

    const { status, reason } = await account.deploy(stale);

    expect(status).toBe('ROLLBACK_COMPLETE');
    expect(reason).toMatch(
      /Nothing was disposed: 3 of 5 versions of my-domain\/my-repo are refused: npm @my-scope\/left-pad 1\.0\.0 MISMATCHED_REVISION: current revision/,
    );
    expect(reason).toMatch(
      /Correct the manifest, or the repository, and deploy again\. Report, one line a version: s3:\/\//,
    );
    expect(account.statuses).toEqual({ Published: 5 });
    expect(account.codeArtifact.callsOf('DisposePackageVersions')).toEqual([]);
    expect(account.report('refused')).toHaveLength(3);
  });

  test('A stack that cleans up a repository counts all refusals, though its answer has no place for them', async () => {
    const entries = account.publish(LEFT_PAD, ...Array.from({ length: 300 }, (_, n) => `1.0.${n}`));

    const { reason } = await account.deploy(entries.map((entry) => ({ ...entry, revision: 'stale' })));

    const [, shown, more] = /refused: (.*); and (\d+) more\./.exec(reason ?? '') ?? [];
    expect(shown!.split('; ').length + Number(more)).toBe(300);
    expect(reason).not.toContain('see the report');
  });

  test('A stack that cleans up a repository refuses a version of another status than expected, and one that does not exist', async () => {
    const [first, ...others] = account.publish(LEFT_PAD, '1.0.0', '1.0.1');
    account.codeArtifact.registry.setStatus({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0', 'Archived');
    const missing = { ...first!, version: '1.0' };

    const { reason } = await account.deploy([first!, missing, ...others], {
      expectedStatus: PackageVersionStatus.ARCHIVED,
    });

    expect(reason).toContain('1.0.1 MISMATCHED_STATUS: current status: Published, expected status: Archived');
    expect(reason).toContain('1.0 NOT_FOUND: the repository has no such version; did you mean 1.0.0?');
    expect(account.statuses).toEqual({ Archived: 1, Published: 1 });
  });

  test('A stack that cleans up a repository accepts versions and packages that do not exist with allowMissing', async () => {
    const [first] = account.publish(LEFT_PAD, '1.0.0');
    const missing = [
      { ...first!, version: '0.1' },
      { ...DATA_TOOLS, version: '1', revision: 'r' },
    ];

    const { status, outputs } = await account.deploy([first!, ...missing], { allowMissing: true });

    expect([status, outputs.Count]).toEqual(['CREATE_COMPLETE', '1']);
    expect(account.report('versions').filter((line) => line.includes('\tmissing\t'))).toHaveLength(2);
  });

  test('A stack that cleans up a repository is harmless with an empty manifest', async () => {
    account.publish(LEFT_PAD, '1.0.0');

    const { status, outputs } = await account.deploy([]);

    expect([status, outputs.Count]).toEqual(['CREATE_COMPLETE', '0']);
    expect(account.codeArtifact.calls).toEqual([]);
  });

  test('A stack that cleans up a repository sends only the lines that an update adds, and counts all', async () => {
    const entries = publishAll();
    await account.deploy(entries.slice(0, 2));

    const { status, outputs } = await account.deploy(entries);

    const named = account.codeArtifact
      .callsOf('DisposePackageVersions')
      .flatMap(({ body }) => (body as { versions: string[] }).versions);
    expect([status, outputs.Count, named.length]).toEqual(['UPDATE_COMPLETE', '5', 5]);
  });

  test('A stack that cleans up a repository leaves versions as they are that a declaration of one package disposed before', async () => {
    const entries = account.publish(LEFT_PAD, '1.0.0', '1.0.1');
    account.codeArtifact.registry.dispose({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0');

    const { status, outputs } = await account.deploy(entries);

    expect([status, outputs.Count]).toEqual(['CREATE_COMPLETE', '2']);
    expect(account.codeArtifact.callsOf('DisposePackageVersions').map(({ body }) => body)).toMatchObject([
      { versions: ['1.0.1'] },
    ]);
    expect(account.report('versions').map((line) => line.split('\t')[4])).toEqual(['already disposed', 'disposed']);
  });

  test('A stack that cleans up a repository does not miss a version that it disposed before and that was deleted since, by its record', async () => {
    const entries = account.publish(LEFT_PAD, '1.0.0', '1.0.1');
    await account.deploy(entries.slice(0, 1));
    account.codeArtifact.registry.delete({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0');

    const { status, outputs, reason } = await account.deploy(entries);

    expect([status, reason, outputs.Count]).toEqual(['UPDATE_COMPLETE', undefined, '1']);
    expect(account.report('versions').map((line) => line.split('\t')[4])).toContain('deleted');
  });

  test('A stack that cleans up a repository misses a version that it disposed in another repository only', async () => {
    const entries = account.publish(LEFT_PAD, '1.0.0', '1.0.1');
    await account.deploy(entries.slice(0, 1));
    account.codeArtifact.registry.publish({ ...REPOSITORY, ...LEFT_PAD, repository: 'other-repo' }, '1.0.1');

    const { status, reason } = await account.deploy(entries.slice(0, 1), { repository: 'other-repo' });

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(reason).toContain('1.0.0 NOT_FOUND');
  });

  test('A stack that cleans up a repository rolls back to an earlier manifest without undoing anything, though an earlier version was deleted', async () => {
    const entries = account.publish(LEFT_PAD, '1.0.0', '1.0.1');
    await account.deploy(entries.slice(0, 1));
    account.codeArtifact.registry.delete({ ...REPOSITORY, ...LEFT_PAD }, '1.0.0');

    const { status } = await account.deploy([{ ...entries[1]!, revision: 'stale' }]);

    expect(status).toBe('UPDATE_ROLLBACK_COMPLETE');
    expect(account.statuses).toEqual({ Published: 1 });
  });

  test('A stack that cleans up a repository does nothing but succeed when it is deleted, and keeps its record', async () => {
    await account.deploy(publishAll());
    const calls = account.codeArtifact.calls.length;
    const record = account.record.size;

    const { status } = await account.cloudFormation.destroy(STACK);

    expect(status).toBe('DELETE_COMPLETE');
    expect([account.codeArtifact.calls.length, account.record.size]).toEqual([calls, record]);
    expect([...account.record.keys()].some((key) => /\/manifests\/[0-9a-f]{64}\.disposals$/.test(key))).toBe(true);
  });

  test('A stack that cleans up a repository makes no call once its manifest is empty, as when the repository is retired', async () => {
    await account.deploy(publishAll());
    const calls = account.codeArtifact.calls.length;

    const { status } = await account.deploy([], { repository: 'retired' });

    expect([status, account.codeArtifact.calls.length]).toEqual(['UPDATE_COMPLETE', calls]);
  });

  test('A stack that cleans up a repository says which repository does not exist, and disposes nothing', async () => {
    const entries = account.publish(LEFT_PAD, '1.0.0');

    const { reason } = await account.deploy(entries, { repository: 'my-rep' });

    expect(reason).toMatch(
      /Nothing was disposed: the versions of npm @my-scope\/left-pad in my-domain\/my-rep could not be read: ResourceNotFoundException: repository my-rep/,
    );
    expect(account.statuses).toEqual({ Published: 1 });
  });
});

function nameOf({ format, namespace, package: name, version }: Omit<ManifestEntry, 'revision'>): string {
  const written = format === 'maven' ? `${namespace}:${name}` : namespace ? `@${namespace}/${name}` : name;
  return `${format} ${written} ${version}`;
}

function byLine(a: ManifestEntry, b: ManifestEntry): number {
  return nameOf(a) < nameOf(b) ? -1 : 1;
}
