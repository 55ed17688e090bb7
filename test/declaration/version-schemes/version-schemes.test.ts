import { type Format, FORMATS } from '../../../declaration/package-format';
import { type VersionRange, versionScheme } from '../../../declaration/version-schemes';
import { canonicalVersion } from '../../../declaration/version-schemes/canonical-version';

const parse = (format: Format, text: string) => versionScheme(format).parse(text);

function range(format: Format, text: string): VersionRange {
  const parsed = versionScheme(format).parseRange(text);
  if (parsed === undefined) {
    throw new Error(`${format} must read the range ${text}.`);
  }
  return parsed;
}

describe('the release', () => {
  test.each<[Format, string, string]>([
    ['npm', '1.0.0+build.5', '1.0.0'],
    ['pypi', '2.1.0+cu118', '2.1'],
    ['ruby', '1.15.4-x86_64-linux', '1.15.4'],
    ['ruby', '1.15.4-java', '1.15.4'],
    ['maven', '31.1-jre', '31.1'],
    ['maven', '31.1-android', '31.1'],
    ['maven', '9.4.1209.jre6', '9.4.1209'],
    ['maven', '1.0-rc1-android', '1-rc-1'],
    ['maven', '1.0-20260131.235959-12', '1-snapshot'],
    ['maven', '1.0-SNAPSHOT', '1-snapshot'],
  ])('The release of %s %s is %s', (format, version, release) => {
    expect(parse(format, version)?.release).toBe(release);
  });

  test.each<[Format, string, string]>([
    ['pypi', '1.0', '1.0.post1'],
    ['pypi', '1.0', '1.0rc1'],
    ['ruby', '1.0', '1.0.rc1'],
    ['maven', '1.0', '1.0-sp1'],
    ['maven', '1.0', '1.0-SNAPSHOT'],
    ['nuget', '1.0.0', '1.0.0.1'],
  ])('The release of %s %s is not that of %s', (format, version, other) => {
    expect(parse(format, version)?.release).not.toBe(parse(format, other)?.release);
  });
});

describe('a build of a SNAPSHOT', () => {
  const build = (number: number) => parse('maven', `1.0-20260131.235959-${number}`)!;

  it('A build of a SNAPSHOT names its SNAPSHOT, and is a pre-release', () => {
    expect(build(2).snapshotBuild?.snapshot).toBe('1.0-SNAPSHOT');
    expect(build(2).prerelease).toBe(true);
  });

  it('A build of a SNAPSHOT comes after earlier builds, and before the release', () => {
    const scheme = versionScheme('maven');

    expect(scheme.compare(build(10), build(9))).toBeGreaterThan(0);
    expect(build(10).snapshotBuild!.order > build(9).snapshotBuild!.order).toBe(true);
    expect(scheme.compare(build(10), parse('maven', '1.0')!)).toBeLessThan(0);
    expect(scheme.compare(build(10), parse('maven', '0.9')!)).toBeGreaterThan(0);
  });

  it.each(['1.0-SNAPSHOT', '1.0-20260131-1', '20260131.235959-1', '1.0-beta-4.20021002.113628'])(
    'A build of a SNAPSHOT is not the version %s',
    (version) => {
      expect(parse('maven', version)?.snapshotBuild).toBeUndefined();
    },
  );
});

