import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CfnParameter, type Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { writeManifest } from '../../declaration/manifest';
import { cleanUp, cleanUpProperties, manifestOf, writeFile } from './clean-up';
import { PackageFormat } from '../../lib';
import { declare, newStack, refusalOf, templateOf } from './synthesize';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holds-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

/** The lines of the message with which a clean-up is refused, without the first and the last. */
function heldLines(manifest: string, holds: string): string[] {
  return refusalOf(() => cleanUp(newStack(), { manifest, holds }))
    .split('\n')
    .slice(1, -1);
}

describe('A clean-up with a hold list', () => {
  test('A clean-up is refused with the line of the manifest and the line of the hold list of each version that is held', () => {
    const manifest = manifestOf(
      { package: 'left-pad', version: '1.0.0' },
      { package: 'left-pad', version: '1.1.0' },
      { package: 'left-pad', version: '2.0.0' },
      { namespace: 'my-scope', package: 'core', version: '3.0.0' },
      { format: 'maven', namespace: 'com.example', package: 'billing', version: '1.0' },
    );
    const holds = writeFile(
      'hold.txt',
      '# in use\n\nmaven com.example:billing\nnpm left-pad >=1.1.0 <3\nnpm @my-scope/core 3.0.0\n',
    );

    expect(heldLines(manifest, holds)).toEqual([
      `${manifest}:2: maven com.example:billing 1.0 is held by ${holds}:3 (all versions)`,
      `${manifest}:3: npm @my-scope/core 3.0.0 is held by ${holds}:5 (3.0.0)`,
      `${manifest}:5: npm left-pad 1.1.0 is held by ${holds}:4 (>=1.1.0 <3)`,
      `${manifest}:6: npm left-pad 2.0.0 is held by ${holds}:4 (>=1.1.0 <3)`,
    ]);
  });

  test('A clean-up with a hold list is refused with its path, how many versions are held, and what to do', () => {
    const holds = writeFile('hold.txt', 'npm left-pad\n');

    expect(refusalOf(() => cleanUp(newStack(), { holds }))).toMatch(
      /^TestStack\/CleanUp: a manifest must name no version that a hold list holds; got 1:\n[^]*\nRemove these lines/,
    );
  });

  test('A clean-up with a hold list names the first twenty of many versions, and counts the others', () => {
    const manifest = manifestOf(
      ...Array.from({ length: 30 }, (_, n) => ({ version: `1.0.${String(n).padStart(2, '0')}` })),
    );
    const lines = heldLines(manifest, writeFile('hold.txt', 'npm left-pad\n'));

    expect(lines).toHaveLength(21);
    expect(lines.at(-1)).toBe('and 10 more');
    expect(lines[0]).toContain('left-pad 1.0.00');
  });

  test('A clean-up with a hold list is refused by the lines of the files that the user wrote, if they are of folders', () => {
    const entry = { format: 'npm', version: '1.0.0', revision: 'r' } as const;
    write('a.disposals', writeManifest([{ ...entry, package: 'z' }]));
    write(
      'b.disposals',
      writeManifest([
        { ...entry, package: 'a' },
        { ...entry, package: 'b' },
      ]),
    );
    write('legal.txt', '# none\n');
    write('platform.txt', 'npm z\nnpm b\n');

    expect(heldLines(folder, folder)).toEqual([
      `${join(folder, 'a.disposals')}:2: npm z 1.0.0 is held by ${join(folder, 'platform.txt')}:1 (all versions)`,
      `${join(folder, 'b.disposals')}:3: npm b 1.0.0 is held by ${join(folder, 'platform.txt')}:2 (all versions)`,
    ]);
  });

  test('A clean-up with a hold list becomes the same template as without one, if no version is held', () => {
    const [manifest, holds] = [
      manifestOf({}),
      writeFile('hold.txt', 'npm left-pad 2.0.0\npypi left-pad\nnpm @a/left-pad\n'),
    ];
    const propertiesWith = (props: { holds?: string }) => {
      const stack = newStack();
      cleanUp(stack, { manifest, ...props });
      return cleanUpProperties(templateOf(stack));
    };

    expect(propertiesWith({ holds })).toEqual(propertiesWith({}));
  });
});

describe('A hold list without effect', () => {
  test('A hold list without a line is named', () => {
    const stack = newStack();
    cleanUp(stack, { holds: writeFile('hold.txt', '# none yet\n') });

    Annotations.fromStack(stack).hasInfo('*', Match.stringLikeRegexp('hold.txt has no line, and holds nothing'));
  });
});

