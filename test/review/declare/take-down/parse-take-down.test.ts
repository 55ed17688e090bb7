import type { InvalidText } from '../../../../declaration/line-problems';
import type { Format } from '../../../../declaration/package-format';
import { packageText } from '../../../../review/declare/package-jobs';
import { parseTakeDownList } from '../../../../review/declare/take-down/parse-take-down';

function namesOf(text: string, format?: Format): string[] {
  return parseTakeDownList(text, format).packages.map(
    ({ pkg, requests }) => `${packageText(pkg)} ${requests.map(({ text }) => text).join(' ')}`,
  );
}

function problemsOf(text: string, format?: Format): string[] {
  try {
    parseTakeDownList(text, format);
  } catch (error) {
    return (error as InvalidText).problems.map(({ line, message }) => `${line}: ${message}`);
  }
  return [];
}

describe('A take-down list of lines', () => {
  test.each([
    ['pkg:npm/%40scope/name@1.0.0', 'npm @scope/name 1.0.0'],
    ['pkg:npm/@scope/name@1.0.0', 'npm @scope/name 1.0.0'],
    ['pkg:npm/JSONStream@1.0.0', 'npm JSONStream 1.0.0'],
    ['pkg:npm/name@1.0.0+build', 'npm name 1.0.0+build'],
    ['PKG:npm/name@1.0.0%2Bbuild', 'npm name 1.0.0+build'],
    ['pkg:pypi/My_Tool@1.0', 'pypi my-tool 1.0'],
    ['pkg:maven/com.example/billing@1.0?type=jar', 'maven com.example:billing 1.0'],
    ['pkg:nuget/Newtonsoft.Json@12.0.3', 'nuget newtonsoft.json 12.0.3'],
    ['pkg:gem/nokogiri@1.15.4?platform=x86_64-linux', 'ruby nokogiri 1.15.4-x86_64-linux'],
    ['pkg:gem/nokogiri@1.15.4?platform=ruby', 'ruby nokogiri 1.15.4'],
    ['pkg:cargo/serde@1.0.0', 'cargo serde 1.0.0'],
    ['pkg:swift/apple/nio@1.0.0', 'swift apple.nio 1.0.0'],
    ['pkg:swift/github.com/apple/nio@1.0.0', 'swift apple.nio 1.0.0'],
    ['pkg:generic/ns/tool@7', 'generic ns/tool 7'],
  ])('A take-down list takes the line %s for %s', (line, expected) => {
    expect(namesOf(line)).toEqual([expected]);
  });

  test.each([
    ['npm', '@scope/name@1.0.0', 'npm @scope/name 1.0.0'],
    ['npm', 'name@1.0.0', 'npm name 1.0.0'],
    ['maven', 'com.example:billing@1.0', 'maven com.example:billing 1.0'],
    ['npm', 'pkg:pypi/tool@1.0', 'pypi tool 1.0'],
  ] as const)('A list with the format %s takes %s for %s', (format, line, expected) => {
    expect(namesOf(line, format)).toEqual([expected]);
  });

  test('A take-down list has comments and empty lines, and names each version once', () => {
    const text = '\uFEFF# compromised\r\n\r\npkg:npm/a@1.0.0 # seen\r\npkg:npm/a@1.0.0\r\npkg:npm/a@1.1.0\r\n';
    expect(namesOf(text)).toEqual(['npm a 1.0.0 1.1.0']);
  });

  test.each([
    ['no format', 'name@1.0.0', /^1: name must come with its format: pass it, as in "take-down list.txt npm"/],
    ['no version', 'pkg:npm/name', /^1: a package URL must name a version.*got none in pkg:npm\/name$/],
    [
      'an unknown type',
      'pkg:golang/x/y@v1',
      /^1: CodeArtifact has packages of npm, .*got golang\. Remove the line, or pass --skip-foreign$/,
    ],
    [
      'a range',
      'pkg:npm/name@>=1.0.0',
      /^1: a version must be named in full.*or it must be a range of npm.*; got >=1\.0\.0$/,
    ],
    ['white space within', 'pkg:npm/a@1.0.0\t2', /^1: a package URL must be as in .*white space$/],
    ['a broken escape', 'pkg:npm/%zz@1.0.0', /^1: a package URL must be as in pkg:npm\/%40scope/],
    ['a namespace that the format has not', 'pkg:pypi/a/b@1.0', /^1: A package of pypi is written name, /],
    ['no namespace', 'pkg:maven/a@1.0', /^1: A package of maven is written namespace:name/],
    [
      'something else',
      'left-pad 1.0.0',
      /^1: a line must be a package URL, such as .*or name@version; got left-pad 1\.0\.0$/,
    ],
    ['a character that does not show', 'pkg:npm/a\u200b@1.0.0', /^1: a line must have at most 10000 characters/],
    ['a name that JavaScript takes for another thing', 'pkg:npm/a@__proto__', /^1: a version must be a name that/],
    ['nothing', '# nothing yet\n', /^1: a list must name at least one version; got none$/],
  ])('A take-down list with %s is refused', (_what, line, problem) => {
    const problems = problemsOf(line);
    expect(problems[0]).toMatch(problem);
    expect(problems).toHaveLength(1);
  });

  test('A take-down list names many broken lines at once, and counts the rest', () => {
    const text = Array.from({ length: 30 }, (_, n) => (n % 2 === 0 ? 'pkg:npm/a@1.0.0' : `broken${n}`)).join('\n');
    expect(() => parseTakeDownList(`${text}\n${text}\n`)).toThrow(/^line 2: .*\nline 4: [\s\S]*\nand 10 more$/);
  });
});

