import { type Manifest, MANIFEST_HEADER, parseManifest } from './manifest';
import { FIELD_SEPARATOR, type ManifestEntry, manifestLine } from './manifest-line';

/**
 * Writes the one text that means these versions, in whatever order they come. A version that comes twice with the same
 * revision and rule is written once.
 *
 * @throws RangeError if a version comes with two revisions or rules
 * @throws InvalidText if an entry breaks a rule of the format
 */
export function writeManifest(entries: Iterable<ManifestEntry>): Buffer {
  return writeLines(Array.from(entries, manifestLine));
}

/** A manifest, and the name by which messages call it. */
export interface NamedManifest {
  readonly name: string;
  readonly manifest: Manifest;
}

/**
 * Makes one manifest of several.
 *
 * @throws RangeError if two of them name the same version
 */
export function joinManifests(manifests: readonly NamedManifest[]): Buffer {
  const [only, ...others] = manifests;
  if (only !== undefined && others.length === 0) {
    return only.manifest.bytes;
  }
  const names = new Map<string, string>();
  const lines: string[] = [];
  for (const { name, manifest } of manifests) {
    for (const line of manifest.bytes.toString('utf8').split('\n').slice(1, -1)) {
      const key = versionKey(line);
      const other = names.get(key);
      if (other !== undefined) {
        throw new RangeError(
          `The manifests of one repository must name each version once; ${other} and ${name} both name ` +
            `${key.split(FIELD_SEPARATOR).join(' ')}. Remove it from one of them.`,
        );
      }
      names.set(key, name);
      lines.push(line);
    }
  }
  return writeLines(lines);
}

function writeLines(lines: string[]): Buffer {
  const sorted = [...new Set(lines)].sort(compareVersionKeys);
  sorted.forEach((line, n) => {
    const before = sorted[n - 1];
    if (before !== undefined && versionKey(before) === versionKey(line)) {
      const [format, name, version, ...others] = line.split(FIELD_SEPARATOR);
      throw new RangeError(
        `A version must come with one revision and at most one rule; got ` +
          `${before.split(FIELD_SEPARATOR).slice(3).join(' ')} and ${others.join(' ')} of ${format} ${name} ${version}.`,
      );
    }
  });
  const bytes = Buffer.from([MANIFEST_HEADER, ...sorted, ''].join('\n'));
  parseManifest(bytes);
  return bytes;
}

function versionKey(line: string): string {
  return line.split(FIELD_SEPARATOR, 3).join(FIELD_SEPARATOR);
}

function compareVersionKeys(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
