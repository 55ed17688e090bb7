import type { Format } from '../../../declaration/package-format';
import { VersionPatternReader } from '../../../review/declare/version-pattern';

const read = (format: Format, text: string, versions: readonly string[] = []) =>
  new VersionPatternReader(format, versions).readRangeOrGlob(text);

const RELEASES_ONLY = { includePrereleases: false };

describe('a pattern', () => {
  test.each([
    ['npm', '1.2.*', { takesIn: ['1.2.0', '1.2.9'], leavesOut: ['1.3.0', '1.2.0-rc.1'] }],
    ['npm', '1.x', { takesIn: ['1.0.0', '1.9.9'], leavesOut: ['2.0.0', '1.0.0-rc.1'] }],
    ['npm', '<2.0.0', { takesIn: ['1.9.9'], leavesOut: ['2.0.0', '2.0.0-rc.1', 'nightly'] }],
    ['npm', '^1.2.0 || ~3.1.0', { takesIn: ['1.9.0', '3.1.4'], leavesOut: ['1.1.0', '3.2.0'] }],
    ['npm', '{1,2}.0.0', { takesIn: ['1.0.0', '2.0.0'], leavesOut: ['3.0.0'] }],
    ['npm', '*-canary.*', { takesIn: ['1.0.0-canary.7'], leavesOut: ['1.0.0', '1.0.0-rc.1'] }],
    ['generic', '.dev*', { takesIn: ['.dev1'], leavesOut: ['1.dev1'] }],
    ['generic', '!(2|3).*', { takesIn: ['1.0'], leavesOut: ['2.0', '3.0'] }],
    ['pypi', '1.4.*', { takesIn: ['1.4.0', '1.4.0rc1'], leavesOut: ['1.5'] }],
    ['maven', '[1.0,2.0)', { takesIn: ['1.0', '1.9-jre'], leavesOut: ['2.0', '0.9'] }],
    ['nuget', '[1.5,2.0)', { takesIn: ['1.5.0', '1.9.9.1'], leavesOut: ['2.0.0', '1.4.0'] }],
    ['swift', '1.5.0..<2.0.0', { takesIn: ['1.5.0'], leavesOut: ['2.0.0'] }],
  ] as const)('A pattern of %s, %s, takes in and leaves out %j', (format, text, { takesIn, leavesOut }) => {
    const pattern = read(format, text);
    expect(takesIn.filter((version) => pattern.selects(version, RELEASES_ONLY) !== true)).toEqual([]);
    expect(leavesOut.filter((version) => pattern.selects(version, RELEASES_ONLY) === true)).toEqual([]);
  });

  test.each([
    ['pypi', '1.0', { versions: ['1.0.0', '1.0.1'], names: ['1.0.0'] }],
    ['nuget', '12.0.03.0', { versions: ['12.0.3', '12.0.4'], names: ['12.0.3'] }],
    ['maven', '1.0', { versions: ['1.0', '1.0.0'], names: ['1.0'] }],
    ['cargo', '1.2.0', { versions: ['1.2.0', '1.3.0'], names: ['1.2.0'] }],
    ['generic', '1.0~rc1', { versions: ['1.0~rc1', '1.0'], names: ['1.0~rc1'] }],
  ] as const)(
    'A pattern of %s that is the version %s names existing versions: %j',
    (format, text, { versions, names }) => {
      const pattern = read(format, text, versions);
      expect([pattern.kind, pattern.names]).toEqual(['name', names]);
      expect(versions.filter((version) => pattern.selects(version, RELEASES_ONLY))).toEqual(names);
    },
  );

  test.each([
    ['cargo', '1.2.0'],
    ['nuget', '1.2'],
    ['ruby', '1.2'],
    ['generic', 'nightly'],
  ] as const)('A pattern of %s that is the absent version %s selects nothing, and no range', (format, text) => {
    const pattern = read(format, text, ['1.3.0', '1.9.0']);
    expect(pattern.kind).toBe('name');
    expect(['1.3.0', '1.9.0'].filter((version) => pattern.selects(version, RELEASES_ONLY))).toEqual([]);
    expect(pattern.description).toContain('names a version that the package does not have');
  });

  test('A pattern that names an absent version suggests the one that was meant', () => {
    expect(read('pypi', '1.3.0.post', ['1.3.0-post']).names).toEqual(['1.3.0-post']);
    expect(() => read('npm', 'v1.3.0', ['1.3.0'])).toThrow('did you mean 1.3.0?');
    expect(read('maven', '1.3-CR-1', ['1.3.CR1']).names).toEqual(['1.3.CR1']);
  });

  test.each([
    ['npm', '>=one', 'a range of npm, such as ">=1.5 <2"'],
    ['npm', '>=1.5; <2', 'a range of npm'],
    ['npm', '', 'a range of npm'],
    ['npm', 'latest', 'a range of npm'],
    ['npm', '1.2', 'a range of npm'],
    ['npm', '!1.2.0', 'a range of npm'],
    ['npm', '[1.0', 'a range of npm'],
    ['npm', '*.{1', 'a range of npm'],
    ['npm', '1.*, 2.*', 'a range of npm'],
    ['swift', '>=1.5, <2', 'a range of Swift'],
    ['cargo', '≥1.5', 'a version requirement of Cargo'],
    ['pypi', '>=1.O', 'version specifiers of PEP 440'],
    ['ruby', '>= 2.O', 'a requirement of RubyGems'],
    ['nuget', '[1.5,2.O)', 'an interval or a floating version of NuGet'],
    ['nuget', '>=2.0', 'an interval or a floating version of NuGet'],
    ['maven', '[1.5,2.O)', 'a version range of Maven'],
    ['maven', '(,2.0)x', 'a version range of Maven'],
    ['generic', '>=1.5', 'have no order and so no ranges'],
    ['generic', 'a b', 'have no order and so no ranges'],
  ] as const)('A pattern of %s must not be %s, and the error shows the notation', (format, text, notation) => {
    expect(() => read(format, text, ['1.0.0'])).toThrow(RangeError);
    expect(() => read(format, text, ['1.0.0'])).toThrow(notation);
    expect(() => read(format, text, ['1.0.0'])).toThrow(`got ${JSON.stringify(text)}`);
  });
});

