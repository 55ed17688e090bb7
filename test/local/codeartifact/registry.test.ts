import { Registry } from '../../../local/codeartifact';
import { leftPad } from '../fixtures/codeartifact';

describe('The registry', () => {
  test('The registry gives revisions like those of CodeArtifact, the same ones in every run', () => {
    const [one, other] = [new Registry().publish(leftPad, '1.0.0'), new Registry().publish(leftPad, '1.0.0')];
    expect(one.revision).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(one).toEqual(other);
  });

  test('The registry gives another revision to another version, another package and another publication', () => {
    const registry = new Registry();
    const revisions = [
      registry.publish(leftPad, '1.0.0'),
      registry.publish(leftPad, '2.0.0'),
      registry.publish({ ...leftPad, package: 'right-pad' }, '1.0.0'),
      registry.publish({ ...leftPad, namespace: 'my-scope' }, '1.0.0'),
      registry.republish(leftPad, '1.0.0'),
      registry.republish(leftPad, '1.0.0'),
    ].map(({ revision }) => revision);
    expect(new Set(revisions).size).toBe(6);
  });

  test('The registry takes an absent namespace and an empty one for the same', () => {
    const registry = new Registry();
    registry.publish(leftPad, '1.0.0');
    expect(registry.version({ ...leftPad, namespace: '' }, '1.0.0')).toBeDefined();
  });

  test('The registry finds a package by the name it was published under as well as by the stored one', () => {
    const registry = new Registry();
    const published = { ...leftPad, format: 'swift', namespace: 'Apple', package: 'Swift-NIO' } as const;
    registry.publish(published, '1.0.0');
    expect(registry.version(published, '1.0.0')).toBe(
      registry.exactPackage({ ...published, namespace: 'apple', package: 'swift-nio' })?.versions.get('1.0.0'),
    );
  });

  test('The registry does not publish a version twice, and says what to do', () => {
    const registry = new Registry();
    registry.publish(leftPad, '1.0.0');
    expect(() => registry.publish(leftPad, '1.0.0')).toThrow('1.0.0 of left-pad exists: republish it, or delete it');
  });

  test('The registry does not change a version that does not exist, and says what to do', () => {
    const registry = new Registry();
    registry.publish(leftPad, '1.0.0');
    for (const change of ['archive', 'dispose', 'delete'] as const) {
      expect(() => registry[change](leftPad, '2.0.0')).toThrow('2.0.0 of npm package left-pad in my-domain/my-repo');
    }
  });

  test('The registry takes a snapshot that is equal until something changes', () => {
    const registry = new Registry();
    registry.publish(leftPad, '2.0.0');
    registry.publish(leftPad, '1.0.0');
    const before = registry.snapshot();
    expect(before.map(({ version }) => version)).toEqual(['1.0.0', '2.0.0']);
    expect(registry.snapshot()).toEqual(before);
    registry.archive(leftPad, '1.0.0');
    expect(registry.snapshot()).not.toEqual(before);
  });

  test('The registry refuses an upstream that does not exist, and a connection beside upstreams', () => {
    const registry = new Registry();
    const create = (options: object) => () => registry.createRepository('my-domain', 'my-repo', options);
    expect(create({ upstreams: ['shared'] })).toThrow('shared does not exist in my-domain');
    registry.createRepository('my-domain', 'shared');
    expect(create({ upstreams: ['shared'], externalConnections: ['public:npmjs'] })).toThrow('put the connection on');
    expect(create({ upstreams: ['shared'] })).not.toThrow();
  });

  test('The registry keeps the packages of a repository that gets other upstreams', () => {
    const registry = new Registry();
    registry.publish(leftPad, '1.0.0');
    registry.createRepository('my-domain', 'shared');
    registry.createRepository('my-domain', 'my-repo', { upstreams: ['shared'] });
    expect(registry.version(leftPad, '1.0.0')).toBeDefined();
  });
});
