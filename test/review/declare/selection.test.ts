import fc from 'fast-check';
import { packageName } from '../../../review/declare/package-name';
import { type Candidate, type PackageVersions, type SelectionRules, select } from '../../../review/declare/selection';
import { isPrerelease } from '../../../review/declare/version-order';
import { versionPattern } from '../../../review/declare/version-pattern';

const NOTHING: SelectionRules = {
  match: [],
  status: [],
  origin: [],
  prerelease: false,
  snapshotBuilds: false,
  latestBy: 'published',
  except: [],
};

const all = (...names: string[]): Candidate[] =>
  names.map((version) => ({ version, status: 'Published', revision: `r-${version}`, origin: 'INTERNAL' }));

function selected(
  versions: readonly Candidate[],
  rules: Partial<SelectionRules>,
  of: Partial<PackageVersions> = {},
): string[] {
  return select({ format: 'npm', versions, ...of }, { ...NOTHING, ...rules }).versions.map(({ version }) => version);
}

const match = (...texts: string[]) => texts.map((text) => versionPattern(text, false));

describe('selected is', () => {
  test('what every rule selects', () => {
    const versions = [
      ...all('1.0.0', '1.1.0-rc.1', '2.0.0-rc.1'),
      { version: '1.2.0-rc.1', status: 'Archived', revision: 'r' },
    ];
    expect(selected(versions, { match: match('1.*'), prerelease: true, status: ['Published'] })).toEqual([
      '1.1.0-rc.1',
    ]);
  });

  test('what any of several patterns matches', () => {
    expect(selected(all('1.0.0', '1.1.0', '2.0.0'), { match: match('1.0.0', '2.*') })).toEqual(['1.0.0', '2.0.0']);
  });

  test('of the given origin', () => {
    const versions = [...all('1.0.0'), { version: '2.0.0', status: 'Published', revision: 'r', origin: 'EXTERNAL' }];
    expect(selected(versions, { origin: ['EXTERNAL'] })).toEqual(['2.0.0']);
  });

  test('published before the given time, and nothing without a time', () => {
    const versions = all('1.0.0', '2.0.0', '3.0.0').map((candidate, index) => ({
      ...candidate,
      publishedTime: index === 2 ? undefined : new Date(`202${index}-01-01`),
    }));
    const { versions: found, notes } = select(
      { format: 'npm', versions },
      { ...NOTHING, publishedBefore: new Date('2020-06-01') },
    );
    expect(found.map(({ version }) => version)).toEqual(['1.0.0']);
    expect(notes.join(' ')).toMatch(/time of the last update.*1 without a published time are kept/);
  });

  test('never what is disposed, or an unfinished upload that is not asked for by status', () => {
    const versions = ['Disposed', 'Deleted', 'Unfinished', 'Archived'].map((status) => ({
      version: status,
      status,
      revision: 'r',
    }));
    expect(selected(versions, { match: match('*') })).toEqual(['Archived']);
    expect(selected(versions, { status: ['Unfinished', 'Disposed'] })).toEqual(['Unfinished']);
  });

  test('never what cannot be pinned', () => {
    const { versions, notes } = select(
      { format: 'npm', versions: [{ version: '1.0.0', status: 'Published' }] },
      { ...NOTHING, match: match('*') },
    );
    expect(versions).toEqual([]);
    expect(notes[0]).toContain('cannot be pinned');
  });
});

describe('kept is', () => {
  const versions = all('1.0.0', '1.9.0', '1.10.0', '2.0.0-rc.1');

  test('so many of the latest by the order of publication', () => {
    const byPublishedTime = ['1.0.0', '2.0.0-rc.1', '1.10.0', '1.9.0'];
    expect(selected(versions, { keepLatest: 2 }, { byPublishedTime })).toEqual(['1.10.0', '1.9.0']);
  });

  test('so many of the latest by semver, and what is none', () => {
    expect(selected([...versions, ...all('nightly')], { keepLatest: 2, latestBy: 'semver' })).toEqual([
      '1.0.0',
      '1.9.0',
    ]);
  });

  test('what the order of publication leaves out', () => {
    expect(selected(versions, { keepLatest: 1 }, { byPublishedTime: ['1.9.0', '1.0.0'] })).toEqual(['1.0.0']);
  });

  test('counted without what is disposed already', () => {
    const disposed = { version: '3.0.0', status: 'Disposed', revision: 'r' };
    expect(selected([...all('1.0.0', '2.0.0'), disposed], { keepLatest: 1, latestBy: 'semver' })).toEqual(['1.0.0']);
  });

  test('what is excepted, pre-releases of the range included', () => {
    expect(selected(versions, { match: match('*'), except: [versionPattern('>=1.9.0', true)] })).toEqual(['1.0.0']);
  });

  test('the default version, unless it is named in full', () => {
    expect(selected(versions, { match: match('1.*') }, { defaultVersion: '1.10.0' })).toEqual(['1.0.0', '1.9.0']);
    expect(selected(versions, { match: match('1.10.0') }, { defaultVersion: '1.10.0' })).toEqual(['1.10.0']);
  });

  test('whatever a keep rule keeps, whatever else selects it', () => {
    const names = fc.uniqueArray(fc.constantFrom('1.0.0', '1.1.0', '1.2.0-rc.1', '2.0.0', '2.1.0', '3.0.0'), {
      minLength: 1,
    });
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 4 }), fc.boolean(), (declared, keepLatest, prerelease) => {
        const rules = { match: match('*'), prerelease, keepLatest, except: match('2.*') };
        const found = selected(all(...declared), rules, {
          byPublishedTime: declared,
          defaultVersion: declared.at(-1)!,
        });
        const kept: string[] = [
          ...declared.slice(0, keepLatest),
          declared.at(-1)!,
          ...declared.filter((item) => item.startsWith('2.')),
        ];
        expect(found.filter((version) => kept.includes(version))).toEqual([]);
      }),
    );
  });
});

