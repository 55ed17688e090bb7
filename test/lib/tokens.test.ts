import { CfnParameter, Fn, Lazy, type Stack, Token } from 'aws-cdk-lib';
import type { DisposedPackageVersionsProps } from '../../lib';
import { PackageFormat } from '../../lib';
import { grantedArns, policyText } from './policies';
import { declare, DECLARATION, newStack, only, refusalOf, synthesize, templateOf } from './synthesize';

function parameter(stack: Stack, id: string): string {
  return new CfnParameter(stack, id).valueAsString;
}

function propertiesWith(props: (stack: Stack) => Partial<DisposedPackageVersionsProps>) {
  return only(
    synthesize((stack) => declare(stack, props(stack))),
    DECLARATION,
  ).Properties;
}

describe('Names from parameters', () => {
  const names = (stack: Stack) => ({
    domain: parameter(stack, 'Domain'),
    domainOwner: parameter(stack, 'Owner'),
    repository: parameter(stack, 'Repository'),
    packageNamespace: parameter(stack, 'Namespace'),
    packageName: parameter(stack, 'Package'),
  });

  test('Names from parameters reach the custom resource as references', () => {
    expect(propertiesWith(names)).toMatchObject({
      domain: { Ref: 'Domain' },
      domainOwner: { Ref: 'Owner' },
      repository: { Ref: 'Repository' },
      namespace: { Ref: 'Namespace' },
      package: { Ref: 'Package' },
    });
  });

  test('Names from parameters reach the policy as references', () => {
    const template = synthesize((stack) => declare(stack, names(stack)));
    expect(grantedArns(template, 'codeartifact')).toEqual([
      'arn:aws:codeartifact:eu-west-1:<Owner>:package/<Domain>/<Repository>/npm/<Namespace>/<Package>',
    ]);
  });

  test('A parameter is taken as the namespace where the format requires one', () => {
    expect(() => propertiesWith((stack) => ({ ...names(stack), format: PackageFormat.MAVEN }))).not.toThrow();
  });

  test('A parameter is refused as the namespace where the format has none', () => {
    expect(refusalOf(() => propertiesWith((stack) => ({ ...names(stack), format: PackageFormat.PYPI })))).toContain(
      'packageNamespace must be absent: pypi packages have none',
    );
  });

  test('Names from parameters are not normalized, since their spelling is not known', () => {
    const { package: name } = propertiesWith((stack) => ({
      format: PackageFormat.PYPI,
      packageName: `Prefix_${parameter(stack, 'Package')}`,
    }));
    expect(name).toEqual({ 'Fn::Join': ['', ['Prefix_', { Ref: 'Package' }]] });
  });

  test('Literals beside names from parameters are checked', () => {
    const stack = newStack();
    expect(refusalOf(() => declare(stack, { ...names(stack), domain: 'My-Domain' }))).toContain('domain must be');
  });
});

describe('The account', () => {
  test('The account is that of the stack, as a reference if the stack does not name it', () => {
    expect(propertiesWith(() => ({}))['domainOwner']).toEqual({ Ref: 'AWS::AccountId' });
  });

  test('The account is that of the stack, literally if the stack names it', () => {
    const template = synthesize((stack) => declare(stack), { env: { account: '444455556666', region: 'eu-west-1' } });
    expect(only(template, DECLARATION).Properties['domainOwner']).toBe('444455556666');
  });
});

describe('Versions from tokens', () => {
  test('Versions can be a list of which nothing is known', () => {
    const { versions } = propertiesWith((stack) => ({ versions: Fn.split(',', parameter(stack, 'Versions')) }));
    expect(versions).toEqual({ 'Fn::Split': [',', { Ref: 'Versions' }] });
  });

  test('Versions can be a list parameter', () => {
    const { versions } = propertiesWith((stack) => ({
      versions: new CfnParameter(stack, 'Versions', { type: 'CommaDelimitedList' }).valueAsList,
    }));
    expect(versions).toEqual({ Ref: 'Versions' });
  });

  test('Versions from tokens come after the literal ones, in the order they are given', () => {
    const { versions } = propertiesWith((stack) => ({
      versions: [parameter(stack, 'Second'), '1.0.1', parameter(stack, 'First'), '1.0.0'],
    }));
    expect(versions).toEqual(['1.0.0', '1.0.1', { Ref: 'Second' }, { Ref: 'First' }]);
  });

  test('Versions from tokens allow pins on versions that cannot be checked', () => {
    const pinned = propertiesWith((stack) => ({
      versions: ['1.0.0', parameter(stack, 'Version')],
      versionRevisions: { '1.0.1': 'r1' },
    }));
    expect(pinned['versionRevisions']).toEqual({ '1.0.1': 'r1' });
  });

  test('Versions from tokens do not allow the pin "__proto__"', () => {
    const versions = Token.asList({ Ref: 'Versions' });
    expect(refusalOf(() => declare(newStack(), { versions, versionRevisions: { ['__proto__']: 'r1' } }))).toContain(
      'versionRevisions must be names that JavaScript can carry',
    );
  });

  test('Versions from tokens are checked where they can be: no token comes twice', () => {
    const stack = newStack();
    const version = parameter(stack, 'Version');
    expect(refusalOf(() => declare(stack, { versions: [version, version] }))).toContain('must be free of duplicates');
  });
});

test('A revision can come from a token', () => {
  const { versionRevisions } = propertiesWith((stack) => ({
    versionRevisions: { '1.0.0': parameter(stack, 'Revision') },
  }));
  expect(versionRevisions).toEqual({ '1.0.0': { Ref: 'Revision' } });
});

test('A name that is computed late is taken as it is at synth', () => {
  let name = 'too-early';
  const stack = newStack();
  declare(stack, { packageName: Lazy.string({ produce: () => name }) });
  name = 'left-pad';
  const template = templateOf(stack);
  expect(only(template, DECLARATION).Properties['package']).toBe('left-pad');
  expect(policyText(template)).toContain('/npm//left-pad"');
});
