import { NO_PREVIOUS_VERSIONS, previousVersions } from '../../declaration/previous-versions';
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
