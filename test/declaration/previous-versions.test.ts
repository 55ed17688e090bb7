import { isSameRepository, NO_PREVIOUS_VERSIONS, previousVersions } from '../../declaration/previous-versions';
import { parseDeclaration } from '../../declaration/schema';

const PACKAGE = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  namespace: 'my-scope',
  package: 'left-pad',
};
const OLD = { ...PACKAGE, versions: ['1.0.0', '2.0.0'] };
const declared = (properties: object = {}) => parseDeclaration({ ...PACKAGE, versions: ['1.0.0'], ...properties });
const previous = (old: unknown, region?: string) => previousVersions(old, declared(), region);

describe('The versions that were declared before', () => {
  test('The versions that were declared before are those of the old properties, and were required to exist', () => {
    expect(previous(OLD)).toEqual({ declared: new Set(['1.0.0', '2.0.0']), required: true });
  });

  test('The versions that were declared before are what of the list is text', () => {
    expect(previous({ ...OLD, versions: ['1.0.0', 2, null, ['3.0.0']] }).declared).toEqual(new Set(['1.0.0']));
  });

  test.each([undefined, false, 'false'])(
    'The versions that were declared before were required to exist with allowMissing %p',
    (allowMissing) => {
      expect(previous({ ...OLD, allowMissing }).required).toBe(true);
    },
  );

  test.each([true, 'true', 'TRUE', null, 'no', {}])(
    'The versions that were declared before were not required to exist with allowMissing %p',
    (allowMissing) => {
      expect(previous({ ...OLD, allowMissing }).required).toBe(false);
    },
  );

  test.each([undefined, null, 7, 'text', {}, { ...OLD, versions: undefined }, { ...OLD, versions: '1.0.0' }])(
    'The versions that were declared before are none in %j',
    (old) => {
      expect(previous(old)).toBe(NO_PREVIOUS_VERSIONS);
      expect(NO_PREVIOUS_VERSIONS).toEqual({ declared: new Set(), required: false });
    },
  );

  test.each(['domain', 'domainOwner', 'repository', 'format', 'package', 'namespace'])(
    'The versions that were declared before are none where the old %s is another one, is absent, or is no text',
    (key) => {
      for (const value of ['other', undefined, 7]) {
        expect(previous({ ...OLD, [key]: value })).toBe(NO_PREVIOUS_VERSIONS);
      }
    },
  );

  test('The versions that were declared before are none where both have the same value that is no text', () => {
    const pkg = { ...declared().package, namespace: 7 as unknown as string };

    expect(previousVersions({ ...OLD, namespace: 7 }, { ...declared(), package: pkg })).toBe(NO_PREVIOUS_VERSIONS);
  });

  test('The versions that were declared before are those of the same Region, or of no Region, only', () => {
    expect(previous({ ...OLD, region: 'us-east-1' }, 'us-east-1').declared.size).toBe(2);
    expect(previous(OLD, 'us-east-1').declared.size).toBe(2);
    expect(previous({ ...OLD, region: 'eu-west-1' }, 'us-east-1')).toBe(NO_PREVIOUS_VERSIONS);
    expect(previous({ ...OLD, region: 7 }, 'us-east-1')).toBe(NO_PREVIOUS_VERSIONS);
  });

  test('The versions that were declared before are those of the Region that is declared, where that of the function is not known', () => {
    const here = declared({ region: 'us-east-1' });

    expect(previousVersions({ ...OLD, region: 'us-east-1' }, here).declared.size).toBe(2);
    expect(previousVersions({ ...OLD, region: 'eu-west-1' }, here)).toBe(NO_PREVIOUS_VERSIONS);
  });
});

describe('The repository that was declared before', () => {
  const { domain, domainOwner, repository } = PACKAGE;
  const CURRENT = { domain, domainOwner, repository, recordBucket: 'record-bucket', recordKey: 'records/CleanUp' };

  test.each<[string, unknown]>([
    ['without a Region', CURRENT],
    ['in the Region of the stack', { ...CURRENT, region: 'eu-west-1' }],
    ['with other properties besides', { ...CURRENT, manifestHash: 'x' }],
  ])('The repository that was declared before is the same %s', (_, old) => {
    expect(isSameRepository(old, CURRENT, 'eu-west-1')).toBe(true);
  });

  test.each<[string, unknown]>([
    ['domain', { ...CURRENT, domain: 'other' }],
    ['owner', { ...CURRENT, domainOwner: '444455556666' }],
    ['name', { ...CURRENT, repository: 'other' }],
    ['bucket of its record', { ...CURRENT, recordBucket: 'other' }],
    ['key of its record', { ...CURRENT, recordKey: undefined }],
    ['Region', { ...CURRENT, region: 'us-west-2' }],
  ])('The repository that was declared before is another one with another %s', (_, old) => {
    expect(isSameRepository(old, CURRENT, 'eu-west-1')).toBe(false);
  });

  test.each([undefined, null, 'text', {}])(
    'The repository that was declared before is none with properties %j',
    (old) => {
      expect(isSameRepository(old, CURRENT, 'eu-west-1')).toBe(false);
    },
  );
});