describe('a range', () => {
  test.each<[Format, string, string]>([
    ['npm', '>=1.5 <2', '>=1.5.0 and <2.0.0'],
    ['npm', '1.2.x || >=3', '>=1.2.0 and <1.3.0, or >=3.0.0'],
    ['swift', '1.5.0..<2.0.0', '>=1.5.0 and <2.0.0'],
    ['swift', '1.5.0...1.9.0', '>=1.5.0 and <=1.9.0'],
    ['swift', '>=1.5 <2', '>=1.5.0 and <2.0.0'],
    ['cargo', '>=1.5, <2', '>=1.5 and <2'],
    ['cargo', '1.4', '^1.4'],
    ['pypi', '>=1.5,<2', '>=1.5 and <2'],
    ['pypi', '~=1.4.2', '>=1.4.2 and ==1.4.*'],
    ['ruby', '~> 1.4.2', '>=1.4.2 and <1.5'],
    ['ruby', '>= 1, != 1.5', '>=1 and !=1.5'],
    ['nuget', '[1.5,2.0)', '>=1.5 and <2.0'],
    ['nuget', '[1.5]', '=1.5'],
    ['nuget', '1.4.*', 'every release 1.4.*'],
    ['maven', '(,1.0],[1.2,)', '<=1.0, or >=1.2'],
    ['maven', '[1.2.*]', '>=1.2.min and <=1.2.max'],
  ])('A range of %s, %s, is read as %s', (format, text, description) => {
    expect(range(format, text).description).toBe(description);
  });

  test.each(
    FORMATS.flatMap((format) =>
      ['', ' ', 'latest', '!1.2.0', '(,2.0)x', '3.0.O', '≥1.5 <2'].map((text) => ({ format, text })),
    ),
  )('A range of $format is not "$text"', ({ format, text }) => {
    expect(versionScheme(format).parseRange(text)).toBeUndefined();
  });

  test.each<[Format, string]>([
    ['npm', '>=1.5, <2 x'],
    ['npm', '>=1.2.3.4.5 <2'],
    ['npm', '>=2.O <4'],
    ['swift', '>=1.5, <2'],
    ['swift', '2.0.0..<1.0.0'],
    ['swift', '^1.4'],
    ['cargo', '>=1.5 <2'],
    ['cargo', '>=1.5,, <2'],
    ['cargo', '>=1.O, <2'],
    ['pypi', '>=1.5 <2'],
    ['pypi', '>=1.5, <2.O'],
    ['pypi', '>=1.5,'],
    ['pypi', '~=1'],
    ['pypi', '>=1.0+local'],
    ['pypi', '>=1.4.*'],
    ['ruby', '>= 1.5 < 2'],
    ['ruby', '~> 1.4-java'],
    ['nuget', '>=1.5, <2'],
    ['nuget', '[1.0,2.0,3.0]'],
    ['nuget', '[2.0,1.0]'],
    ['nuget', '(1.0)'],
    ['nuget', '[1.0,1.0)'],
    ['nuget', '(,)'],
    ['nuget', '[1.*,2.0)'],
    ['maven', '[]'],
    ['maven', '[1.0,2.0)[1.5'],
    ['nuget', '[1.5,2.O)'],
    ['maven', '>=1.5, <2'],
    ['maven', '1.5'],
    ['maven', '[1.5,2.O)'],
    ['maven', '[2.0,1.0]'],
    ['generic', '>=1.5'],
    ['generic', '[1.0,2.0)'],
  ])('A range of %s is not %s: nothing of it is dropped', (format, text) => {
    expect(versionScheme(format).parseRange(text)).toBeUndefined();
  });

  test.each<[Format, string, string]>([
    ['npm', '>=2', '2.0'],
    ['cargo', '>=2', '2.5.0.1'],
    ['swift', '>=2', '2.0'],
    ['pypi', '>=2', 'weird-build'],
    ['ruby', '>= 2', 'weird build'],
    ['nuget', '[2.0,)', '2.0.0.0.1'],
    ['maven', '[2.0,)', 'weird build'],
  ])(
    'A range of %s, %s, cannot tell whether %s is in it: it selects it never and keeps it always',
    (format, text, version) => {
      expect(range(format, text).contains(version)).toBeUndefined();
      expect(range(format, text).keeps(version)).toBe(true);
    },
  );

  test.each<[Format, string, string]>([
    ['npm', '>=1.0.0', '1.5.0-rc.1'],
    ['swift', '1.0.0..<2.0.0', '1.5.0-rc.1'],
    ['cargo', '>=1.0', '1.5.0-rc.1'],
    ['pypi', '>=1.0', '1.5rc1'],
    ['nuget', '1.*', '1.5.0-rc.1'],
  ])('A range of %s, %s, takes in the pre-release %s only if pre-releases are asked for', (format, text, version) => {
    expect(range(format, text).contains(version)).toBe(false);
    expect(range(format, text).contains(version, { includePrereleases: true })).toBe(true);
    expect(range(format, text).keeps(version)).toBe(true);
  });

  test.each<[Format, string, string]>([
    ['npm', '>=2.0.0', '2.0.0-rc.1'],
    ['cargo', '>=2.0.0', '2.0.0-rc.1'],
    ['swift', '2.0.0..<3.0.0', '2.0.0-rc.1'],
    ['pypi', '>=2.0', '2.0rc1'],
    ['ruby', '>= 2.0', '2.0.rc1'],
    ['nuget', '[2.0,)', '2.0.0-rc.1'],
    ['maven', '[2.0,)', '2.0-rc1'],
    ['maven', '[30.0,31.1]', '31.1-jre'],
  ])('A range of %s, %s, keeps %s with its release, but does not select it', (format, text, version) => {
    expect(range(format, text).contains(version, { includePrereleases: true })).toBe(false);
    expect(range(format, text).keeps(version)).toBe(true);
  });

  test.each<[Format, string, string]>([
    ['npm', '>=2', '1.9.0'],
    ['cargo', '>=2', '1.9.0-rc.1'],
    ['swift', '2.0.0..<3.0.0', '3.0.0'],
    ['pypi', '>=2', '1.9'],
    ['pypi', '==1.4', '1.4.post1'],
    ['ruby', '~> 2.0', '3.0.rc1'],
    ['nuget', '[2.0,)', '1.9.0.1'],
    ['maven', '[2.0,)', '1.9-jre'],
  ])('A range of %s, %s, keeps no %s', (format, text, version) => {
    expect(range(format, text).keeps(version)).toBe(false);
  });

  test.each<[string, string, boolean]>([
    ['<1.0', '1.0rc1', false],
    ['<1.0.post1', '1.0rc1', true],
    ['<1.0.post1', '1.0.post1.dev1', false],
    ['>1.0a1', '1.0a1.post1', false],
    ['>1.0a1', '1.0a2.post1', true],
    ['>1.0', '1.0.post1', false],
  ])('A range of PyPI, %s, leaves out the pre- and post-releases of its bound alone: %s', (text, version, inside) => {
    expect(range('pypi', text).contains(version, { includePrereleases: true })).toBe(inside);
  });

  it('A range of NuGet that floats ends where it floats', () => {
    const versions = ['1.3.9', '1.4.0', '1.4.7', '1.4.7.1', '1.4.8-rc', '1.5.0', '2.0.0'];

    expect(versions.filter((version) => range('nuget', '1.4.*').contains(version))).toEqual([
      '1.4.0',
      '1.4.7',
      '1.4.7.1',
    ]);
    expect(versions.filter((version) => range('nuget', '1.4.*-*').contains(version))).toContain('1.4.8-rc');
    expect(range('nuget', '1.0.0-beta.*').contains('1.0.0-beta.2')).toBe(true);
    expect(range('nuget', '1.0.0-beta.*').contains('1.0.0-rc.1')).toBe(false);
  });
});

