import { InvalidText } from '../../../declaration/line-problems';
import fc from 'fast-check';
import {
  joinManifests,
  type Manifest,
  MANIFEST_HEADER,
  type ManifestEntry,
  manifestHash,
  parseManifest,
  writeManifest,
} from '../../../declaration/manifest';
import { displayName, type Format, FORMATS, namespaceRule, normalizeName } from '../../../declaration/package-format';

const LEFT_PAD = 'npm\t@my-scope/left-pad\t1.0.0\trev1';

function text(...lines: string[]): Buffer {
  return Buffer.from([MANIFEST_HEADER, ...lines, ''].join('\n'));
}

function invalid(bytes: Uint8Array): InvalidText {
  try {
    parseManifest(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(InvalidText);
    return error as InvalidText;
  }
  throw new Error('The manifest must be refused.');
}

describe('A manifest', () => {
  test('A manifest names packages as the service does, each with its pinned versions and the rules that selected them', () => {
    const manifest = parseManifest(
      text(LEFT_PAD, 'npm\t@my-scope/left-pad\t1.0.1\trev2\told', 'pypi\tdata-tools\t0.9\trev3'),
    );

    expect(manifest).toMatchObject({ packageCount: 2, versionCount: 3 });
    expect([...manifest.packages()]).toEqual([
      {
        format: 'npm',
        namespace: 'my-scope',
        package: 'left-pad',
        firstVersion: 0,
        line: 2,
        versionRevisions: new Map([
          ['1.0.0', 'rev1'],
          ['1.0.1', 'rev2'],
        ]),
        rules: new Map([['1.0.1', 'old']]),
      },
      {
        format: 'pypi',
        package: 'data-tools',
        firstVersion: 2,
        line: 4,
        versionRevisions: new Map([['0.9', 'rev3']]),
        rules: new Map(),
      },
    ]);
    expect([0, 1].map((position) => manifest.countVersions(position))).toEqual([2, 1]);
  });

  test('A manifest that is empty but for its header names nothing', () => {
    expect(parseManifest(text())).toMatchObject({ packageCount: 0, versionCount: 0 });
    expect([...parseManifest(writeManifest([])).packages()]).toEqual([]);
  });

  test('A manifest grows by one line for one more version', () => {
    const entry = (version: string): ManifestEntry => ({ format: 'cargo', package: 'rand', version, revision: 'r' });
    const before = writeManifest(['1.0.0', '1.2.0'].map(entry)).toString();
    const after = writeManifest(['1.2.0', '1.10.0', '1.0.0'].map(entry)).toString();

    const added = after.split('\n').filter((line) => !before.split('\n').includes(line));
    expect(added).toEqual(['cargo\trand\t1.10.0\tr']);
    expect(
      after
        .split('\n')
        .filter((line) => !added.includes(line))
        .join('\n'),
    ).toBe(before);
  });

  test('A manifest is written the same from any order, and reads back as what was written', () => {
    fc.assert(
      fc.property(fc.uniqueArray(entries(), { selector: versionOf, maxLength: 40 }), fc.integer(), (all, seed) => {
        const written = writeManifest(all);
        const shuffled = [...all].sort((a, b) => hash(versionOf(a), seed) - hash(versionOf(b), seed));

        expect(writeManifest(shuffled)).toEqual(written);
        const read = entriesOf(parseManifest(written));
        expect(read.map((entry) => JSON.stringify(sortKeys(entry))).sort()).toEqual(
          all.map((entry) => JSON.stringify(sortKeys(entry))).sort(),
        );
      }),
    );
  });

  test('A manifest never makes the parser fail otherwise than by naming lines, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 300 }), mutatedManifests()), (bytes) => {
        try {
          const manifest = parseManifest(bytes);
          const written = entriesOf(manifest);
          expect(Buffer.compare(writeManifest(written), Buffer.from(bytes))).toBe(0);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidText);
          expect((error as InvalidText).problems[0]!.line).toBeGreaterThanOrEqual(1);
        }
      }),
      { numRuns: 500 },
    );
  });
});

describe('The header of a manifest', () => {
  const repository = { domain: 'my-domain', repository: 'my.repo_1' };

  test('The header of a manifest names its repository, and the header of an early one names none', () => {
    const bytes = writeManifest([], repository);

    expect(bytes.toString()).toBe(`${MANIFEST_HEADER} my-domain/my.repo_1\n`);
    expect(parseManifest(bytes).repository).toEqual(repository);
    expect(parseManifest(text(LEFT_PAD)).repository).toBeUndefined();
  });

  test.each([
    ['my-domain', /must be followed by a space and the repository/],
    ['my-domain/my-repo/x', /must be followed by a space and the repository/],
    [' my-domain/my-repo', /must be followed by a space and the repository/],
    ['My-domain/my-repo', /got ".*My-domain\/my-repo"/],
    ['my-domain/my-repo\r', /eol=lf/],
    ['', /must be followed by a space and the repository/],
  ])('The header of a manifest is refused with %j behind it', (written, message) => {
    const { problems } = invalid(Buffer.from(`${MANIFEST_HEADER} ${written}\n`));

    expect(problems).toEqual([{ line: 1, message: expect.stringMatching(message) as string }]);
  });

  test('Manifests that are joined keep the repository that they name', () => {
    const manifests = [writeManifest([], repository), writeManifest([])].map((bytes, n) => ({
      name: `${n}.disposals`,
      manifest: parseManifest(bytes),
    }));

    expect(parseManifest(joinManifests(manifests)).repository).toEqual(repository);
  });
});

