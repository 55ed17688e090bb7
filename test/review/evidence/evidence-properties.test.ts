import fc from 'fast-check';
import { type Format, FORMATS } from '../../../declaration/package-format';
import { versionScheme } from '../../../declaration/version-schemes';
import { readEvidence } from '../../../review/evidence/read-evidence';
import type { SelectionRules } from '../../../review/declare/selection-rules';
import { packageOf, selected } from '../declare/packages';

const WRITTEN: Record<Format, string> = {
  npm: '@my-scope/pkg',
  pypi: 'pkg',
  maven: 'com.acme:pkg',
  nuget: 'pkg',
  generic: 'apps/pkg',
  ruby: 'pkg',
  swift: 'acme.pkg',
  cargo: 'pkg',
};
const number = fc.integer({ min: 0, max: 3 });
const suffix = fc.constantFrom('', '', '-rc.1', '-SNAPSHOT', '-20260101.000000-1', '+cu118', '+20260101', '-java');
const version = fc.tuple(number, number, number, suffix).map(([a, b, c, end]) => `${a}.${b}.${c}${end}`);
const versions = fc.uniqueArray(version, { minLength: 1, maxLength: 12 });
const rules: fc.Arbitrary<Partial<SelectionRules>> = fc.record({
  match: fc.constantFrom(['*'], [], ['*.*.*'], ['*-SNAPSHOT']),
  keepLatest: fc.option(fc.integer({ min: 1, max: 3 }), { nil: undefined }),
  keepLatestPrereleases: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
  per: fc.constantFrom(undefined, '(?).*'),
});

/** The versions that are selected where some are in use. */
function selectedBeside(
  used: readonly string[],
  { format, texts, rule }: { format: Format; texts: readonly string[]; rule: Partial<SelectionRules> },
) {
  const lines = used.map((text) => `${format} ${WRITTEN[format]} ${text}`);
  const { list } = readEvidence(Buffer.from(['generic other/pkg 1', ...lines].join('\n')));
  const [namespace, name] = /^@?(?:(.+)[/:.])?([^/:.]+)$/.exec(WRITTEN[format])!.slice(1);
  const pkg = { format, ...(namespace === undefined ? {} : { namespace }), package: name! };
  const heldBy = (each: string) => (list.find(pkg, each) ? 'in use' : undefined);
  return selected(packageOf(format, texts), { ...rule, heldBy });
}

/** A line must have a version of the format. */
function isReadable(format: Format, text: string): boolean {
  const scheme = versionScheme(format);
  return scheme.notation === undefined || scheme.parse(text) !== undefined;
}

describe.each(FORMATS)('Any versions of %s', (format) => {
  test('More evidence never selects more, and selects nothing that it names', () => {
    fc.assert(
      fc.property(versions, rules, fc.infiniteStream(fc.boolean()), (texts, rule, stream) => {
        const used = texts.filter((text) => stream.next().value && isReadable(format, text));
        const before = selectedBeside(used.slice(1), { format, texts, rule });
        const after = selectedBeside(used, { format, texts, rule });
        expect(after.filter((each) => !before.includes(each))).toEqual([]);
        expect(after.filter((each) => used.includes(each))).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});
