import type { InvalidText } from '../../../../declaration/line-problems';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parsePolicy } from '../../../../review/declare/policy/parse-policy';
import { matchesPackage } from '../../../../review/declare/policy/policy';
import { policySchema } from '../../../../review/declare/policy/policy-schema';

const HEAD = 'domain: my-domain\nrepositories: my-repo\n';

function problemsOf(text: string): string[] {
  try {
    parsePolicy(text);
  } catch (error) {
    return (error as InvalidText).problems.map(({ line, message }) => `${line}: ${message}`);
  }
  return [];
}

describe('A policy', () => {
  test('A policy has rules for packages, which select and keep', () => {
    const policy = parsePolicy(
      `${HEAD}domainOwner: '111122223333'
holds: hold.txt
inUse: [a.txt, b.txt]
rules:
  - format: [npm, cargo]
    namespace: my-*
    package: [left-*, right-*]
    select: { match: '*', olderThan: 90d, status: Archived, origin: INTERNAL, prerelease: true }
    keep: { latest: 5, latestPrereleases: 0, latestBy: version, versions: ['1.4.*'] }
`,
    );
    expect(policy).toMatchObject({
      repositories: ['my-repo'],
      domainOwner: '111122223333',
      holds: ['hold.txt'],
      inUse: ['a.txt', 'b.txt'],
      rules: [
        {
          line: 7,
          format: ['npm', 'cargo'],
          namespace: ['my-*'],
          select: { match: ['*'], olderThan: '90d', status: ['Archived'], origin: ['INTERNAL'], prerelease: true },
          keep: { latest: 5, latestPrereleases: 0, latestBy: 'version', versions: ['1.4.*'] },
        },
      ],
    });
  });

  test.each([
    [
      'an unknown key',
      `${HEAD}rules:\n  - selects: { match: '*' }\n`,
      /^4: an item of rules has the keys name, format, .*"selects"; did you mean select\?$/,
    ],
    [
      'an unknown key of select',
      `${HEAD}rules:\n  - select:\n      older: 9d\n`,
      /^5: select has the keys match, .*"older"; did you mean olderThan\?$/,
    ],
    [
      'a wrong value',
      `${HEAD}rules:\n  - format: npx\n    select: { match: '*' }\n`,
      /^4: format must be one of npm, .*"npx"; did you mean npm\?$/,
    ],
    [
      'a wrong age',
      `${HEAD}rules:\n  - select: { olderThan: 90 }\n`,
      /^4: olderThan must be a number of days, .*in quotes.*90$/,
    ],
    [
      'a date that does not exist',
      `${HEAD}rules:\n  - select: { olderThan: 2026-13-01 }\n`,
      /^4: olderThan must be a date that exists/,
    ],
    [
      'a date in the future',
      `${HEAD}rules:\n  - select: { olderThan: '3000-01-01' }\n`,
      /^4: olderThan must be a date in the past, before .*3000-01-01$/,
    ],
    [
      'a day that no month has',
      `${HEAD}rules:\n  - select: { olderThan: 2026-02-30 }\n`,
      /^4: olderThan must be a date that exists; got 2026-02-30$/,
    ],
    [
      'an age of nothing',
      `${HEAD}rules:\n  - select: { olderThan: 0d }\n`,
      /^4: olderThan must be a number of days.*not 0d/,
    ],
    [
      'the "@" of a scope',
      `${HEAD}rules:\n  - select: { match: '*' }\n  - namespace: "@my-scope"\n    keep: { versions: '*' }\n`,
      /^5: namespace must be .*without the "@".*got "@my-scope"$/,
    ],
    [
      'a part to count by without a count',
      `${HEAD}rules:\n  - { format: npm, select: { match: '*' }, keep: { per: major } }\n`,
      /^4: per must stand beside latest or latestPrereleases/,
    ],
    [
      'majors of a format that has none',
      `${HEAD}rules:\n  - { format: generic, select: { match: '*' }, keep: { latest: 1, per: major } }\n`,
      /^4: per major has no meaning for generic/,
    ],
    [
      'a rule that selects and is optional',
      `${HEAD}rules:\n  - { optional: true, select: { match: '*' } }\n`,
      /optional must stand in a rule that only keeps/,
    ],
    [
      'a share without percent',
      `${HEAD}limits: { share: 50 }\nrules: [{ select: { match: '*' } }]\n`,
      /^3: share must be a share from 1% to 100%/,
    ],
    [
      'a version that YAML takes for a number',
      `${HEAD}rules:\n  - select: { match: 1.0 }\n`,
      /^4: match must be .*in quotes.*got 1$/,
    ],
    [
      'a count of nothing',
      `${HEAD}rules:\n  - select: { match: '*' }\n    keep: { latest: 0 }\n`,
      /^5: latest must be a whole number of at least 1; got 0$/,
    ],
    [
      'a key without a value',
      `${HEAD}rules:\n  - select: { match: '*' }\n    keep:\n`,
      /^5: keep must be a mapping.*got nothing$/,
    ],
    [
      'a range that a format does not know',
      `${HEAD}rules:\n  - select: { match: '>=1 <2' }\n`,
      /^4: A pattern of .*give the rule the key format/,
    ],
    [
      'an order that a format does not have',
      `${HEAD}rules:\n  - select: { match: '*' }\n    keep: { latestBy: version, latest: 1 }\n`,
      /^5: latestBy version has no meaning for generic/,
    ],
    [
      'a select that asks for nothing',
      `${HEAD}rules:\n  - select: { prerelease: false }\n`,
      /^4: select must say what to select/,
    ],
    [
      'rules that select nothing',
      `${HEAD}rules:\n  - keep: { latest: 1 }\n`,
      /^3: rules must have at least one rule that selects/,
    ],
    [
      'a repository twice',
      `domain: my-domain\nrepositories: [aa, aa]\nrules: [{ select: { match: '*' } }]\n`,
      /^2: repositories must name each/,
    ],
    [
      'keys that are missing',
      `rules: [{ select: { match: '*' } }]\n`,
      /^1: a policy must have the keys domain, repositories/,
    ],
    [
      'the same key twice',
      `${HEAD}domain: other\nrules: [{ select: { match: '*' } }]\n`,
      /^3: a policy must be YAML: Map keys must be unique/,
    ],
    [
      'an alias',
      `${HEAD}rules:\n  - &a { select: { match: '*' } }\n  - *a\n`,
      /^5: an item of rules must be a mapping.*an alias$/,
    ],
    ['an empty file', '', /^1: a policy must be a mapping.*got nothing$/],
    ['a text', 'hello', /^1: a policy must be a mapping.*"hello"$/],
  ])('A policy with %s is refused with its line and what is allowed', (_what, text, problem) => {
    const problems = problemsOf(text);
    expect(problems[0]).toMatch(problem);
    expect(problems).toHaveLength(1);
  });

  test('A policy is shown by the documentation as it is read', () => {
    const page = readFileSync(join(__dirname, '..', '..', '..', '..', 'docs', 'clean-up.md'), 'utf8');
    const [, shown] = /```yaml\n(# yaml-language-server: [^`]*)```/.exec(page)!;
    expect(parsePolicy(shown!).rules).toHaveLength(3);
  });

  test('A policy names every problem, in the order of the lines', () => {
    const problems = problemsOf(
      `domain: X\nrepositories: my-repo\nextra: 1\nrules:\n  - select: { status: Disposed }\n`,
    );
    expect(problems.map((problem) => problem.slice(0, 2))).toEqual(['1:', '3:', '5:']);
  });
});

describe('A rule', () => {
  const rule = (text: string) => parsePolicy(`${HEAD}rules:\n  - { ${text}, select: { match: '*' } }\n`).rules[0]!;

  test.each([
    ['package: "left*"', { format: 'npm', namespace: 'my-scope', package: 'left-pad' }, true],
    ['package: "left*"', { format: 'npm', package: 'right-pad' }, false],
    ['namespace: "my-*"', { format: 'npm', namespace: 'my-scope', package: 'left-pad' }, true],
    ['namespace: "*"', { format: 'npm', package: 'left-pad' }, false],
    ['namespace: "com.example*"', { format: 'maven', namespace: 'com.example.a', package: 'b' }, true],
    ['format: pypi, package: "My_Tool*"', { format: 'pypi', package: 'my-tool-kit' }, true],
    ['format: pypi', { format: 'npm', package: 'my-tool-kit' }, false],
  ] as const)('A rule with %s and the package %j: %s', (text, pkg, expected) => {
    expect(matchesPackage(rule(text), pkg)).toBe(expected);
  });
});

test('The published JSON Schema is that of the parser: npm run schemas', () => {
  const file = join(__dirname, '..', '..', '..', '..', 'schema', 'clean-up-policy.schema.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(policySchema());
});
