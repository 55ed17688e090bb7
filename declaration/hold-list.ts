import type { Hold, HoldLines, PackageLine } from './hold';
import { LineProblems } from './line-problems';
import { displayName } from './package-format';
import type { PackageName } from './package-name';
import { readPackageVersions } from './package-versions/package-line';
import { isPackageUrl } from './package-versions/package-url';
import type { VersionSet } from './package-versions/version-set';
import { listLines, type TextLine } from './text-lines';
import { excerpt, hasInvisibleButTabs } from './visible-text';

const MAX_LINE = 2_000;
/** Characters that some programs end a line with; a comment before one would swallow the next line. */
const OTHER_LINE_END = /[\r\v\f\u0085\u2028\u2029]/;

interface ReadHold {
  readonly hold: Hold;
  readonly versions: VersionSet;
}

/**
 * Packages, versions and ranges that no rule may select and no manifest may name. A list of what is in use may have a million
 * lines: it keeps the places of the lines of each package, and reads them again when the package is asked for.
 */
export class HoldList implements HoldLines {
  /** The last entry of each package. */
  private readonly lastEntries = new Map<string, number>();
  /** The entry before, of the same package; -1 for the first. */
  private readonly entriesBefore: Int32Array;
  private readonly lines: Uint32Array;
  private readonly starts: Uint32Array;
  private readonly ends: Uint32Array;
  private count = 0;
  /** The package that was asked for last: most are asked for once for each of their versions. */
  private latest?: { readonly key: string; readonly holds: readonly ReadHold[] };

  /** @param capacity the number of lines */
  constructor(
    private readonly text: string,
    capacity: number,
  ) {
    this.entriesBefore = new Int32Array(capacity);
    this.lines = new Uint32Array(capacity);
    this.starts = new Uint32Array(capacity);
    this.ends = new Uint32Array(capacity);
  }

  /** The number of lines that hold something. */
  get size(): number {
    return this.count;
  }

  /** Adds a line of the text. */
  add(name: PackageName, { line, start, end }: TextLine) {
    const key = toHoldKey(name);
    this.entriesBefore[this.count] = this.lastEntries.get(key) ?? -1;
    this.lines[this.count] = line;
    this.starts[this.count] = start;
    this.ends[this.count] = end;
    this.lastEntries.set(key, this.count);
    this.count += 1;
  }

  /** Every line, in the order of the list. */
  get holds(): readonly Hold[] {
    return [...this.listHolds()];
  }

  /** Every line, in the order of the list, one at a time. */
  *listHolds(): Generator<Hold> {
    for (let entry = 0; entry < this.count; entry += 1) {
      yield this.readEntry(entry).hold;
    }
  }

  /** True if a line names a package. */
  has(name: PackageName): boolean {
    return this.lastEntries.has(toHoldKey(name));
  }

  /** The lines that hold any of some versions of a package. */
  findAll(name: PackageName, versions: readonly string[]): readonly Hold[] {
    return this.readPackage(name)
      .filter((each) => versions.some((version) => each.versions.keeps(version)))
      .map(({ hold }) => hold);
  }

  *packages(): Generator<PackageLine> {
    for (let entry = 0; entry < this.count; entry += 1) {
      if (this.entriesBefore[entry] === -1) {
        const { format, namespace, package: name, line } = this.readEntry(entry).hold;
        yield { format, namespace, package: name, line };
      }
    }
  }

  find(name: PackageName, version: string): Hold | undefined {
    return this.readPackage(name).find(({ versions }) => versions.keeps(version))?.hold;
  }

  /** The lines of a package, in the order of the list. */
  private readPackage(name: PackageName): readonly ReadHold[] {
    const key = toHoldKey(name);
    if (this.latest?.key !== key) {
      const entries: number[] = [];
      for (let entry = this.lastEntries.get(key) ?? -1; entry >= 0; entry = this.entriesBefore[entry] ?? -1) {
        entries.push(entry);
      }
      this.latest = { key, holds: entries.reverse().map((entry) => this.readEntry(entry)) };
    }
    return this.latest.holds;
  }

  private readEntry(entry: number): ReadHold {
    return readHold(this.lines[entry] ?? 0, readContent(this.text.slice(this.starts[entry], this.ends[entry])));
  }
}

/**
 * Reads a hold list: a line for each package, `format package`, or for some of its versions, `format package version`,
 * `format package range` in the notation of the format, `format package@version`, or a package URL. What follows a `#` is a
 * comment. A version also holds its flavours, platform files and local versions. A range also holds what lies between its
 * bounds without being a release, and versions that cannot be read: it errs on the side of keeping.
 *
 * @throws InvalidText with every broken line
 */
export function parseHoldList(text: string): HoldList {
  const problems = new LineProblems();
  const list = new HoldList(text, countLines(text));
  for (const place of listLines(text)) {
    try {
      const content = readContent(text.slice(place.start, place.end));
      if (content !== '') {
        list.add(readPackageVersions(content).pkg, place);
      }
    } catch (error) {
      problems.add(place.line, (error as Error).message);
    }
  }
  problems.throwIfAny();
  return list;
}

function countLines(text: string): number {
  let count = 1;
  for (let feed = text.indexOf('\n'); feed >= 0; feed = text.indexOf('\n', feed + 1)) {
    count += 1;
  }
  return count;
}

/** The line without its comment. A package URL may have a # of its own, behind which no comment begins. */
function readContent(line: string): string {
  if (OTHER_LINE_END.test(line)) {
    throw new RangeError(`lines must end with a line feed; got another end of a line in ${excerpt(line)}`);
  }
  const content = line.replace(isPackageUrl(line.trim()) ? /(^|\s)#.*$/s : /#.*$/s, '').trim();
  if (content.length > MAX_LINE || hasInvisibleButTabs(content)) {
    throw new RangeError(
      `a line must have at most ${MAX_LINE} characters, each of which can be seen; got ${excerpt(content)}`,
    );
  }
  return content;
}

function readHold(line: number, content: string): ReadHold {
  const { pkg, text, versions } = readPackageVersions(content);
  return { hold: { ...pkg, line, ...(text === undefined ? {} : { versions: text }) }, versions };
}

function toHoldKey({ format, namespace, package: name }: PackageName): string {
  return `${format} ${displayName(format, namespace, name)}`;
}
