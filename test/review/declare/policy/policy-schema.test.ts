import type { InvalidText } from '../../../../declaration/line-problems';
import Ajv from 'ajv';
import fc from 'fast-check';
import { stringify } from 'yaml';
import { parsePolicy } from '../../../../review/declare/policy/parse-policy';
import { policySchema } from '../../../../review/declare/policy/policy-schema';

const RUNS = Number(process.env['FAULTS_RUNS'] ?? 0) || 600;
const isValid = new Ajv({ strict: true, strictTypes: false }).compile(policySchema());

/**
 * Rules that a JSON Schema cannot say, or that need the version schemes: what a pattern means for a format, dates of the
 * calendar, and what a rule is for as a whole.
 */
const BEYOND_SCHEMA = [
  /has no meaning for/,
  /is about Maven/,
  /must be a date that exists/,
  /^A pattern of /,
  /select must say what to select/,
  /must have at least one of the keys select, keep/,
  /must have at least one rule that selects/,
  /must name each repository once/,
  /must stand beside latest/,
  /optional must stand in a rule that only keeps/,
  /must be a date in the past/,
];

function problemsOf(policy: unknown): string[] {
  try {
    parsePolicy(stringify(policy, { aliasDuplicateObjects: false }));
    return [];
  } catch (error) {
    return (error as InvalidText).problems.map(({ message }) => message);
  }
}

/** A right value most of the time, else one of another type or form. */
const WRONG = fc.constantFrom<unknown>(null, 0, -1, 1.5, true, '', ' ', 'x'.repeat(1_001), [], {}, ['', 'a'], [1], {
  a: 1,
});
const orWrong = (right: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 80, arbitrary: right }, { weight: 1, arbitrary: WRONG });
const oneOrMore = (one: fc.Arbitrary<unknown>) =>
  orWrong(fc.oneof(one, fc.array(orWrong(one), { minLength: 1, maxLength: 3 })));
/** One of the right texts most of the time. */
const text = (right: readonly string[], wrong: readonly string[]) =>
  fc.oneof({ weight: 40, arbitrary: fc.constantFrom(...right) }, { weight: 1, arbitrary: fc.constantFrom(...wrong) });

const select = fc.record(
  {
    match: oneOrMore(text(['*', '1.0.0', '1.*'], ['a b', '\u0007', ' *'])),
    olderThan: orWrong(
      text(['90d', '01d', '2026-01-31', '2026-01-31T10:00:00Z'], ['123456d', '0d', '90', '2026-1-1', 'soon']),
    ),
    status: oneOrMore(text(['Published', 'Unfinished', 'Archived'], ['Disposed', 'archived'])),
    origin: oneOrMore(text(['INTERNAL', 'EXTERNAL', 'UNKNOWN'], ['internal'])),
    prerelease: orWrong(fc.boolean()),
    snapshotBuilds: orWrong(fc.boolean()),
  },
  { requiredKeys: [] },
);
const keep = fc.record(
  {
    latest: orWrong(fc.oneof({ weight: 40, arbitrary: fc.integer({ min: 1, max: 5 }) }, fc.constant(0))),
    latestPrereleases: orWrong(fc.oneof({ weight: 40, arbitrary: fc.integer({ min: 0, max: 5 }) }, fc.constant(-1))),
    latestBy: orWrong(text(['published', 'version'], ['semver'])),
    per: orWrong(text(['major', 'minor', 'nightly-*-(*)', '(a)(b?)'], ['patch', '*', '()', '(a', '((a))', 'a b(*)'])),
    versions: oneOrMore(text(['*', '1.0.0'], [''])),
  },
  { requiredKeys: [] },
);
/** A part to count by is refused without a count, mostly. */
const keepWithCount = keep.map((value: Record<string, unknown>) =>
  'latest' in value || 'latestPrereleases' in value ? value : { ...value, latest: 1 },
);
const rule = fc.record(
  {
    format: oneOrMore(text(['npm', 'cargo', 'maven', 'generic'], ['golang'])),
    namespace: oneOrMore(text(['my-*', '*', '@(a|b)'], ['a/b', 'a b', '@my-scope'])),
    package: oneOrMore(text(['left-*', 'x'.repeat(255)], ['@scope/name', 'x'.repeat(256)])),
    select: orWrong(select),
    keep: orWrong(fc.oneof({ weight: 20, arbitrary: keepWithCount }, keep)),
    optional: orWrong(fc.oneof({ weight: 20, arbitrary: fc.constant(false) }, fc.constant(true))),
  },
  { requiredKeys: ['select'] },
);
const policy = fc.record(
  {
    domain: orWrong(text(['my-domain'], ['My-domain', 'd'])),
    domainOwner: orWrong(text(['111122223333'], ['1234'])),
    repositories: oneOrMore(text(['my-repo', 'other'], ['r', '-x'])),
    holds: oneOrMore(text(['hold.txt'], ['\u0007'])),
    inUse: oneOrMore(text(['a.txt'], [''])),
    limits: orWrong(
      fc.record(
        {
          versions: orWrong(fc.integer({ min: 1, max: 5 })),
          share: orWrong(text(['1%', '50%', '100%'], ['0%', '101%', '50', '5.5%'])),
        },
        { requiredKeys: [] },
      ),
    ),
    rules: orWrong(fc.array(orWrong(rule), { minLength: 0, maxLength: 2 })),
  },
  { requiredKeys: ['domain', 'repositories', 'rules'] },
);

