import fc from 'fast-check';
import { mergeManifests, type ManifestEntry, parseManifest, writeManifest } from '../../../declaration/manifest';

const entry = (version: string, revision = 'r', name = 'left-pad'): ManifestEntry => ({
  format: 'npm',
  package: name,
  version,
  revision,
});
const manifestOf = (...entries: ManifestEntry[]) => parseManifest(writeManifest(entries));

describe('Two manifests that are merged', () => {
  test('Two manifests that are merged have each version once, with the revision of the second', () => {
    const before = manifestOf(entry('1.0.0', 'old'), entry('1.2.0'));
    const manifest = manifestOf(entry('1.0.0', 'new'), entry('1.1.0'));

    expect(mergeManifests(before, { manifest })).toEqual(
      writeManifest([entry('1.0.0', 'new'), entry('1.1.0'), entry('1.2.0')]),
    );
  });

  test('Two manifests that are merged have no rules', () => {
    const before = manifestOf({ ...entry('1.0.0'), rule: 'old' });
    const manifest = manifestOf({ ...entry('1.1.0'), rule: 'unused' });

    expect(mergeManifests(before, { manifest })).toEqual(writeManifest([entry('1.0.0'), entry('1.1.0')]));
  });

  test('Two manifests that are merged have those versions of the second that count', () => {
    const manifest = manifestOf(entry('1.0.0'), entry('1.1.0'), entry('1.2.0'));

    expect(mergeManifests(manifestOf(entry('1.0.0', 'old')), { manifest, includes: (n) => n === 2 })).toEqual(
      writeManifest([entry('1.0.0', 'old'), entry('1.2.0')]),
    );
  });

  test('Two manifests that are merged, and do not fit one, lose versions that the second does not name, and none that it names', () => {
    const before = manifestOf(entry('1.0.0'), entry('1.0.1'), entry('1.0.2'));
    const manifest = manifestOf(entry('1.0.0'), entry('2.0.0'));

    expect(mergeManifests(before, { manifest }, 3)).toEqual(
      writeManifest([entry('1.0.0'), entry('1.0.2'), entry('2.0.0')]),
    );
  });

  test('Two manifests that are merged are what sorting all of their versions makes of them', () => {
    // Characters on both sides of a tab, and some whose order differs between UTF-16 and UTF-8.
    const word = fc.stringMatching(/^[a-c\u{ff01}\u{1f600}]([-.a-c\u{ff01}\u{1f600}]{0,2}[a-c])?$/u);
    const entries = fc.array(
      fc.tuple(word, word, word).map(([name, version, revision]) => entry(version, revision, name)),
      { maxLength: 12 },
    );
    fc.assert(
      fc.property(entries, entries, fc.integer({ min: 12, max: 24 }), (first, second, max) => {
        const [before, added] = [first, second].map((each) => [...byVersion(each).values()]);
        const named = byVersion(added!);
        const sorted = (all: readonly ManifestEntry[]) =>
          [...all].sort((a, b) => (writeManifest([a]).toString() < writeManifest([b]).toString() ? -1 : 1));
        const others = sorted(before!).filter((each) => !named.has(keyOf(each)));
        const kept = others.slice(Math.max(0, others.length + added!.length - max));

        const merged = mergeManifests(manifestOf(...before!), { manifest: manifestOf(...added!) }, max);

        expect(merged).toEqual(writeManifest([...kept, ...added!]));
      }),
    );
  });
});

function keyOf({ package: name, version }: ManifestEntry): string {
  return `${name} ${version}`;
}

function byVersion(entries: readonly ManifestEntry[]): Map<string, ManifestEntry> {
  return new Map(entries.map((each) => [keyOf(each), each]));
}
