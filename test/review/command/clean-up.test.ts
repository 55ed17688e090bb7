import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseManifest } from '../../../declaration/manifest';
import { cleanUpCommand, type CleanUpOptions } from '../../../review/command/clean-up-command';
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
});
afterEach(async () => {
  jest.restoreAllMocks();
  await reviewedRegistry.stop();
});

const RULES = "  - select: { match: '*', olderThan: 2025-01-01 }\n    keep: { latest: 1 }\n";

function writePolicy(rules = RULES, head = 'repositories: [my-repo, my-other]\n') {
  writeFileSync(join(directory, 'clean-up.yaml'), `domain: my-domain\n${head}rules:\n${rules}`);
}

function run(options: Partial<CleanUpOptions> = {}) {
  const policy = join(directory, 'clean-up.yaml');
  const paces = { maxListsPerSecond: 1_000, maxReadsPerSecond: 1_000 };
  return cleanUpCommand(policy, { output: directory, concurrency: 4, ...paces, ...options });
}

function manifest(repository = 'my-repo'): string[] {
  const bytes = readFileSync(join(directory, `${repository}.disposals`));
  parseManifest(bytes);
  return bytes.toString().split('\n').slice(1, -1);
}

/** The file of an interrupted run. */
function stateFile(): string {
  const folder = join(process.env['XDG_STATE_HOME']!, 'cdk-codeartifact-disposal');
  return join(folder, readdirSync(folder)[0]!);
}

function versionsOf(repository?: string): string[] {
  return manifest(repository).map((line) => line.split('\t').slice(0, 3).join(' '));
}

function publish(pkg: Partial<typeof LEFT_PAD>, ...versions: string[]) {
  versions.forEach((version) => reviewedRegistry.registry.publish({ ...LEFT_PAD, ...pkg }, version));
}

