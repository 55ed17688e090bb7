import type { Action } from '../../declaration/declaration';
import { findViolations, parseDeclaration } from '../../declaration/schema';

const DISPOSE = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
  versions: ['1.0.0', '1.0.1'],
};
const RECORD = { recordBucket: 'record-bucket', recordKey: 'records/LeftPad' };
const ARCHIVE = { ...DISPOSE, ...RECORD };
const WAITING = { ...DISPOSE, ...RECORD, expectedStatus: 'Archived', waitingTime: '86400' };

const isUnresolved = (value: unknown) => typeof value === 'string' && value.startsWith('<');

/** The broken rules, as `property: rule`. */
function broken(properties: Record<string, unknown>, action?: Action): string[] {
  return findViolations(properties, isUnresolved, action).map(({ property, rule }) => `${property}: ${rule}`);
}

describe('The properties of a declaration that archives', () => {
  test('The properties of a declaration that archives have a record', () => {
    expect(broken(ARCHIVE, 'archive')).toEqual([]);
    expect(broken(DISPOSE, 'archive')).toEqual([
      'recordBucket: given: the record says when versions were archived',
      'recordKey: given: the record says when versions were archived',
    ]);
  });

  test('The properties of a declaration that archives can have attributes, a status to restore to and one to expect', () => {
    const others = { archiveTimeAttributes: ['1.0.1'], restoreTo: 'Unlisted', expectedStatus: 'Published' };
    expect(broken({ ...ARCHIVE, ...others }, 'archive')).toEqual([]);
  });

  test.each<[string, unknown, string]>([
    ['restoreTo', 'Archived', 'one of Published, Unlisted'],
    ['archiveTimeAttributes', '1.0.0', 'a list of declared versions'],
    ['archiveTimeAttributes', ['9.9.9'], 'about declared versions only'],
    ['archiveTimeAttributes', ['1.0.0', '1.0.0'], 'free of duplicates'],
    ['expectedStatus', 'Disposed', 'other than Disposed, since a disposed version cannot be archived'],
    ['recordBucket', 'Record_Bucket', 'the name of a bucket: 3 to 63 lower-case letters, digits, "." and "-"'],
    ['recordKey', 'a key', 'the key of an object, 1 to 700 visible characters'],
  ])('The properties of a declaration that archives are refused with %s as %j', (property, value, rule) => {
    expect(broken({ ...ARCHIVE, [property]: value }, 'archive')).toEqual([`${property}: ${rule}`]);
  });

  test.each(['waitingTime', 'allowUnknownArchiveTime', 'revisionAttributes'])(
    'The properties of a declaration that archives are refused with %s, and the error lists what they can be',
    (property) => {
      expect(broken({ ...ARCHIVE, [property]: [] }, 'archive')).toContain(
        `${property}: absent: the properties are domain, domainOwner, repository, format, namespace, package, region, ` +
          'versions, versionRevisions, expectedStatus, allowMissing, recordBucket, recordKey, archiveTimeAttributes, restoreTo, ' +
          'reportQueue',
      );
    },
  );

  test.each(['archiveTimeAttributes', 'restoreTo'])(
    'The properties of a declaration that disposes have no %s',
    (property) => {
      expect(broken({ ...DISPOSE, [property]: [] }).some((text) => text.startsWith(`${property}: absent`))).toBe(true);
    },
  );
});