describe('builds of a Maven SNAPSHOT', () => {
  const builds = all(
    '1.0-20260101.000000-9',
    '1.0-20260101.000000-10',
    '1.0-20250101.000000-1',
    '2.0-20240101.000000-1',
    '1.0-SNAPSHOT',
    '0.9',
  );
  const of = { format: 'maven' as const };

  test('are selected but for the newest of each', () => {
    expect(selected(builds, { snapshotBuilds: true }, of)).toEqual(['1.0-20250101.000000-1', '1.0-20260101.000000-9']);
  });

  test('are kept as many as --keep-latest says', () => {
    expect(selected(builds, { snapshotBuilds: true, keepLatest: 2 }, of)).toEqual(['1.0-20250101.000000-1']);
  });
});

describe('a pattern', () => {
  test.each([
    ['1.2', ['1.2'], ['1.2.0', '1.2.1']],
    ['1.2.*', ['1.2.0', '1.2.0-rc.1'], ['1.3.0']],
    ['1.x', ['1.0.0', '1.9.9'], ['2.0.0', '1.0.0-rc.1']],
    ['<2.0.0', ['1.9.9'], ['2.0.0', '2.0.0-rc.1', 'nightly']],
    ['^1.2.0 || ~3.1.0', ['1.9.0', '3.1.4'], ['1.1.0', '3.2.0']],
    ['{1,2}.0.0', ['1.0.0', '2.0.0'], ['3.0.0']],
    ['.dev*', ['.dev1'], ['1.dev1']],
  ])('%s matches %j and not %j', (text, yes, no) => {
    const { matches } = versionPattern(text, false);
    expect([yes.filter((item) => !matches(item)), no.filter((entry) => matches(entry))]).toEqual([[], []]);
  });

  test('with an operator must be a range', () => {
    expect(() => versionPattern('>=one', false)).toThrow(/must be a semver range.*got >=one/);
  });
});

test.each([
  ['npm', ['1.0.0-rc.1'], ['1.0.0', '1.0.0+build', 'nightly']],
  ['pypi', ['1.0a1', '1.0b2', '1.0rc1', '1.0.dev3', '1.0-alpha', '1!2.0rc1'], ['1.0', '1.0.post1', '2024.1']],
  [
    'maven',
    ['1.0-SNAPSHOT', '1.0-20260101.000000-1', '1.0-M1', '1.0-beta-2', '1.0.RC1'],
    ['1.0', '1.0.Final', '31.1-jre'],
  ],
  ['ruby', ['1.0.0.pre', '2.0.0.rc1'], ['1.0.0']],
  ['nuget', ['1.0.0-beta'], ['1.0.0']],
] as const)('pre-releases of %s are %j and not %j', (format, yes, no) => {
  expect([
    yes.filter((item) => !isPrerelease(format, item)),
    no.filter((entry) => isPrerelease(format, entry)),
  ]).toEqual([[], []]);
});

describe('a package as people write it', () => {
  test.each([
    ['npm', '@my-scope/left-pad', { namespace: 'my-scope', package: 'left-pad' }],
    ['npm', 'left-pad', { package: 'left-pad' }],
    ['maven', 'com.example:my-app', { namespace: 'com.example', package: 'my-app' }],
    ['generic', 'tools/my-tool', { namespace: 'tools', package: 'my-tool' }],
    ['swift', 'Scope.Name', { namespace: 'scope', package: 'name' }],
    ['pypi', 'My_Package', { package: 'my-package' }],
    ['nuget', 'My.Package', { package: 'my.package' }],
  ])('%s %s', (format, written, expected) => {
    expect(packageName(format, written)).toEqual({ format, ...expected });
  });

  test.each([
    ['maven', 'my-app', 'is written namespace:name'],
    ['npm', '@my-scope', 'is written @namespace/name'],
    ['npm', 'a/b', 'is written @namespace/name'],
    ['npm', 'left-*', 'is written @namespace/name'],
    ['deb', 'left-pad', 'The format must be one of npm'],
  ])('is refused as %s %s', (format, written, message) => {
    expect(() => packageName(format, written)).toThrow(message);
  });
});