describe('an exception', () => {
  test.each([
    ['npm', '>=2', { kept: ['2.0.0', '2.0.0-rc.1', 'nightly'], others: ['1.9.0'] }],
    ['pypi', '>=2', { kept: ['2.0', '2.1rc1', '1!0.1', 'weird-build'], others: ['1.9'] }],
    ['maven', '[2,)', { kept: ['2.0', '31.1-jre', '2.0-SNAPSHOT'], others: ['1.9'] }],
    ['nuget', '[2.0,)', { kept: ['2.0.0.1', '2.0.0-rc.1'], others: ['1.9.9.9'] }],
    ['maven', '1.4.*', { kept: ['1.4', '1.4.1', '1.4.1-rc1'], others: ['1.5', '14'] }],
    ['npm', '1.2.*', { kept: ['1.2.0', '1.2.1-rc.1'], others: ['1.3.0'] }],
    ['ruby', '1.15.4', { kept: ['1.15.4', '1.15.4-x86_64-linux'], others: ['1.15.5'] }],
    ['maven', '31.1-jre', { kept: ['31.1-jre', '31.1-android'], others: ['31.0-jre'] }],
    ['maven', '1.0-SNAPSHOT', { kept: ['1.0-20260101.000000-1'], others: ['1.1-20260101.000000-1'] }],
  ] as const)('An exception of %s, %s, keeps these and not the others: %j', (format, text, { kept, others }) => {
    const pattern = read(format, text, [...kept, ...others]);
    expect(kept.filter((version) => !pattern.keeps(version))).toEqual([]);
    expect(others.filter((version) => pattern.keeps(version))).toEqual([]);
  });
});
