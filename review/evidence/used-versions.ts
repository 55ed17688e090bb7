import type { Hold, Holds, PackageLine } from '../../declaration/hold';
import type { Format } from '../../declaration/package-format';
import type { PackageName } from '../../declaration/package-name';
import { type VersionRange, versionScheme } from '../../declaration/version-schemes';

/** The versions of a package that are in use. */
interface UsedPackage {
  readonly name: PackageName;
  /** The numbers of the entries that name the package alone, and so all its versions. */
  readonly wholeEntries: number[];
  /** The first entry of each version or range, as it is written. */
  readonly entries: Map<string, number>;
  /** The versions that the entries cover; made at the first request. */
  index?: UsedIndex;
}

interface UsedIndex {
  /** By each text that stands for the same version or release. */
  readonly byText: ReadonlyMap<string, number>;
  readonly ranges: readonly { readonly entry: number; readonly range: VersionRange }[];
}

/** A text that is neither a version nor a range says that any version may be in use. */
const RANGE_MARKS = /[\s<>=~^*|,()[\]!]/;

/** Packages and versions that are in use. Every reading errs on the side of keeping. */
export class UsedVersions implements Holds {
  private readonly byPackage = new Map<string, UsedPackage>();
  private count = 0;

  /** Entries, as the file has them. */
  get size(): number {
    return this.count;
  }

  /** True if an entry names a package. */
  has(name: PackageName): boolean {
    return this.byPackage.has(looseKey(name));
  }

  /** @param version or a range; without it every version is in use */
  add(name: PackageName, version: string | undefined) {
    this.count += 1;
    const key = looseKey(name);
    const used = this.byPackage.get(key) ?? { name, wholeEntries: [], entries: new Map<string, number>() };
    this.byPackage.set(key, used);
    used.index = undefined;
    if (version === undefined || isUnreadable(name.format, version)) {
      used.wholeEntries.push(this.count);
    } else if (!used.entries.has(version)) {
      used.entries.set(version, this.count);
    }
  }

  /** The packages of the entries, each once, with the number of its first entry. */
  *packages(): Generator<PackageLine> {
    for (const { name, wholeEntries, entries } of this.byPackage.values()) {
      const [firstVersion = Infinity] = entries.values();
      yield { ...name, line: Math.min(firstVersion, wholeEntries[0] ?? Infinity) };
    }
  }

  /** The entry that keeps a version. */
  find(name: PackageName, version: string): Hold | undefined {
    const used = this.byPackage.get(looseKey(name));
    if (!used) {
      return undefined;
    }
    const { byText, ranges } = (used.index ??= indexEntries(used));
    const line =
      used.wholeEntries[0] ??
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
    const texts = new Set(versions.flatMap((version) => listSpellings(name.format, version)));
    const lines = [...used.entries].filter(([text]) => {
      const range = readRange(name.format, text);
      return range
        ? versions.some((version) => range.keeps(version))
        : listSpellings(name.format, text).some((each) => texts.has(each));
    });
    return [...used.wholeEntries, ...lines.map(([, entry]) => entry)].map((line) => ({ ...used.name, line }));
  }
}

/** Registries and people spell a package in several ways; a name that differs in them alone is kept, too. */
function looseKey({ format, namespace = '', package: name }: PackageName): string {
  const key = `${format} ${namespace}/${name}`.toLowerCase();
  return format === 'cargo' ? key.replaceAll('_', '-') : key;
}

function indexEntries({ name: { format }, entries }: UsedPackage): UsedIndex {
  const byText = new Map<string, number>();
  const ranges: { entry: number; range: VersionRange }[] = [];
  for (const [text, entry] of entries) {
    const range = readRange(format, text);
    if (range) {
      ranges.push({ entry, range });
    } else {
      listSpellings(format, text).forEach((each) => byText.set(each, byText.get(each) ?? entry));
    }
  }
  return { byText, ranges };
}

/** The texts of the version: flavours, platform files and builds of one release share one of them. */
function listSpellings(format: Format, version: string): readonly string[] {
  const parsed = parseVersion(format, version);
  return [version, ...(parsed ? [`canonical ${parsed.canonical}`, `release ${parsed.release}`] : [])];
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
