import { holdListLine } from '../../declaration/hold-list';
import { displayName } from '../../declaration/package-format';
import { packageName } from '../../review/declare/package-name';

describe('A line of a hold list', () => {
  test.each([
    ['npm', 'acme', 'ui', '1.0.0', 'npm @acme/ui 1.0.0'],
    ['maven', 'com.acme', 'ui', '1.0-SNAPSHOT', 'maven com.acme:ui 1.0-SNAPSHOT'],
    ['generic', 'acme', 'ui', '1.0.0', 'generic acme/ui 1.0.0'],
    ['pypi', undefined, 'ui', '1.0+local', 'pypi ui 1.0+local'],
  ] as const)(
    'A line of a hold list names a package of %s as people write it, and can be read back',
    (format, namespace, name, version, line) => {
      expect(holdListLine(format, displayName(format, namespace, name), version)).toBe(line);
      const [readFormat, readName] = line.split(' ');
      expect(packageName(readFormat!, readName!)).toEqual({
        format,
        ...(namespace === undefined ? {} : { namespace }),
        package: name,
      });
    },
  );

  test.each([
    ['a space', '1.0 0'],
    ['a line break', '1.0\nnpm other 2.0.0'],
    ['a separator of lines', '1.0\u2028'],
    ['the start of a comment', '1.0#1'],
    ['a character that reorders text', '1.0\u202e'],
    ['half of a character', '1.0\ud800'],
    ['nothing', ''],
  ])('No line is written for a version with %s, which would be read as something else', (_character, version) => {
    expect(holdListLine('npm', '@acme/ui', version)).toBeUndefined();
  });
});
