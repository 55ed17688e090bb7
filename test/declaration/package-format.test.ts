import fc from 'fast-check';
import { arnPath, describePackage, type Package, samePackage } from '../../declaration/declaration';
import { displayName, type Format, FORMATS, isFormat, normalizeName } from '../../declaration/package-format';

const LEFT_PAD: Package = {
  domain: 'my-domain',
  domainOwner: '111122223333',
  repository: 'my-repo',
  format: 'npm',
  package: 'left-pad',
};

describe('A format', () => {
  test.each(FORMATS)('The format %s is one of CodeArtifact', (format) => {
    expect(isFormat(format)).toBe(true);
  });

  test.each(['docker', 'NPM', '', 'toString', undefined, 7])('The value %j is not a format', (value) => {
    expect(isFormat(value)).toBe(false);
  });
});

describe('A normalized name', () => {
  test.each(FORMATS)('A normalized name of %s is not changed by normalizing it again', (format) => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.oneof(fc.constantFrom(...'-_.AaİΣß'), fc.string({ minLength: 1, maxLength: 1 })) }),
        (name) => {
          const normalized = normalizeName(format, name);
          expect(normalizeName(format, normalized)).toBe(normalized);
        },
      ),
    );
  });

  test('A name of pypi is normalized as PEP 503 says', () => {
    expect(normalizeName('pypi', 'A__b.-C')).toBe('a-b-c');
  });
});

describe('The display name of a package', () => {
  test.each<[Format, string | undefined, string]>([
    ['npm', undefined, 'left-pad'],
    ['npm', 'my-scope', '@my-scope/left-pad'],
    ['maven', 'com.example', 'com.example:left-pad'],
    ['swift', 'apple', 'apple.left-pad'],
    ['generic', 'builds', 'builds/left-pad'],
    ['pypi', undefined, 'left-pad'],
    ['nuget', undefined, 'left-pad'],
    ['ruby', undefined, 'left-pad'],
    ['cargo', undefined, 'left-pad'],
  ])('The display name of a package of %s with the namespace %s is %s', (format, namespace, expected) => {
    expect(displayName(format, namespace, 'left-pad')).toBe(expected);
  });

  test('The description of a package says where it is', () => {
    expect(describePackage({ ...LEFT_PAD, namespace: 'my-scope' })).toBe('npm @my-scope/left-pad in my-domain/my-repo');
  });
});

describe("a package's path in ARNs", () => {
  test("A package's path in ARNs has five segments, with a namespace or without", () => {
    expect(arnPath(LEFT_PAD)).toBe('my-domain/my-repo/npm//left-pad');
    expect(arnPath({ ...LEFT_PAD, namespace: 'my-scope' })).toBe('my-domain/my-repo/npm/my-scope/left-pad');
  });
});

describe('two declarations are about the same package', () => {
  test('Two declarations are about the same package if nothing in its ARN differs', () => {
    expect(samePackage(LEFT_PAD, { ...LEFT_PAD })).toBe(true);
  });

  test.each<Partial<Package>>([
    { domain: 'other-domain' },
    { domainOwner: '444455556666' },
    { repository: 'other-repo' },
    { format: 'ruby' },
    { namespace: 'my-scope' },
    { package: 'right-pad' },
  ])('Two declarations are about different packages if one has %j', (other) => {
    expect(samePackage(LEFT_PAD, { ...LEFT_PAD, ...other })).toBe(false);
  });
});