describe('clean-up', () => {
  beforeEach(() => {
    publish({}, '1.0.0', '1.1.0', '1.2.0');
    publish({ format: 'pypi', namespace: undefined, package: 'my-tool' }, '1.0', '2.0');
    publish({ repository: 'my-other' }, '0.1.0', '0.2.0');
  });

  test('clean-up writes a manifest of each repository, with every version pinned, and changes nothing', async () => {
    writePolicy();
    const before = reviewedRegistry.registry.snapshot();
    expect(await run()).toBe(0);
    expect(manifest()).toEqual([
      `npm\t@my-scope/left-pad\t1.0.0\t${reviewedRegistry.revision('1.0.0')}`,
      `npm\t@my-scope/left-pad\t1.1.0\t${reviewedRegistry.revision('1.1.0')}`,
      expect.stringMatching(/^pypi\tmy-tool\t1\.0\t/),
    ]);
    expect(versionsOf('my-other')).toEqual(['npm @my-scope/left-pad 0.1.0']);
    expect(reviewedRegistry.registry.snapshot()).toEqual(before);
    expect(stderr.join('')).toContain(
      'my-repo: 2 packages, of which rules that select match 2. 3 versions of 2 packages',
    );
    expect(readdirSync(directory).sort()).toEqual(['clean-up.yaml', 'my-other.disposals', 'my-repo.disposals']);
  });

  test('clean-up writes beside each version the name of the first rule with a name that selects it, and nothing for other rules', async () => {
    writePolicy(
      "  - { format: npm, select: { match: '1.0.0' } }\n" +
        "  - { format: npm, name: two-oldest, select: { match: '<1.2' } }\n" +
        "  - { format: npm, name: second, select: { match: '1.1.0' } }\n" +
        "  - { format: pypi, select: { match: '1.0' } }\n",
      'repositories: my-repo\n',
    );
    await run();
    expect(manifest().map((line) => line.split('\t').filter((_, field) => field !== 3))).toEqual([
      ['npm', '@my-scope/left-pad', '1.0.0', 'two-oldest'],
      ['npm', '@my-scope/left-pad', '1.1.0', 'two-oldest'],
      ['pypi', 'my-tool', '1.0'],
    ]);
  });

  test('clean-up reads every page of packages', async () => {
    Array.from({ length: 1_100 }, (_, n) => publish({ package: `p${n}`, repository: 'my-other' }, '1.0.0'));
    writePolicy("  - package: p7*\n    select: { match: '*' }\n", 'repositories: my-other\n');
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, pages: 'short' };
    await run();
    expect(stderr.join('')).toContain('1,101 packages');
    // The default version of a package is kept unless it is named.
    expect(stderr.join('')).toContain('kept: 111 the default version');
  });

  test('clean-up asks two lists of each package, also where a list without a filter leaves archived versions out', async () => {
    reviewedRegistry.registry.setStatus(LEFT_PAD, '1.0.0', 'Archived');
    reviewedRegistry.service.variants = { ...reviewedRegistry.service.variants, unfilteredList: 'without-archived' };
    writePolicy("  - { format: npm, select: { status: Archived, match: '*' } }\n", 'repositories: my-repo\n');
    await run();
    expect(versionsOf()).toEqual(['npm @my-scope/left-pad 1.0.0']);
    expect(reviewedRegistry.service.callsOf('ListPackageVersions')).toHaveLength(2);
  });

  test('clean-up selects by any rule, and keeps by any that matches the package', async () => {
    writePolicy(
      "  - { format: npm, select: { match: '1.0.0' } }\n" +
        "  - { format: npm, select: { match: '1.1.x' } }\n" +
        "  - { package: 'left-*', keep: { versions: ['1.1.0'] } }\n" +
        "  - { package: 'right-*', optional: true, keep: { versions: ['1.0.0'] } }\n",
    );
    await run();
    expect(versionsOf()).toEqual(['npm @my-scope/left-pad 1.0.0']);
    expect(stderr.join('')).toContain('kept: 1 keep.versions "1.1.0" of the rule of line 6');
  });

  test('clean-up selects nothing that a hold list names, or that is in use', async () => {
    writeFileSync(join(directory, 'hold.txt'), 'npm @my-scope/left-pad <1.1\n');
    writeFileSync(join(directory, 'in-use.txt'), 'pypi my-tool 1.0\n');
    writePolicy(RULES, 'repositories: my-repo\nholds: hold.txt\ninUse: [in-use.txt]\n');
    await run();
    expect(versionsOf()).toEqual(['npm @my-scope/left-pad 1.1.0']);
    expect(stderr.join('')).toContain('kept: 1 the hold list hold.txt');
    expect(stderr.join('')).toContain('kept: 1 in use by in-use.txt');
  });

  test('clean-up says what of the policy has no effect, a line each', async () => {
    writeFileSync(join(directory, 'hold.txt'), 'npm @my-scope/left-pad 1.0.0\nnpm @my-scope/left-pad 7.0.0\n');
    const inUse = Array.from({ length: 500 }, (_, n) => `npm absent${n} 1.0.0\n`).join('');
    writeFileSync(join(directory, 'in-use.txt'), `pypi my-tool\n${inUse}`);
    writePolicy(
      "  - { format: npm, namespace: [my-*, other-*], select: { match: '>=7' }, keep: { versions: ['6.x', '1.1.x'] } }\n" +
        "  - { format: maven, select: { match: '*' } }\n" +
        "  - { format: [npm, cargo], package: [left-*, lift-*], select: { match: '*' }, keep: { latest: 1 } }\n",
      'repositories: [my-repo, my-other]\nholds: hold.txt\ninUse: in-use.txt\n',
    );
    await run();
    const notes = stderr
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('note: '));
    expect(notes.map((note) => note.slice('note: '.length))).toEqual([
      'The rule of line 6 matches no package with namespace "other-*".',
      'The rule of line 6 selects no version: none is of its kind and old enough, or all are kept.',
      'keep.versions "6.x" of the rule of line 6 keeps no version of a package that was read.',
      'The rule of line 7 matches no package.',
      'The rule of line 8 matches no package with format cargo.',
      'The rule of line 8 matches no package with package "lift-*".',
      'the hold list hold.txt: 1 of 2 lines match no version that could be selected: line 2 (npm @my-scope/left-pad 7.0.0).',
      'in use by in-use.txt: 500 of 501 lines match no version that could be selected: ' +
        'line 2 (npm absent0 1.0.0), line 3 (npm absent1 1.0.0), line 4 (npm absent2 1.0.0), ….',
    ]);
  });

  describe.each([
    ['another scope', 'npm @myscope/left-pad 1.0.0', 'npm @my-scope/left-pad'],
    ['no scope', 'npm left-pad 1.0.0', 'npm @my-scope/left-pad'],
    ['an unlike scope', 'npm @elsewhere/left-pad 1.0.0', 'npm @my-scope/left-pad'],
    ['another case', 'npm @my-scope/Left-Pad', 'npm @my-scope/left-pad'],
    ['another separator', 'npm @my-scope/left_pad', 'npm @my-scope/left-pad'],
    ['letters exchanged', 'npm @my-scope/letf-pad', 'npm @my-scope/left-pad'],
    ['a letter missing', 'npm @my-scope/left-pd', 'npm @my-scope/left-pad'],
    ['a letter wrong in its group', 'maven com.exanple:core 1.0', 'maven com.example:core'],
    ['a crate with - for _', 'cargo mysten-metrics 1.0.0', 'cargo mysten_metrics'],
  ])('A line of holds that names a package with %s', (_, line, near) => {
    test('stops clean-up, which names the line and the package that it looks like', async () => {
      publish({ format: 'cargo', namespace: undefined, package: 'mysten_metrics' }, '1.0.0');
      publish({ format: 'maven', namespace: 'com.example', package: 'core' }, '1.0');
      writeFileSync(join(directory, 'hold.txt'), `# kept\n${line}\n`);
      writePolicy(RULES, 'repositories: my-repo\nholds: hold.txt\n');
      const name = line.split(' ').slice(0, 2).join(' ');
      await expect(run()).rejects.toThrow(`hold.txt, line 2: no repository has ${name}, and one has ${near}\n`);
      expect(readdirSync(directory).filter((file) => file.endsWith('.disposals'))).toEqual([]);
    });
  });

  test.each(['npm left-pad 1.0.0\n', 'npm @my-scope/left.pad\n', 'npm @my_scope/left-pad 1.0.0\n'])(
    'A line of inUse that misses the scope or a separator stops clean-up: %j',
    async (text) => {
      writeFileSync(join(directory, 'in-use.txt'), text);
      writePolicy(RULES, 'repositories: my-repo\ninUse: in-use.txt\n');
      await expect(run()).rejects.toThrow('in-use.txt, line 1: no repository has');
    },
  );

  test('A line of holds without the @ of its scope stops clean-up', async () => {
    writeFileSync(join(directory, 'hold.txt'), 'npm my-scope/left-pad 1.0.0\n');
    writePolicy(RULES, 'repositories: my-repo\nholds: hold.txt\n');
    await expect(run()).rejects.toThrow(
      /hold\.txt cannot be read: line 1: A package of npm is written @namespace\/name/,
    );
  });

  test('A row of inUse without the scope stops clean-up', async () => {
    writeFileSync(join(directory, 'in-use.csv'), 'format,package,version\npypi,my-tool,1.0\nnpm,left-pad,1.0.0\n');
    writePolicy(RULES, 'repositories: my-repo\ninUse: in-use.csv\n');
    await expect(run()).rejects.toThrow('entry 2: no repository has npm left-pad, and one has npm @my-scope/left-pad');
  });

  test.each([
    ['holds', 'npm is-odd 1.0.0\n'],
    ['holds', 'npm @my-scope/right-pad 1.0.0\n'],
    ['inUse', 'npm @elsewhere/left-pad 1.0.0\n'],
    ['inUse', 'npm @my-scope/left-pad 1.0.0\nnpm left-pad 1.0.0\n'],
    ['inUse', 'format,package,version\nnpm,@my-scope/LEFT-PAD,1.0.0\n'],
  ])('A line of %s that means another package does not stop clean-up: %j', async (key, text) => {
    writeFileSync(join(directory, 'list.txt'), text);
    writePolicy(RULES, `repositories: my-repo\n${key}: list.txt\n`);
    await expect(run()).resolves.toBe(0);
  });

  test('The summary calls a rule by its name, and what it says by the keys of the policy', async () => {
    reviewedRegistry.registry.publish(LEFT_PAD, '2.0.0', { publishedTime: new Date('2026-11-30') });
    writePolicy(
      "  - { name: old, format: npm, select: { olderThan: 2026-01-01 }, keep: { versions: '1.1.0' } }\n" +
        "  - { name: java, format: maven, select: { match: '*' }, keep: { versions: '7.0' } }\n",
    );
    await run();
    const text = stderr.join('');
    expect(text).toContain('kept: 1 keep.versions "1.1.0" of the rule old');
    expect(text).toContain('note: The rule java matches no package.');
    expect(text).not.toMatch(/--[a-z]/);
  });

  test('clean-up says nothing of a policy of which everything has an effect', async () => {
    writeFileSync(join(directory, 'hold.txt'), 'npm @my-scope/left-pad 1.0.0\nnpm @my-scope/left-pad <1.1\n');
    writePolicy(RULES, 'repositories: [my-repo, my-other]\nholds: hold.txt\n');
    await run();
    expect(stderr.join('')).not.toContain('note: ');
  });

  test('clean-up names the file and the line of a mistake, before any call', async () => {
    writePolicy('  - { selects: 1 }\n');
    await expect(run()).rejects.toThrow(/clean-up\.yaml cannot be read, 1 problem:\n {2}line 4: .*"selects"/);
    expect(reviewedRegistry.service.calls).toEqual([]);
  });

  test('clean-up writes nothing where a repository does not exist', async () => {
    writePolicy(RULES, 'repositories: [my-repo, absent]\n');
    await expect(run()).rejects.toThrow('repository absent in domain my-domain does not exist');
    expect(readdirSync(directory)).not.toContain('my-repo.disposals');
  });

  test('clean-up stays below the given pace', async () => {
    Array.from({ length: 10 }, (_, n) => publish({ package: `p${n}` }, '1.0.0'));
    writePolicy("  - { package: 'p*', select: { match: '*' } }\n", 'repositories: my-repo\n');
    await run({ maxListsPerSecond: 20 });
    const times = reviewedRegistry.service.callsOf('ListPackageVersions').map(({ time }) => time);
    expect((Math.max(...times) - Math.min(...times)) / (times.length - 1)).toBeGreaterThan(40);
  });

  describe('after an interruption', () => {
    const listsOf = (name: string) =>
      reviewedRegistry.service.callsOf('ListPackageVersions').filter(({ query }) => query.package === name).length;

    beforeEach(async () => {
      writePolicy(RULES, 'repositories: my-repo\n');
      reviewedRegistry.service.faults.inject({
        fault: 'access-denied',
        when: ({ query }) => query.package === 'my-tool',
      });
      await expect(run({ concurrency: 1 })).rejects.toThrow('AccessDeniedException');
      expect(readdirSync(directory)).toEqual(['clean-up.yaml']);
      expect(listsOf('left-pad')).toBeGreaterThan(0);
      reviewedRegistry.service.calls.length = 0;
    });

    test('After an interruption, clean-up does not read again what is finished, and writes the same', async () => {
      await run();
      expect(listsOf('left-pad')).toBe(0);
      expect(versionsOf()).toEqual([
        'npm @my-scope/left-pad 1.0.0',
        'npm @my-scope/left-pad 1.1.0',
        'pypi my-tool 1.0',
      ]);
      expect(readdirSync(directory).sort()).toEqual(['clean-up.yaml', 'my-repo.disposals']);
    });

    test('After an interruption, clean-up leaves out a line that was cut off', async () => {
      const state = stateFile();
      writeFileSync(state, readFileSync(state).subarray(0, -5));
      await run();
      expect(listsOf('left-pad')).toBeGreaterThan(0);
      expect(versionsOf()).toHaveLength(3);
    });

    test('After an interruption, clean-up begins again with another policy', async () => {
      writePolicy(RULES.replace('latest: 1', 'latest: 2'), 'repositories: my-repo\n');
      await run();
      expect(listsOf('left-pad')).toBeGreaterThan(0);
      expect(versionsOf()).toEqual(['npm @my-scope/left-pad 1.0.0']);
    });

    test('After an interruption, clean-up begins again with the credentials of another account', async () => {
      const { AWS_ACCESS_KEY_ID } = process.env;
      process.env['AWS_ACCESS_KEY_ID'] = 'AKIDOTHER';
      try {
        await run();
      } finally {
        process.env['AWS_ACCESS_KEY_ID'] = AWS_ACCESS_KEY_ID;
      }
      expect(listsOf('left-pad')).toBeGreaterThan(0);
    });

    test('After an interruption, clean-up begins again at another endpoint', async () => {
      process.env['AWS_ENDPOINT_URL'] = 'http://127.0.0.1:1';
      try {
        await run();
      } finally {
        delete process.env['AWS_ENDPOINT_URL'];
      }
      expect(listsOf('left-pad')).toBeGreaterThan(0);
    });

    test('A state in the folder of the manifests, where a commit could put it, is not believed', async () => {
      const planted = readFileSync(stateFile(), 'utf8');
      rmSync(stateFile());
      writeFileSync(join(directory, '.clean-up.yaml.state'), planted);
      await run();
      expect(listsOf('left-pad')).toBeGreaterThan(0);
      expect(stderr.join('')).not.toContain('Going on with the run');
    });

    test('After an interruption, clean-up begins again after more than a day', async () => {
      const state = stateFile();
      const old = readFileSync(state, 'utf8').replace(/"startTime":\d+/, `"startTime":${Date.now() - 90_000_000}`);
      writeFileSync(state, old);
      await run();
      expect(listsOf('left-pad')).toBeGreaterThan(0);
    });
  });
});
