import fc from 'fast-check';
import { FORMATS } from '../../../declaration/package-format';
import { type Version, versionScheme } from '../../../declaration/version-schemes';
import { canonicalVersion } from '../../../declaration/version-schemes/canonical-version';
import { VERSIONS } from './arbitrary-version';

/** Ranges of everything from a version on, and of everything before it. */
const RANGES = {
  npm: { from: (version: string) => `>=${version}`, before: (version: string) => `<${version}` },
  swift: { from: (version: string) => `>=${version}`, before: (version: string) => `<${version}` },
  cargo: { from: (version: string) => `>=${version}`, before: (version: string) => `<${version}` },
  pypi: { from: (version: string) => `>=${version}`, before: undefined },
  ruby: { from: (version: string) => `>= ${version}`, before: (version: string) => `< ${version}` },
  nuget: { from: (version: string) => `[${version},)`, before: (version: string) => `(,${version})` },
  maven: { from: (version: string) => `[${version},)`, before: (version: string) => `(,${version})` },
};

describe.each(FORMATS.filter((format) => format !== 'generic'))('the order of %s', (format) => {
  const scheme = versionScheme(format);
  const read = (text: string): Version => {
    const version = scheme.parse(text);
    if (version === undefined) {
      throw new Error(`${format} must read ${text}.`);
    }
    return version;
  };
  const version = VERSIONS[format].filter((text) => scheme.parse(text) !== undefined);
  const sign = (a: string, b: string) => Math.sign(scheme.compare(read(a), read(b))) + 0;

  it('The order of versions is the same from both sides', () => {
    fc.assert(fc.property(version, version, (a, b) => expect(sign(a, b)).toBe(-sign(b, a) + 0)));
  });

  it('The order of versions is transitive', () => {
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        fc.pre(sign(a, b) <= 0 && sign(b, c) <= 0);

        expect(sign(a, c)).toBe(sign(a, b) === 0 && sign(b, c) === 0 ? 0 : -1);
      }),
    );
  });

  it('The order of versions finds two versions equal exactly if their canonical texts are', () => {
    fc.assert(
      fc.property(version, version, (a, b) => expect(read(a).canonical === read(b).canonical).toBe(sign(a, b) === 0)),
    );
  });

  it('The order of versions finds a version equal to its canonical text, which is canonical', () => {
    fc.assert(
      fc.property(version, (text) => {
        const { canonical } = read(text);

        expect(sign(text, canonical)).toBe(0);
        expect(read(canonical).canonical).toBe(canonical);
        expect(canonicalVersion(format, canonical)).toBe(canonical);
      }),
    );
  });

  it('The order of versions has the release of a version as a version of its own', () => {
    fc.assert(fc.property(version, (text) => expect(read(read(text).release).release).toBe(read(text).release)));
  });

  it('The order of versions agrees with the ranges', () => {
    const { from, before } = RANGES[format];

    fc.assert(
      fc.property(version, version, (text, bound) => {
        const contains = (range: string) => scheme.parseRange(range)?.contains(text, { includePrereleases: true });

        expect(contains(from(bound))).toBe(sign(text, bound) >= 0);
        expect(before === undefined || contains(before(bound)) === sign(text, bound) < 0).toBe(true);
      }),
    );
  });

  it('The order of versions keeps by an exception at least what the range takes in', () => {
    fc.assert(
      fc.property(version, version, fc.boolean(), (text, bound, includePrereleases) => {
        const range = scheme.parseRange(RANGES[format].from(bound))!;
        fc.pre(range.contains(text, { includePrereleases }) === true);

        expect(range.keeps(text)).toBe(true);
      }),
    );
  });
});
