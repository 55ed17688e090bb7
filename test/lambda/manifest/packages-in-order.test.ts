import { type ManifestEntry, parseManifest, writeManifest } from '../../../declaration/manifest';
import { endOfSlice } from '../../../lambda/manifest/packages-in-order';

function manifestOf(packages: number, versions: number) {
  const entries = Array.from({ length: packages * versions }, (_, n): ManifestEntry => {
    return { format: 'npm', package: `p${Math.floor(n / versions) + 1_000}`, version: `1.0.${n}`, revision: 'r' };
  });
  return parseManifest(writeManifest(entries));
}

describe('A slice of a clean-up', () => {
  test('A slice of a clean-up has 500 packages, and the last one the rest', () => {
    const manifest = manifestOf(501, 2);

    expect([0, 500].map((from) => endOfSlice(manifest, from))).toEqual([500, 501]);
  });

  test('A slice of a clean-up has fewer packages where they have 50,000 versions, and at least one', () => {
    const manifest = manifestOf(3, 50_000);

    expect([0, 1, 2].map((from) => endOfSlice(manifest, from))).toEqual([1, 2, 3]);
  });
});
