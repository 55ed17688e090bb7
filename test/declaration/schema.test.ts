import { InvalidProperties, parseDeclaration, findViolations } from '../../declaration/schema';

const VALID = {
  ServiceToken: 'arn:aws:lambda:eu-west-1:111122223333:function:disposal',
  ServiceTimeout: '1080',
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
  versions: ['1.0.0', '1.0.1'],
};

/** The broken rules of the valid properties with a change, as `property: rule`. */
function broken(change: Record<string, unknown>): string[] {
  return findViolations({ ...VALID, ...change }).map(({ property, rule }) => `${property}: ${rule}`);
}

function without(key: keyof typeof VALID): Record<string, unknown> {
  return Object.fromEntries(Object.entries(VALID).filter(([text]) => text !== key));
}

describe('valid properties', () => {
  test('Valid properties are a declaration', () => {
    const { domain, domainOwner, repository, format, package: name, versions } = VALID;
    expect(parseDeclaration(VALID)).toEqual({
      package: { domain, domainOwner, repository, format, namespace: undefined, package: name },
      versions,
      versionRevisions: new Map(),
      expectedStatus: undefined,
      allowMissing: false,
      revisionAttributes: [],
    });
  });

  test.each([
    ['true', true],
    [true, true],
    ['false', false],
    [false, false],
    [undefined, false],
  ])('Valid properties can have allowMissing as %j', (allowMissing, expected) => {
    expect(parseDeclaration({ ...VALID, allowMissing }).allowMissing).toBe(expected);
  });

  test('Valid properties can have pins', () => {
    expect(parseDeclaration({ ...VALID, versionRevisions: { '1.0.1': 'r1' } }).versionRevisions).toEqual(
      new Map([['1.0.1', 'r1']]),
    );
  });

  test('Valid properties can have attributes of declared versions', () => {
    expect(parseDeclaration({ ...VALID, revisionAttributes: ['1.0.1'] }).revisionAttributes).toEqual(['1.0.1']);
  });
});

describe('Invalid properties', () => {
  test.each([undefined, null, 'text', 7, [[]]])(
    'Properties are refused if they are not an object: %j',
    (properties) => {
      expect(findViolations(properties)).toEqual([
        { property: 'ResourceProperties', rule: 'an object', value: properties },
      ]);
    },
  );

  test.each(['domain', 'domainOwner', 'repository', 'format', 'package', 'versions'] as const)(
    'Properties without %s are refused',
    (key) => {
      expect(findViolations(without(key)).map((violation) => violation.property)).toEqual([key]);
      expect(() => parseDeclaration(without(key))).toThrow(/; got nothing|^\w+ must be .*; got nothing/);
    },
  );

  test('Properties with an unknown name are refused, and the error lists the valid names', () => {
    expect(broken({ pakcage: 'left-pad' })).toEqual([
      'pakcage: absent: the properties are domain, domainOwner, repository, format, namespace, package, region, ' +
        'versions, versionRevisions, expectedStatus, allowMissing, recordBucket, recordKey, revisionAttributes, ' +
        'waitingTime, allowUnknownArchiveTime',
    ]);
  });

  test.each([['text'], [{ '0': '1.0.0' }], [7]])(
    'Properties are refused if their versions are not a list: %j',
    (versions) => {
      expect(broken({ versions })).toEqual(['versions: a list of 1 to 10000 versions']);
    },
  );

  test.each([[7], [null], [['1.0.0']], [{}]])('Properties are refused if a version is not a string: %j', (version) => {
    expect(broken({ versions: [version] })).toEqual([
      'versions: versions of 1 to 255 characters without "#", "/" or white space',
    ]);
  });

  test.each([['text'], [['r1']], [null]])(
    'Properties are refused if their pins are not a map: %j',
    (versionRevisions) => {
      expect(broken({ versionRevisions })).toEqual(['versionRevisions: a map from version to revision']);
    },
  );

  test.each([['yes'], [''], [1], [null], [[true]]])(
    'Properties with allowMissing as %j are refused',
    (allowMissing) => {
      expect(broken({ allowMissing })).toEqual(['allowMissing: true or false']);
    },
  );

  test.each([['1.0.0'], [[7]], [{}]])(
    'Properties are refused if their attributes are not a list of versions: %j',
    (revisionAttributes) => {
      expect(broken({ revisionAttributes })).toEqual(['revisionAttributes: a list of declared versions']);
    },
  );

  test('Properties with attributes of versions that are not declared are refused', () => {
    expect(broken({ revisionAttributes: ['9.9.9'] })).toEqual(['revisionAttributes: about declared versions only']);
  });

  test('Properties with the same attribute twice are refused', () => {
    expect(broken({ revisionAttributes: ['1.0.0', '1.0.0'] })).toEqual(['revisionAttributes: free of duplicates']);
  });

  test('Properties with more attributes than an answer can carry are refused', () => {
    const versions = Array.from({ length: 100 }, (_, index) => `1.0.${index}`);
    expect(broken({ versions, revisionAttributes: versions })).toEqual([
      'revisionAttributes: so few that their revisions fit the 4096 bytes CloudFormation reads of an answer',
    ]);
  });

  test.each([
    {
      format: 'pypi',
      namespace: undefined,
      name: 'Left_Pad',
      rule: 'package: spelled as pypi normalizes it: "left-pad"',
    },
    {
      format: 'nuget',
      namespace: undefined,
      name: 'LeftPad',
      rule: 'package: spelled as nuget normalizes it: "leftpad"',
    },
    { format: 'swift', namespace: 'Apple', name: 'nio', rule: 'namespace: spelled as swift normalizes it: "apple"' },
  ])('Properties of $format with a name that is not normalized are refused', ({ format, namespace, name, rule }) => {
    expect(broken({ format, namespace, package: name })).toEqual([rule]);
  });
});