describe('numbers beyond the integers that a double holds exactly', () => {
  test.each<[Format, string, string]>([
    ['cargo', '1.0.9007199254740992', '1.0.9007199254740993'],
    ['npm', '1.0.0-9007199254740992', '1.0.0-9007199254740993'],
    ['pypi', '20260131235959123456', '20260131235959123457'],
    ['ruby', '1.9007199254740992', '1.9007199254740993'],
    ['nuget', '1.0.0-20260131235959', '1.0.0-20260131235960'],
    ['maven', '1.9007199254740992', '1.9007199254740993'],
  ])('Numbers beyond the integers that a double holds exactly are in order in %s', (format, earlier, later) => {
    expect(versionScheme(format).compare(parse(format, earlier)!, parse(format, later)!)).toBeLessThan(0);
  });

  it('Numbers beyond the integers that a double holds exactly cannot be compared with a range of npm, which compares them inexactly', () => {
    expect(range('npm', '>=1.0.0').contains('1.0.0-9007199254740993')).toBeUndefined();
    expect(versionScheme('npm').parseRange('>=1.0.0-9007199254740993')).toBeUndefined();
  });
});

describe('hostile texts', () => {
  const repeated = [
    '0',
    '1.',
    '-',
    '.',
    'a',
    'a1',
    '1a',
    '-1',
    '.0',
    '_',
    '+',
    ' ',
    ',',
    '*',
    '[',
    '>=',
    '1-',
    'rc',
    '.post',
    '||',
    'v',
  ];
  const texts = repeated.flatMap((part) =>
    ['', '1', '1.0-', '>=1', '[1', '1.0.0-20260131.235959-'].flatMap((start) =>
      ['', '!', ' x', ')'].map((end) => start + part.repeat(255 / part.length) + end),
    ),
  );

  it.each(FORMATS)('Hostile texts are read or refused at once by %s', (format) => {
    const scheme = versionScheme(format);
    const start = performance.now();
    for (const text of texts) {
      scheme.parse(text);
      scheme.parseRange(text)?.keeps('1.0.0');
      canonicalVersion(format, text);
    }

    expect((performance.now() - start) / texts.length).toBeLessThan(20);
  });
});

describe('the canonical text', () => {
  test.each<[Format, string, string]>([
    ['pypi', '1.0.0', '1.0'],
    ['pypi', '1.0-alpha1', '1.0a1'],
    ['ruby', '1.0.0', '1'],
    ['nuget', '12.0.03.0', '12.0.3'],
    ['nuget', '1.0.0-RC.1+metadata', '1.0.0-rc.1'],
    ['maven', '1.0.Final', '1'],
    ['maven', '1.0-CR1', '1.0.0-rc-1'],
    ['maven', '1.0-20260131.235959-12', '1.0.0-20260131.235959-12'],
  ])('The canonical text of %s %s is that of %s', (format, version, other) => {
    expect(canonicalVersion(format, version)).toBe(canonicalVersion(format, other));
    expect(canonicalVersion(format, version)).toBe(parse(format, version)?.canonical);
  });

  test.each<[Format, string, string]>([
    ['npm', '1.0.0+a', '1.0.0+b'],
    ['ruby', '1.15.4', '1.15.4-java'],
    ['pypi', '2.1.0', '2.1.0+cu118'],
    ['maven', '31.1-jre', '31.1-android'],
    ['generic', '1.0', '1.0.0'],
  ])('The canonical text of %s %s is not that of %s', (format, version, other) => {
    expect(canonicalVersion(format, version)).not.toBe(canonicalVersion(format, other));
  });
});

it('Generic packages have no order, no pre-releases and no ranges', () => {
  expect(versionScheme('generic').notation).toBeUndefined();
  expect(parse('generic', '1.0.0-rc.1')).toBeUndefined();
});
