import { packageName } from '../../../declaration/package-name';
import { type Evidence, readEvidence } from '../../../review/evidence/read-evidence';
import { EVIDENCE_SAMPLES } from './samples';

const read = (text: string) => readEvidence(Buffer.from(text));
const UNUSED: Record<string, string> = { generic: 'other', maven: '99.9', ruby: '99.9', default: '99.9.9' };

function isUsed({ list }: Evidence, text: string): boolean {
  const [format = '', written = '', version = UNUSED[format] ?? '99.9.9'] = text.split(' ');
  return list.find(packageName(format, written), version) !== undefined;
}

describe('A file says which versions are in use', () => {
  test.each(EVIDENCE_SAMPLES.map((sample, n) => [`${sample.kind} (sample ${n + 1})`, sample] as const))(
    '%s keeps the versions that it names, and no others',
    (_name, { kind, text, used, others = [] }) => {
      const evidence = read(text);
      expect(evidence.kind).toBe(kind);
      expect(used.filter((each) => !isUsed(evidence, each))).toEqual([]);
      const versions = used.filter((each) => each.split(' ').length === 3);
      const unused = versions.map((each) => {
        const [format = '', name = ''] = each.split(' ');
        return `${format} ${name} ${UNUSED[format] ?? '99.9.9'}`;
      });
      expect(unused.filter((each) => isUsed(evidence, each))).toEqual([]);
      expect([...evidence.others.keys()].sort()).toEqual([...others].sort());
      const names = new Set(used.map((each) => each.split(' ')[1]));
      expect([...evidence.list.packages()].length).toBe(names.size);
    },
  );

  test.each(EVIDENCE_SAMPLES.map((sample, n) => [`${sample.kind} (sample ${n + 1})`, sample] as const))(
    '%s is read with line ends of Windows and a byte order mark',
    (_name, { text, used }) => {
      const evidence = read(`\uFEFF${text.replaceAll('\n', '\r\n')}`);
      expect(used.filter((each) => !isUsed(evidence, each))).toEqual([]);
    },
  );
});

describe('A version that is in use keeps', () => {
  test.each([
    ['pkg:gem/nokogiri@1.15.4', 'ruby nokogiri 1.15.4-java'],
    ['pkg:gem/nokogiri@1.15.4?platform=java', 'ruby nokogiri 1.15.4'],
    ['pkg:pypi/torch@2.1.0', 'pypi torch 2.1.0+cu118'],
    ['pkg:pypi/torch@2.1', 'pypi torch 2.1.0'],
    ['pkg:maven/com.google.guava/guava@31.1-jre', 'maven com.google.guava:guava 31.1-android'],
    ['pkg:npm/axios@v0.30.4', 'npm axios 0.30.4'],
    ['pkg:cargo/append-only-vec@0.1.9', 'cargo append_only_vec 0.1.9'],
    ['pkg:npm/react@%5E18.0.0', 'npm react 18.3.1'],
    ['pkg:npm/react@latest', 'npm react latest'],
    ['pkg:npm/react@%3E%3Enothing', 'npm react 1.0.0'],
  ])('%s keeps %s', (url, kept) => {
    expect(isUsed(read(url), kept)).toBe(true);
  });
});

describe('A file is refused', () => {
  const many = '['.repeat(100_000);

  test.each([
    ['is empty', '', 'at least one line'],
    ['has comments only', '# nothing\n', 'at least one line'],
    [
      'is an SBOM without components',
      '{"bomFormat":"CycloneDX","specVersion":"1.5","components":[]}',
      'at least one package',
    ],
    [
      'is an SBOM of other things',
      '{"spdxVersion":"SPDX-2.3","packages":[{"name":"a"}]}',
      'got 1 without a package URL',
    ],
    ['is CSV without rows', 'format,package,version\n', 'at least one package'],
    ['is JSON of something else', '{"a":1}', 'got JSON with the keys a'],
    ['is JSON that ends early', '{"bomFormat":', 'begins like JSON'],
    ['is JSON nested without end', `{"a":${many}`, 'begins like JSON'],
    ['is TOML nested without end', `[[package]]\nname = ${many}`, 'begins like TOML'],
    ['is YAML nested without end', `lockfileVersion: 9\npackages: ${many}`, 'begins like YAML'],
    [
      'is YAML that names itself again and again',
      `lockfileVersion: 9\na: &a [1,1,1,1,1,1,1,1,1]\n${[...'bcdefghij'].map((name, n) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[n]}`).join(',')}]`).join('\n')}\n`,
      'begins like YAML',
    ],
    ['is XML', '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"/>', 'got XML'],
    ['has a package URL that is none', 'pkg:npm/left-pad@1.0.0\npkg:npm/%zz\n', 'line 2: a package URL must be'],
    ['has a forged name', 'pkg:npm/%40a/..%2F..%2Fetc@1.0.0\n', 'line 1'],
    ['has a row with too few cells', 'format,package,version\nnpm,left-pad\n', 'line 2: a row must have as many cells'],
    ['has a line that says nothing', 'npm left-pad 1.0.0\nleft-pad\n', 'line 2'],
    ['has a package without a name', '[[package]]\nversion = "1.0"\n', 'must have a name'],
  ])('A file is refused that %s', (_what, text, message) => {
    expect(() => read(text)).toThrow(message);
  });

  test('A file is refused that is no UTF-8', () => {
    expect(() => readEvidence(Buffer.from('npm left-pad 1.0.0', 'utf16le'))).toThrow(/characters|UTF-8/);
    expect(() => readEvidence(Buffer.from([0xff, 0xfe, 0x6e, 0x00]))).toThrow('a file must be UTF-8');
  });
});

describe('A CSV file of many parts', () => {
  const rows = (count: number) => Array.from({ length: count }, (_, n) => `npm,"left-pad-${n}",1.0.0`);
  const read = (lines: readonly string[]) =>
    readEvidence(Buffer.from(['format,package,version', ...lines, ''].join('\n')));

  test('Every row counts once, also those with a line feed in a cell', () => {
    const lines = rows(120_000).map((row, n) => (n % 10 === 0 ? row.replace('1.0.0', '"1.0.0\n"') : row));
    const { size, list } = read(lines);
    expect(size).toBe(120_000);
    const isKept = (n: number) => list.find({ format: 'npm', package: `left-pad-${n}` }, '1.0.0') !== undefined;
    expect(Array.from({ length: 120_000 }, (_, n) => n).filter((n) => !isKept(n))).toEqual([]);
  });

  test('A broken row is named by its line in the file', () => {
    expect(() => read([...rows(120_000), 'npm,a"b,1.0.0'])).toThrow(/line 120002/);
    expect(() => read([...rows(120_000), 'npm,a'])).toThrow(/line 120002: a row must have as many cells/);
  });
});