describe('A hold list holds whatever notation it has', () => {
  test.each(['npm left-pad@1.0.0', 'pkg:npm/left-pad@1.0.0', 'npm left-pad "1.0.0"', 'npm left-pad v1.0.0'])(
    'A clean-up is refused by the line %s',
    (line) => {
      expect(refusalOf(() => cleanUp(newStack(), { holds: writeFile('hold.txt', `${line}\n`) }))).toContain(
        'is held by',
      );
    },
  );

  test('A clean-up is refused by a release that holds its platform files', () => {
    const manifest = manifestOf({ format: 'ruby', package: 'nokogiri', version: '1.15.4-java' });
    const holds = writeFile('hold.txt', 'ruby nokogiri 1.15.4\n');

    expect(refusalOf(() => cleanUp(newStack(), { manifest, holds }))).toContain('nokogiri 1.15.4-java is held by');
  });
});

describe('A hold list is refused', () => {
  const refusal = (holds: string) => refusalOf(() => cleanUp(newStack(), { holds }));

  test('A hold list is refused if it does not exist', () => {
    expect(refusal('nowhere.txt')).toContain('holds must be the path of a hold list');
  });

  test('A hold list is refused if its folder has none', () => {
    expect(refusal(folder)).toContain(`got ${folder}, a folder that has none`);
  });

  test.each(['hold.TXT', 'hold.md', 'sub'])('A folder of hold lists is refused with %s beside a list', (name) => {
    write('hold.txt', '');
    if (name === 'sub') {
      mkdirSync(join(folder, name));
    } else {
      write(name, 'npm left-pad 1.0.0\n');
    }

    expect(refusal(folder)).toContain(`must have files that end with .txt alone; got ${name}`);
  });

  test('A hold list is refused if only the deployment knows its path', () => {
    const stack = newStack();
    const holds = new CfnParameter(stack, 'Path').valueAsString;
    expect(refusalOf(() => cleanUp(stack, { holds }))).toContain('which is read at synth; got a token');
  });

  test('A hold list is refused with every broken line, since a line that is not read would hold nothing', () => {
    const holds = writeFile('hold.txt', 'npm left-pad 1.0.0\nnpm\nnpm left-pad >=>1\n');

    expect(refusal(holds)).toMatch(
      new RegExp(
        `every line of a hold list must be read; got\n${holds}:2: a line must [^]*\n${holds}:3: which versions are meant must be`,
      ),
    );
  });
});

test('A manifest is refused if only the deployment knows its path', () => {
  const stack = newStack();
  const manifest = new CfnParameter(stack, 'Path').valueAsString;

  expect(refusalOf(() => cleanUp(stack, { manifest }))).toContain('manifest must be a path, which is read at synth');
});

describe('A declaration of one package with a hold list', () => {
  const versions = ['1.0.0', '2.0.0'];

  test('A declaration of one package with a hold list is refused with the line that holds each version', () => {
    const holds = writeFile('hold.txt', 'npm right-pad\nnpm left-pad >=2\n');
    expect(refusalOf(() => declare(newStack(), { versions, holds }))).toBe(
      `TestStack/LeftPad: versions must name no version that a hold list holds; got 1:\n2.0.0 is held by ${holds}:2 (>=2)\n` +
        'Remove these versions, or the lines that hold them if the versions may be disposed after all.',
    );
  });

  test('A declaration of one package with a hold list of other packages is accepted', () => {
    const holds = writeFile('hold.txt', 'npm right-pad\nnpm @my-scope/left-pad\n');
    expect(() => declare(newStack(), { versions, holds })).not.toThrow();
  });

  test('A declaration of one package with a hold list finds a name that the format spells in several ways', () => {
    const holds = writeFile('hold.txt', 'pypi left_pad\n');
    expect(
      refusalOf(() => declare(newStack(), { format: PackageFormat.PYPI, packageName: 'Left.Pad', versions, holds })),
    ).toContain('got 2:');
  });

  test.each<[string, (stack: Stack) => object]>([
    ['name', (stack) => ({ packageName: new CfnParameter(stack, 'Name').valueAsString })],
    ['version', (stack) => ({ versions: ['1.0.0', new CfnParameter(stack, 'Version').valueAsString] })],
    ['list', (stack) => ({ versions: new CfnParameter(stack, 'List', { type: 'CommaDelimitedList' }).valueAsList })],
  ])('A declaration of one package with a hold list is refused if only the deployment knows a %s', (_, props) => {
    const stack = newStack();
    const holds = writeFile('hold.txt', 'npm right-pad\n');
    expect(refusalOf(() => declare(stack, { ...props(stack), holds }))).toMatch(
      /^TestStack\/LeftPad: holds needs a package and versions as literals/,
    );
  });
});
