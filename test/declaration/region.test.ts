import { regionMismatch } from '../../declaration/region';
import { findViolations, parseDeclaration } from '../../declaration/schema';

const PROPERTIES = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
  versions: ['1.0.0'],
};

describe('the Region of a repository', () => {
  test('A declaration has no Region if its properties name none', () => {
    expect(parseDeclaration(PROPERTIES).package.region).toBeUndefined();
  });

  test('A declaration has the Region that its properties name', () => {
    expect(parseDeclaration({ ...PROPERTIES, region: 'us-west-2' }).package.region).toBe('us-west-2');
  });

  test.each(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'us-isob-east-1', 'eusc-de-east-1', 'ap-southeast-15'])(
    'A declaration can name the Region %s',
    (region) => {
      expect(findViolations({ ...PROPERTIES, region })).toEqual([]);
    },
  );

  test.each(['', 'us-west', 'US-WEST-2', 'us-west-2 ', '*', '-1', '{{resolve:ssm:region}}', 7, null])(
    'A declaration is refused if its Region is %j',
    (region) => {
      expect(findViolations({ ...PROPERTIES, region })).toEqual([
        { property: 'region', rule: 'an AWS Region, such as eu-west-1', value: region },
      ]);
    },
  );
});

describe('regionMismatch', () => {
  test('regionMismatch says nothing of a repository without a Region, which is in the Region of its stack', () => {
    expect(regionMismatch({}, 'eu-west-1')).toBeUndefined();
  });

  test('regionMismatch says nothing of a repository of the same Region', () => {
    expect(regionMismatch({ region: 'eu-west-1' }, 'eu-west-1')).toBeUndefined();
  });

  test('regionMismatch says the rule, the Region of the repository, and what to do', () => {
    expect(regionMismatch({ region: 'us-west-2' }, 'eu-west-1')).toBe(
      'the repository must be in the Region of the stack, eu-west-1; got us-west-2. ' +
        'Declare it in a stack of that Region.',
    );
  });

  test('regionMismatch shows another value where the caller has a better one', () => {
    const arn = 'arn:aws:codeartifact:us-west-2:111122223333:repository/my-domain/my-repo';
    expect(regionMismatch({ region: 'us-west-2' }, 'eu-west-1', arn)).toContain(`; got ${arn}. `);
  });
});