describe('The error about invalid properties', () => {
  test('The error names every property, its rule and its value', () => {
    expect(() => parseDeclaration({ ...VALID, domainOwner: '42', allowMissing: 'yes' })).toThrow(
      new InvalidProperties([
        { property: 'domainOwner', rule: 'the 12 digits of an AWS account', value: '42' },
        { property: 'allowMissing', rule: 'true or false', value: 'yes' },
      ]),
    );
  });

  test('The error is one line', () => {
    expect(() => parseDeclaration({ ...VALID, domainOwner: '42', allowMissing: 'yes' })).toThrow(
      'domainOwner must be the 12 digits of an AWS account; got "42"; allowMissing must be true or false; got "yes"',
    );
  });

  test('The error shows a hundred characters of a long value', () => {
    expect(() => parseDeclaration({ ...VALID, domain: 'd'.repeat(1_000) })).toThrow(`; got "${'d'.repeat(99)}…`);
  });
});

describe('A value that only the deployment knows', () => {
  const isUnresolved = (value: unknown) =>
    Array.isArray(value) ? value.some(isUnresolved) : typeof value === 'string' && value.startsWith('<');

  const check = (change: Record<string, unknown>) => findViolations({ ...VALID, ...change }, isUnresolved);

  test.each([
    ['domain', '<d>'],
    ['domainOwner', '<o>'],
    ['repository', '<r>'],
    ['format', '<f>'],
    ['namespace', '<Name/Space*>'],
    ['package', '<@pack/age>'],
    ['region', '<Region>'],
    ['versions', ['<list>']],
    ['versionRevisions', { '1.0.0': '<long revision>' }],
    ['expectedStatus', '<s>'],
    ['allowMissing', '<b>'],
    ['revisionAttributes', ['<list>']],
  ])('A value that only the deployment knows is not checked: %s', (key, value) => {
    expect(check({ [key]: value })).toEqual([]);
  });

  test('The other values are checked where only the deployment knows one', () => {
    expect(check({ domain: '<d>', repository: '!' }).map((violation) => violation.property)).toEqual(['repository']);
  });
});
