import type { DisposedPackageVersionsProps } from '../../lib';
import { PackageFormat, PackageVersionStatus } from '../../lib';
import { parseDeclaration } from '../../declaration/schema';
import { deployed, IRELAND } from './policies';
import { declare, DECLARATION, type Json, only, synthesize } from './synthesize';

/** CloudFormation delivers every scalar as a string. */
function delivered(value: Json): Json {
  if (Array.isArray(value)) {
    return value.map(delivered);
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, delivered(member)]));
  }
  return String(value);
}

/** A declaration as the handler sees it. */
function received(props: Partial<DisposedPackageVersionsProps>, revisions: string[] = []) {
  const template = synthesize((stack) => {
    const disposal = declare(stack, props);
    revisions.forEach((revision) => disposal.getRevision(revision));
  });
  return parseDeclaration(delivered(deployed(only(template, DECLARATION).Properties, IRELAND)));
}

describe('The properties in a template', () => {
  test('The handler understands the template of a declaration with every prop', () => {
    const props: Partial<DisposedPackageVersionsProps> = {
      domainOwner: '444455556666',
      packageNamespace: 'my-scope',
      versions: ['1.0.1', '1.0.0'],
      versionRevisions: { '1.0.0': 'r0' },
      expectedStatus: PackageVersionStatus.ARCHIVED,
      allowMissing: true,
    };
    expect(received(props, ['1.0.1'])).toEqual({
      package: {
        domain: 'my-domain',
        domainOwner: '444455556666',
        repository: 'my-repo',
        format: 'npm',
        namespace: 'my-scope',
        package: 'left-pad',
      },
      versions: ['1.0.0', '1.0.1'],
      versionRevisions: new Map([['1.0.0', 'r0']]),
      expectedStatus: 'Archived',
      allowMissing: true,
      revisionAttributes: ['1.0.1'],
    });
  });

  test('The handler understands the template of a declaration with the required props only', () => {
    expect(received({})).toEqual({
      package: {
        domain: 'my-domain',
        domainOwner: '111122223333',
        repository: 'my-repo',
        format: 'npm',
        namespace: undefined,
        package: 'left-pad',
      },
      versions: ['1.0.0'],
      versionRevisions: new Map(),
      expectedStatus: undefined,
      allowMissing: false,
      revisionAttributes: [],
    });
  });

  test.each([
    [PackageFormat.PYPI, undefined],
    [PackageFormat.NUGET, undefined],
    [PackageFormat.SWIFT, 'Apple'],
    [PackageFormat.MAVEN, 'com.Example'],
    [PackageFormat.GENERIC, 'Builds'],
    [PackageFormat.RUBY, undefined],
    [PackageFormat.CARGO, undefined],
  ])(
    'The handler understands the template of a %s package whose name is not normalized',
    (format, packageNamespace) => {
      expect(() => received({ format, packageNamespace, packageName: 'Left_Pad.Lib' })).not.toThrow();
    },
  );
});