describe('A take-down list in CSV', () => {
  test.each([
    ['purl', 'purl,severity\n"pkg:npm/%40scope/name@1.0.0",high\n', ['npm @scope/name 1.0.0']],
    ['purl without a version', 'purl,version\npkg:npm/name,1.0.0\n', ['npm name 1.0.0']],
    ['format, package and version', 'format,package,version\nnpm,@scope/name,1.0.0\n', ['npm @scope/name 1.0.0']],
    ['a namespace', 'Ecosystem;Scope;Name;Version\nnpm;@scope;name;1.0.0\n', ['npm @scope/name 1.0.0']],
    [
      'the ecosystems of advisories',
      'ecosystem,name,version\nPyPI,Tool,1.0\ncrates.io,a,1.0.0\n',
      ['pypi tool 1.0', 'cargo a 1.0.0'],
    ],
    [
      'several versions in a cell',
      'format,package_name,package_versions\nnpm,a,"1.0.0, 1.0.1"\nnpm,b,"= 2.0.0 || = 2.0.1"\n',
      ['npm a 1.0.0 1.0.1', 'npm b 2.0.0 2.0.1'],
    ],
    ['tabs', 'format\tpackage\tversion\nnpm\ta\t1.0.0\n', ['npm a 1.0.0']],
  ])('A take-down list in CSV has %s', (_what, text, expected) => {
    expect(namesOf(text)).toEqual(expected);
  });

  test('A take-down list in CSV takes the format that is passed', () => {
    expect(namesOf('Package,Version\na,1.0.0\n', 'npm')).toEqual(['npm a 1.0.0']);
  });

  test('A take-down list in CSV names the columns that it does not read', () => {
    expect(parseTakeDownList('package,version,seen at\na,1.0.0,today\n', 'npm').otherColumns).toEqual(['seen at']);
  });

  test.each([
    [
      'a cell too many, such as an unquoted list',
      'package,version\na,1.0.0,1.0.1\n',
      /^2: a row must have as many cells as the header, 2; got 3/,
    ],
    ['a cell too few', 'package,version\n\na\n', /^3: a row must have as many cells/],
    ['no version', 'package,version\na,\n', /^2: a row must name a version/],
    ['no package', 'package,version\n,1.0.0\n', /^2: a row must name a package/],
    [
      'a word for every version',
      'package,version\na,all\n',
      /^2: a version must be named in full; got all\. For every version, write \*/,
    ],
    ['an empty range', 'package,version\na,>2 <1\n', /^2: no version can be in the range/],
    ['a range of another format', 'package,version\na,~> 1.0 !\n', /^2: a version must be named in full/],
    [
      'two columns of the package',
      'name,package,version\na,b,1.0.0\n',
      /^1: a list must have one column of the package; got name and package/,
    ],
    [
      'two columns of the version',
      'package,version,malicious version\na,1.0.0,1.0.1\n',
      /^1: a list must have one column of the version/,
    ],
    ['a version in two places', 'purl,version\npkg:npm/a@1.0.0,1.0.1\n', /^2: a version must stand in one place/],
    ['a quote that does not close', 'package,version\n"a,1.0.0\n', /^1: Quote Not Closed/],
    ['text that is no package URL', 'purl\nnpm/a@1.0.0\n', /^2: a package URL begins with pkg:/],
    ['no header', 'a,1.0.0\n', /^1: a line must be a package URL/],
  ])('A take-down list in CSV with %s is refused', (_what, text, problem) => {
    const problems = problemsOf(text, 'npm');
    expect(problems[0]).toMatch(problem);
    expect(problems).toHaveLength(1);
  });
});