describe('The properties of a declaration with a waiting time', () => {
  test.each<[string, Record<string, unknown>]>([
    ['as a text', {}],
    ['as a number', { waitingTime: 86_400 }],
    ['of a second', { waitingTime: '1' }],
    ['that accepts unknown times', { allowUnknownArchiveTime: 'true' }],
    ['and a status that only the deployment knows', { expectedStatus: '<s>' }],
  ])('The properties of a declaration with a waiting time %s are valid', (_, others) => {
    expect(broken({ ...WAITING, ...others })).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string]>([
    ['of no second', { waitingTime: '0' }, 'waitingTime: whole seconds, 1 to 999,999,999'],
    ['of a fraction', { waitingTime: 1.5 }, 'waitingTime: whole seconds, 1 to 999,999,999'],
    ['of a list', { waitingTime: ['1'] }, 'waitingTime: whole seconds, 1 to 999,999,999'],
    ['and another status', { expectedStatus: 'Published' }, 'expectedStatus: Archived where there is a waitingTime'],
    ['and no status', { expectedStatus: undefined }, 'expectedStatus: Archived where there is a waitingTime'],
    ['and no bucket', { recordBucket: undefined }, 'recordBucket: given: the record says when versions were archived'],
    ['and no key', { recordKey: undefined }, 'recordKey: given: the record says when versions were archived'],
    ['and no flag', { allowUnknownArchiveTime: 'yes' }, 'allowUnknownArchiveTime: true or false'],
  ])('The properties of a declaration with a waiting time %s are refused', (_, others, rule) => {
    expect(broken({ ...WAITING, ...others })).toEqual([rule]);
  });

  test.each([
    ['recordBucket', 'record-bucket'],
    ['recordKey', 'records/LeftPad'],
    ['allowUnknownArchiveTime', 'false'],
  ])('The properties of a declaration without a waiting time have no %s', (property, value) => {
    expect(broken({ ...DISPOSE, [property]: value })).toEqual([`${property}: absent without a waitingTime`]);
  });
});

describe('A name in the properties', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['with an asterisk', { package: 'left-*' }, 'package: free of "*", "?" and "${", which would widen the policy'],
    ['with a variable', { namespace: '${x}' }, 'namespace: free of "*", "?" and "${", which would widen the policy'],
    ['of npm with its scope', { package: '@my-scope' }, 'package: without "@": write "my-scope" as the namespace'],
    ['with white space', { package: 'left pad' }, 'package: 1 to 255 characters without "#", "/" or white space'],
    ['that is too long', { package: 'x'.repeat(256) }, 'package: 1 to 255 characters without "#", "/" or white space'],
    ['that is no text', { package: 7 }, 'package: 1 to 255 characters without "#", "/" or white space'],
    [
      'with a dynamic reference',
      { package: 'a{{resolve:ssm:b}}' },
      'package: free of "{{resolve:", which CloudFormation replaces by a value that nobody reviewed',
    ],
  ])('A name in the properties is refused %s', (_, others, rule) => {
    expect(broken({ ...DISPOSE, ...others })).toEqual([rule]);
  });

  test('A name in the properties of npm with scope and name is refused with both spellings', () => {
    expect(broken({ ...DISPOSE, package: '@my-scope/left-pad' })).toContain(
      'package: without "@": write "my-scope" as the namespace and "left-pad" as the package',
    );
  });

  test('A name in the properties may begin with "@" where the format is not npm', () => {
    expect(broken({ ...DISPOSE, format: 'generic', namespace: 'x', package: '@my-scope' })).toEqual([]);
  });

  test.each<[string, string | undefined, string[]]>([
    ['maven', undefined, ['namespace: given for maven: the groupId']],
    ['generic', undefined, ['namespace: given for generic: the namespace it was published under']],
    ['pypi', 'x', ['namespace: absent: pypi packages have none']],
    ['cargo', 'x', ['namespace: absent: cargo packages have none']],
    ['npm', undefined, []],
    ['npm', 'x', []],
    ['maven', 'x', []],
    ['ruby', undefined, []],
  ])('A name in the properties has the namespace that its format asks for: %s, %s', (format, namespace, rules) => {
    expect(broken({ ...DISPOSE, format, namespace })).toEqual(rules);
  });

  test.each(['Toothpaste', undefined, 7])(
    'A name in the properties is checked though the format is none: %s',
    (format) => {
      const rules = broken({ ...DISPOSE, format, package: 'a*', namespace: 'b c' }).map((text) => text.split(':')[0]);
      expect(rules).toEqual(['format', 'namespace', 'package']);
    },
  );
});

describe('The versions in the properties', () => {
  const versions = (count: number) => Array.from({ length: count }, (_, index) => `1.0.${index}`);

  test('The versions in the properties are 1 to 10,000', () => {
    expect(broken({ ...DISPOSE, versions: versions(10_000) })).toEqual([]);
    for (const count of [0, 10_001]) {
      expect(findViolations({ ...DISPOSE, versions: versions(count) })).toEqual([
        { property: 'versions', rule: 'a list of 1 to 10000 versions', value: `${count} versions` },
      ]);
    }
  });

  test('The versions in the properties are each named once, and every second name is an error', () => {
    expect(findViolations({ ...DISPOSE, versions: ['1.0.0', '1.0.1', '1.0.0', '1.0.0'] })).toEqual([
      { property: 'versions', rule: 'free of duplicates', value: '1.0.0' },
      { property: 'versions', rule: 'free of duplicates', value: '1.0.0' },
    ]);
  });

  test.each<[string, Record<string, unknown>, string[]]>([
    ['a version', { versions: ['__proto__'] }, ['versions: names that JavaScript can carry as keys of a map']],
    [
      'a pin',
      { versions: ['<v>'], versionRevisions: JSON.parse('{"__proto__":"r"}') as unknown },
      ['versionRevisions: names that JavaScript can carry as keys of a map'],
    ],
  ])('The versions in the properties have no name that JavaScript does not carry, as %s', (_, others, rules) => {
    expect(broken({ ...DISPOSE, ...others })).toEqual(rules);
  });

  test('The versions in the properties are free of dynamic references', () => {
    const rule = 'free of "{{resolve:", which CloudFormation replaces by a value that nobody reviewed';
    const version = '{{resolve:ssm:v}}';
    expect(broken({ ...DISPOSE, versions: [version], versionRevisions: { [version]: 'r' } })).toEqual([
      `versions: ${rule}`,
      `versionRevisions: keyed by versions that are ${rule}`,
    ]);
  });
});

