import type { Hold, Holds, PackageLine } from '../../declaration/hold';
import type { Format } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { type VersionRange, versionScheme } from '../../declaration/version-schemes';

/** A package that is in use. A file may name a million of them, so that its entries are in lists of all packages. */
interface UsedPackage {
  readonly name: PackageName;
  lastEntry: number;
  /** The versions that its entries cover; made at the first request. */
  index?: UsedIndex;
}

interface UsedIndex {
  /** The entries that name the package alone, and so all its versions. */
  readonly wholeEntries: readonly number[];
  /** The first entry of each version, as it is written. */
  readonly versions: readonly (readonly [text: string, entry: number])[];
  /** By each text that stands for the same version or release. */
  readonly byText: ReadonlyMap<string, number>;
  readonly ranges: readonly { readonly entry: number; readonly range: VersionRange }[];
}

/** Namespaces and versions that are kept once: a million packages have few of them. */
const MAX_SHARED_TEXTS = 10_000;

/** A text that is neither a version nor a range says that any version may be in use. */
const RANGE_MARKS = /[\s<>=~^*|,()[\]!]/;

/** Packages and versions that are in use. Every reading errs on the side of keeping. */
export class UsedVersions implements Holds {
  private readonly byPackage = new Map<string, UsedPackage>();
  /** The version or range of each entry, from 1; undefined for every version. */
  private readonly texts: (string | undefined)[] = [undefined];
  /** The entry before each, of the same package; 0 for the first. */
  private readonly entriesBefore: number[] = [0];
  private readonly sharedTexts = new Map<string, string>();

  /** Entries, as the file has them. */
  get size(): number {
    return this.texts.length - 1;
  }

  /** True if an entry names a package. */
  has(name: PackageName): boolean {
    return this.byPackage.has(looseKey(name));
  }

  /** @param version or a range; without it every version is in use */
  add(name: PackageName, version: string | undefined) {
    const entry = this.texts.length;
    this.texts.push(version !== undefined && isUnreadable(name.format, version) ? undefined : this.share(version));
    const key = looseKey(name);
    const used = this.byPackage.get(key);
    this.entriesBefore.push(used?.lastEntry ?? 0);
    if (used) {
      used.lastEntry = entry;
      used.index = undefined;
    } else {
      const namespace = this.share(name.namespace);
      this.byPackage.set(key, {
        name: { ...name, ...(namespace === undefined ? {} : { namespace }) },
        lastEntry: entry,
      });
    }
  }

  /** The same text, of which only one copy is kept. */
  private share(text: string | undefined): string | undefined {
    if (text === undefined || this.sharedTexts.has(text)) {
      return text === undefined ? undefined : this.sharedTexts.get(text);
    }
    if (this.sharedTexts.size < MAX_SHARED_TEXTS) {
      this.sharedTexts.set(text, text);
    }
    return text;
  }

  /** The packages of the entries, each once, with the number of its first entry. */
  *packages(): Generator<PackageLine> {
    for (const { name, lastEntry } of this.byPackage.values()) {
      yield { ...name, line: this.listEntries(lastEntry)[0] ?? lastEntry };
    }
  }

  /** The entry that keeps a version. */
  find(name: PackageName, version: string): Hold | undefined {
    const used = this.byPackage.get(looseKey(name));
    if (!used) {
      return undefined;
    }
    const { wholeEntries, byText, ranges } = this.indexEntries(used);
    const line =
      wholeEntries[0] ??
      listSpellings(name.format, version)
        .map((text) => byText.get(text))
        .find((entry) => entry !== undefined) ??
      ranges.find(({ range }) => range.keeps(version))?.entry;
    return line === undefined ? undefined : { ...used.name, line };
  }

  /** The entries that keep any of some versions. */
  findAll(name: PackageName, versions: readonly string[]): readonly Hold[] {
    const used = this.byPackage.get(looseKey(name));
    if (!used || versions.length === 0) {
      return [];
    }
    const index = this.indexEntries(used);
    const texts = new Set(versions.flatMap((version) => listSpellings(name.format, version)));
    const lines = [
      ...index.wholeEntries,
      ...index.versions
        .filter(([text]) => listSpellings(name.format, text).some((each) => texts.has(each)))
        .map(([, entry]) => entry),
      ...index.ranges.filter(({ range }) => versions.some((version) => range.keeps(version))).map(({ entry }) => entry),
    ];
    return lines.map((line) => ({ ...used.name, line }));
  }

  /** The entries of a package, in the order of the file. */
  private listEntries(lastEntry: number): number[] {
    const entries: number[] = [];
    for (let entry = lastEntry; entry > 0; entry = this.entriesBefore[entry] ?? 0) {
      entries.push(entry);
    }
    return entries.reverse();
  }

  private indexEntries(used: UsedPackage): UsedIndex {
    if (used.index === undefined) {
      const entries = this.listEntries(used.lastEntry).map((entry) => [entry, this.texts[entry]] as const);
      const byVersion = new Map<string, number>();
      for (const [entry, text] of entries) {
        if (text !== undefined && !byVersion.has(text)) {
          byVersion.set(text, entry);
        }
      }
      const wholeEntries = entries.filter(([, text]) => text === undefined).map(([entry]) => entry);
      used.index = { wholeEntries, ...indexTexts(used.name.format, byVersion) };
    }
    return used.index;
  }
}

/** Registries and people spell a package in several ways; a name that differs in them alone is kept, too. */
function looseKey({ format, namespace = '', package: name }: PackageName): string {
  const key = `${format} ${namespace}/${name}`.toLowerCase();
  return format === 'cargo' ? key.replaceAll('_', '-') : key;
}

function indexTexts(format: Format, entries: ReadonlyMap<string, number>): Omit<UsedIndex, 'wholeEntries'> {
  const byText = new Map<string, number>();
  const versions: [string, number][] = [];
  const ranges: { entry: number; range: VersionRange }[] = [];
  for (const [text, entry] of entries) {
    const range = readRange(format, text);
    if (range) {
      ranges.push({ entry, range });
    } else {
      versions.push([text, entry]);
      listSpellings(format, text).forEach((each) => byText.set(each, byText.get(each) ?? entry));
    }
  }
  return { versions, byText, ranges };
}

/** Spellings of the last versions: each is asked for once for each file. */
const SPELLINGS = new Map<string, readonly string[]>();
const MAX_SPELLINGS = 5_000;

/** The texts of the version: flavours, platform files and builds of one release share one of them. */
function listSpellings(format: Format, version: string): readonly string[] {
  const key = `${format} ${version}`;
  const cached = SPELLINGS.get(key);
  if (cached !== undefined) {
    return cached;
  }
  const parsed = parseVersion(format, version);
  const spellings = [version, ...(parsed ? [`canonical ${parsed.canonical}`, `release ${parsed.release}`] : [])];
  if (SPELLINGS.size >= MAX_SPELLINGS) {
    SPELLINGS.clear();
  }
  SPELLINGS.set(key, spellings);
  return spellings;
}

/** People and tags write a `v` before versions. */
function parseVersion(format: Format, version: string) {
  const scheme = versionScheme(format);
  return scheme.parse(version) ?? scheme.parse(version.replace(/^[v=]+/i, ''));
}

function readRange(format: Format, text: string): VersionRange | undefined {
  return parseVersion(format, text) ? undefined : versionScheme(format).parseRange(text);
}

function isUnreadable(format: Format, version: string): boolean {
  return (
    !parseVersion(format, version) && !readRange(format, version) && format !== 'generic' && RANGE_MARKS.test(version)
  );
}
