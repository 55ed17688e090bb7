import { holdListLine } from '../../declaration/hold-list';
import { displayName } from '../../declaration/package-format';
import { packageName } from '../../declaration/package-name';

describe('A line of a hold list', () => {
  test.each([
    { format: 'npm', namespace: 'acme', name: 'ui', version: '1.0.0', line: 'npm @acme/ui 1.0.0' },
    {
      format: 'maven',
      namespace: 'com.acme',
      name: 'ui',
      version: '1.0-SNAPSHOT',
      line: 'maven com.acme:ui 1.0-SNAPSHOT',
    },
    { format: 'generic', namespace: 'acme', name: 'ui', version: '1.0.0', line: 'generic acme/ui 1.0.0' },
    { format: 'pypi', namespace: undefined, name: 'ui', version: '1.0+local', line: 'pypi ui 1.0+local' },
  ] as const)(
    'A line of a hold list names a package of $format as people write it, and can be read back',
    ({ format, namespace, name, version, line }) => {
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
