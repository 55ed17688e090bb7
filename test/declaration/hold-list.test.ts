import fc from 'fast-check';
import { VersionPatternReader } from '../../review/declare/version-pattern';
import type { InvalidText } from '../../declaration/line-problems';
import { parseHoldList } from '../../declaration/hold-list';
import { holdListLine } from '../../declaration/hold-list-line';
import { displayName, FORMATS, namespaceRule } from '../../declaration/package-format';
import { packageName } from '../../declaration/package-name';

describe('A line that would hold nothing', () => {
  test.each([
    ['npm left-pad:1.0.0', 'Write a space before the version'],
    ['nuget Newtonsoft.Json:12.0.3', 'Write a space before the version'],
    ['npm left-pad-1.0.0', 'write * behind it'],
    ['nuget Newtonsoft.Json.12.0.3', 'write * behind it'],
    ['ruby nokogiri-1.15.4', 'write * behind it'],
    ['npm l\u0435ft-pad 1.0.0', 'letters that look like others'],
    ['maven com.acme:ui RELEASE', 'must be written out'],
    ['maven com.acme:ui latest', 'must be written out'],
    ['maven com.acme:ui ${revision}', 'must be written out'],
  ])('The line %s is an error that says how to write it', (line, advice) => {
    expect(() => parseHoldList(`${line}\n`)).toThrow(advice);
  });

  test.each([
    'npm left-pad-1.0.0 *',
    'maven com.acme:ui "RELEASE"',
    'generic apps/web-1.0.0',
    'nuget 2c\u0430ptcha.api',
  ])('The line %s is read', (line) => {
    expect(parseHoldList(`${line}\n`).size).toBe(1);
  });
});

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
      { line: 2, message: expect.stringContaining('must be a version of npm, a range of npm') as string },
      { line: 3, message: expect.stringContaining('one of npm, pypi') as string },
      { line: 5, message: expect.stringContaining('can be seen; got "npm a\\u{200b}"') as string },
    ]);
    expect(read('npm\n'.repeat(1_000))).toMatchObject({ count: 1_000, problems: { length: 20 } });
  });
});

