import { type Format, FORMATS } from '../../../declaration/package-format';
import { versionScheme } from '../../../declaration/version-schemes';
import { readSuites, type RangeCases, type Suite } from './vectors';

const ORDERED = FORMATS.filter((format) => format !== 'generic');

/** The cases that a suite of the format has of one kind. */
function casesOf<K extends keyof Suite>(format: Format, kind: K): NonNullable<Suite[K]>[number][] {
  return readSuites(format).flatMap((suite) => [...((suite[kind] ?? []) as NonNullable<Suite[K]>[number][])]);
}

function signOf(format: Format, a: string, b: string): '<' | '=' | '>' | 'unread' {
  const scheme = versionScheme(format);
  const [left, right] = [scheme.parse(a), scheme.parse(b)];
  if (!left || !right) {
    return 'unread';
  }
  const order = scheme.compare(left, right);
  return order < 0 ? '<' : order > 0 ? '>' : '=';
}

const isPrerelease = (format: Format, version: string) => versionScheme(format).parse(version)?.prerelease ?? false;

/** Versions that the range takes in although they are outside, leaves out although they are inside, or cannot read. */
function wrongVersions(format: Format, cases: RangeCases) {
  const range = versionScheme(format).parseRange(cases.range);
  const contains = (version: string) =>
    range?.contains(version, { includePrereleases: cases.includePrereleases ?? false });
  return {
    range: cases.range,
    takenIn: (cases.outside ?? []).filter((version) => contains(version)),
    leftOut: (cases.inside ?? []).filter((version) => !contains(version)),
  };
}

describe.each(ORDERED)('The version scheme of %s, held against the tests of its ecosystem', (format) => {
  const scheme = versionScheme(format);

  it('The version scheme orders every two versions as the ecosystem does', () => {
    const cases = casesOf(format, 'order');

    expect(cases.length).toBeGreaterThan(20);
    expect(cases.filter(([a, sign, b]) => signOf(format, a, b) !== sign)).toEqual([]);
  });

  it('The version scheme reads what only a lenient reader reads rightly or not at all', () => {
    const wrong = casesOf(format, 'lenientOrder').filter(
      ([a, sign, b]) => ![sign, 'unread'].includes(signOf(format, a, b)),
    );

    expect(wrong).toEqual([]);
  });

  it('The version scheme tells pre-releases from releases', () => {
    const prereleases = casesOf(format, 'prereleases');

    expect(prereleases.length).toBeGreaterThan(2);
    expect(casesOf(format, 'releases').filter((version) => isPrerelease(format, version))).toEqual([]);
    expect(prereleases.filter((version) => !isPrerelease(format, version))).toEqual([]);
  });

  it('The version scheme takes into a range exactly the versions that the ecosystem takes', () => {
    const cases = casesOf(format, 'ranges').filter(({ lenient }) => !lenient);
    const wrong = cases
      .map((range) => wrongVersions(format, range))
      .filter(({ takenIn, leftOut }) => takenIn.length + leftOut.length > 0);

    expect(cases.length).toBeGreaterThan(4);
    expect(wrong).toEqual([]);
  });

  it('The version scheme takes into a range nothing that a lenient reader leaves out', () => {
    const wrong = casesOf(format, 'ranges')
      .filter(({ lenient }) => lenient)
      .map((range) => wrongVersions(format, range).takenIn);

    expect(wrong.flat()).toEqual([]);
  });

  it('The version scheme keeps by an exception every version that the range takes in', () => {
    const wrong = casesOf(format, 'ranges').flatMap(({ range, inside = [] }) =>
      inside.filter((version) => scheme.parseRange(range)?.keeps(version) === false),
    );

    expect(wrong).toEqual([]);
  });

  it('The version scheme refuses what the ecosystem refuses', () => {
    expect(casesOf(format, 'invalidRanges').filter((range) => scheme.parseRange(range))).toEqual([]);
    expect(casesOf(format, 'invalid').filter((version) => scheme.parse(version))).toEqual([]);
  });

  it('The version scheme reads what the ecosystem reads', () => {
    expect(casesOf(format, 'valid').filter((version) => !scheme.parse(version))).toEqual([]);
  });

  it('The version scheme gives every spelling of a version the same canonical text', () => {
    const wrong = casesOf(format, 'normalForms').filter(
      ([version, normalForm]) => scheme.parse(version)?.canonical !== scheme.parse(normalForm)?.canonical,
    );

    expect(wrong).toEqual([]);
  });

  it('The version scheme puts the latest versions of real packages after the earlier ones', () => {
    const read = (versions: readonly string[]) => versions.flatMap((version) => scheme.parse(version) ?? []);
    const wrong = casesOf(format, 'histories').filter(
      ({ latest, earlier }) =>
        read(latest).length < latest.length ||
        read(latest).some((late) => read(earlier).some((early) => scheme.compare(late, early) < 0)),
    );

    expect(wrong).toEqual([]);
  });
});

it('No version of a generic package is a pre-release', () => {
  expect(casesOf('generic', 'releases').filter((version) => isPrerelease('generic', version))).toEqual([]);
});