/** Some policies have a key that nobody knows, at the top or in the first rule. */
const withOtherKeys = (policies: fc.Arbitrary<Record<string, unknown>>) =>
  fc.tuple(policies, fc.nat(19)).map(([value, n]) => {
    const rules = value['rules'];
    return n === 0
      ? { ...value, hold: 'hold.txt' }
      : n === 1 && Array.isArray(rules) && typeof rules[0] === 'object'
        ? { ...value, rules: [{ ...rules[0], selects: 1 }] }
        : value;
  });

describe('The JSON Schema of policies', () => {
  test('The JSON Schema of policies accepts what the parser accepts, and refuses what it refuses but for rules that no schema can say', () => {
    let accepted = 0;
    fc.assert(
      fc.property(withOtherKeys(policy), (value) => {
        const problems = problemsOf(value);
        const ofSchema = problems.filter((message) => !BEYOND_SCHEMA.some((rule) => rule.test(message)));
        accepted += problems.length === 0 ? 1 : 0;
        expect([isValid(value), problems]).toEqual([ofSchema.length === 0, problems]);
      }),
      { numRuns: RUNS },
    );
    expect(accepted).toBeGreaterThan(RUNS / 50);
  });

  test.each([
    ['a whole policy', { domain: 'my-domain', repositories: ['aa'], rules: [{ select: { match: '*' } }] }, true],
    [
      'an unknown key',
      { domain: 'my-domain', repositories: 'aa', rules: [{ select: { match: '*' } }], hold: 'x' },
      false,
    ],
    ['no rules', { domain: 'my-domain', repositories: 'aa' }, false],
    ['a number of days', { domain: 'my-domain', repositories: 'aa', rules: [{ select: { olderThan: 90 } }] }, false],
    ['an empty list', { domain: 'my-domain', repositories: [], rules: [{ select: { match: '*' } }] }, false],
  ])('The JSON Schema of policies says of %s what the parser says', (_what, value, expected) => {
    expect([isValid(value), problemsOf(value).length === 0]).toEqual([expected, expected]);
  });

  test('The JSON Schema of policies describes every key', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string) => {
      const entries = typeof schema === 'object' ? Object.entries(schema as Record<string, unknown>) : [];
      for (const [key, value] of entries) {
        if (key === 'properties') {
          for (const [name, property] of Object.entries(value as Record<string, { description?: string }>)) {
            if (!/^[A-Z"].{8,}\.$/.test(property.description ?? '')) {
              undescribed.push(`${path}/${name}`);
            }
          }
        }
        visit(value, `${path}/${key}`);
      }
    };
    visit(policySchema(), '');
    expect(undescribed).toEqual([]);
  });
});