describe('A line of a hold list, whatever its notation', () => {
  const held = (line: string, pkg: string, versions: readonly string[]) => {
    const [format, written] = pkg.split(' ') as [string, string];
    const list = parseHoldList(`${line}\n`);
    return versions.filter((version) => list.find(packageName(format, written), version) !== undefined);
  };

  test.each([
    ['npm @my-scope/left-pad@1.0.0', 'npm @my-scope/left-pad', ['1.0.0']],
    ['npm left-pad@^1.0.0', 'npm left-pad', ['1.0.0', '1.4.0']],
    ['npm left-pad v1.0.0', 'npm left-pad', ['1.0.0']],
    ['npm left-pad 1', 'npm left-pad', ['1.0.0', '1.4.0']],
    ['npm left-pad "1.0.0"', 'npm left-pad', ['1.0.0']],
    ['npm left-pad *', 'npm left-pad', ['1.0.0', '1.4.0', '2.0.0']],
    ['npm left-pad 1.4.*', 'npm left-pad', ['1.4.0']],
    ['pkg:npm/left-pad@1.0.0', 'npm left-pad', ['1.0.0']],
    ['pkg:npm/left-pad@1.0.0#packages/a', 'npm left-pad', ['1.0.0']],
    ['pkg:npm/left-pad # all of it', 'npm left-pad', ['1.0.0', '1.4.0', '2.0.0']],
    ['pkg:maven/org.example/lib@1.0?classifier=sources', 'maven org.example:lib', ['1.0']],
    ['pypi tool==1.0', 'pypi tool', ['1.0']],
    ['pypi tool>=1.0,<1.5', 'pypi tool', ['1.0', '1.4']],
    ['cargo a@1.1.0', 'cargo a', ['1.1.0']],
    ['maven org.example:lib "1.0(2)"', 'maven org.example:lib', ['1.0(2)']],
  ] as const)('%s holds the versions that it means', (line, pkg, versions) => {
    const all = ['1.0.0', '1.0', '1.0(2)', '1.1.0', '1.4.0', '1.4', '2.0.0'];
    const same = parseHoldList(`${line}\n`);
    expect(held(line, pkg, versions)).toEqual([...versions]);
    expect(same.holds).toHaveLength(1);
    expect(held(line, pkg, all).length).toBeGreaterThanOrEqual(versions.length);
  });

  test.each([
    ['ruby nokogiri 1.15.4', ['1.15.4', '1.15.4-x86_64-linux', '1.15.4-java'], ['1.16.0']],
    ['pypi torch 2.1.0', ['2.1.0', '2.1.0+cu118', '2.1.0+cpu', '2.1'], ['2.2.0']],
    ['maven com.google:guava 31.1-jre', ['31.1-jre', '31.1-android'], ['31.2-jre']],
    ['maven com.acme:live 1.1-SNAPSHOT', ['1.1-SNAPSHOT', '1.1-20261130.101010-3'], ['1.0', '1.1']],
    ['pkg:gem/nokogiri@1.15.4?platform=java', ['1.15.4-java', '1.15.4'], ['1.16.0']],
  ])('%s holds the flavours, platform files and builds of its version', (line, holds, others) => {
    const pkg = line.startsWith('pkg:') ? 'ruby nokogiri' : line.split(' ').slice(0, 2).join(' ');
    expect(held(line, pkg, [...holds, ...others])).toEqual(holds);
  });

  test.each(['1.0~rc1', 'build(1)', '1,2', 'a=b', '1.0!2', 'nightly', '1.x'])(
    'The version %s of a generic package can be held, and is what a report copies',
    (version) => {
      expect(held(`generic n/a ${version}`, 'generic n/a', [version, 'other'])).toEqual([version]);
      expect(held(holdListLine('generic', 'n/a', version)!, 'generic n/a', [version, 'other'])).toEqual([version]);
    },
  );

  test.each(['1.0(2)', '[1.0]', '>=1', '*', '1.x', '1.0"2', 'a..b', '~1'])(
    'The line that a report copies for the version %s of Maven is literal',
    (version) => {
      const line = holdListLine('maven', 'org.example:lib', version)!;
      expect(held(line, 'maven org.example:lib', [version, '1.5', '9'])).toEqual([version]);
    },
  );

  test.each([
    ['npm left-pad 1.0.0 1.1.0', 'Write one version on each line'],
    ['npm left-pad@1.0.0 1.1.0', 'must name versions once'],
    ['npm left-pad==1.0.0', 'Write a space before the version'],
    ['npm left-pad@', 'behind "@" there must be a version'],
    ['maven com.example:billing:1.0', 'Write maven com.example:billing 1.0'],
    ['npm left-pad 1.0.0;', 'Write 1.0.0'],
    ['npm left-pad 1.O.0', 'must be a version of npm'],
    ['npm left-pad 1.0.0-1.5.0', 'looks like a range'],
    ['npm left-pad latest', 'must be a version of npm'],
    ['npm left-pad "latest"', 'must be a version of npm'],
    ['nuget a latest', 'must be a version of nuget'],
    ['pypi a latest', 'must be a version of pypi'],
    ['npm left-pad >2 <1', 'no version can be in the range'],
    ['pypi a >=2,<1', 'no version can be in the range'],
    ['pypi a ==1.0,==2.0', 'no version can be in the range'],
    ['ruby a > 2, < 1', 'no version can be in the range'],
    ['cargo a >2, <1', 'no version can be in the range'],
    ['swift a.b >2.0.0 <1.0.0', 'no version can be in the range'],
    ['nuget a (1.0,1.0)', 'must be a version of nuget'],
    ['maven g:a (2.0,1.0)', 'must be a version of maven'],
    ['generic a/b >=1.5', 'in quotes if it looks like a range'],
    ['left-pad@1.0.0', 'Write its format before it, such as npm left-pad@1.0.0'],
    ['pkg:golang/x/y@v1', 'CodeArtifact has packages of npm'],
    ['# stays\rnpm left-pad 1.0.0\r', 'lines must end with a line feed'],
    ['# stays\u2028npm left-pad 1.0.0', 'lines must end with a line feed'],
    ['# stays\u0085npm left-pad 1.0.0', 'lines must end with a line feed'],
  ])('The line %j is refused, since it would hold nothing', (line, message) => {
    expect(() => parseHoldList(line)).toThrow(message);
  });

  test.each([
    ['npm', '>1.0.0 <1.0.1'],
    ['npm', '>=1.2.3 <1.2.4 || >5'],
    ['npm', '~1.4.2'],
    ['pypi', '>1.0,<1.0.1'],
    ['pypi', '~=1.4.2'],
    ['pypi', '==1.4.*,!=1.4.3'],
    ['ruby', '~> 1.4'],
    ['ruby', '> 1.0, < 1.1'],
    ['cargo', '>=1.5, <1.6'],
    ['cargo', '<0.0.1'],
    ['nuget', '[1.0,2.0)'],
    ['nuget', '1.4.*'],
    ['maven', '(,1.0],[1.2,)'],
    ['swift', '1.5.0..<1.5.1'],
  ])('The range of %s %s is not taken for an empty one', (format, range) => {
    const name = format === 'maven' || format === 'swift' ? `g${format === 'maven' ? ':' : '.'}a` : 'a';
    expect(parseHoldList(`${format} ${name} ${range}\n`).holds).toHaveLength(1);
  });
});

describe('A protective line', () => {
  const number = fc.nat({ max: 3 });
  const version = fc
    .tuple(number, number, number)
    .chain(([a, b, c]) =>
      fc.constantFrom(
        `${a}.${b}.${c}`,
        `${a}.${b}`,
        `${a}.${b}.${c}-rc.1`,
        `${a}.${b}.${c}+cpu`,
        `${a}.${b}.${c}-java`,
      ),
    );
  const text = fc.oneof(
    version,
    version.map((each) => `"${each}"`),
    fc
      .tuple(fc.constantFrom('>=', '<', '^', '~', '==', '=', '~=', '[,'), version)
      .map(([operator, each]) => (operator === '[,' ? `[${each},)` : `${operator}${each}`)),
    fc.tuple(version, version).map(([a, b]) => `>=${a}, <${b}`),
    fc.tuple(version, version).map(([a, b]) => `[${a},${b}]`),
    fc.constantFrom('*', '1.*', '1.x', '*-rc*', '1.0.?', 'latest', '{1,2}.*'),
  );

  test.each(FORMATS)('A protective line of %s never has less effect than the same text in --except', (format) => {
    const written = displayName(format, namespaceRule(format).namespace === 'required' ? 'ns' : undefined, 'name');
    fc.assert(
      fc.property(text, fc.uniqueArray(version, { minLength: 1, maxLength: 8 }), (each, versions) => {
        const excepted = attempt(() => new VersionPatternReader(format, versions).readRangeOrGlob(each));
        const list = attempt(() => parseHoldList(`${format} ${written} ${each}\n`));
        fc.pre(excepted !== undefined && list !== undefined);
        const kept = versions.filter((one) => excepted.keeps(one));
        expect(kept.filter((one) => list.find(packageName(format, written), one) === undefined)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}
