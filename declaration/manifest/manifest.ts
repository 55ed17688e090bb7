import { createHash } from 'node:crypto';
import type { PackageName } from '../package-name';
import { displayName } from '../package-format';
import { FIELD_SEPARATOR, LINE_FEED, MAX_LINE_BYTES, packageKey, readPackageName } from './manifest-line';
import { ManifestCheck } from './manifest-check';

/**
 * The text of a manifest: which versions of a repository are disposed, each pinned to a revision.
 *
 * A header line, then one line a version, its fields separated by tabs: the format, the package as people write it
 * (`@scope/name`, `group:artifact`), the version, its revision and, if it is known, the rule that selected it. Lines are sorted by their UTF-16 code units, and each
 * version stands there once, so that one more version is one more line. UTF-8 without a byte order mark; every line ends
 * with a line feed.
 */
export const MANIFEST_HEADER = '# cdk-codeartifact-disposal manifest 1';

/** Versions of one manifest: as many as a function of 1 GB can hold with all that was disposed before. */
export const MAX_MANIFEST_VERSIONS = 1_000_000;

/** A package of a manifest. */
export interface ManifestPackage extends PackageName {
  /** The number of its first line, from 1. */
  readonly line: number;
  /** Its versions in the order of the manifest, each with the revision that was reviewed. */
  readonly versionRevisions: ReadonlyMap<string, string>;
  /** The rules that selected its versions, by version, as far as the manifest names them. */
  readonly rules: ReadonlyMap<string, string>;
}

/** Where each package of a manifest begins. */
interface PackageStarts {
  /** The offsets of the first lines, in bytes. */
  readonly offsets: number[];
  /** The numbers of the first lines, from 1. */
  readonly lines: number[];
}

/**
 * A valid manifest. It holds its bytes and where each package begins, so that a million versions take little more memory
 * than their text; packages are read when they are asked for.
 */
export class Manifest {
  constructor(
    /** The text that it was read from. */
    readonly bytes: Buffer,
    /** How many versions it names. */
    readonly versionCount: number,
    private readonly starts: PackageStarts,
  ) {}

  /** How many packages it names. */
  get packageCount(): number {
    return this.starts.offsets.length;
  }

  /** Packages by their position, from 0. */
  *packages(from = 0, to = this.packageCount): Generator<ManifestPackage> {
    for (let position = from; position < Math.min(to, this.packageCount); position++) {
      yield this.package(position);
    }
  }

  /** The package at a position, from 0. */
  package(position: number): ManifestPackage {
    const start = this.starts.offsets[position]!;
    const end = this.starts.offsets[position + 1] ?? this.bytes.length;
    const lines = this.bytes.toString('utf8', start, end - 1).split('\n');
    const fields = lines.map((line) => line.split(FIELD_SEPARATOR));
    return {
      ...readPackageName(fields[0]![0]!, fields[0]![1]!),
      line: this.starts.lines[position]!,
      versionRevisions: new Map(fields.map(([, , version, revision]) => [version!, revision!])),
      rules: new Map(
        fields.flatMap(([, , version, , rule]) => (rule === undefined ? [] : [[version!, rule] as const])),
      ),
    };
  }

  /** A package by its name; undefined if the manifest does not name it. */
  find(name: PackageName): ManifestPackage | undefined {
    const key = packageKey(name.format, displayName(name.format, name.namespace, name.package));
    let low = 0;
    let high = this.packageCount - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const found = this.keyAt(middle);
      if (found === key) {
        return this.package(middle);
      }
      if (found < key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return undefined;
  }

  private keyAt(position: number): string {
    const start = this.starts.offsets[position]!;
    const [format, written] = this.bytes.toString('utf8', start, start + MAX_LINE_BYTES).split(FIELD_SEPARATOR, 2);
    return packageKey(format!, written!);
  }

  /** How many versions the package at a position has. */
  versionCountOf(position: number): number {
    return (this.starts.lines[position + 1] ?? this.versionCount + 2) - this.starts.lines[position]!;
  }
}

/**
 * Reads a manifest.
 *
 * @throws InvalidText with the broken rules and their line numbers
 */
export function parseManifest(bytes: Uint8Array): Manifest {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const check = new ManifestCheck(buffer);
  const starts: PackageStarts = { offsets: [], lines: [] };
  let line = 0;
  if (check.text()) {
    for (let start = 0; start < buffer.length;) {
      const end = buffer.indexOf(LINE_FEED, start);
      const next = end === -1 ? buffer.length : end;
      line += 1;
      if (line === 1) {
        check.header(next, MANIFEST_HEADER);
      } else if (check.version(line, start, next)) {
        starts.offsets.push(start);
        starts.lines.push(line);
      }
      start = next + 1;
    }
    check.end(line);
    check.size(line - 1, MAX_MANIFEST_VERSIONS);
  }
  check.throwIfInvalid();
  return new Manifest(buffer, line - 1, starts);
}

/** The SHA-256 of a manifest's bytes, in hexadecimal digits: what its deployment is bound to. */
export function manifestHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
