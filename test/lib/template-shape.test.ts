import { type App, CfnParameter, type Stack } from 'aws-cdk-lib';
import { PackageFormat, PackageVersionStatus } from '../../lib';
import { declare, newStack, only, propertiesOf, resourcesOf, synthesize, templateOf } from './synthesize';

/** Changes with the code of the handler. */
const ASSET = /[0-9a-f]{64}/;

describe('The custom resource', () => {
  test('The custom resource has a type that says what happens', () => {
    expect(resourcesOf(synthesize(declare), 'Custom::CodeArtifactDisposedPackageVersions')).toHaveLength(1);
  });

  test('The custom resource has the names of the service for its request', () => {
    const { ServiceToken, ServiceTimeout, ...request } = propertiesOf({
      domainOwner: '111122223333',
      packageNamespace: 'my-scope',
      versions: ['1.0.0', '1.0.1'],
      versionRevisions: { '1.0.0': 'r1' },
      expectedStatus: PackageVersionStatus.ARCHIVED,
      allowMissing: true,
    });
    expect([ServiceToken, ServiceTimeout]).not.toContain(undefined);
    expect(request).toEqual({
      domain: 'my-domain',
      domainOwner: '111122223333',
      repository: 'my-repo',
      format: 'npm',
      namespace: 'my-scope',
      package: 'left-pad',
      versions: ['1.0.0', '1.0.1'],
      versionRevisions: { '1.0.0': 'r1' },
      expectedStatus: 'Archived',
      allowMissing: true,
    });
  });

  test('The custom resource has no property that was not declared', () => {
    expect(Object.keys(propertiesOf()).sort()).toEqual(
      ['ServiceToken', 'ServiceTimeout', 'domain', 'domainOwner', 'repository', 'format', 'package', 'versions'].sort(),
    );
  });

  test('The custom resource has allowMissing only if it is true', () => {
    expect(propertiesOf({ allowMissing: true })).toHaveProperty('allowMissing', true);
    expect(propertiesOf({ allowMissing: false })).not.toHaveProperty('allowMissing');
  });

  test('The custom resource has no empty map of pins', () => {
    expect(propertiesOf({ versionRevisions: {} })).not.toHaveProperty('versionRevisions');
  });

  test.each(Object.values(PackageVersionStatus))('The custom resource has the expected status %s', (expectedStatus) => {
    expect(propertiesOf({ expectedStatus })).toHaveProperty('expectedStatus', expectedStatus);
  });

  test('The custom resource has the versions in the order of their code units, on any machine', () => {
    const { versions } = propertiesOf({ versions: ['b', '10.0.0', 'A', 'é', '9.0.0', 'a', 'B', '😀', '\ufb01'] });
    expect(versions).toEqual(['10.0.0', '9.0.0', 'A', 'B', 'a', 'b', 'é', '😀', '\ufb01']);
  });

  test('The custom resource has the pins in the order of the versions', () => {
    const { versionRevisions } = propertiesOf({
      versions: ['1.0.0', '1.0.1', '1.0.2'],
      versionRevisions: { '1.0.2': 'r2', '1.0.0': 'r0', '1.0.1': 'r1' },
    });
    expect(Object.keys(versionRevisions as object)).toEqual(['1.0.0', '1.0.1', '1.0.2']);
  });

  test('The list that was passed is not changed', () => {
    const versions = Object.freeze(['1.0.1', '1.0.0']) as string[];
    expect(propertiesOf({ versions })['versions']).toEqual(['1.0.0', '1.0.1']);
  });
});

describe('The stack', () => {
  test.each([1, 2, 10])('The stack has four resources beside %i declarations', (count) => {
    const template = synthesize((stack) => {
      for (let index = 0; index < count; index++) {
        declare(stack, { packageName: `left-pad-${index}` }, `LeftPad${index}`);
      }
    });
    expect(Object.keys(template.Resources)).toHaveLength(count + 4);
  });

  test('The description of the function says that disposal cannot be undone', () => {
    expect(only(synthesize(declare), 'AWS::Lambda::Function').Properties['Description']).toContain('cannot be undone');
  });

  test('The stack has no physical names', () => {
    const properties = Object.values(synthesize(declare).Resources).flatMap((resource) =>
      Object.keys(resource.Properties),
    );
    expect(properties.filter((property) => property.endsWith('Name'))).toEqual([]);
  });

  test('The stack has no dates, hashes or random ids except the name of the asset', () => {
    const text = JSON.stringify(synthesize(declare).Resources).replace(ASSET, '');
    const words = text.match(/[A-Za-z0-9]+/g) ?? [];
    const logicalIds = Object.keys(synthesize(declare).Resources);
    const suspicious = words.filter(
      (word) => /^(19|20)\d{6,}|[0-9a-fA-F]{12,}$/.test(word) && !logicalIds.includes(word),
    );
    expect(suspicious).toEqual([]);
  });
});

describe('A synth that is repeated in another app', () => {
  function literal(stack: Stack) {
    const pinned = declare(stack, { versions: ['1.0.1', '1.0.0'], versionRevisions: { '1.0.1': 'r1', '1.0.0': 'r0' } });
    pinned.getRevision('1.0.1');
    declare(stack, { format: PackageFormat.PYPI, packageName: 'Left_Pad' }, 'PyPI');
  }

  function withTokens(stack: Stack) {
    const name = (id: string) => new CfnParameter(stack, id).valueAsString;
    const [domain, repository] = [name('Domain'), name('Repository')];
    declare(stack, { packageName: name('Package'), versions: [name('Version')] });
    for (let index = 0; index < 12; index++) {
      declare(stack, { domain, repository, packageName: name(`Package${index}`) }, `LeftPad${index}`);
    }
  }

  test.each([
    ['literal names', literal],
    ['tokens', withTokens],
  ])('A repeated synth gives the same bytes for %s', (_, build) => {
    const bytes = () => JSON.stringify(synthesize(build));
    const first = bytes();
    expect([bytes(), bytes()]).toEqual([first, first]);
  });

  test.each([
    ['literal names', literal],
    ['tokens', withTokens],
  ])('A repeated synth gives the same messages for %s', (_, build) => {
    const messages = () => {
      const stack = newStack();
      build(stack);
      templateOf(stack);
      const [artifact] = (stack.node.root as App).synth().stacks;
      return artifact!.messages.map((synthesisMessage) => synthesisMessage.entry.data);
    };
    const first = messages();
    expect(first).not.toEqual([]);
    expect(messages()).toEqual(first);
  });
});
