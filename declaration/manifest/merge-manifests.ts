import { type Manifest, MAX_MANIFEST_VERSIONS } from './manifest';
import { writeManifestHeader } from './manifest-header';
import { versionKey, writeManifestLine } from './manifest-line';

/** A manifest, and which of its versions count. */
interface PartOfManifest {
  readonly manifest: Manifest;
  /** Tells of a version by its position, from 0, whether it counts; default: each does. */
  readonly includes?: (version: number) => boolean;
}

/** One version of two manifests. */
interface MergedLine {
  /** Without a rule: it says why a version was selected, and does not identify it. */
  readonly text: string;
  readonly isAdded: boolean;
}

/**
 * Makes one manifest of two: what both name is as the second has it, and rules are left out. Of more versions than fit,
 * the first ones go that the second does not name. Both are sorted, so that one line of each is held at a time: a million
 * versions take little more memory than their text.
 *
 * @param max how many versions fit; the second manifest has no more
 */
export function mergeManifests(before: Manifest, addition: PartOfManifest, max = MAX_MANIFEST_VERSIONS): Buffer {
  const header = `${writeManifestHeader(undefined)}\n`;
  let versions = 0;
  let size = Buffer.byteLength(header);
  for (const { text } of mergedLines(before, addition)) {
    versions += 1;
    size += Buffer.byteLength(text) + 1;
  }
  const bytes = Buffer.allocUnsafe(size);
  let end = bytes.write(header);
  let surplus = versions - max;
  for (const { text, isAdded } of mergedLines(before, addition)) {
    if (surplus > 0 && !isAdded) {
      surplus -= 1;
    } else {
      end += bytes.write(`${text}\n`, end);
    }
  }
  return bytes.subarray(0, end);
}

/** The lines of both in their order, each version once. */
function* mergedLines(before: Manifest, { manifest, includes }: PartOfManifest): Generator<MergedLine> {
  const others = readLines({ manifest: before });
  let other = others.next();
  for (const line of readLines({ manifest, includes })) {
    while (!other.done && other.value.key < line.key) {
      yield { text: other.value.text, isAdded: false };
      other = others.next();
    }
    if (!other.done && other.value.key === line.key) {
      other = others.next();
    }
    yield { text: line.text, isAdded: true };
  }
  for (; !other.done; other = others.next()) {
    yield { text: other.value.text, isAdded: false };
  }
}

/** The lines without their rules, each with the key that it is sorted by. */
function* readLines({ manifest, includes = () => true }: PartOfManifest) {
  let position = 0;
  for (const { format, name, version, revision } of manifest.lines()) {
    if (includes(position++)) {
      const fields = { format, name, version, revision };
      yield { key: versionKey(fields), text: writeManifestLine(fields) };
    }
  }
}
