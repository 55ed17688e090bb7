import type { DisposedPackageVersionsProps, PackageFormat } from '../../lib';
import { declare, newStack, refusalOfDeclaration } from './synthesize';

const NAME_RULE = '1 to 255 characters without "#", "/" or white space';

interface FieldCase {
  readonly prop: string;
  readonly rule: string;
  readonly declared: (value: string) => Partial<DisposedPackageVersionsProps>;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}

const NAMES = {
  good: ['a', 'a'.repeat(255), 'A.b_c-d+e@f'],
  bad: ['', 'a'.repeat(256), 'a b', 'a\tb', 'a/b', 'a#b', 'a\n'],
};

const FIELDS: FieldCase[] = [
  {
    prop: 'domain',
    rule: '2 to 50 characters: lower-case letters, digits and hyphens, from a letter to a letter or digit',
    declared: (domain) => ({ domain }),
    good: ['ab', 'a1', 'my-domain', `a${'-'.repeat(48)}z`],
    bad: [
      '',
      'a',
      `a${'b'.repeat(50)}`,
      'My-domain',
      '1domain',
      '-domain',
      'domain-',
      'my_domain',
      'my.domain',
      'ab\n',
    ],
  },
  {
    prop: 'domainOwner',
    rule: 'the 12 digits of an AWS account',
    declared: (domainOwner) => ({ domainOwner }),
    good: ['111122223333', '000000000000'],
    bad: ['', '11112222333', '1111222233334', '11112222333a', '1111-2222-3333'],
  },
  {
    prop: 'repository',
    rule: '2 to 100 characters: letters, digits, ".", "_" and "-", starting with a letter or digit',
    declared: (repository) => ({ repository }),
    good: ['ab', '9b', 'A.b_c-', 'r'.repeat(100)],
    bad: ['', 'a', 'r'.repeat(101), '.repo', '_repo', '-repo', 'my repo', 'my/repo', 'my*repo'],
  },
  { prop: 'packageNamespace', rule: NAME_RULE, declared: (packageNamespace) => ({ packageNamespace }), ...NAMES },
  { prop: 'packageName', rule: NAME_RULE, declared: (packageName) => ({ packageName }), ...NAMES },
  { prop: 'versions', rule: `versions of ${NAME_RULE}`, declared: (version) => ({ versions: [version] }), ...NAMES },
  {
    prop: 'versionRevisions',
    rule: 'revisions of 1 to 50 characters without white space',
    declared: (revision) => ({ versionRevisions: { '1.0.0': revision } }),
    good: ['a', 'r'.repeat(50), 'Ciqe5/9+yicvkJT13b5/LdLpCyE6fqA7poa9qp+FilPs='],
    bad: ['', 'r'.repeat(51), 'a b', 'a\n'],
  },
  {
    prop: 'format',
    rule: 'one of npm, pypi, maven, nuget, generic, ruby, swift, cargo',
    declared: (format) => ({ format: format as PackageFormat }),
    good: ['npm', 'cargo'],
    bad: ['', 'docker', 'NPM', 'npm ', 'constructor'],
  },
  {
    prop: 'expectedStatus',
    rule: 'one of Published, Unfinished, Unlisted, Archived, Disposed',
    declared: (status) => ({ expectedStatus: status as DisposedPackageVersionsProps['expectedStatus'] }),
    good: ['Published', 'Unfinished', 'Unlisted', 'Archived', 'Disposed'],
    bad: ['', 'Deleted', 'archived'],
  },
];

describe.each(FIELDS)('$prop', ({ prop, rule, declared, good, bad }) => {
  test.each(good)(`The prop ${prop} takes %j`, (value) => {
    expect(() => declare(newStack(), declared(value))).not.toThrow();
  });

  test.each(bad)(`The prop ${prop} refuses %j, and the error names the rule and the value`, (value) => {
    const got = JSON.stringify(value);
    const shown = got.length > 100 ? `${got.slice(0, 100)}…` : got;
    expect(refusalOfDeclaration(declared(value))).toContain(`${prop} must be ${rule}; got ${shown}`);
  });
});

describe('A name that would widen the policy', () => {
  const wide = ['left-*', 'left-pa?', '*', '${aws:username}'];

  test.each(wide)('A package name with a wildcard is refused: %s', (packageName) => {
    expect(refusalOfDeclaration({ packageName })).toContain(
      `packageName must be free of "*", "?" and "\${", which would widen the policy; got ${JSON.stringify(packageName)}`,
    );
  });

  test.each(wide)('A namespace with a wildcard is refused: %s', (packageNamespace) => {
    expect(refusalOfDeclaration({ packageNamespace })).toContain(
      `packageNamespace must be free of "*", "?" and "\${", which would widen the policy; got ${JSON.stringify(packageNamespace)}`,
    );
  });

  test('A version may hold the characters of a wildcard, since no policy names versions', () => {
    expect(() => declare(newStack(), { versions: ['1.0.*', '1.?', '$'] })).not.toThrow();
  });

  test('A dollar sign that starts no variable is not a wildcard', () => {
    expect(() => declare(newStack(), { packageName: 'left$pad' })).not.toThrow();
  });
});

describe('The error about props', () => {
  const broken = {
    domain: 'My-Domain',
    packageNamespace: '@my-scope',
    packageName: 'left pad',
    versions: ['1.0.0', '1.0.0'],
    versionRevisions: { '2.0.0': 'r1' },
  };

  test('The error names every broken rule at once', () => {
    const message = refusalOfDeclaration(broken);
    for (const prop of ['domain', 'packageNamespace', 'packageName', 'versions', 'versionRevisions']) {
      expect(message).toMatch(new RegExp(`(^|[ ;:])${prop} must be `));
    }
  });

  test('The error names the props as the declaration spells them, not as the service does', () => {
    const message = refusalOfDeclaration(broken);
    expect(message).not.toMatch(/(^|[ ;:])(namespace|package) must be/);
  });

  test('The error starts with the path of the construct', () => {
    expect(refusalOfDeclaration(broken)).toMatch(/^TestStack\/LeftPad: /);
  });

  test('The error counts the broken rules beyond the twentieth', () => {
    const versions = Array.from({ length: 1_000 }, (_, index) => `1.0.${index}/`);
    const message = refusalOfDeclaration({ versions });
    expect(message).toMatch(/; and 980 more$/);
    expect(message.split('; got ')).toHaveLength(21);
  });
});
