import { type Manifest, parseManifest } from './manifest';
import { type ManifestRepository, writeManifestHeader } from './manifest-header';
import {
  type ManifestEntry,
  type ManifestFields,
  readManifestLine,
  toManifestFields,
  versionKey,
  writeManifestLine,
} from './manifest-line';

/**
 * Writes the one text that means these versions, in whatever order they come. A version that comes twice with the same
 * revision and rule is written once.
 *
 * @param repository that the versions are in; without it, the manifest does not say
 * @throws RangeError if a version comes with two revisions or rules
 * @throws InvalidText if an entry breaks a rule of the format
 */
export function writeManifest(entries: Iterable<ManifestEntry>, repository?: ManifestRepository): Buffer {
  return writeLines(
    Array.from(entries, (entry) => writeManifestLine(toManifestFields(entry))),
    repository,
  );
}

/** A manifest with its name in messages. */
export interface NamedManifest {
  readonly name: string;
  readonly manifest: Manifest;
}

/**
 * Makes one manifest of several of one repository.
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
    for (const fields of manifest.lines()) {
      const key = versionKey(fields);
      const other = names.get(key);
      if (other !== undefined) {
        throw new RangeError(
          `The manifests of one repository must name each version once; ${other} and ${name} both name ` +
            `${fields.format} ${fields.name} ${fields.version}. Remove it from one of them, or, if they are about ` +
            'different repositories, give each construct its file instead of the folder.',
        );
      }
      names.set(key, name);
      lines.push(writeManifestLine(fields));
    }
  }
  return writeLines(lines, manifests.find(({ manifest }) => manifest.repository)?.manifest.repository);
}

function writeLines(lines: readonly string[], repository: ManifestRepository | undefined): Buffer {
  const sorted = [...new Set(lines)].sort((a, b) => (a < b ? -1 : 1));
  let before: ManifestFields | undefined;
  for (const line of sorted) {
    const fields = readManifestLine(line);
    if (before !== undefined && versionKey(before) === versionKey(fields)) {
      throw new RangeError(
        `A version must come with one revision and at most one rule; got ${describePin(before)} and ` +
          `${describePin(fields)} of ${fields.format} ${fields.name} ${fields.version}.`,
      );
    }
    before = fields;
  }
  const bytes = Buffer.from([writeManifestHeader(repository), ...sorted, ''].join('\n'));
  parseManifest(bytes);
  return bytes;
}

function describePin({ revision, rule }: ManifestFields): string {
  return rule === undefined ? revision : `${revision} ${rule}`;
}