describe('The pins in the properties', () => {
  test.each<[string, Record<string, unknown>, string]>([
    ['with white space', { '1.0.0': 'a b' }, 'revisions of 1 to 50 characters without white space'],
    ['that are too long', { '1.0.0': 'r'.repeat(51) }, 'revisions of 1 to 50 characters without white space'],
    ['that are no text', { '1.0.0': 1 }, 'revisions of 1 to 50 characters without white space'],
    ['of another version', { '9.9.9': 'r' }, 'about declared versions only'],
  ])('The pins in the properties are refused %s', (_, versionRevisions, rule) => {
    expect(broken({ ...DISPOSE, versionRevisions })).toEqual([`versionRevisions: ${rule}`]);
  });

  test.each(['Ref', 'Fn::Sub'])(
    'The pins in the properties are refused of a version whose name is a function: %s',
    (key) => {
      expect(broken({ ...DISPOSE, versions: [key], versionRevisions: { [key]: 'r' } })).toEqual([
        'versionRevisions: without keys that CloudFormation reads as a function',
      ]);
    },
  );

  test('The pins in the properties can be of any version, where only the deployment knows one', () => {
    expect(broken({ ...DISPOSE, versions: ['1.0.0', '<v>'], versionRevisions: { '9.9.9': 'r', '<w>': 'r' } })).toEqual(
      [],
    );
    expect(broken({ ...DISPOSE, versions: '<list>', versionRevisions: { '9.9.9': 'r' } })).toEqual([]);
    expect(broken({ ...DISPOSE, versions: '<list>', versionRevisions: '<pins>' })).toEqual([]);
  });
});

test('Properties of more than 500,000 bytes are refused, with what they hold', () => {
  const versions = Array.from({ length: 5_000 }, (_, index) => `${index}-${'x'.repeat(60)}`);
  const pins = Object.fromEntries(versions.map((version) => [version, 'r']));
  const bytes = Buffer.byteLength(JSON.stringify({ ...DISPOSE, versions, versionRevisions: pins }));
  expect(findViolations({ ...DISPOSE, versions, versionRevisions: pins })).toEqual([
    {
      property: 'versions',
      rule:
        'so few that all properties, pins included, take at most 500000 bytes, since an event carries the old ones and the ' +
        'new ones (split the declaration in two)',
      value: `${bytes} bytes: 5000 versions, 5000 of them pinned`,
    },
  ]);
  expect(findViolations({ ...DISPOSE, versions })).toEqual([]);
});

test('Properties may have what CloudFormation adds to them', () => {
  expect(broken({ ...DISPOSE, ServiceToken: 'arn', ServiceTimeout: '60' })).toEqual([]);
});

describe('What valid properties declare about archiving', () => {
  const record = { bucket: 'record-bucket', key: 'records/LeftPad' };

  test('What valid properties declare about archiving is the record, a status to restore to, and attributes', () => {
    const others = { restoreTo: 'Unlisted', archiveTimeAttributes: ['1.0.1'] };
    expect(parseDeclaration({ ...ARCHIVE, ...others }, 'archive')).toMatchObject({
      action: 'archive',
      archive: { record, restoreTo: 'Unlisted', archiveTimeAttributes: ['1.0.1'] },
    });
    const { archive, waitingTime } = parseDeclaration(ARCHIVE, 'archive');
    expect(archive).toEqual({ record, restoreTo: undefined, archiveTimeAttributes: [] });
    expect(waitingTime).toBeUndefined();
  });

  test.each([
    ['true', true],
    [true, true],
    ['false', false],
    [undefined, false],
  ])(
    'What valid properties declare about archiving is a waiting time, with allowUnknownArchiveTime as %j',
    (flag, allowUnknown) => {
      const declaration = parseDeclaration({ ...WAITING, allowUnknownArchiveTime: flag });
      expect(declaration.waitingTime).toEqual({ seconds: 86_400, record, allowUnknown });
      expect(declaration.archive).toBeUndefined();
      expect(parseDeclaration(DISPOSE).waitingTime).toBeUndefined();
    },
  );

  test('What valid properties declare about archiving is named with its value, where it is refused', () => {
    const values = (properties: Record<string, unknown>, action?: Action) =>
      findViolations(properties, isUnresolved, action).map(({ property, value }) => [property, value]);
    expect(values({ ...DISPOSE, ...RECORD, allowUnknownArchiveTime: 'true' })).toEqual([
      ['recordBucket', 'record-bucket'],
      ['recordKey', 'records/LeftPad'],
      ['allowUnknownArchiveTime', 'true'],
    ]);
    expect(values({ ...WAITING, expectedStatus: 'Published' })).toEqual([['expectedStatus', 'Published']]);
    expect(values({ ...ARCHIVE, expectedStatus: 'Disposed' }, 'archive')).toEqual([['expectedStatus', 'Disposed']]);
  });
});
