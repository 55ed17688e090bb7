import { createHash } from 'node:crypto';
import type { PackageName } from '../package-name';
import { displayName } from '../package-format';
import type { ManifestRepository } from './manifest-header';
import {
  LINE_FEED,
  type ManifestFields,
  MAX_LINE_BYTES,
  packageKey,
  readManifestLine,
  readPackageName,
} from './manifest-line';
import { ManifestCheck } from './manifest-check';

/** Versions of one manifest: as many as a function of 1 GB can hold with all that was disposed before. */
export const MAX_MANIFEST_VERSIONS = 1_000_000;

/** The number of the line of the first version, from 1: the header stands before it. */
const FIRST_LINE = 2;

/** A package of a manifest. */
export interface ManifestPackage extends PackageName {
  /** The position of its first version among all versions of the manifest, from 0. */
  readonly firstVersion: number;
  /** The number of its first line, from 1. */
  readonly line: number;
  /** Its versions in the order of the manifest, each with the revision that was reviewed. */
  readonly versionRevisions: ReadonlyMap<string, string>;
  /** The rules that selected its versions, by version, where the manifest names them. */
  readonly rules: ReadonlyMap<string, string>;
}

/** The start of each package of a manifest. */
interface PackageStarts {
  /** The offsets of the first lines, in bytes. */
  readonly offsets: number[];
  /** The positions of the first versions among all versions, from 0. */
  readonly versions: number[];
}

interface ManifestContent {
  /** The repository that the header names, if it names one. */
  readonly repository?: ManifestRepository;
  readonly versionCount: number;
  readonly starts: PackageStarts;
}

/**
 * A valid manifest: which versions of a repository are disposed or archived, each pinned to a revision.
 *
 * Its text is a header, then one line a version, its fields separated by tabs: the format, the package as people write it
 * (`@scope/name`, `group:artifact`), the version, its revision and, if it is known, the rule that selected it. Lines are
 * sorted by their UTF-16 code units, and each version stands there once, so that one more version is one more line. UTF-8
 * without a byte order mark; every line ends with a line feed.
 *
 * The class holds its bytes and where each package begins, so that a million versions take little more memory than their
 * text. It reads packages when they are asked for.
 */
export class Manifest {
  /** @param bytes the text */
  constructor(
    readonly bytes: Buffer,
    private readonly content: ManifestContent,
  ) {}

  /** The repository that it is about; undefined if it does not say. */
  get repository(): ManifestRepository | undefined {
    return this.content.repository;
  }

  /** The number of versions it names. */
  get versionCount(): number {
    return this.content.versionCount;
  }

  /** The number of packages it names. */
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
    const lines = [...this.readLines(start, end)];
    const firstVersion = this.starts.versions[position]!;
    return {
      ...readPackageName(lines[0]!),
      firstVersion,
      line: firstVersion + FIRST_LINE,
      versionRevisions: new Map(lines.map(({ version, revision }) => [version, revision])),
      rules: new Map(lines.flatMap(({ version, rule }) => (rule === undefined ? [] : [[version, rule] as const]))),
    };
  }

  /** Its lines in their order, one at a time. */
  lines(): Generator<ManifestFields> {
    return this.readLines(this.bytes.indexOf(LINE_FEED) + 1, this.bytes.length);
  }

  private *readLines(from: number, to: number): Generator<ManifestFields> {
    for (let start = from; start < to;) {
      const end = this.bytes.indexOf(LINE_FEED, start);
      yield readManifestLine(this.bytes.toString('utf8', start, end));
      start = end + 1;
    }
  }

  /** A package by its name; undefined if the manifest does not name it. */
  find(name: PackageName): ManifestPackage | undefined {
    const { format, namespace } = name;
    const key = packageKey({ format, name: displayName(format, namespace, name.package) });
    let low = 0;
    let high = this.packageCount - 1;
    while (low <= high) {
      const middle = Math.floor((low + high) / 2);
      const middleKey = this.keyAt(middle);
      if (middleKey === key) {
        return this.package(middle);
      }
      if (middleKey < key) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return undefined;
  }

  private keyAt(position: number): string {
    const start = this.starts.offsets[position]!;
    return packageKey(readManifestLine(this.bytes.toString('utf8', start, start + MAX_LINE_BYTES)));
  }

  /** The number of versions the package at a position has. */
  countVersions(position: number): number {
    return (this.starts.versions[position + 1] ?? this.versionCount) - this.starts.versions[position]!;
  }

  private get starts(): PackageStarts {
    return this.content.starts;
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
  const starts: PackageStarts = { offsets: [], versions: [] };
  let repository: ManifestRepository | undefined;
  let line = 0;
  if (check.text()) {
    for (let start = 0; start < buffer.length;) {
      const end = buffer.indexOf(LINE_FEED, start);
      const next = end === -1 ? buffer.length : end;
      line += 1;
      if (line < FIRST_LINE) {
        repository = check.header(next);
      } else if (check.version(line, start, next)) {
        starts.offsets.push(start);
        starts.versions.push(line - FIRST_LINE);
      }
      start = next + 1;
    }
    check.end(line);
    check.size(line - 1, MAX_MANIFEST_VERSIONS);
  }
  check.throwIfInvalid();
  return new Manifest(buffer, { repository, versionCount: line - 1, starts });
}

/** The SHA-256 of a manifest's bytes, in hexadecimal digits: what its deployment is bound to. */
export function manifestHash(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
