import type { InvalidText } from '../../declaration/line-problems';
import { parseHoldList } from '../../declaration/hold-list';
import { holdListLine } from '../../declaration/hold-list-line';
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

describe('A hold list', () => {
  const holds = parseHoldList(
    [
      '# legal hold',
      'npm @my-scope/left-pad            # all of it',
      'pypi data-tools 1.0.0',
      'pypi Web_App >=2,<3',
      'maven org.example:lib [1.0,2.0)',
      'npm right-pad ^1.2.0 || >=4 <5',
      'generic desktop/installer nightly',
      'cargo rand 1.2.0',
      'npm odd nightly',
      '',
    ].join('\r\n'),
  );

  test.each([
    ['npm', '@my-scope/left-pad', '0.0.1', 2],
    ['npm', '@my-scope/left-pad', 'whatever', 2],
    ['npm', 'left-pad', '0.0.1', undefined],
    ['pypi', 'data-tools', '1.0', 3],
    ['pypi', 'data-tools', '1.0.1', undefined],
    ['pypi', 'web-app', '2.5', 4],
    ['pypi', 'web-app', '3.0', undefined],
    ['maven', 'org.example:lib', '1.9', 5],
    ['maven', 'org.example:lib', '2.0', undefined],
    ['npm', 'right-pad', '1.3.0', 6],
    ['npm', 'right-pad', '4.0.0-rc.1', 6],
    ['npm', 'right-pad', 'not-a-version', 6],
    ['npm', 'right-pad', '2.0.0', undefined],
    ['generic', 'desktop/installer', 'nightly', 7],
    ['generic', 'desktop/installer', 'stable', undefined],
    ['cargo', 'rand', '1.2.0', 8],
    ['npm', 'odd', 'nightly', 9],
    ['npm', 'odd', '1.0.0', undefined],
    ['cargo', 'rand', '1.3.0', undefined],
  ] as const)('A hold list holds, or does not hold, %s %s %s', (...[format, written, version, line]) => {
    expect(holds.find(packageName(format, written), version)?.line).toBe(line);
  });

  test('An empty hold list holds nothing', () => {
    expect(parseHoldList('# nothing\n').find({ format: 'npm', package: 'a' }, '1.0.0')).toBeUndefined();
  });

  test('A hold list names every broken line, and counts what is too much for an error', () => {
    const read = (text: string) => {
      try {
        parseHoldList(text);
      } catch (error) {
        return error as InvalidText;
      }
      return undefined;
    };

    expect(read('npm\nnpm a >=1,<\ndocker a\nnpm a 1.0.0\nnpm a\u200b')?.problems).toEqual([
      { line: 1, message: expect.stringContaining('must have a format and a package') as string },
      { line: 2, message: expect.stringContaining('must name a version of npm, or a range of npm') as string },
      { line: 3, message: expect.stringContaining('one of npm, pypi') as string },
      { line: 5, message: expect.stringContaining('can be seen; got "npm a\\u{200b}"') as string },
    ]);
    expect(read('npm\n'.repeat(1_000))).toMatchObject({ count: 1_000, problems: { length: 20 } });
  });
});
