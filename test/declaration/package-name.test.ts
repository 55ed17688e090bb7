import { packageName } from '../../declaration/package-name';

describe('a package as people write it', () => {
  test.each([
    ['npm', '@my-scope/left-pad', { namespace: 'my-scope', package: 'left-pad' }],
    ['npm', 'left-pad', { package: 'left-pad' }],
    ['maven', 'com.example:my-app', { namespace: 'com.example', package: 'my-app' }],
    ['generic', 'tools/my-tool', { namespace: 'tools', package: 'my-tool' }],
    ['swift', 'Scope.Name', { namespace: 'scope', package: 'name' }],
    ['pypi', 'My_Package', { package: 'my-package' }],
    ['nuget', 'My.Package', { package: 'my.package' }],
  ])('The text of %s, %s, names its package', (format, written, expected) => {
    expect(packageName(format, written)).toEqual({ format, ...expected });
  });

  test.each([
    ['maven', 'my-app', 'is written namespace:name'],
    ['npm', '@my-scope', 'is written @namespace/name'],
    ['npm', 'a/b', 'is written @namespace/name'],
    ['npm', 'left-*', 'is written @namespace/name'],
    ['deb', 'left-pad', 'The format must be one of npm'],
  ])('The text of %s, %s, names no package, and the error says why', (format, written, message) => {
    expect(() => packageName(format, written)).toThrow(message);
  });
});