describe('A broken manifest', () => {
  test.each([
    ['nothing', Buffer.alloc(0), 1, /must begin with its header line; got an empty file/],
    ['no header', Buffer.from(`${LEFT_PAD}\n`), 1, /must begin with the line/],
    ['a later format with a repository', Buffer.from('# cdk-codeartifact-disposal manifest 2 a/b\n'), 1, /Upgrade/],
    ['a header of a later format', Buffer.from('# cdk-codeartifact-disposal manifest 2\n'), 1, /Upgrade the library/],
    ['a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), text()]), 1, /without a byte order mark/],
    ['UTF-16', Buffer.from(text(LEFT_PAD).toString(), 'utf16le'), 1, /must begin with the line/],
    ['Latin-1', Buffer.concat([text(), Buffer.from('npm\tl\xe9ft\t1\tr\n', 'latin1')]), 2, /must be UTF-8/],
    ['carriage returns', Buffer.from(text(LEFT_PAD).toString().replaceAll('\n', '\r\n')), 1, /eol=lf/],
    ['a carriage return in one line', text(`${LEFT_PAD}\r`), 2, /eol=lf/],
    ['a cut-off end', text(LEFT_PAD).subarray(0, -3), 2, /must end with a line feed/],
    ['an empty line', text('', LEFT_PAD), 2, /got an empty line/],
    ['no revision', text('npm\tleft-pad\t1.0.0'), 2, /separated by tabs/],
    ['an empty revision', text('npm\tleft-pad\t1.0.0\t'), 2, /separated by tabs/],
    ['spaces instead of tabs', text(LEFT_PAD.replaceAll('\t', ' ')), 2, /separated by tabs/],
    ['a sixth field', text(`${LEFT_PAD}\told\tmore`), 2, /separated by tabs/],
    ['an empty rule', text(`${LEFT_PAD}\t`), 2, /separated by tabs/],
    ['a rule with markup', text(`${LEFT_PAD}\t<b>`), 2, /the name of a rule must have 1 to 64 letters, digits/],
    ['a version of two rules', text(`${LEFT_PAD}\ta`, `${LEFT_PAD}\tb`), 3, /each version must stand there once/],
    ['a format that does not exist', text('docker\tleft-pad\t1\tr'), 2, /one of npm, pypi/],
    ['a dynamic reference', text('npm\t@my-scope/{{resolve:ssm:a}}\t1\tr'), 2, /free of "{{resolve:"/],
    ['a name that is not normalized', text('pypi\tData_Tools\t1\tr'), 2, /normalizes it, data-tools; got Data_Tools/],
    ['a wildcard', text('npm\tleft-*\t1\tr'), 2, /got left-\*/],
    ['a variable', text('npm\tleft-${x}\t1\tr'), 2, /free of .*"\$\{"/],
    ['a version with a slash', text('npm\tleft-pad\t1/2\tr'), 2, /a version must have 1 to 255 characters/],
    ['a revision that is too long', text(`npm\tleft-pad\t1\t${'r'.repeat(51)}`), 2, /a revision must have 1 to 50/],
    ['a version twice', text(LEFT_PAD, LEFT_PAD), 3, /each version must stand there once/],
    ['two revisions of a version', text(LEFT_PAD, `${LEFT_PAD}x`), 3, /each version must stand there once/],
    ['lines that are not sorted', text('npm\tb\t1\tr', 'npm\ta\t1\tr'), 3, /must be sorted/],
    ['a line that turns text around', text('npm\tleft\u202epad\t1\tr'), 2, /cannot be seen; got "left\\u\{202e\}pad"/],
    ['a zero-width version', text('npm\tleft-pad\t1.0\u200b\tr'), 2, /cannot be seen/],
    ['an escape sequence', text('npm\tleft-pad\t1\u001b[2J\tr'), 2, /cannot be seen; got "1\\u001b/],
  ])('A broken manifest with %s is refused with its line', (...[, bytes, line, message]) => {
    const { problems } = invalid(bytes);

    expect(problems[0]).toEqual({ line, message: expect.stringMatching(message) as string });
    // eslint-disable-next-line no-control-regex -- a message is shown in a terminal
    expect(problems[0]!.message).not.toMatch(/[\u0000-\u001f\u202e\u200b]/);
  });

  test('A broken manifest names many lines at once, and counts the rest', () => {
    const lines = Array.from({ length: 50 }, (_, n) => `npm\tleft-pad\t1.0.${n + 10}`);

    const error = invalid(text(...lines));

    expect(error.problems.map(({ line }) => line)).toEqual(Array.from({ length: 20 }, (_, n) => n + 2));
    expect(error.count).toBe(50);
    expect(error.message).toContain('and 30 more');
  });

  test('A broken manifest of a million lines, or of one line of 10 MB, is refused with a short message', () => {
    const million = invalid(Buffer.from(`${MANIFEST_HEADER}\n${'x\n'.repeat(1_000_000)}`));
    const long = invalid(Buffer.from(`${MANIFEST_HEADER}\n${'x'.repeat(10_000_000)}\n`));
    const longHeader = invalid(Buffer.from('x'.repeat(10_000_000)));

    expect(million.count).toBe(1_000_000);
    expect(long.problems).toEqual([{ line: 2, message: expect.stringContaining('got 10000000') as string }]);
    expect([million, long, longHeader].map(({ message }) => message.length < 5_000)).toEqual([true, true, true]);
  });

  test('A manifest with more versions than a function can hold is refused', () => {
    const lines = Array.from({ length: 1_000_001 }, (_, n) => `npm\tp\t${n + 1_000_000}\tr`);

    expect(invalid(text(lines.join('\n'))).message).toContain('at most 1000000 versions; got 1000001');
  });
});

describe('Several manifests', () => {
  const one = { name: 'a.disposals', manifest: parseManifest(text('npm\tb\t1\tr')) };

  test('Several manifests become one', () => {
    const two = { name: 'b.disposals', manifest: parseManifest(text('cargo\tz\t1\tr', 'npm\ta\t1\tr')) };

    expect(joinManifests([one, two])).toEqual(text('cargo\tz\t1\tr', 'npm\ta\t1\tr', 'npm\tb\t1\tr'));
    expect(joinManifests([])).toEqual(text());
  });

  test.each(['other', 'r\trule'])(
    'Several manifests that name the same version are refused by name, also with %j',
    (rest) => {
      const two = { name: 'b.disposals', manifest: parseManifest(text(`npm\tb\t1\t${rest}`)) };

      expect(() => joinManifests([one, two])).toThrow('a.disposals and b.disposals both name npm b 1');
    },
  );
});

test('Two revisions or rules of one version are never written', () => {
  const entry = { format: 'npm', package: 'a', version: '1', revision: 'r' } as const;

  expect(() => writeManifest([entry, { ...entry, revision: 's' }])).toThrow('got r and s of npm a 1');
  expect(() => writeManifest([entry, { ...entry, rule: 'old' }])).toThrow('got r and r old of npm a 1');
  expect(writeManifest([entry, entry])).toEqual(text('npm\ta\t1\tr'));
});

test('The hash of a manifest is the SHA-256 of its bytes', () => {
  expect(manifestHash(Buffer.from('abc'))).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});

function entries(): fc.Arbitrary<ManifestEntry> {
  const word = fc.stringMatching(/^[a-zA-Z0-9é]([-_a-zA-Z0-9é]{0,6}[a-zA-Z0-9é])?$/);
  return fc
    .record({
      format: fc.constantFrom<Format>(...FORMATS),
      namespace: word,
      name: word,
      version: word,
      revision: word,
      rule: fc.option(fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,9}$/), { nil: undefined }),
    })
    .map(({ format, namespace, name, version, revision, rule }) => ({
      format,
      ...(namespaceRule(format).namespace === 'none' ? {} : { namespace: normalizeName(format, namespace) }),
      package: normalizeName(format, name),
      version,
      revision,
      ...(rule === undefined ? {} : { rule }),
    }));
}

function mutatedManifests(): fc.Arbitrary<Uint8Array> {
  return fc
    .tuple(fc.array(entries(), { maxLength: 4 }), fc.nat(), fc.integer({ min: 0, max: 255 }))
    .map(([all, at, value]) => {
      const unique = new Map(all.map((entry) => [versionOf(entry), entry]));
      const bytes = writeManifest(unique.values());
      bytes[at % bytes.length] = value;
      return bytes;
    });
}

function entriesOf(manifest: Manifest): ManifestEntry[] {
  return [...manifest.packages()].flatMap(({ versionRevisions, rules, format, namespace, package: name }) =>
    [...versionRevisions].map(([version, revision]) => ({
      format,
      ...(namespace === undefined ? {} : { namespace }),
      package: name,
      version,
      revision,
      ...(rules.has(version) ? { rule: rules.get(version)! } : {}),
    })),
  );
}

function versionOf({ format, namespace, package: name, version }: ManifestEntry): string {
  return `${format} ${displayName(format, namespace, name)} ${version}`;
}

function hash(value: string, seed: number): number {
  return [...value].reduce((sum, character) => (Math.imul(sum, 31) + character.codePointAt(0)!) | 0, seed);
}

function sortKeys(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
