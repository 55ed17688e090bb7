import fc from 'fast-check';
import { type Format, FORMATS } from '../../../declaration/package-format';
import type { SelectionRules } from '../../../review/declare/selection-rules';
import { describeReasons } from '../../../review/render/render-selection';
import { packageOf, selected, selectFrom } from './packages';

const STATUSES = ['Published', 'Published', 'Unlisted', 'Archived', 'Unfinished', 'Disposed'];

/** Ranges that every version scheme but generic's reads, and globs. */
const RANGES: Record<Format, readonly string[]> = {
  npm: ['<2', '>=1.1', '^1.0.0', '>=0'],
  swift: ['<2.0.0', '1.0.0..<3.0.0', '>=0.0.0'],
  cargo: ['<2', '>=1.1, <3', '>=0'],
  pypi: ['<2', '>=1.1, <3', '>=0', '!=1.0'],
  ruby: ['< 2', '~> 1.0', '>= 0'],
  nuget: ['(,2.0)', '[1.1,)', '1.*'],
  maven: ['(,2.0)', '[1.1,)', '(,)'],
  generic: ['1.*', '*-rc*', '?.?.?'],
};

const number = fc.integer({ min: 0, max: 3 });
const versionText = fc
  .tuple(number, number, number, fc.constantFrom('', '', '', '-rc.1', '-beta', '-20260101.000000-1', '-x'))
  .map(([major, minor, patch, suffix]) => `${major}.${minor}.${patch}${suffix}`);
const listed = fc.tuple(versionText, fc.constantFrom(...STATUSES)).map((parts) => parts.join(' '));
const nameOf = (text: string) => text.split(' ')[0]!;
const listOf = (minLength: number) => fc.uniqueArray(listed, { minLength, maxLength: 12, selector: nameOf });

const rulesFor = (format: Format): fc.Arbitrary<Partial<SelectionRules>> =>
  fc.record({
    match: fc.subarray([...RANGES[format]]),
    status: fc.subarray(['Published', 'Unlisted', 'Archived', 'Unfinished']),
    keepLatest: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
    keepLatestPrereleases: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
    latestBy: format === 'generic' ? fc.constant('published' as const) : fc.constantFrom('published', 'version'),
    prerelease: format === 'generic' ? fc.constant(false) : fc.boolean(),
    snapshotBuilds: format === 'maven' ? fc.boolean() : fc.constant(false),
    except: fc.subarray([...RANGES[format]], { maxLength: 1 }),
  });

describe.each(FORMATS)('Any %s package and any rules', (format) => {
  test('One more exception never selects more', () => {
    fc.assert(
      fc.property(listOf(1), rulesFor(format), fc.nat(), (texts, rules, index) => {
        const pkg = packageOf(format, texts);
        const exceptions = [...RANGES[format], nameOf(texts[index % texts.length]!)];
        const except = [...(rules.except ?? []), exceptions[index % exceptions.length]!];
        const before = selected(pkg, rules);
        expect(selected(pkg, { ...rules, except }).filter((version) => !before.includes(version))).toEqual([]);
      }),
    );
  });

  test('A package is never emptied unless somebody asks for every version', () => {
    fc.assert(
      fc.property(listOf(1), rulesFor(format), (texts, rules) => {
        const left = texts.filter((text) => !text.endsWith('Disposed')).map(nameOf);
        const found = selected(packageOf(format, texts), rules);
        expect(left.length === 0 || found.length < left.length).toBe(true);
      }),
    );
  });

  test('Another version never makes a range select what it left out or kept', () => {
    fc.assert(
      fc.property(listOf(2), fc.constantFrom(...RANGES[format]), fc.boolean(), ([added, ...texts], range, isExcept) => {
        const rules = isExcept ? { match: ['*'], except: [range] } : { match: [range] };
        const rule = isExcept ? `--except ${JSON.stringify(range)}` : 'not in --match';
        const left = selectFrom(packageOf(format, texts), rules).decisions.filter(
          (decision) => describeReasons(decision) === rule,
        );
        const after = selected(packageOf(format, [...texts, added!]), rules);
        expect(left.filter(({ version }) => after.includes(version))).toEqual([]);
      }),
    );
  });
});

describe.each(FORMATS.filter((format) => format !== 'generic'))('Any %s package', (format) => {
  test('Pre-releases, archived and unfinished versions that are added push no release out of the latest', () => {
    const isRelease = (version: string) => /^[\d.]+$/.test(version);
    fc.assert(
      fc.property(listOf(1), listOf(0), fc.integer({ min: 1, max: 3 }), (texts, others, keepLatest) => {
        const names = new Set(texts.map(nameOf));
        const pkg = ['9.9.9 Published', ...texts.filter((text) => text.endsWith('Published'))];
        const added = others
          .filter((text) => !names.has(nameOf(text)))
          .filter((text) => text.includes('-rc') || /Archived|Unfinished|Disposed/.test(text));
        const before = selected(packageOf(format, pkg), { keepLatest });
        const after = selected(packageOf(format, [...pkg, ...added]), { keepLatest });
        const releases = pkg.map(nameOf).filter(isRelease);
        expect(releases.filter((version) => after.includes(version) && !before.includes(version))).toEqual([]);
      }),
    );
  });
});
