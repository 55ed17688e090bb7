import * as service from '@aws-sdk/client-codeartifact';
import { PackageFormat, PackageVersionStatus } from '../../lib';
import { policyText } from './policies';
import { declare, propertiesOf, refusalOfDeclaration, synthesize } from './synthesize';

test('The formats are those of the service', () => {
  expect(Object.values(PackageFormat).sort()).toEqual(Object.values(service.PackageFormat).sort());
});

test('The statuses are those of the service, except for that of versions without a record', () => {
  const { DELETED, ...others } = service.PackageVersionStatus;
  expect(DELETED).toBe('Deleted');
  expect(Object.values(PackageVersionStatus).sort()).toEqual(Object.values(others).sort());
});

describe('A declaration of each format', () => {
  test.each([
    { format: PackageFormat.NPM, packageName: 'left-pad' },
    { format: PackageFormat.NPM, packageNamespace: 'my-scope', packageName: 'left-pad' },
    { format: PackageFormat.PYPI, packageName: 'requests' },
    { format: PackageFormat.MAVEN, packageNamespace: 'com.example', packageName: 'left-pad' },
    { format: PackageFormat.NUGET, packageName: 'newtonsoft.json' },
    { format: PackageFormat.GENERIC, packageNamespace: 'builds', packageName: 'left-pad' },
    { format: PackageFormat.RUBY, packageName: 'left_pad' },
    { format: PackageFormat.SWIFT, packageNamespace: 'apple', packageName: 'swift-nio' },
    { format: PackageFormat.CARGO, packageName: 'left_pad' },
  ])(
    'A declaration of $format $packageNamespace $packageName synthesizes',
    ({ format, packageNamespace, packageName }) => {
      const template = synthesize((stack) => declare(stack, { format, packageNamespace, packageName }));
      expect(policyText(template)).toContain(
        `:package/my-domain/my-repo/${format}/${packageNamespace ?? ''}/${packageName}"`,
      );
      expect(propertiesOf({ format, packageNamespace, packageName })).toMatchObject({
        format,
        package: packageName,
        ...(packageNamespace && { namespace: packageNamespace }),
      });
    },
  );
});

describe('a namespace', () => {
  test.each([
    [PackageFormat.MAVEN, 'the groupId'],
    [PackageFormat.SWIFT, 'the scope'],
    [PackageFormat.GENERIC, 'the namespace it was published under'],
  ])('A namespace is required for %s', (format, meaning) => {
    expect(refusalOfDeclaration({ format })).toBe(
      `TestStack/LeftPad: packageNamespace must be given for ${format}: ${meaning}; got nothing`,
    );
  });

  test.each([PackageFormat.PYPI, PackageFormat.NUGET, PackageFormat.RUBY, PackageFormat.CARGO])(
    'A namespace is refused for %s',
    (format) => {
      expect(refusalOfDeclaration({ format, packageNamespace: 'my-scope' })).toBe(
        `TestStack/LeftPad: packageNamespace must be absent: ${format} packages have none; got "my-scope"`,
      );
    },
  );

  test('A namespace is optional for npm', () => {
    expect(propertiesOf({ packageNamespace: 'my-scope' })).toHaveProperty('namespace', 'my-scope');
    expect(propertiesOf({ packageNamespace: undefined })).not.toHaveProperty('namespace');
  });
});

describe('an npm scope', () => {
  test('An npm scope with "@" is refused, and the error says how to write it', () => {
    expect(refusalOfDeclaration({ packageNamespace: '@my-scope' })).toBe(
      'TestStack/LeftPad: packageNamespace must be without "@": write "my-scope" as the namespace; got "@my-scope"',
    );
  });

  test('An npm scope in one string with the name is refused, and the error says how to write both', () => {
    expect(refusalOfDeclaration({ packageName: '@my-scope/left-pad' })).toContain(
      'packageName must be without "@": write "my-scope" as the namespace and "left-pad" as the package; got "@my-scope/left-pad"',
    );
  });

  test('A name of another format can start with "@"', () => {
    const { package: name } = propertiesOf({ format: PackageFormat.RUBY, packageName: '@left-pad' });
    expect(name).toBe('@left-pad');
  });
});

describe('A name of a package', () => {
  test.each([
    {
      format: PackageFormat.PYPI,
      packageNamespace: undefined,
      packageName: 'Flask_SQLAlchemy',
      namespace: undefined,
      name: 'flask-sqlalchemy',
    },
    {
      format: PackageFormat.PYPI,
      packageNamespace: undefined,
      packageName: 'zope.interface',
      namespace: undefined,
      name: 'zope-interface',
    },
    {
      format: PackageFormat.PYPI,
      packageNamespace: undefined,
      packageName: 'a._-b--c',
      namespace: undefined,
      name: 'a-b-c',
    },
    {
      format: PackageFormat.NUGET,
      packageNamespace: undefined,
      packageName: 'Newtonsoft.Json',
      namespace: undefined,
      name: 'newtonsoft.json',
    },
    {
      format: PackageFormat.SWIFT,
      packageNamespace: 'Apple',
      packageName: 'Swift-NIO',
      namespace: 'apple',
      name: 'swift-nio',
    },
  ])(
    'The names of $format are normalized as the service normalizes them: $packageNamespace $packageName',
    ({ format, packageNamespace, packageName, namespace, name }) => {
      const properties = propertiesOf({ format, packageNamespace, packageName });
      expect([properties['namespace'], properties['package']]).toEqual([namespace, name]);
    },
  );

  test('The policy has the normalized name too', () => {
    const template = synthesize((stack) =>
      declare(stack, { format: PackageFormat.SWIFT, packageNamespace: 'Apple', packageName: 'Swift-NIO' }),
    );
    expect(policyText(template)).toContain('/swift/apple/swift-nio"');
  });

  test.each([
    [PackageFormat.NPM, 'Scope', 'Left_Pad.js'],
    [PackageFormat.MAVEN, 'Com.Example', 'Left_Pad'],
    [PackageFormat.GENERIC, 'Builds', 'Left_Pad'],
    [PackageFormat.CARGO, undefined, 'Left_Pad'],
    [PackageFormat.RUBY, undefined, 'Left_Pad.rb'],
  ])('The names of %s are not normalized: %s %s', (format, packageNamespace, packageName) => {
    const properties = propertiesOf({ format, packageNamespace, packageName });
    expect([properties['namespace'], properties['package']]).toEqual([packageNamespace, packageName]);
  });

  test('Versions are not normalized', () => {
    const { versions } = propertiesOf({ format: PackageFormat.NUGET, versions: ['12.0.03.0', '1.0.0-RC+1'] });
    expect(versions).toEqual(['1.0.0-RC+1', '12.0.03.0']);
  });
});
